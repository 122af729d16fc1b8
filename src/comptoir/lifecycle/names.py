"""What the applications are called, wherever they are named to people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.access import capabilities as may

APPLICATION_NAMES: dict[str, str | Promise] = {
    may.MY_INVOICE_ONLINE: _("My Invoice Online"),
    may.FLEET_MANAGER: _("Fleet Manager"),
    may.INSIGHTS_ESSENTIAL: _("Invoice Insights Essential"),
    may.INSIGHTS_PLUS: _("Invoice Insights Plus"),
    may.INSIGHTS_ADVANCED: _("Invoice Insights Advanced"),
    may.MOBILE_NUMBER_MANAGEMENT: _("Mobile Number Management"),
    may.TECHNICAL_ASSISTANCE: _("Technical Assistance"),
}


def application_name(application: str) -> str:
    """The name people know it by."""
    return str(APPLICATION_NAMES.get(application, application))
