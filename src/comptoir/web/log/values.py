"""What an event says beyond its kind, in words: how each value is called, and how people read it.

A value named here as None is for programs (the API gives it): on a page it would be a number of ours.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.access.capabilities import SUB_PROFILE
from comptoir.access.models import Ground, Tie
from comptoir.identity.models import Happened, Protocol, RuleKind, What
from comptoir.insights.models import Level
from comptoir.kernel.periods import InvalidMonth, Month
from comptoir.lifecycle.kinds import DocumentKind
from comptoir.lifecycle.models import NoticeGround, Party
from comptoir.lifecycle.models.documents import AcceptanceWay
from comptoir.lifecycle.names import APPLICATION_NAMES
from comptoir.parties.models import Control
from comptoir.registration.words import CHANGE_KINDS, DOCUMENT_KINDS
from comptoir.registration.words import DETAILS as FIELDS_OF_CUSTOMERS
from comptoir.web import formats
from comptoir.web.rights import BY_TOKEN, CAPABILITIES, PROFILES

Text = str | Promise
Names = Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Detail:
    """What a value is called, and how it is written; `names` knows the people whom the page's events name."""

    label: Text
    written: Callable[[Any, Names], str]


def _plain(value: Any, _names: Names) -> str:
    return str(value)


def _count(value: Any, _names: Names) -> str:
    return formats.number(value) if isinstance(value, int) else str(value)


def _money(value: Any, _names: Names) -> str:
    return formats.micro(value) if isinstance(value, int) else str(value)


def _flag(value: Any, _names: Names) -> str:
    return _now("Yes") if value else _now("No")


def _day(value: Any, _names: Names) -> str:
    try:
        return formats.day(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _moment(value: Any, _names: Names) -> str:
    try:
        return formats.moment(datetime.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def month_or_text(text: str) -> str:
    """'2026-10' as 'October 2026'; what is no month as it stands."""
    try:
        return formats.month(Month.parse(text).first_day)
    except InvalidMonth:
        return text


def _month(value: Any, _names: Names) -> str:
    return month_or_text(str(value))


def _months(value: Any, _names: Names) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    return ", ".join(f"{month_or_text(str(month))} {_count(count, {})}" for month, count in value.items())


def _people(value: Any, names: Names) -> str:
    ids = value if isinstance(value, list) else [value]
    return ", ".join(names.get(int(one)) or _now("Person %(number)s") % {"number": one} for one in ids)


def _chosen(words: Mapping[Any, Text]) -> Callable[[Any, Names], str]:
    """One of known values, or several; one that is not known stands as it is."""

    def written(value: Any, _names: Names) -> str:
        each: Iterable[Any] = value if isinstance(value, list) else [value]
        return ", ".join(str(words.get(str(one), one)) for one in each)

    return written


def _before(value: Any, names: Names) -> str:
    """What a profile of the customer's own was until then."""
    if not isinstance(value, Mapping):
        return str(value)
    return f"{value.get('name', '')} ({_chosen(CAPABILITIES)(value.get('capabilities', []), names)})"


def _how_many(value: Any, names: Names) -> str:
    return _count(len(value) if isinstance(value, list) else value, names)


def _unless_none(value: Any, names: Names) -> str:
    return _count(value, names) if value else ""


def _flag_or_count(value: Any, names: Names) -> str:
    return (_flag if isinstance(value, bool) else _count)(value, names)


_GROUNDS: Mapping[str, Text] = {
    **dict(NoticeGround.choices),
    **dict(Control.choices),
    Ground.SECURITY.value: _("Security"),
    Ground.FRAUD.value: _("Fraud"),
    Ground.REPORTED.value: _("Credential reported"),
    Ground.DORMANT.value: _("Not used"),
    Ground.ENDED.value: _("Contract ended"),
}
_KINDS: Mapping[str, Text] = {
    **dict(RuleKind.choices),
    **dict(DocumentKind.choices),
    **DOCUMENT_KINDS,
    **CHANGE_KINDS,
    "account": _("The whole portal"),
    "contract": _("The whole portal"),
    "application": _("Application"),
}
_FIELDS: Mapping[str, Text] = {
    **FIELDS_OF_CUSTOMERS,
    "active": _("Active"),
    "bic": _("BIC"),
    "colour": _("Colour"),
    "display_name": _("Name"),
    "emails": _("E-mail addresses"),
    "external_id": _("Its number in the directory"),
    "family_name": _("Family name"),
    "formatted": _("Full name"),
    "given_name": _("Given name"),
    "iban": _("Account number (IBAN)"),
    "language": _("Language"),
    "user_name": _("User name"),
    "vat_number": _("VAT number"),
    "website": _("Website"),
}
_LEVELS: Mapping[str, Text] = {
    Level.ESSENTIAL.value: APPLICATION_NAMES["insights_essential"],
    Level.PLUS.value: APPLICATION_NAMES["insights_plus"],
    Level.ADVANCED.value: APPLICATION_NAMES["insights_advanced"],
}
_PROFILES: Mapping[str, Text] = {
    **{name: words[0] for name, words in PROFILES.items()},
    SUB_PROFILE: _("Own profile"),
}
_ROLES: Mapping[str, Text] = {
    "administrator": _("Administrator"),
    "billing_desk": _("Billing desk"),
    "customer_desk": _("Customer desk"),
    "registrations_desk": _("Registrations desk"),
    "security_desk": _("Security desk"),
}
#: What one of the operator's people looked at first, of those within an hour.
PAGES: Mapping[str, Text] = {
    "affiliate": _("Affiliate"),
    "change": _("Change of details"),
    "changes": _("Changes asked for"),
    "contract": _("Contract"),
    "customer": _("Customer"),
    "invoice": _("Invoice"),
    "invoices": _("Invoices"),
    "log": _("Audit log"),
    "question": _("Question"),
    "questions": _("Questions"),
    "registration": _("Registration"),
    "search": _("Search"),
    "suspension": _("Suspension"),
    "suspensions": _("Suspensions"),
    "third_parties": _("Third parties"),
    "third_party": _("Third party"),
}

#: Values that are called otherwise where they stand in one kind of event.
DETAILS_OF: Mapping[tuple[str, str], Detail] = {
    ("right.ended", "count"): Detail(_("Rights that ended with it"), _unless_none),
    ("user.deactivated", "count"): Detail(_("Rights that ended with it"), _unless_none),
    ("user.deactivated", "grants"): Detail(_("Own rights ended"), _unless_none),
    ("token.created", "capabilities"): Detail(_("What for"), _chosen(BY_TOKEN)),
    ("session.ended", "count"): Detail(_("Sessions"), _count),
    ("usage.records_discarded", "count"): Detail(_("Records"), _count),
    ("usage.records_discarded", "records"): Detail(_("Their numbers"), _chosen({})),
}
DETAILS: Mapping[str, Detail | None] = {
    "accepted": Detail(_("Taken in"), _count),
    "account": Detail(_("Account"), _plain),
    "active": Detail(_("Active"), _flag),
    "affiliate": Detail(_("Affiliate"), _plain),
    "affiliates": Detail(_("Affiliates"), _count),
    "application": Detail(_("Application"), _chosen(APPLICATION_NAMES)),
    "before": Detail(_("Before"), _before),
    "capabilities": Detail(_("What for"), _chosen(CAPABILITIES)),
    "card": Detail(_("Card"), _plain),
    "cards": Detail(_("Cards"), _count),
    "changed": Detail(_("Changed"), _chosen(_FIELDS)),
    "code": Detail(_("Code"), _plain),
    "codes": Detail(_("Charges"), _chosen({})),
    "columns": Detail(_("Columns"), _chosen({})),
    "confirmed": Detail(_("Confirmed"), _flag_or_count),
    "contract": Detail(_("Contract"), _plain),
    "cost_centre": Detail(_("Cost centre"), _plain),
    "count": Detail(_("How many"), _count),
    "days": Detail(_("Days before"), _count),
    "dependents": None,
    "digest": None,
    "document": None,
    "due_on": Detail(_("Due on"), _day),
    "duplicate": Detail(_("Counted before"), _count),
    "effective_on": Detail(_("In force from"), _day),
    "ended": Detail(_("Ended"), _count),
    "ends_at": Detail(_("Ends"), _moment),
    "entity": Detail(_("Its name there"), _plain),
    "fields": Detail(_("Changed"), _chosen(_FIELDS)),
    "files": Detail(_("Files"), _count),
    "free": Detail(_("Free of charge"), _count),
    "from": Detail(_("From whom"), _people),
    "from_at": Detail(_("Starts"), _moment),
    "from_on": Detail(_("From"), _day),
    "given": Detail(_("Rights given"), _count),
    "grants": Detail(_("Rights"), _how_many),
    "ground": Detail(_("Ground"), _chosen(_GROUNDS)),
    "guaranteed_by": Detail(_("Consent guaranteed by"), _plain),
    "happened": Detail(_("What happened"), _chosen(dict(Happened.choices))),
    "invited": Detail(_("Invited"), _count),
    "invoices": Detail(_("Invoices"), _count),
    "joined": Detail(_("Members who joined"), _count),
    "kind": Detail(_("Which"), _chosen(_KINDS)),
    "last_on": Detail(_("Last day"), _day),
    "last_period": Detail(_("Last bill run"), _month),
    "last_total_micro": Detail(_("Total of the last bill run"), _money),
    "later": Detail(_("After it was noted"), _flag),
    "left": Detail(_("Members who left"), _count),
    "level": Detail(_("Level"), _chosen(_LEVELS)),
    "lines": Detail(_("Lines"), _count),
    "may_delegate": Detail(_("May be passed on"), _flag),
    "members": Detail(_("Members"), _count),
    "name": Detail(_("Name"), _plain),
    "net_micro": Detail(_("Without VAT"), _money),
    "network": Detail(_("Network address"), _plain),
    "new_micro": Detail(_("New price"), _money),
    "notice": None,
    "number": Detail(_("Number"), _plain),
    "old_micro": Detail(_("Old price"), _money),
    "on": Detail(_("Day"), _day),
    "order_limit_micro": Detail(_("Limit for orders"), _money),
    "page": Detail(_("First page"), _chosen(PAGES)),
    "pairs": None,
    "parent": Detail(_("Parent company"), lambda value, _names: value if isinstance(value, str) else ""),
    "party": Detail(_("By"), _chosen(dict(Party.choices))),
    "period": Detail(_("Month"), _month),
    "periods": Detail(_("Months"), _months),
    "plan": Detail(_("Plan"), _plain),
    "profile": Detail(_("Profile"), _chosen(_PROFILES)),
    "protocol": Detail(_("Protocol"), _chosen(dict(Protocol.choices))),
    "provider": None,
    "quarantined": Detail(_("Set aside"), _count),
    "read": Detail(_("Read"), _count),
    "reason": Detail(_("Reason"), _plain),
    "records": Detail(_("Records"), _how_many),
    "refused": Detail(_("Refused"), _count),
    "review": None,
    "role": Detail(_("Role"), _chosen(_ROLES)),
    "scope": None,
    "serious": Detail(_("Serious breach"), _flag),
    "since": Detail(_("Since"), _day),
    "sub_profile": None,
    "terms": Detail(_("Version of the terms"), _plain),
    "tie": Detail(_("Tie"), _chosen(dict(Tie.choices))),
    "to": Detail(_("To whom"), _people),
    "to_at": Detail(_("Ends"), _moment),
    "tokens": Detail(_("Access tokens ended"), _count),
    "total_micro": Detail(_("Total"), _money),
    "unanswered": Detail(_("Not answered"), _count),
    "unchanged": Detail(_("Unchanged"), _count),
    "user": Detail(_("Person"), _people),
    "vat_micro": Detail(_("VAT"), _money),
    "vouches": Detail(_("The customer vouches"), _flag),
    "way": Detail(_("How"), _chosen(dict(AcceptanceWay.choices))),
    "what": Detail(_("Which credential"), _chosen(dict(What.choices))),
    "winner": Detail(_("What holds"), _chosen(dict(DocumentKind.choices))),
}
