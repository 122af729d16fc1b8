"""Signing in by SAML 2.0: django-allauth's provider and python3-saml, and what they leave to whoever uses them.

They take an answer without an audience, one whose unsigned envelope alone says what it answers to, and one twice.
Here the signed assertion itself must be for us, answer this session's own request, and be used once.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from allauth.socialaccount.providers.saml.utils import build_saml_config
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from comptoir.identity.models import IdentityProvider, UsedAnswer
from comptoir.identity.refusing import UnableToSignIn

_SUBJECT = 191
_LONGEST = timedelta(hours=1)
_PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
_TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
#: What an assertion must be for the platform to be sure of it; `advanced` in django-allauth's words.
SECURITY = {
    "strict": True,
    "want_assertion_signed": True,
    "want_name_id": True,
    "want_attribute_statement": False,
    "reject_deprecated_algorithm": True,
    "reject_idp_initiated_sso": True,
    "name_id_format": _PERSISTENT,
    "allow_single_label_domains": True,  # our own address may be one of an intranet
}


class CompanySaml(SAMLProvider):  # type: ignore[misc]
    def extract_uid(self, data: OneLogin_Saml2_Response) -> str:
        return str(data.get_nameid())

    def extract_extra_data(self, data: OneLogin_Saml2_Response) -> dict[str, Any]:
        """Nothing that the provider says about a person is kept."""
        return {}

    def extract_common_fields(self, data: OneLogin_Saml2_Response) -> dict[str, Any]:
        """An address that a provider claims proves nothing here."""
        return {}


def config_of(request: HttpRequest, provider: CompanySaml) -> dict[str, Any]:
    """python3-saml's settings of one provider, with all its certificates."""
    found: dict[str, Any] = build_saml_config(request, provider.app.settings, provider.app.client_id)
    found["idp"]["x509certMulti"] = {"signing": provider.app.settings["idp"]["certificates"]}
    del found["sp"]["singleLogoutService"]  # sessions end here by our own rules
    return found


def start(request: HttpRequest, provider: CompanySaml, *, next_url: str, again: bool) -> HttpResponse:
    """Sends the browser to the provider; the request's id is the state that its answer must name."""
    auth = OneLogin_Saml2_Auth(_as_asked(request), config_of(request, provider))
    address = auth.login(return_to="", force_authn=again)
    provider.stash_redirect_state(request, "login", next_url, state_id=auth.get_last_request_id(), again=again)
    return HttpResponseRedirect(address)


def answered(
    request: HttpRequest, posted: HttpRequest, provider: CompanySaml, row: IdentityProvider, at: datetime
) -> SocialLogin:
    """Who the provider says has come back, in `posted`; `request` is the session's own. Raises UnableToSignIn."""
    response = _valid(posted, provider)
    asked = _answers_to(response)
    state = statekit.unstash_state(request, provider_id=provider.sub_id, state_id=asked)
    if state is None:
        raise UnableToSignIn("company.not_asked")
    subject = response.get_nameid()
    if not subject or len(subject) > _SUBJECT or response.get_nameid_format() == _TRANSIENT:
        raise UnableToSignIn("company.no_lasting_name")
    if state.get("again") and not _is_fresh(response, at):
        raise UnableToSignIn("company.not_again")
    _use_up(response, row, at)
    login: SocialLogin = provider.sociallogin_from_response(request, response)
    login.state = state
    return login


def metadata(request: HttpRequest, provider: CompanySaml) -> bytes:
    """What the customer's own administrator gives to their provider about us."""
    found: bytes | str = OneLogin_Saml2_Settings(
        config_of(request, provider), sp_validation_only=True
    ).get_sp_metadata()
    return found.encode() if isinstance(found, str) else found


def _valid(posted: HttpRequest, provider: CompanySaml) -> OneLogin_Saml2_Response:
    asked = _as_asked(posted)
    try:
        settings = OneLogin_Saml2_Settings(config_of(posted, provider))
        response = OneLogin_Saml2_Response(settings, asked["post_data"].get("SAMLResponse", ""))
        is_valid = response.is_valid(asked)
    except Exception as error:  # what cannot be parsed raises whatever the parser's parts raise
        raise UnableToSignIn("company.refused") from error
    if not is_valid:
        raise UnableToSignIn("company.refused")
    if settings.get_sp_data()["entityId"] not in response.get_audiences():
        raise UnableToSignIn("company.refused")
    return response


def _as_asked(request: HttpRequest) -> dict[str, Any]:
    """A request as python3-saml wants it; the host is one that the settings allow."""
    return {
        "https": "on" if request.is_secure() else "off",
        "http_host": request.get_host(),
        "script_name": request.META.get("SCRIPT_NAME"),
        "path_info": request.META["PATH_INFO"],
        "get_data": request.GET.copy(),
        "post_data": request.POST.copy(),
    }


def _answers_to(response: OneLogin_Saml2_Response) -> str:
    """The request that the signed assertion itself says it answers, delivered to our own address."""
    data = _in_assertion(response, "saml:Subject/saml:SubjectConfirmation/saml:SubjectConfirmationData")
    found = {one.get("InResponseTo") for one in data if one.get("Recipient") and one.get("NotOnOrAfter")}
    if len(found) != 1 or None in found or found != {response.get_in_response_to()}:
        raise UnableToSignIn("company.not_asked")
    return str(found.pop())


def _use_up(response: OneLogin_Saml2_Response, row: IdentityProvider, at: datetime) -> None:
    """Keeps that this assertion was used; a second time is refused, in whichever process."""
    name = response.get_assertion_id()
    ends = response.get_assertion_not_on_or_after()
    until = datetime.fromtimestamp(ends, UTC) if ends else at
    UsedAnswer.objects.filter(provider=row, until_at__lt=at).delete()
    try:
        with transaction.atomic():
            digest = hashlib.sha256(str(name).encode()).hexdigest()
            UsedAnswer.objects.create(provider=row, digest=digest, until_at=max(until, at) + _LONGEST)
    except IntegrityError:
        raise UnableToSignIn("company.used_before") from None


def _is_fresh(response: OneLogin_Saml2_Response, at: datetime) -> bool:
    said = [one.get("AuthnInstant") for one in _in_assertion(response, "saml:AuthnStatement")]
    try:
        return all(at - datetime.fromisoformat(one) < timedelta(minutes=2) for one in said) and bool(said)
    except (TypeError, ValueError):
        return False


def _in_assertion(response: OneLogin_Saml2_Response, path: str) -> list[Any]:
    """Elements of the one assertion, which `is_valid` has found to be signed."""
    document = response.get_xml_document()
    found: list[Any] = document.xpath(f"/samlp:Response/saml:Assertion/{path}", namespaces=Names.NSMAP)
    return found
