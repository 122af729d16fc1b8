"""What is written to registrants and to the operator's desk. Each mail is in its reader's language."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.access.letters.writing import address, to_operator, to_people
from comptoir.jobs.context import JobContext
from comptoir.jobs.registry import job
from comptoir.registration.links import token_of
from comptoir.registration.models import (
    ChangeRequest,
    Document,
    DocumentWish,
    Link,
    Registration,
)
from comptoir.registration.words import CHANGE_KINDS, DOCUMENT_KINDS

_RETURN = "portal:registration:return"


@job("registration.send_proof")
def send_proof(_context: JobContext, payload: dict[str, Any]) -> None:
    """The link that proves an address. Nothing that somebody typed stands in this mail."""
    link = Link.objects.select_related("registration").get(pk=payload["link"])
    _to_registrant(
        link.registration,
        _("Confirm your e-mail address"),
        _(
            "Hello,\n\nSomebody, probably you, wants to register a company for the business portal with this "
            "address. Open this page within 24 hours and confirm it:\n\n%(address)s\n\nIf it was not you, ignore "
            "this message: nothing happens."
        ),
        language=payload["language"],
        address=_page("portal:registration:prove", link),
    )


@job("registration.send_way_back")
def send_way_back(_context: JobContext, payload: dict[str, Any]) -> None:
    """The link that leads back to the draft."""
    link = Link.objects.select_related("registration").get(pk=payload["link"])
    _to_registrant(
        link.registration,
        _("Your registration form"),
        _(
            "Hello,\n\nYour address is confirmed. With this link you return to your form whenever you like, "
            "within 30 days. Keep it to yourself: whoever has it can read and change the form.\n\n%(address)s"
        ),
        address=_page(_RETURN, link),
    )


@job("registration.confirm_submission")
def confirm_submission(_context: JobContext, payload: dict[str, Any]) -> None:
    """To the registrant that it has arrived, and to the desk that it waits."""
    link = Link.objects.select_related("registration").get(pk=payload["link"])
    _to_registrant(
        link.registration,
        _("We have received your registration"),
        _(
            "Hello %(name)s,\n\nWe have received the registration of %(company)s. We look at it and tell you what "
            "follows. Here you see how it stands:\n\n%(address)s"
        ),
        address=_page(_RETURN, link),
    )


@job("registration.tell_desk")
def tell_desk(_context: JobContext, payload: dict[str, Any]) -> None:
    registration = Registration.objects.get(pk=payload["registration"])
    to_operator(
        _("A registration waits"),
        _("%(company)s asks to be registered.\n\n%(address)s"),
        company=registration.legal_name,
        address=address("console:registrations:show", registration.pk),
    )


@job("registration.ask_for_document")
def ask_for_document(_context: JobContext, payload: dict[str, Any]) -> None:
    wish = DocumentWish.objects.select_related("registration").get(pk=payload["wish"])
    _to_registrant(
        wish.registration,
        _("We need a document"),
        _(
            "Hello %(name)s,\n\nFor the registration of %(company)s we need: %(document)s.\n%(note)s\n\n"
            "Hand it over here, as PDF, PNG or JPEG:\n\n%(address)s"
        ),
        document=DOCUMENT_KINDS[wish.kind],
        note=wish.note,
        address=_page(_RETURN, Link.objects.get(pk=payload["link"])),
    )


@job("registration.tell_document_refused")
def tell_document_refused(_context: JobContext, payload: dict[str, Any]) -> None:
    document = Document.objects.select_related("wish__registration", "review").get(pk=payload["document"])
    _to_registrant(
        document.wish.registration,
        _("We cannot use a document"),
        _(
            "Hello %(name)s,\n\nWe cannot use what you handed over for the registration of %(company)s: "
            "%(document)s (%(file)s).\n\nReason: %(reason)s\n\nHand over another one here:\n\n%(address)s"
        ),
        document=DOCUMENT_KINDS[document.wish.kind],
        file=document.name,
        reason=document.review.reason,
        address=_page(_RETURN, Link.objects.get(pk=payload["link"])),
    )


@job("registration.tell_accepted")
def tell_accepted(_context: JobContext, payload: dict[str, Any]) -> None:
    """The letter of acceptance, which is the invitation too."""
    registration = Registration.objects.get(pk=payload["registration"])
    _to_registrant(
        registration,
        _("Your registration is accepted"),
        _(
            "Hello %(name)s,\n\n%(company)s is registered. Open %(address)s, enter this e-mail address and follow "
            "the link that you receive to choose a password. If you have one already, sign in as you always do."
        ),
        address=str(settings.PORTAL_URL) + reverse("account_reset_password"),
    )


@job("registration.tell_refused")
def tell_refused(_context: JobContext, payload: dict[str, Any]) -> None:
    registration = Registration.objects.select_related("answer").get(pk=payload["registration"])
    _to_registrant(
        registration,
        _("Your registration is refused"),
        _(
            "Hello %(name)s,\n\nWe cannot register %(company)s.\n\nReason: %(reason)s\n\nYou may register again "
            "once this is settled; what you sent then stands in the form:\n\n%(address)s"
        ),
        reason=registration.answer.reason,
        address=address("portal:registration:begin"),
    )


@job("registration.change_asked")
def tell_desk_of_change(_context: JobContext, payload: dict[str, Any]) -> None:
    """The operator is told in writing of every change, by the same act (GC 2.1.2)."""
    request = ChangeRequest.objects.select_related("customer").get(pk=payload["change"])
    to_operator(
        _("A customer asks for a change"),
        _("%(customer)s (%(code)s) asks for a change from %(day)s: %(kind)s.\n\n%(address)s"),
        customer=request.customer.legal_name,
        code=request.customer.code,
        day=request.from_on,
        kind=str(CHANGE_KINDS[request.kind]),
        address=address("console:registrations:change", request.pk),
    )


@job("registration.change_answered")
def tell_of_answer(_context: JobContext, payload: dict[str, Any]) -> None:
    """To whoever asked. The mail names the kind of change, never a value of the customer's."""
    request = ChangeRequest.objects.select_related("asked_by", "answer").get(pk=payload["change"])
    if request.asked_by is None:
        return
    applied = request.answer.applied
    text = (
        _("Hello %(reader)s,\n\nThe change that you asked for is done: %(kind)s.\n\n%(address)s")
        if applied
        else _(
            "Hello %(reader)s,\n\nThe change that you asked for is refused: %(kind)s.\n\nReason: %(reason)s\n\n"
            "%(address)s"
        )
    )
    subject = _("A change is done") if applied else _("A change is refused")
    with translation.override(request.asked_by.language):
        kind = str(CHANGE_KINDS[request.kind])
    to_people(
        [request.asked_by],
        subject,
        text,
        kind=kind,
        reason=request.answer.reason,
        address=address("portal:company:index"),
    )


def _page(name: str, link: Link) -> str:
    return address(name, token_of(link))


def _to_registrant(
    registration: Registration, subject: Promise, text: Promise, *, language: str = "", **said: str | Promise
) -> None:
    with translation.override(language or registration.language):
        written = {name: str(value) for name, value in said.items()}
        values = {"name": registration.name, "company": registration.legal_name, **written}
        send_mail(str(subject), str(text) % values, settings.DEFAULT_FROM_EMAIL, [registration.email])
