"""The words of rights: capabilities, profiles as bundles of them, staff roles. Data, read in one place.

A data capability opens customer data (amounts, numbers, usage, content). A manager capability opens the user
administration only. Nobody holds both through a manager profile (A-03, A-07).
"""

from collections.abc import Iterable
from types import MappingProxyType

# Data capabilities
CUSTOMER_VIEW = "customer.view"
INVOICES_VIEW = "invoices.view"
INVOICES_QUESTION = "invoices.question"
USAGE_VIEW = "usage.view"
LINES_VIEW = "lines.view"
LINES_SECRETS = "lines.secrets"  # PIN and PUK, each showing logged (M-01)
REPORTS_VIEW = "reports.view"
DATA_EXPORT = "data.export"
REFERENCE_EDIT = "reference.edit"  # cost centres and references (I-10)
AUDIT_VIEW = "audit.view"
ORDERS_PLACE = "orders.place"

# Manager capabilities
PEOPLE_MANAGE = "people.manage"
RIGHTS_GIVE = "rights.give"
SEAT_REPLACE = "seat.replace"

DATA = frozenset(
    {
        CUSTOMER_VIEW,
        INVOICES_VIEW,
        INVOICES_QUESTION,
        USAGE_VIEW,
        LINES_VIEW,
        LINES_SECRETS,
        REPORTS_VIEW,
        DATA_EXPORT,
        REFERENCE_EDIT,
        AUDIT_VIEW,
        ORDERS_PLACE,
    }
)
MANAGER = frozenset({PEOPLE_MANAGE, RIGHTS_GIVE, SEAT_REPLACE})

# Profiles (GC 8.2 to 8.5)
ACCESS_OWNER = "access_owner"
ACCESS_MANAGER = "access_manager"
BUYER = "buyer"
INCIDENT_ADMINISTRATOR = "incident_administrator"
FINANCE_ADMINISTRATOR = "finance_administrator"
FLEET_ADMINISTRATOR = "fleet_administrator"
SERVICE_USER = "service_user"

PROFILES = MappingProxyType(
    {
        ACCESS_OWNER: DATA | MANAGER,
        ACCESS_MANAGER: frozenset({PEOPLE_MANAGE, RIGHTS_GIVE}),
        BUYER: frozenset({LINES_VIEW, ORDERS_PLACE}),
        INCIDENT_ADMINISTRATOR: frozenset({LINES_VIEW}),
        FINANCE_ADMINISTRATOR: frozenset(
            {CUSTOMER_VIEW, INVOICES_VIEW, INVOICES_QUESTION, USAGE_VIEW, LINES_VIEW, REPORTS_VIEW, DATA_EXPORT}
        ),
        FLEET_ADMINISTRATOR: frozenset(
            {USAGE_VIEW, LINES_VIEW, LINES_SECRETS, REPORTS_VIEW, REFERENCE_EDIT, DATA_EXPORT}
        ),
        SERVICE_USER: frozenset({USAGE_VIEW, LINES_VIEW}),
    }
)


def bundle_of(profile: str, chosen: Iterable[str] = ()) -> frozenset[str]:
    """What a profile comes to: its bundle, narrowed to `chosen` where a grant names a part of it."""
    bundle = PROFILES.get(profile, frozenset())
    return bundle & frozenset(chosen) if chosen else bundle


# The operator's own capabilities
OPERATE_USAGE = "operate.usage"
OPERATE_BILLING = "operate.billing"
OPERATE_CATALOGUE = "operate.catalogue"
OPERATE_CUSTOMERS = "operate.customers"
OPERATE_JOBS = "operate.jobs"  # as jobs.queries has it
OPERATE_SETTINGS = "operate.settings"
STAFF = frozenset(
    {OPERATE_USAGE, OPERATE_BILLING, OPERATE_CATALOGUE, OPERATE_CUSTOMERS, OPERATE_JOBS, OPERATE_SETTINGS}
)

STAFF_ROLES = MappingProxyType(
    {
        "administrator": STAFF | DATA,
        "billing_desk": frozenset({OPERATE_BILLING, OPERATE_USAGE, OPERATE_JOBS, INVOICES_VIEW, USAGE_VIEW}),
        "customer_desk": frozenset({OPERATE_CUSTOMERS, CUSTOMER_VIEW, LINES_VIEW, INVOICES_VIEW}),
    }
)
