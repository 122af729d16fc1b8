"""The CSV files of a base: their columns, how each is read, what must be there, what makes a row one."""

from dataclasses import dataclass
from typing import Any

from comptoir.base import cells
from comptoir.base.cells import Reader

PROFILES = (
    "access_owner",
    "access_manager",
    "buyer",
    "incident_administrator",
    "finance_administrator",
    "fleet_administrator",
    "service_user",
)
STAFF_ROLES = ("administrator", "billing_desk", "customer_desk", "registrations_desk", "security_desk")
CHARGE_KINDS = ("one_off", "discount", "credit")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. An empty cell of a column that is not required stands for `default`."""

    name: str
    read: Reader
    required: bool = False
    default: Any = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One CSV file. `key` are the columns that make a row one; the first of them names it in the result."""

    file: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def _required(name: str, read: Reader) -> Column:
    return Column(name, read, required=True)


CUSTOMERS = Sheet(
    "customers.csv",
    (
        _required("code", cells.slug),
        _required("name", cells.text(200)),
        Column("legal_form", cells.text(40)),
        Column("enterprise_number", cells.enterprise_number),
        Column("vat_number", cells.vat_number),
        Column("street", cells.text(200)),
        Column("postcode", cells.text(12)),
        Column("city", cells.text(100)),
        Column("country", cells.country, default="BE"),
        _required("language", cells.language),
        _required("since", cells.day),
        Column("access_owner", cells.truth, default=True),
        Column("parent", cells.slug),
        Column("ground", cells.text(40)),
    ),
    key=("code",),
)

ACCOUNTS = Sheet(
    "accounts.csv",
    (_required("code", cells.code()), _required("customer", cells.slug), _required("name", cells.text(200))),
    key=("code",),
)

BILLING_ACCOUNTS = Sheet(
    "billing_accounts.csv",
    (
        _required("code", cells.code()),
        _required("account", cells.code()),
        _required("name", cells.text(200)),
        _required("opened", cells.day),
        Column("language", cells.language),
        Column("payment_agreement", cells.code()),
        Column("iban", cells.iban),
        Column("paper", cells.truth, default=False),
    ),
    key=("code",),
)

COST_CENTRES = Sheet(
    "cost_centres.csv",
    (_required("code", cells.code()), _required("customer", cells.slug), _required("name", cells.text(200))),
    key=("code", "customer"),
)

PEOPLE = Sheet(
    "people.csv",
    (
        _required("email", cells.email),
        _required("name", cells.text(200)),
        _required("language", cells.language),
        Column("customer", cells.slug),
        Column("profile", cells.choice(*PROFILES, *STAFF_ROLES)),
        Column("scope", cells.text(90)),
    ),
    key=("email", "customer", "profile", "scope"),
)

LINES = Sheet(
    "lines.csv",
    (
        _required("code", cells.code()),
        _required("billing_account", cells.code()),
        _required("number", cells.mobile),
        _required("iccid", cells.iccid),
        _required("imsi", cells.imsi),
        _required("pin", cells.pin),
        _required("puk", cells.puk),
        Column("plan", cells.slug),
        _required("from", cells.day),
        Column("to", cells.day, default=None),
        Column("label", cells.text(200)),
        Column("cost_centre", cells.code()),
        Column("end_user", cells.email),
        Column("esim", cells.truth, default=False),
        Column("suspended", cells.truth, default=False),
    ),
    key=("code",),
)

SUBSCRIPTIONS = Sheet(
    "subscriptions.csv",
    (
        _required("line", cells.code()),
        _required("offering", cells.slug),
        _required("from", cells.day),
        Column("to", cells.day, default=None),
    ),
    key=("line", "offering", "from"),
)

COST_CENTRE_ASSIGNMENTS = Sheet(
    "cost_centre_assignments.csv",
    (
        _required("line", cells.code()),
        _required("cost_centre", cells.code()),
        _required("from", cells.day),
        Column("to", cells.day, default=None),
    ),
    key=("line", "from"),
)

CHARGES = Sheet(
    "charges.csv",
    (
        _required("billing_account", cells.code()),
        Column("line", cells.code()),
        _required("kind", cells.choice(*CHARGE_KINDS)),
        _required("code", cells.code(60)),
        Column("amount", cells.amount, default=None),
        Column("share", cells.share, default=None),
        Column("vat", cells.code(20), default="standard"),
        _required("from", cells.day),
        Column("to", cells.day, default=None),
        Column("repeats", cells.truth, default=False),
        Column("name_fr", cells.text(200)),
        Column("name_nl", cells.text(200)),
        Column("name_en", cells.text(200)),
        Column("name_de", cells.text(200)),
        Column("clause", cells.text(60)),
    ),
    key=("billing_account", "line", "kind", "code", "from"),
)

SHEETS = (
    CUSTOMERS,
    ACCOUNTS,
    BILLING_ACCOUNTS,
    COST_CENTRES,
    PEOPLE,
    LINES,
    SUBSCRIPTIONS,
    COST_CENTRE_ASSIGNMENTS,
    CHARGES,
)
OPERATOR = "operator.toml"
OFFERINGS = "offerings.toml"
TARIFF = "tariff.toml"
DESTINATIONS = "destinations.csv"
KNOWN_FILES = frozenset({OPERATOR, OFFERINGS, TARIFF, DESTINATIONS, *(sheet.file for sheet in SHEETS)})
