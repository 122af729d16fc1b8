"""Letters about third parties: the notice to the operator, its answer, the end that nears (A-09; GC 9.2)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comptoir.access.letters.writing import Said, address, still_there, to_operator, to_people, who_manages
from comptoir.access.models import ThirdPartyNotice
from comptoir.access.third_parties import last_day
from comptoir.jobs.context import JobContext
from comptoir.jobs.registry import job


@job("access.third_party_notified")
def tell_operator_of_notice(_context: JobContext, payload: dict[str, Any]) -> None:
    """The written notice itself."""
    notice = _notice(payload)
    to_operator(
        _("Notice about a third party"),
        _(
            "%(customer)s (%(code)s) gives notice that %(person)s <%(email)s> of %(company)s (%(number)s) is to act "
            "for it until %(until)s.\n\nPurpose: %(purpose)s\n\nGiven by %(giver)s.\n\n"
            "Take note of it or refuse it: %(address)s"
        ),
        **_of(notice),
        email=notice.holder.email,
        number=notice.company_number or "-",
        purpose=notice.purpose,
        giver=notice.given_label,
        address=address("console:third_parties:show", notice.pk),
    )


@job("access.third_party_noted")
def tell_customer_noted(context: JobContext, payload: dict[str, Any]) -> None:
    """Rights may be given now."""
    notice = _notice(payload)
    to_people(
        _answered_to(notice, context),
        _("The operator has taken note of your notice"),
        _(
            "Hello %(reader)s,\n\nThe operator has taken note: %(person)s of %(company)s may act for %(customer)s "
            "until %(until)s. They are invited; what they may do is up to you: %(address)s"
        ),
        **_of(notice),
        address=address("portal:third_parties:show", notice.pk),
    )


@job("access.third_party_refused")
def tell_customer_refused(context: JobContext, payload: dict[str, Any]) -> None:
    """At first, or later."""
    notice = _notice(payload)
    to_people(
        _answered_to(notice, context),
        _("The operator refuses a third party"),
        _(
            "Hello %(reader)s,\n\nThe operator refuses that %(person)s of %(company)s acts for %(customer)s. Whatever "
            "they held has ended.\n\nReason: %(reason)s\n\n%(address)s"
        ),
        **_of(notice),
        reason=notice.refusal_reason,
        address=address("portal:third_parties:show", notice.pk),
    )


@job("access.third_party_ended")
def tell_operator_of_end(_context: JobContext, payload: dict[str, Any]) -> None:
    """The customer has ended it: the operator's copy of the notice is over too."""
    notice = _notice(payload)
    to_operator(
        _("A third party acts no longer"),
        _("%(customer)s (%(code)s) has ended the access of %(person)s of %(company)s. It was to run until %(until)s."),
        **_of(notice),
    )


@job("access.third_party_ends_soon")
def warn_of_end(context: JobContext, payload: dict[str, Any]) -> None:
    """To who manages access, and to the person."""
    notice = _notice(payload)
    people = [*_answered_to(notice, context), *still_there(notice.customer_id, notice.holder)]
    to_people(
        people,
        _("A third party's access ends soon"),
        _(
            "Hello %(reader)s,\n\nThe access of %(person)s of %(company)s to %(customer)s ends after %(until)s. If it "
            "is to go on, the Access Owner gives a new notice to the operator: %(address)s"
        ),
        **_of(notice),
        address=address("portal:third_parties:index"),
    )


def _notice(payload: dict[str, Any]) -> ThirdPartyNotice:
    return ThirdPartyNotice.objects.select_related("customer", "holder", "given_by").get(pk=payload["notice"])


def _of(notice: ThirdPartyNotice) -> dict[str, Said]:
    return {
        "customer": notice.customer.legal_name,
        "code": notice.customer.code,
        "person": notice.holder.name,
        "company": notice.company_name,
        "until": last_day(notice.to_at),
    }


def _answered_to(notice: ThirdPartyNotice, context: JobContext) -> list[Any]:
    """Who gave the notice, while they are there, and who manages access now."""
    return [*still_there(notice.customer_id, notice.given_by), *who_manages(notice.customer_id, context)]
