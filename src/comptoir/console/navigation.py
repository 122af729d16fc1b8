"""What the operator's people do in the console."""

from django.utils.translation import gettext_lazy as _

from comptoir.access import capabilities as may
from comptoir.web.navigation import Item

ITEMS = (
    Item("home", _("Overview"), "console:home", "overview", order=10),
    Item("batches", _("Usage files"), "console:usage:index", "upload", (may.OPERATE_USAGE,), order=20),
    Item("runs", _("Bill runs"), "console:billing:index", "coins", (may.OPERATE_BILLING,), order=30),
    Item("questions", _("Questions"), "console:questions:index", "question", (may.OPERATE_BILLING,), order=40),
    Item("customers", _("Customers"), "console:customers:index", "company", (may.OPERATE_CUSTOMERS,), order=50),
    Item(
        "registrations",
        _("Registrations"),
        "console:registrations:index",
        "edit",
        (may.OPERATE_REGISTRATIONS,),
        order=45,
    ),
    Item("third_parties", _("Third parties"), "console:third_parties:index", "key", (may.OPERATE_CUSTOMERS,), order=55),
    Item("contracts", _("Contracts"), "console:contracts:index", "file", (may.OPERATE_CUSTOMERS,), order=56),
    Item("suspensions", _("Suspensions"), "console:suspensions:index", "lock", (may.OPERATE_SECURITY,), order=58),
    Item("catalogue", _("Catalogue"), "console:catalogue:index", "tag", (may.OPERATE_CATALOGUE,), order=60),
    Item("jobs", _("Jobs"), "console:jobs:index", "refresh", (may.OPERATE_JOBS,), order=70),
    Item("audit", _("Audit log"), "console:audit:index", "shield", (may.AUDIT_VIEW,), order=75),
    Item("staff", _("Our people"), "console:staff:index", "people", (may.OPERATE_STAFF,), order=78),
    Item("settings", _("Settings"), "console:setup:index", "settings", (may.OPERATE_SETTINGS,), order=80),
    Item("components", _("Components"), "console:components", "density", (may.OPERATE_SETTINGS,), order=90),
)
