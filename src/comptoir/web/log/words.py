"""What happened, in words: each kind of event that the platform records."""

import re
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.audit.models import OPERATOR
from comptoir.kernel.periods import InvalidMonth, Month
from comptoir.web import formats

VERBS: dict[str, str | Promise] = {
    "account.opened": _("Customer account opened"),
    "affiliate.ended": _("Affiliation ended"),
    "affiliate.guaranteed": _("Affiliate's consent guaranteed"),
    "affiliate.named": _("Affiliate named"),
    "bill_run.finished": _("Bill run finished"),
    "bill_run.opened": _("Bill run begun"),
    "bill_run.tried": _("Bill run tried"),
    "billing_account.opened": _("Billing account opened"),
    "charges.added": _("Charges added"),
    "cost_centre.created": _("Cost centre created"),
    "customer.created": _("Customer taken on"),
    "customer.viewed": _("Looked at customer data"),
    "directory.group_changed": _("Group of the directory changed"),
    "directory.group_made": _("Group of the directory made"),
    "directory.group_removed": _("Group of the directory removed"),
    "directory.person_changed": _("Person changed by the directory"),
    "directory.person_provisioned": _("Person told by the directory"),
    "directory.person_removed": _("Person removed by the directory"),
    "insights.activated": _("Insights level changed"),
    "invoice.question_answered": _("Question answered"),
    "invoice.question_closed": _("Question closed"),
    "invoice.question_replied": _("Question followed up"),
    "invoice.questioned": _("Question asked"),
    "lines.activated": _("Cards brought into service"),
    "member.renamed": _("Person renamed"),
    "offering.added": _("Offering added"),
    "offering.price_changed": _("Price changed"),
    "operator.described": _("Operator described"),
    "payment_agreement.created": _("Payment agreement made"),
    "portal.previewed": _("Portal looked at as someone else"),
    "review.answered": _("Right reviewed"),
    "review.closed": _("Access review closed"),
    "review.opened": _("Access review opened"),
    "right.ended": _("Right ended"),
    "right.given": _("Right given"),
    "seat.designated": _("Access Owner named"),
    "seat.vacated": _("Access Owner's seat left vacant"),
    "service_account.created": _("Service account made"),
    "staff.appointed": _("Staff member appointed"),
    "tariff.adopted": _("Tariff adopted"),
    "third_party.ended": _("Third party's access ended"),
    "third_party.noted": _("Notice of a third party noted"),
    "third_party.notified": _("Notice of a third party given"),
    "third_party.refused": _("Third party refused"),
    "third_party.warned": _("Warned that a third party's access ends"),
    "tie.confirmed": _("Tie with the company confirmed"),
    "token.created": _("Token made"),
    "token.revoked": _("Token revoked"),
    "usage.imported": _("Usage taken in"),
    "usage.period_closed": _("Month closed for usage"),
    "usage.priced": _("New usage priced"),
    "usage.record_corrected": _("Record corrected"),
    "usage.records_discarded": _("Records discarded"),
    "user.deactivated": _("Person's access ended"),
    "user.invited": _("Person invited"),
}
OBJECTS: dict[str, str | Promise] = {
    "access.accessreview": _("Access review"),
    "access.thirdpartynotice": _("Notice of a third party"),
    "access.grant": _("Right"),
    "access.staffrole": _("Staff role"),
    "access.user": _("Person"),
    "billing.billrun": _("Bill run"),
    "billing.invoice": _("Invoice"),
    "billing.linequestion": _("Question"),
    "catalogue.offering": _("Offering"),
    "catalogue.operator": _("Operator"),
    "catalogue.tariffversion": _("Tariff"),
    "inventory.line": _("Card"),
    "parties.billingaccount": _("Billing account"),
    "parties.costcentre": _("Cost centre"),
    "parties.customer": _("Customer"),
    "parties.customeraccount": _("Customer account"),
    "parties.paymentagreement": _("Payment agreement"),
    "usage.closedperiod": _("Month"),
    "usage.quarantinedrecord": _("Record"),
    "usage.usagebatch": _("Usage file"),
    "access.token": _("Token"),
    "directory.directorygroup": _("Group"),
    "directory.directoryuser": _("Person"),
}
CHANNELS: dict[str, str | Promise] = {
    "session": _("Portal"),
    "desk": _("Console"),
    "job": _("Background job"),
    "command": _("Command line"),
    "token": _("Interface"),
    "third_party": _("Third party"),
}
_SEAL = re.compile(r"[0-9a-f]{32,}")
SHORT = 60


def verb_words(verb: str) -> str:
    """What happened; a kind that has no words yet as it is recorded."""
    return str(VERBS.get(verb, verb))


def object_words(event: Any) -> str:
    """What it happened to: 'Bill run 4'."""
    kind = str(OBJECTS.get(event.object_type, event.object_type))
    return f"{kind} {event.object_ref}".strip()


def log_words(event: Any) -> str:
    """Whose chain an event stands in."""
    customer = event.chain.customer_ref
    return _now("The operator") if customer == OPERATOR else _now("Customer %(number)s") % {"number": customer}


def detail_words(event: Any) -> str:
    """The event's values on one line, amounts and months as people read them."""
    return " · ".join(
        f"{name.removesuffix('_micro').replace('_', ' ')}: {_value(name, value)}" for name, value in event.data.items()
    )


def _month_or_text(text: str) -> str:
    try:
        return formats.month(Month.parse(text).first_day)
    except InvalidMonth:
        return text


def _value(name: str, value: Any) -> str:
    if name.endswith("_micro") and isinstance(value, int):
        return formats.micro(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return formats.number(value)
    if isinstance(value, list):
        text = ", ".join(map(str, value))
    elif isinstance(value, dict):
        text = ", ".join(f"{_month_or_text(str(key))} {each}" for key, each in value.items())
    else:
        text = _month_or_text(str(value))
    text = _SEAL.sub(lambda found: found[0][:12], text)
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"
