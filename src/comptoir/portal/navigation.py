"""What customers' people do in the portal."""

from django.utils.translation import gettext_lazy as _

from comptoir.access import capabilities as may
from comptoir.web.navigation import Item

ITEMS = (
    Item("overview", _("Overview"), "portal:overview", "overview", order=10),
    Item("invoices", _("Invoices"), "portal:invoices:index", "invoice", (may.INVOICES_VIEW,), order=20),
    Item("usage", _("Usage"), "portal:usage:index", "usage", (may.USAGE_VIEW,), order=30),
    Item("cards", _("Cards and lines"), "portal:cards:index", "card", (may.LINES_VIEW,), order=40),
    Item("reports", _("Reports"), "portal:reports:index", "report", (may.REPORTS_VIEW,), order=50),
    Item("people", _("People and rights"), "portal:people:index", "people", order=60),
    Item("log", _("What happened"), "portal:log:index", "shield", (may.AUDIT_VIEW,), order=70),
    Item("settings", _("Settings"), "portal:settings:index", "settings", order=90),
)
