"""The way to a company's own sign-in and back; identity/openid.py and saml.py judge what comes back."""

from collections.abc import Callable
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.core.internal import httpkit
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.sessions import LoginSession
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from comptoir.identity import openid, saml
from comptoir.identity.account_adapter import origin_of
from comptoir.identity.actions.history import note_sign_in
from comptoir.identity.fetching import UnableToFetch
from comptoir.identity.linking import invitation_of
from comptoir.identity.models import IdentityProvider, Method, Outcome, Protocol
from comptoir.identity.queries import company_by_slug, may_use_password
from comptoir.identity.refusing import UnableToSignIn
from comptoir.identity.social_adapter import LINK_CODE, REFUSAL, app_of, provider_of
from comptoir.kernel.explanation import Step
from comptoir.portal.signing_in.asked import ask_company, asked, taken
from comptoir.web.gate import before_rules
from comptoir.web.views import public_view, signed_in_view
from comptoir.web.words import sentence

#: An answer is some tens of kilobytes; what is larger is none.
MOST_BYTES = 200_000


@public_view("nobody is signed in yet")
def lead(request: Any) -> HttpResponse:
    """Takes the browser to the company's sign-in by itself, and offers a link where that does not work."""
    row = company_by_slug(asked(request).get("slug", ""))
    if row is None:
        return redirect("account_login")
    context = {
        "row": row,
        "email": asked(request).get("email", ""),
        "start": reverse("company_go", args=[row.slug]),
        "may_use_password": may_use_password(row),
    }
    return _unkept(render(request, "portal/signing_in/company.html", context))


@public_view("a company's own link to its sign-in", methods=("GET", "POST"))
def enter(request: Any, slug: str) -> HttpResponse:
    """An address to keep: asks once whether to go on, so that no page elsewhere signs anybody in."""
    row = _row(slug)
    if request.method == "POST":
        ask_company(request, row, get_next_redirect_url(request) or "/")
        return redirect("company")
    return _unkept(render(request, "portal/signing_in/enter.html", {"row": row}))


@public_view("whoever is invited has no sign-in of theirs yet", methods=("GET", "POST"))
def take_up(request: Any, code: str) -> HttpResponse:
    """An invitation to come in by the company's sign-in from now on."""
    found = invitation_of(code)
    fits = found is not None and found.used_at is None and found.to_at is not None and found.to_at > request.now
    if not fits or found is None or found.provider.to_at is not None:
        return _unkept(render(request, "portal/signing_in/gone.html", status=410))
    if request.method == "POST":
        request.session[LINK_CODE] = code
        ask_company(request, found.provider, "/")
        return redirect("company")
    context = {"row": found.provider, "email": found.email}
    return _unkept(render(request, "portal/signing_in/link.html", context))


@public_view("nobody is signed in yet")
def go(request: Any, slug: str) -> HttpResponse:
    """Starts at the provider; only if this browser asked for it."""
    row = _row(slug)
    after = taken(request, slug)
    if after is None:
        return redirect("company_enter", slug=slug)
    return _started(request, row, after, again=False)


@before_rules
@signed_in_view()
def again(request: Any) -> HttpResponse:
    """Shows once more at the company's sign-in who it is, before what is sensitive."""
    row = company_by_slug(request.proof.provider)
    if row is None:
        return redirect("/")
    return _started(request, row, get_next_redirect_url(request) or "/", again=True)


@public_view("comes from the provider")
def come_back(request: Any, provider_id: str) -> HttpResponse:
    """The answer of a provider that speaks OpenID Connect."""
    row = _row(provider_id, Protocol.OPENID)
    return _finished(
        request, row, lambda: openid.answered(request, provider_of(request, app_of(row)), row, request.now)
    )


@csrf_exempt
@public_view("comes from the provider, without our cookies", methods=("POST",))
def receive(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """The answer of a provider that speaks SAML: kept, until the browser asks for it with its own session."""
    _row(organization_slug, Protocol.SAML)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return HttpResponse(status=413)
    response = redirect("saml_finish_acs", organization_slug=organization_slug)
    kept = _kept_answer(request)
    kept.store.update({"request": httpkit.serialize_request(request)})
    kept.store.set_expiry(300)
    kept.save(response)
    response.cookies[kept.cookie_name]["httponly"] = True
    return response


@public_view("comes from the provider")
def come_back_by_saml(request: Any, organization_slug: str) -> HttpResponse:
    """Judges what was kept."""
    row = _row(organization_slug, Protocol.SAML)
    kept = _kept_answer(request)
    said = kept.store.get("request")
    kept.delete()

    def answer() -> SocialLogin:
        if not said:
            raise UnableToSignIn("company.not_asked")
        posted = httpkit.deserialize_request(said, HttpRequest())
        return saml.answered(request, posted, provider_of(request, app_of(row)), row, request.now)

    return _finished(request, row, answer)


@public_view("what a company's administrator needs of us is no secret")
def describe(request: Any, organization_slug: str) -> HttpResponse:
    """Our SAML metadata for one provider."""
    row = _row(organization_slug, Protocol.SAML)
    return HttpResponse(saml.metadata(request, provider_of(request, app_of(row))), content_type="text/xml")


@public_view("there is no signing out by the provider")
def no_sign_out(request: Any, organization_slug: str) -> HttpResponse:
    raise Http404


@public_view("nobody is signed in yet")
def refused(request: Any) -> HttpResponse:
    """Why the company's sign-in did not let somebody in, in one sentence."""
    said = request.session.pop(REFUSAL, "company.refused")
    context = {"sentence": sentence(Step(str(said), {})), "slug": asked(request).get("slug", "")}
    return _unkept(render(request, "portal/signing_in/refused.html", context))


def _kept_answer(request: HttpRequest) -> LoginSession:
    """What was posted from the provider's page, where our session's cookie does not come along."""
    return LoginSession(request, "saml_acs_session", settings.COOKIE_PREFIX.replace("Host", "Secure") + "saml-answer")


def _row(slug: str, protocol: Protocol | None = None) -> IdentityProvider:
    row = company_by_slug(slug)
    if row is None or protocol not in (None, row.protocol):
        raise Http404
    return row


def _started(request: Any, row: IdentityProvider, after: str, *, again: bool) -> HttpResponse:
    provider = provider_of(request, app_of(row))
    start = saml.start if row.protocol == Protocol.SAML else openid.start
    try:
        return _unkept(start(request, provider, next_url=after, again=again))
    except UnableToFetch:
        return _refusal(request, row, "company.no_answer")


def _finished(request: Any, row: IdentityProvider, answer: Callable[[], SocialLogin]) -> HttpResponse:
    try:
        login = answer()
    except UnableToSignIn as refusal:
        return _refusal(request, row, refusal.message)
    response: HttpResponse = complete_social_login(request, login)
    return response


def _refusal(request: Any, row: IdentityProvider, message: str) -> HttpResponse:
    note_sign_in(
        None,
        method=Method.COMPANY,
        outcome=Outcome.REFUSED,
        origin=origin_of(request),
        at=request.now,
        provider=row,
    )
    request.session[REFUSAL] = message
    return redirect("company_refused")


def _unkept(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    return response
