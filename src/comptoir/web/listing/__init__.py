"""Lists: tables with filters, sorts, pages, sums and exports, declared once. See web/README.md."""

from comptoir.web.listing.asked import Asked
from comptoir.web.listing.columns import (
    Column,
    DateColumn,
    DurationColumn,
    FlagColumn,
    MomentColumn,
    MoneyColumn,
    MonthColumn,
    NumberColumn,
    PhoneColumn,
    QuantityColumn,
    StatusColumn,
    VolumeColumn,
)
from comptoir.web.listing.filters import (
    AmountFilter,
    ChoiceFilter,
    DateFilter,
    FlagFilter,
    TextFilter,
)
from comptoir.web.listing.listing import BulkAction, Empty, Listing
from comptoir.web.listing.page import list_page, selected_rows
from comptoir.web.listing.sources import QuerysetSource, Rows

__all__ = [
    "AmountFilter",
    "Asked",
    "BulkAction",
    "ChoiceFilter",
    "Column",
    "DateColumn",
    "DateFilter",
    "DurationColumn",
    "Empty",
    "FlagColumn",
    "FlagFilter",
    "Listing",
    "MomentColumn",
    "MoneyColumn",
    "MonthColumn",
    "NumberColumn",
    "PhoneColumn",
    "QuantityColumn",
    "QuerysetSource",
    "Rows",
    "StatusColumn",
    "TextFilter",
    "VolumeColumn",
    "list_page",
    "selected_rows",
]
