"""The first hour: steps that end in a first invoice. Whether one is done is read from the data, never kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.access.capabilities import LINES_VIEW
from comptoir.billing import queries as bills
from comptoir.billing.models import BillRunState
from comptoir.catalogue import queries as catalogue
from comptoir.catalogue.operator import current_operator
from comptoir.inventory import queries as inventory
from comptoir.kernel.clock import brussels_date
from comptoir.scope.actor import Actor
from comptoir.scope.contract import terms_on
from comptoir.usage import queries as usage
from comptoir.usage.models import BatchState
from comptoir.web.request import PageRequest

Label = str | Promise


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what to do, why, where; `done` as the data say now."""

    key: str
    title: Label
    text: Label
    action: Label
    url: str
    done: bool


@dataclass(frozen=True, slots=True)
class _Planned:
    key: str
    title: Label
    text: Label
    action: Label
    url_name: str
    done_url_name: str
    is_done: Callable[[Actor, date], bool]


def _brand(_actor: Actor, _on: date) -> bool:
    """An invoice needs a name, an address, a VAT number and an account to pay to."""
    operator = current_operator()
    return bool(operator.pk and operator.street and operator.city and operator.vat_number and operator.iban)


def _terms(_actor: Actor, on: date) -> bool:
    return bool(len(terms_on(on)))


def _tariff(actor: Actor, on: date) -> bool:
    return catalogue.tariff_versions(actor).filter(from_on__lte=on).exists()


def _offerings(actor: Actor, on: date) -> bool:
    return bool(catalogue.plans(actor, on).exists())


def _customer(actor: Actor, _on: date) -> bool:
    return bool(inventory.lines(actor, LINES_VIEW).exists())


def _usage(actor: Actor, _on: date) -> bool:
    """Usage came in, or a month is billed: usage may come by other ways than a file."""
    return usage.batches(actor).filter(state=BatchState.PUBLISHED, accepted__gt=0).exists() or _bill(actor, _on)


def _bill(_actor: Actor, _on: date) -> bool:
    return bills.runs().filter(trial=False, state=BillRunState.RECONCILED).exists()


PLAN = (
    _Planned(
        "brand",
        _("Your brand"),
        _("Name, colour, address, VAT number and bank account, as they stand on pages and invoices."),
        _("Describe"),
        "console:setup:brand",
        "console:setup:brand",
        _brand,
    ),
    _Planned(
        "terms",
        _("Your terms"),
        _("Every contractual figure with its clause. The reference terms are in force until you write your own."),
        _("Read"),
        "console:setup:terms",
        "console:setup:terms",
        _terms,
    ),
    _Planned(
        "tariff",
        _("Your tariff"),
        _("What a minute, a message and a megabyte cost, from where to where. Checked before it is adopted."),
        _("Adopt"),
        "console:catalogue:adopt",
        "console:catalogue:tariffs",
        _tariff,
    ),
    _Planned(
        "offerings",
        _("Plans on offer"),
        _("The plans of the tariff that customers can have, each with its monthly price."),
        _("Put on offer"),
        "console:catalogue:offer",
        "console:catalogue:index",
        _offerings,
    ),
    _Planned(
        "customer",
        _("A first customer"),
        _("One customer with an account and a card by a short form, or your whole base from files."),
        _("Take on"),
        "console:setup:customer",
        "console:customers:index",
        _customer,
    ),
    _Planned(
        "usage",
        _("A first usage file"),
        _("Calls, messages and data as your network writes them, read through a mapping."),
        _("Upload"),
        "console:usage:upload",
        "console:usage:index",
        _usage,
    ),
    _Planned(
        "bill",
        _("A first invoice"),
        _("Try a month that is over, look at the totals, then bill it."),
        _("Bill"),
        "console:billing:next",
        "console:billing:index",
        _bill,
    ),
)


def steps(request: PageRequest) -> list[Step]:
    """The steps in their order."""
    on = brussels_date(request.now)
    found = []
    for each in PLAN:
        done = each.is_done(request.actor, on)
        url = reverse(each.done_url_name if done else each.url_name)
        found.append(Step(each.key, each.title, each.text, each.action, url, done))
    return found


def next_of(found: list[Step]) -> Step | None:
    """The first step that is not done; none once all are."""
    return next((step for step in found if not step.done), None)
