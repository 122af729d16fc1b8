"""A printed report: archival and accessible like an invoice, with its charts, sums and notice."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from comptoir.documents.charts import PRINT, Series, Wording, bar_chart, line_chart, ranking_chart, sparkline
from comptoir.documents.languages import LANGUAGES, Language, forms_of
from comptoir.documents.report import Report, Section, Table, render_report
from comptoir.documents.sheets import Column, WrongValue
from tests.documents import samples
from tests.documents.pdf_checks import (
    assert_accessible,
    assert_archival,
    assert_everything_is_tagged,
    assert_tables_are_regular,
    text_of,
)

D = Decimal
COLUMNS = (
    Column("number", "Number"),
    Column("cost", "Cost", "money", "EUR"),
    Column("calls", "Calls", "integer"),
    Column("day", "Day", "date"),
)
ROWS = [
    {"number": "0470 12 34 56", "cost": D("1234.5"), "calls": 1200, "day": date(2025, 12, 31)},
    {"number": "#panic()", "cost": None, "calls": 0, "day": None},
]


def report(language: Language) -> Report:
    write = forms_of(language).long_date
    wording = Wording(title="Roaming", categories="Month", empty="Nothing")
    one = [Series("Voice", (D(1), D(2))), Series("Data", (D(3), D(-1)))]
    charts = (
        bar_chart(("Nov", "Dec"), one, wording, str, palette=PRINT),
        line_chart(("Nov", "Dec"), one, wording, str, palette=PRINT),
        ranking_chart([("Sales", D(3))], wording, str, values="Cost", palette=PRINT),
        sparkline(("Nov", "Dec"), (1, 2), wording, str, palette=PRINT),
        bar_chart((), (), wording, str, palette=PRINT),
    )
    table = Table(COLUMNS, ROWS, {"cost": D("1234.5")}, "Sum of all 2")
    return Report(
        title="Roaming by card",
        context=f"Acme · {write(date(2025, 12, 1))}",
        on=date(2026, 1, 5),
        brand=samples.BRAND,
        sections=(Section("Cost", charts), Section("Cards", (), table)),
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ("1 234,50", "31/12/2025", "pas de données", "À titre d’information. Le document officiel prévaut.")),
        ("nl", ("1.234,50", "31/12/2025", "geen gegevens", "Het officiële document heeft voorrang.")),
        ("en", ("1,234.50", "31/12/2025", "no data", "The official document prevails.")),
        ("de", ("1.234,50", "31.12.2025", "keine Daten", "Maßgeblich ist das offizielle Dokument.")),
    ],
)
@pytest.mark.clause("U-09", "I-15", "I-19")
def test_a_report_is_archival_accessible_and_speaks_its_language(language: Language, said: tuple[str, ...]) -> None:
    pdf = render_report(report(language), language)
    assert_archival(pdf)
    assert_accessible(pdf, language)
    assert_everything_is_tagged(pdf)
    assert_tables_are_regular(pdf)
    text = text_of(pdf)
    for words in (*said, "Roaming by card", "Sum of all 2", "#panic()", "Cost (EUR)"):
        assert words in text, words
    assert render_report(report(language), language) == pdf


def test_a_report_that_is_no_billing_data_needs_no_notice() -> None:
    assert "prevails" not in text_of(render_report(replace(report("en"), notice=False), "en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_table_says_so(language: Language) -> None:
    empty = replace(report(language), sections=(Section("Cards", (), Table(COLUMNS, [])),))
    pdf = render_report(empty, language)
    assert_accessible(pdf, language)
    said = {"fr": "Rien à afficher", "nl": "Niets te tonen", "en": "Nothing to show", "de": "nichts anzuzeigen"}
    assert said[language] in text_of(pdf)


def test_many_columns_lie_across_the_page() -> None:
    columns = tuple(Column(str(index), f"Kostenstellenbezeichnung {index}", "money") for index in range(9))
    wide = replace(report("de"), sections=(Section("", (), Table(columns, [{str(i): D(i) for i in range(9)}])),))
    assert_archival(render_report(wide, "de"))


def test_a_wrong_value_is_refused() -> None:
    wrong = replace(report("en"), sections=(Section("", (), Table(COLUMNS, [{"cost": 1.5}])),))
    with pytest.raises(WrongValue):
        render_report(wrong, "en")
