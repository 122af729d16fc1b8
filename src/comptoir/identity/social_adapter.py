"""django-allauth finds our identity providers here, and asks here who may come in by one."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse

from comptoir.access.models import User
from comptoir.identity import fetching
from comptoir.identity.account_adapter import origin_of
from comptoir.identity.actions.history import note_sign_in
from comptoir.identity.actions.linking import UnableToLink, link
from comptoir.identity.linking import may_come_in
from comptoir.identity.models import IdentityProvider, Method, Outcome, Protocol
from comptoir.identity.openid import CompanyOpenId
from comptoir.identity.saml import SECURITY, CompanySaml
from comptoir.identity.sealing import unseal

#: The code of a followed invitation, and the message that the sign-in page shows, in the session.
LINK_CODE = "company_link"
REFUSAL = "company_refusal"


class CompanySignIn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def list_apps(self, request: Any, provider: str | None = None, client_id: str | None = None) -> list[SocialApp]:
        """The running providers: django-allauth's name of one is our slug."""
        rows = IdentityProvider.objects.filter(to_at=None)
        slug = client_id if provider == Protocol.SAML else provider
        return [app_of(row) for row in rows.filter(slug=slug)] if slug else []

    def get_provider(self, request: Any, provider: str, client_id: str | None = None) -> Any:
        app = self.get_app(request, provider=client_id or provider)
        return provider_of(request, app)

    def get_requests_session(self) -> Any:
        return fetching.session()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> None:
        """Never."""

    def pre_social_login(self, request: Any, sociallogin: SocialLogin) -> None:
        """Lets in who is linked, or takes up an invitation; everybody else is sent back."""
        row = IdentityProvider.objects.get(slug=sociallogin.account.provider, to_at=None)
        if sociallogin.state.get("process") != "login":
            raise _sent_back(request, None, row, "company.refused", Outcome.REFUSED)
        if sociallogin.is_existing:
            if not may_come_in(sociallogin.user, row):
                raise _sent_back(request, sociallogin.user, row, "company.not_expected", Outcome.CLOSED)
            return
        try:
            user = link(row, subject=sociallogin.account.uid, code=request.session.pop(LINK_CODE, ""), at=request.now)
        except UnableToLink:
            raise _sent_back(request, None, row, "company.not_expected", Outcome.NOT_LINKED) from None
        sociallogin.user = user
        sociallogin.account.user = user


def app_of(row: IdentityProvider) -> SocialApp:
    """A provider as django-allauth knows one; never saved."""
    given: dict[str, Any] = {"document": row.document}
    if row.protocol == Protocol.SAML:
        entity = settings.PORTAL_URL + reverse("saml_metadata", args=[row.slug])
        given = {
            "idp": {
                "entity_id": row.entity,
                "sso_url": row.document["sso_url"],
                "x509cert": row.document["certificates"][0],
                "certificates": row.document["certificates"],
            },
            "sp": {"entity_id": entity},
            "advanced": SECURITY,
        }
    return SocialApp(
        provider=row.protocol,
        provider_id=row.slug,
        name=row.name,
        client_id=row.slug if row.protocol == Protocol.SAML else row.client_id,
        secret=unseal(row.sealed_secret),
        settings=given,
    )


def provider_of(request: Any, app: SocialApp) -> Any:
    kind = CompanySaml if app.provider == Protocol.SAML else CompanyOpenId
    return kind(request, app=app)


def _sent_back(
    request: Any, user: User | None, row: IdentityProvider, message: str, outcome: Outcome
) -> ImmediateHttpResponse:
    note_sign_in(user, method=Method.COMPANY, outcome=outcome, origin=origin_of(request), at=request.now, provider=row)
    request.session[REFUSAL] = message
    return ImmediateHttpResponse(redirect("company_refused"))
