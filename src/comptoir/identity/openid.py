"""Signing in by OpenID Connect: django-allauth's provider, with what it leaves out (nonce, signature, issuer)."""

import json
import secrets
from datetime import datetime
from typing import Any

import jwt
import requests
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse

from comptoir.identity.fetching import UnableToFetch, fetch
from comptoir.identity.models import IdentityProvider
from comptoir.identity.refusing import UnableToSignIn

_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_LEEWAY = 60
_SUBJECT = 191


class CompanyOpenIdAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The provider describes itself once, when it is added and daily; not anew at each sign-in."""

    @property
    def openid_config(self) -> dict[str, Any]:
        return dict(self.get_provider().app.settings["document"])


class CompanyOpenId(OpenIDConnectProvider):  # type: ignore[misc]
    oauth2_adapter_class = CompanyOpenIdAdapter

    def get_default_scope(self) -> list[str]:
        return ["openid"]

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing that the provider says about a person is kept."""
        return {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        """An address that a provider claims proves nothing here."""
        return []


def start(request: HttpRequest, provider: CompanyOpenId, *, next_url: str, again: bool) -> HttpResponse:
    """Sends the browser to the provider, with state, nonce and PKCE."""
    nonce = secrets.token_urlsafe(24)
    wanted = {"nonce": nonce} | ({"prompt": "login", "max_age": "0"} if again else {})
    response: HttpResponse = provider.redirect(
        request, "login", next_url=next_url, auth_params=wanted, nonce=nonce, again=again
    )
    return response


def answered(request: HttpRequest, provider: CompanyOpenId, row: IdentityProvider, at: datetime) -> SocialLogin:
    """Who the provider says has come back. Raises UnableToSignIn."""
    state_id = request.GET.get("state", "")
    state = statekit.unstash_state(request, provider_id=provider.sub_id, state_id=state_id) if state_id else None
    if state is None:
        raise UnableToSignIn("company.not_asked")
    named = request.GET.get("iss")
    if (named or row.document.get("names_itself")) and named != row.entity:
        raise UnableToSignIn("company.other_provider")  # RFC 9207: an answer of another one, mixed in
    if "error" in request.GET or not request.GET.get("code"):
        raise UnableToSignIn("company.said_no")
    adapter = CompanyOpenIdAdapter(request, provider.app.provider_id)
    client = adapter.get_client(request, provider.app)
    try:
        said = client.get_access_token(request.GET["code"], pkce_code_verifier=state["pkce_code_verifier"])
    except (OAuth2Error, requests.RequestException, ValueError) as error:
        raise UnableToSignIn("company.no_answer") from error
    claims = verified(str(said.get("id_token") or ""), row, nonce=str(state["nonce"]))
    if state.get("again") and not _is_fresh(claims, at):
        raise UnableToSignIn("company.not_again")
    login: SocialLogin = provider.sociallogin_from_response(request, claims)
    login.state = state
    return login


def verified(token: str, row: IdentityProvider, *, nonce: str) -> dict[str, Any]:
    """The claims of an ID token (OpenID Connect Core 3.1.3.7), its signature checked. Raises UnableToSignIn."""
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in _ALGORITHMS:
            raise UnableToSignIn("company.refused")
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(row, header),
            algorithms=[header["alg"]],
            audience=row.client_id,
            issuer=row.entity,
            leeway=_LEEWAY,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except (jwt.PyJWTError, UnableToFetch, ValueError, TypeError, AttributeError) as error:
        # PyJWT raises the last two for a key of another kind than the token names, and for what is no set of keys.
        raise UnableToSignIn("company.refused") from error
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if (len(audience) > 1 or "azp" in claims) and claims.get("azp") != row.client_id:
        raise UnableToSignIn("company.refused")
    subject = claims["sub"]
    if claims.get("nonce") != nonce or not isinstance(subject, str) or not 0 < len(subject) <= _SUBJECT:
        raise UnableToSignIn("company.refused")
    return claims


def _key(row: IdentityProvider, header: dict[str, Any]) -> Any:
    """The provider's key that the token names; without a name, its only one for signing."""
    keys = jwt.PyJWKSet.from_dict(json.loads(fetch(row.document["jwks_uri"]))).keys
    fitting = [key for key in keys if key.public_key_use in (None, "sig")]
    if header.get("kid"):
        fitting = [key for key in fitting if key.key_id == header["kid"]]
    if len(fitting) != 1:
        raise UnableToSignIn("company.refused")
    return fitting[0].key


def _is_fresh(claims: dict[str, Any], at: datetime) -> bool:
    said = claims.get("auth_time")
    return isinstance(said, int) and at.timestamp() - said < 2 * _LEEWAY
