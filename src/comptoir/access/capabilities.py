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
IDENTITY_MANAGE = "identity.manage"  # how the customer's people sign in: provider, second factor, domain, directory
TOKENS_MANAGE = "tokens.manage"  # service accounts and everybody's tokens; anyone who holds data rights has own tokens
SCIM_PROVISION = "scim.provision"  # people from the customer's directory, by a token that says so

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
MANAGER = frozenset({PEOPLE_MANAGE, RIGHTS_GIVE, SEAT_REPLACE, IDENTITY_MANAGE, TOKENS_MANAGE, SCIM_PROVISION})

# Profiles (GC 8.2 to 8.5)
ACCESS_OWNER = "access_owner"
ACCESS_MANAGER = "access_manager"
BUYER = "buyer"
INCIDENT_ADMINISTRATOR = "incident_administrator"
FINANCE_ADMINISTRATOR = "finance_administrator"
FLEET_ADMINISTRATOR = "fleet_administrator"
SERVICE_USER = "service_user"
#: A sub-profile that a customer defined for itself: a grant of it names its capabilities (A-04).
SUB_PROFILE = "sub_profile"

PROFILES = MappingProxyType(
    {
        ACCESS_OWNER: DATA | MANAGER,
        ACCESS_MANAGER: frozenset({PEOPLE_MANAGE, RIGHTS_GIVE, TOKENS_MANAGE, SCIM_PROVISION}),
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
    if profile == SUB_PROFILE:
        return DATA & frozenset(chosen)
    bundle = PROFILES.get(profile, frozenset())
    return bundle & frozenset(chosen) if chosen else bundle


# Applications (P-21): what is out of reach while one is closed. A capability belongs to one at most; those of none
# (orders, exports, the company's own details, the log) are never closed.
MY_INVOICE_ONLINE = "my_invoice_online"
FLEET_MANAGER = "fleet_manager"
INSIGHTS_ESSENTIAL = "insights_essential"
INSIGHTS_PLUS = "insights_plus"
INSIGHTS_ADVANCED = "insights_advanced"
MOBILE_NUMBER_MANAGEMENT = "mobile_number_management"
TECHNICAL_ASSISTANCE = "technical_assistance"

APPLICATIONS = MappingProxyType(
    {
        MY_INVOICE_ONLINE: frozenset({INVOICES_VIEW, INVOICES_QUESTION}),
        FLEET_MANAGER: frozenset({REFERENCE_EDIT}),
        INSIGHTS_ESSENTIAL: frozenset({REPORTS_VIEW}),
        # The level decides what a report holds, not whether one may read reports.
        INSIGHTS_PLUS: frozenset[str](),
        INSIGHTS_ADVANCED: frozenset[str](),
        MOBILE_NUMBER_MANAGEMENT: frozenset({LINES_VIEW, LINES_SECRETS, USAGE_VIEW}),
        TECHNICAL_ASSISTANCE: frozenset[str](),
    }
)


def capabilities_of(applications: Iterable[str]) -> frozenset[str]:
    """The capabilities that belong to some applications."""
    return frozenset().union(*(APPLICATIONS.get(one, frozenset()) for one in applications))


# The operator's own capabilities
OPERATE_USAGE = "operate.usage"
OPERATE_BILLING = "operate.billing"
OPERATE_CATALOGUE = "operate.catalogue"
OPERATE_CUSTOMERS = "operate.customers"
OPERATE_JOBS = "operate.jobs"  # as jobs.queries has it
OPERATE_SETTINGS = "operate.settings"
OPERATE_REGISTRATIONS = "operate.registrations"
OPERATE_SECURITY = "operate.security"  # suspensions, closed applications, blocked addresses (GC 2.2.4)
OPERATE_STAFF = "operate.staff"
STAFF = frozenset(
    {
        OPERATE_USAGE,
        OPERATE_BILLING,
        OPERATE_CATALOGUE,
        OPERATE_CUSTOMERS,
        OPERATE_JOBS,
        OPERATE_SETTINGS,
        OPERATE_REGISTRATIONS,
        OPERATE_SECURITY,
        OPERATE_STAFF,
    }
)

STAFF_ROLES = MappingProxyType(
    {
        "administrator": STAFF | DATA,
        "billing_desk": frozenset({OPERATE_BILLING, OPERATE_USAGE, OPERATE_JOBS, INVOICES_VIEW, USAGE_VIEW}),
        "customer_desk": frozenset({OPERATE_CUSTOMERS, CUSTOMER_VIEW, LINES_VIEW, INVOICES_VIEW}),
        "registrations_desk": frozenset({OPERATE_REGISTRATIONS, OPERATE_CUSTOMERS}),
        "security_desk": frozenset({OPERATE_SECURITY, AUDIT_VIEW}),
    }
)
