"""What follows from the life of a contract: the contract itself on acceptance, messages, exports."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from comptoir.jobs.context import JobContext
from comptoir.jobs.registry import job
from comptoir.lifecycle.actions.contracts import start_contract
from comptoir.lifecycle.actions.defaults import dates_of
from comptoir.lifecycle.actions.documents import take_over_acceptance
from comptoir.lifecycle.actions.exports import JOB, make_export
from comptoir.lifecycle.actions.notices import is_written_down
from comptoir.lifecycle.addresses import address_of, addresses_of
from comptoir.lifecycle.applications import BY_ORDER_FORM
from comptoir.lifecycle.models import ApplicationRequest, ContractNotice, DataExport, NoticeOfDefault, Party
from comptoir.lifecycle.names import application_name
from comptoir.parties.models import Customer
from comptoir.scope.actor import system


@job("lifecycle.start_contract")
def start(context: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """A registration was accepted: the contract runs from that day (P-04), on the terms of the form (P-11)."""
    customer, by = Customer.objects.get(pk=payload["customer"]), system("registration")
    contract = start_contract(customer, on=customer.accepted_on, by=by, at=context.now)
    return {"contract": contract.pk, "accepted": take_over_acceptance(customer, by=by, at=context.now)}


@job(JOB)
def export(context: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """Makes one export; stopped between two files, nothing is left of it."""
    found = DataExport.objects.select_related("asked_by").get(pk=payload["export"])
    made = make_export(found, at=context.now, progress=lambda done, total: context.progress(done, total))
    return {"export": made.pk, "files": made.files}


@job("lifecycle.tell_deactivated")
def tell_deactivated(_context: JobContext, payload: dict[str, Any]) -> None:
    """Once something unused is deactivated the customer is told at the address of registration (P-06, P-08)."""
    customer = Customer.objects.get(pk=payload["customer"])
    with translation.override(customer.language):
        if payload["application"]:
            text = _("%(application)s was not used for a long time and is now off. You can ask for it in the portal.")
            if payload["application"] in BY_ORDER_FORM:
                text = _(
                    "%(application)s was not used for a long time and is now off. A new order form starts it again."
                )
            text %= {"application": application_name(payload["application"])}
        else:
            text = _(
                "Your account on the business portal was not used for a long time and is now closed. "
                "You may register anew at any time; the old data may then no longer be there."
            )
        _send(_("Deactivated: not used"), text, [address_of(customer)])


@job("lifecycle.tell_notice")
def tell_notice(_context: JobContext, payload: dict[str, Any]) -> None:
    """The other party is told in writing of a notice, and of its withdrawal."""
    notice = ContractNotice.objects.select_related("customer").get(pk=payload["notice"])
    # What the desk wrote down for the customer is confirmed to the customer.
    by_customer = notice.party == Party.CUSTOMER and not is_written_down(notice)
    with translation.override(settings.LANGUAGE_CODE if by_customer else notice.customer.language):
        what = application_name(notice.application) if notice.application else _("the business portal")
        said = {"customer": notice.customer.legal_name, "what": what, "day": _day(notice.last_on)}
        if notice.withdrawn_at:
            text = _("The notice that ends %(what)s for %(customer)s was withdrawn; the contract goes on.") % said
        else:
            text = _("Notice was given: %(what)s ends for %(customer)s. The last day is %(day)s.") % said
            if not by_customer:
                address = settings.PORTAL_URL + reverse("portal:contract:index")
                text += "\n\n" + _("Until then you can take an export of your data: %(address)s") % {"address": address}
        to = [settings.OPERATOR_MAIL] if by_customer else addresses_of(notice.customer)
        _send(_("Notice: portal contract"), "\n\n".join(filter(None, (text, notice.text))), to)


@job("lifecycle.tell_default")
def tell_default(_context: JobContext, payload: dict[str, Any]) -> None:
    """A notice of default reaches the other party in writing, with the days that follow from it (P-10)."""
    default = _default(payload)
    found = dates_of(default)
    with _for_the_other(default):
        said = {"customer": default.customer.legal_name, "day": _day(found.sent_on)}
        text = _("Notice of default about the portal contract of %(customer)s, sent on %(day)s.") % said
        days = {"suspend": _day(found.suspend_from), "end": _day(found.terminate_from)}
        follows = _(
            "Where it is not put right, suspension is possible from %(suspend)s and the end of the contract from "
            "%(end)s."
        )
        _tell_the_other(default, _("Notice of default"), text, default.obligation, follows % days)


@job("lifecycle.tell_suspension")
def tell_suspension(_context: JobContext, payload: dict[str, Any]) -> None:
    """The other party learns that duties are suspended until it complies (P-10; GC 2.2.5)."""
    default = _default(payload)
    with _for_the_other(default):
        if default.party == Party.CUSTOMER:
            text = _("%(customer)s suspends its own duties under the portal contract until this is put right:")
        else:
            text = _("Nobody of %(customer)s reaches the business portal any more until this is put right:")
        _tell_the_other(default, _("Suspended until it is put right"), text % _named(default), default.obligation)


@job("lifecycle.tell_termination")
def tell_termination(_context: JobContext, payload: dict[str, Any]) -> None:
    """The end for a breach is in writing, with the letter of the party that ends the contract (P-10; GC 2.2.5)."""
    default = _default(payload)
    with _for_the_other(default):
        text = _("The portal contract of %(customer)s is ended, at once, because this was not put right:")
        letter = default.termination.text if default.termination else ""
        _tell_the_other(default, _("The portal contract is ended"), text % _named(default), default.obligation, letter)


@job("lifecycle.tell_remedy")
def tell_remedy(_context: JobContext, payload: dict[str, Any]) -> None:
    """The other party learns that what it was told to put right counts as put right."""
    default = _default(payload)
    with _for_the_other(default):
        text = _("This counts as put right, and the notice of default to %(customer)s is over:")
        if default.party == Party.CUSTOMER:
            text = _("This counts as put right, and the notice of default by %(customer)s is over:")
        _tell_the_other(default, _("Put right"), text % _named(default), default.obligation)


@job("lifecycle.tell_request")
def tell_request(_context: JobContext, payload: dict[str, Any]) -> None:
    """Whoever asked for an application learns the answer."""
    request = ApplicationRequest.objects.select_related("customer", "asked_by").get(pk=payload["request"])
    if request.asked_by is None:
        return
    with translation.override(request.asked_by.language):
        said = {"application": application_name(request.application)}
        if request.refused_at:
            text = _("Your request for %(application)s was refused.") % said + "\n\n" + request.refusal_reason
        else:
            text = _("%(application)s is on again, as you asked.") % said
        _send(_("Your request"), text, [request.asked_by.email])


def _default(payload: dict[str, Any]) -> NoticeOfDefault:
    return NoticeOfDefault.objects.select_related("customer", "termination").get(pk=payload["default"])


def _named(default: NoticeOfDefault) -> dict[str, str]:
    return {"customer": default.customer.legal_name}


def _for_the_other(default: NoticeOfDefault) -> AbstractContextManager[None]:
    """In the language of the party to which a notice of default was sent."""
    language = settings.LANGUAGE_CODE if default.party == Party.CUSTOMER else default.customer.language
    return translation.override(language)


def _tell_the_other(default: NoticeOfDefault, subject: str, *paragraphs: str) -> None:
    """To the operator's desk where the customer sent it, else to the customer."""
    to = [settings.OPERATOR_MAIL] if default.party == Party.CUSTOMER else addresses_of(default.customer)
    _send(subject, "\n\n".join(filter(None, paragraphs)), to)


def _send(subject: str, text: str, to: Iterable[str]) -> None:
    if addresses := [address for address in to if address]:
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, addresses)


def _day(day: Any) -> str:
    return date_format(day, "DATE_FORMAT")
