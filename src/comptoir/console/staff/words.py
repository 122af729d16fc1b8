"""What each role of the operator's people is called and opens."""

from django.utils.translation import gettext_lazy as _

from comptoir.access import capabilities as may
from comptoir.access.capabilities import STAFF_ROLES

ROLES = {
    "administrator": (_("Administrator"), _("Everything, and who works here.")),
    "billing_desk": (_("Billing desk"), _("Usage files, bill runs, invoices and questions about them.")),
    "customer_desk": (_("Customer desk"), _("Customers with their cards and invoices, to help on the phone.")),
    "registrations_desk": (
        _("Registrations desk"),
        _("Registrations, documents and changes of customers; no invoices, no usage."),
    ),
    "security_desk": (_("Security desk"), _("Stops and lifts access, reads the audit log; no invoices, no usage.")),
}
CAPABILITIES = {
    may.OPERATE_USAGE: _("Take usage files in and set records right"),
    may.OPERATE_BILLING: _("Bill, and answer questions about invoices"),
    may.OPERATE_CATALOGUE: _("Change plans and prices"),
    may.OPERATE_CUSTOMERS: _("Look after customers and their people"),
    may.OPERATE_JOBS: _("See and stop jobs"),
    may.OPERATE_SETTINGS: _("Change settings and bring in a base"),
    may.OPERATE_REGISTRATIONS: _("Answer registrations and changes"),
    may.OPERATE_SECURITY: _("Suspend, block and lift"),
    may.OPERATE_STAFF: _("Appoint the operator's own people"),
    may.CUSTOMER_VIEW: _("See customers' details"),
    may.INVOICES_VIEW: _("See customers' invoices"),
    may.USAGE_VIEW: _("See customers' usage"),
    may.LINES_VIEW: _("See customers' cards and lines"),
    may.AUDIT_VIEW: _("Read the audit log"),
}
#: What only whoever holds all customer data sees; said in one line.
ALL_DATA = _("See and export everything that customers see of themselves")


def role_name(role: str) -> str:
    """What a role is called."""
    return str(ROLES[role][0]) if role in ROLES else role


def role_sentence(role: str) -> str:
    return str(ROLES[role][1]) if role in ROLES else ""


def opened_by(role: str) -> list[str]:
    """What a role opens, a line each."""
    held = STAFF_ROLES.get(role, frozenset())
    if held >= may.DATA:
        return [*(str(words) for one, words in CAPABILITIES.items() if one in held - may.DATA), str(ALL_DATA)]
    return [str(words) for one, words in CAPABILITIES.items() if one in held]
