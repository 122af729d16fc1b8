"""Sign-in by django-allauth, as this house wants it: history, devices, who is stopped, when to ask again."""

import hashlib
import logging
import secrets
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comptoir.access.adapter import ClosedSignup
from comptoir.access.models import Suspension, User
from comptoir.identity.actions.history import From, note_sign_in
from comptoir.identity.models import IdentityProvider, Method, Outcome, SignIn
from comptoir.identity.proof import is_confirmed, proof_of

_LOGGER = logging.getLogger("comptoir.identity")
DEVICE = "device"
_YEAR = 365 * 24 * 3600


class AccountAdapter(ClosedSignup):
    error_messages = ClosedSignup.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "incorrect_code": _("This code is not right."),
        "incorrect_password": _("This password is not right."),
        "enter_current_password": _("Type your present password."),
        "too_many_login_attempts": _("Too many attempts. Try again in some minutes."),
        "rate_limited": _("Too many requests. Wait a moment."),
        "invalid_password_reset": _("This link no longer works: it was used already, or it is too old."),
        "duplicate_email": _("This address is yours already."),
        "email_taken": _("This address cannot be used."),
        "same_as_current": _("Choose one that differs from the present one."),
        "cannot_remove_primary_email": _("This is your main address: make another one the main one first."),
        "unverified_primary_email": _("Confirm this address first."),
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self._note_failure(request, credentials, Outcome.TOO_MANY)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        self._note_failure(request, credentials, Outcome.WRONG_PASSWORD)

    def pre_login(self, request: Any, user: Any, **hooks: Any) -> HttpResponse | None:
        """Who is stopped everywhere does not come in, by whatever way (P-09)."""
        stopped = Suspension.objects.filter(user=user, customer=None, lifted_at=None).exists()
        if stopped or not user.is_active:
            note_sign_in(user, method=Method.OTHER, outcome=Outcome.CLOSED, origin=origin_of(request), at=request.now)
        refused = self.respond_user_inactive if stopped else None
        response: HttpResponse | None = refused(request, user) if refused else super().pre_login(request, user, **hooks)
        return response

    def post_login(self, request: Any, user: Any, **hooks: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **hooks)
        if not device_of(request):
            name, code = settings.COOKIE_PREFIX + DEVICE, secrets.token_urlsafe(24)
            request.COOKIES[name] = code
            secure = not settings.PLAIN_HTTP
            response.set_cookie(name, code, max_age=_YEAR, httponly=True, samesite="Lax", secure=secure)
        note_success(request, user)
        return response

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """One rule for django-allauth's pages and for ours (identity/proof.py)."""
        return not is_confirmed(self.request, self.request.now)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Who came by the company's sign-in shows there again who they are."""
        slug = proof_of(self.request).provider
        if slug and user.is_authenticated:
            return [{"id": "company", "description": _("Use your company's sign-in"), "url": reverse("company_again")}]
        return super().get_reauthentication_methods(user)  # type: ignore[no-any-return]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Links lead to the portal of the settings: the name in a request is whatever somebody wrote there.

        A mail server that does not answer is no page's fault: the page is the same, and so one asks for the mail again.
        """
        links = {name: _at_the_portal(value) for name, value in context.items() if name.endswith("_url")}
        try:
            super().send_mail(template_prefix, email, context | links | {"portal_url": settings.PORTAL_URL})
        except (SMTPException, OSError):
            _LOGGER.exception("A mail of sign-in did not leave.")

    def is_safe_url(self, url: str) -> bool:
        """What cannot be read as an address is none to go to."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The client's address; one written as IPv6 for an IPv4 one is that one."""
        return str(super().get_client_ip(request)).removeprefix("::ffff:")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Attempts at an address are counted once, under whatever name this site is reached.

        A device on which this very person signed in before has a count of its own: strangers who guess at an address
        close it to other strangers, never to its owner's browser. The same question, whoever's address it is.
        """
        email, device = str(credentials.get("email", "")).lower(), device_of(request)
        known = SignIn.objects.filter(user__email=email, outcome=Outcome.SUCCEEDED, device=device)
        return f"{email} {device}" if device and known.exists() else email

    def _note_failure(self, request: Any, credentials: dict[str, Any], outcome: Outcome) -> None:
        """The same work for an address that is known and for one that is not: as many questions, one row."""
        email = str(credentials.get("email", "")).lower()
        named = EmailAddress.objects.filter(email=email).first()
        found = User.objects.filter(email=email)
        user = found.first()
        if named is not None and outcome != Outcome.TOO_MANY:
            found.exists()  # django-allauth has asked once less about an address that it knows
        note_sign_in(user, method=Method.PASSWORD, outcome=outcome, origin=origin_of(request), at=request.now)


def _at_the_portal(address: str) -> str:
    parts = urlsplit(address)
    return f"{settings.PORTAL_URL}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def note_success(request: Any, user: User) -> None:
    """Keeps how somebody signed in, and from where."""
    slug = proof_of(request).provider
    note_sign_in(
        user,
        method=_method(request, user),
        outcome=Outcome.SUCCEEDED,
        origin=origin_of(request),
        at=request.now,
        provider=IdentityProvider.objects.filter(slug=slug).first() if slug else None,
    )


def _method(request: Any, user: User) -> Method:
    proof = proof_of(request)
    if proof.provider:
        return Method.COMPANY
    if proof.is_passkey:
        return Method.PASSKEY
    if proof.has_second_factor:
        return Method.SECOND_FACTOR
    by_password = any(record.get("method") == "password" for record in get_authentication_records(request, user))
    return Method.PASSWORD if by_password else Method.OTHER


def origin_of(request: Any) -> From:
    """Where a request comes from, for the history."""
    return From(
        address=AccountAdapter(request).get_client_ip(request),
        agent=request.META.get("HTTP_USER_AGENT", ""),
        device=device_of(request),
    )


def device_of(request: Any) -> str:
    """The digest of what this browser was given when somebody first signed in on it; empty: nobody did."""
    code = request.COOKIES.get(settings.COOKIE_PREFIX + DEVICE, "")
    return hashlib.sha256(code.encode()).hexdigest() if code else ""
