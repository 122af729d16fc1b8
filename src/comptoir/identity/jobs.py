"""Mails that follow from how people sign in: load, send."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from comptoir.access.jobs import send_invitation
from comptoir.access.models import Membership, User
from comptoir.identity.actions.linking import open_link
from comptoir.identity.linking import code_of, domain_of, may_come_in, running_domains
from comptoir.identity.models import CredentialReport, IdentityProvider, LinkInvitation, SignIn
from comptoir.jobs.context import JobContext
from comptoir.jobs.registry import job
from comptoir.kernel.clock import BRUSSELS


@job("identity.send_invitation")
def send_invitation_to_come_in(context: JobContext, payload: dict[str, Any]) -> None:
    """Invites a new person: through their company's sign-in where it has one for their domain, else to a password."""
    user = User.objects.get(pk=payload["user"])
    running = IdentityProvider.objects.filter(customer_id=payload["customer"], to_at=None)
    provider = running.select_related("customer").order_by("-from_at", "-pk").first()
    proved = running_domains(payload["customer"]).filter(name=domain_of(user.email)).exists()
    if provider is None or not proved or not may_come_in(user, provider):
        send_invitation(context, payload)
        return
    _send_link(open_link(provider, user=user, label=str(provider.customer), at=context.now))


@job("identity.send_link")
def send_link(_context: JobContext, payload: dict[str, Any]) -> None:
    """Invites someone to come in by their company's sign-in from now on."""
    _send_link(LinkInvitation.objects.select_related("user", "provider__customer").get(pk=payload["invitation"]))


@job("identity.tell_of_new_device")
def tell_of_new_device(_context: JobContext, payload: dict[str, Any]) -> None:
    """Tells a person that they signed in from a device that they never used before."""
    made = SignIn.objects.select_related("user").filter(pk=payload["sign_in"]).first()
    if made is None or made.user is None:
        return
    text = _told(
        made.user,
        lambda: _(
            "Hello %(name)s,\n\nSomeone signed in to your account on %(when)s from a device that you had not used "
            "before: %(agent)s, network address %(address)s.\n\nWas it not you? Open %(link)s at once and report it: "
            "all sessions then end."
        ),
        when=made.at.astimezone(BRUSSELS).strftime("%d.%m.%Y %H:%M"),
        agent=made.agent or "?",
        address=made.address or "?",
        link=settings.PORTAL_URL + reverse("portal:security:report"),
    )
    _send(made.user, lambda: _("New device on your account"), text)


@job("identity.tell_of_report")
def tell_of_report(_context: JobContext, payload: dict[str, Any]) -> None:
    """Tells the operator at once, and the person how to come back in (P-13; GC 4.3)."""
    made = CredentialReport.objects.select_related("user", "customer").get(pk=payload["report"])
    with translation.override(settings.LANGUAGE_CODE):
        text = _(
            "%(person)s: %(what)s, %(happened)s. Reported by %(by)s on %(when)s, for %(customer)s.\n"
            "Sessions ended: %(sessions)d. Access tokens ended: %(tokens)d.\n\n%(note)s"
        ) % {
            "person": f"{made.user.name} <{made.user.email}>",
            "what": made.get_what_display(),
            "happened": made.get_happened_display(),
            "by": made.by_label,
            "when": made.at.astimezone(BRUSSELS).strftime("%d.%m.%Y %H:%M"),
            "customer": made.customer.legal_name if made.customer else "-",
            "sessions": made.sessions,
            "tokens": made.tokens,
            "note": made.note,
        }
        subject = _("Credential reported lost, stolen or misused")
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [settings.OPERATOR_MAIL])
    if made.user.has_usable_password():
        _tell_of_part(made)
        return
    way_back = _told(
        made.user,
        lambda: _(
            "Hello %(name)s,\n\nA credential of yours was reported lost, stolen or misused. Every session and access "
            "token has ended and your password no longer works.\n\nTo come back in, open %(link)s, enter this e-mail "
            "address and choose a new password."
        ),
        link=settings.PORTAL_URL + reverse("account_reset_password"),
    )
    _send(made.user, lambda: _("Your access was closed, and how to come back"), way_back)


def _tell_of_part(made: CredentialReport) -> None:
    """A company that is not the only one said so: what is its own has ended, the rest is for the person to end."""
    text = _told(
        made.user,
        lambda: _(
            "Hello %(name)s,\n\n%(customer)s reported a credential of yours lost, stolen or misused. You are signed "
            "out and your access tokens there have ended. Your password still works.\n\nIs it true? Open %(link)s at "
            "once and report it yourself: then everything ends."
        ),
        customer=made.customer.legal_name if made.customer else "",
        link=settings.PORTAL_URL + reverse("portal:security:report"),
    )
    _send(made.user, lambda: _("A credential of yours was reported"), text)


def _send_link(invitation: LinkInvitation) -> None:
    user, customer = invitation.user, invitation.provider.customer
    name = Membership.objects.filter(user=user, customer=customer, to_at=None).values_list("name", flat=True).first()
    text = _told(
        user,
        lambda: _(
            "Hello %(name)s,\n\n%(customer)s lets you into the business portal with your company sign-in. Follow this "
            "link once; after that your e-mail address is all you give here:\n\n%(link)s"
        ),
        name=name or user.name,
        customer=customer.legal_name,
        link=settings.PORTAL_URL + reverse("company_link", args=[code_of(invitation)]),
    )
    _send(user, lambda: _("Sign in with your company account"), text)


def _told(user: User, words: Any, **values: Any) -> str:
    with translation.override(user.language):
        return str(words() % ({"name": user.name} | values))


def _send(user: User, subject: Any, text: str) -> None:
    with translation.override(user.language):
        send_mail(subject(), text, settings.DEFAULT_FROM_EMAIL, [user.email])
