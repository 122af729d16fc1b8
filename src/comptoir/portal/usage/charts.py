"""The charts of the usage pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from comptoir.documents.charts import Chart, Wording, ranking_chart, with_rest
from comptoir.kernel.money import from_micro, round_micro_to_cent
from comptoir.portal.charts import COLUMN, Charts, both
from comptoir.portal.words import name_of_category
from comptoir.rating.schema import Category
from comptoir.web import formats

MOST = 7


def category_charts(rows: Sequence[Mapping[str, Any]], *, width: int = COLUMN) -> Charts:
    """What costs most, by category; the title names it."""
    return both(lambda width, name: _categories(rows, width, name), "categories", width=width)


def _categories(rows: Sequence[Mapping[str, Any]], width: int, name: str) -> Chart:
    items = [
        (name_of_category(Category(row["category"]).name.lower()), from_micro(round_micro_to_cent(row["amount_micro"])))
        for row in rows
    ]
    costly = with_rest([item for item in items if item[1]], MOST, _("All else"))
    title = _("Nothing cost anything beyond the bundles")
    if costly:
        top, micro = costly[0]
        title = _("%(category)s cost most: %(amount)s") % {"category": top, "amount": formats.money(micro)}
    wording = Wording(title=title, categories=_("Category"), empty=_("No usage beyond the bundles."))
    return ranking_chart(costly, wording, formats.money, values=_("Amount"), width=width, name=name)
