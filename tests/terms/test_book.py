"""Terms are read, dated, overridden and asked for in their own unit."""

from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from comptoir.kernel.calendar import belgian_calendar
from comptoir.kernel.money import Money
from comptoir.terms import InvalidTerm, TermsBook, UnknownTerm, WrongUnit, load
from comptoir.terms.reading import read_folder

TODAY = date(2025, 6, 2)

OWN = """
[a.months]
months = 12
clause = "GC 1"
requirements = ["P-01"]

[a.price]
amount = "50.00"
clause = "GC 2"

[a.share]
percent = "99.7"
clause = "GC 3"

[a.window]
window = ["23:00", "06:00"]
clause = "GC 4"

[a.working]
working_days = 5
clause = "GC 5"

[a.names]
list = ["x", "y"]
clause = "-"

[a.numbers]
clause = "-"
[a.numbers.by_country]
"*" = ["112"]
BE = ["100"]

[[a.dated]]
days = 10
clause = "GC 6"

[[a.dated]]
days = 20
clause = "GC 7"
since = 2025-01-01

[a.minutes]
minutes = 15
clause = "II 6.5"

[a.later]
flag = true
clause = "GC 8"
since = 2026-01-01
"""


def book_of(folder: Path, text: str = OWN) -> TermsBook:
    folder.mkdir(exist_ok=True)
    (folder / "own.toml").write_text(text, encoding="utf-8")
    return TermsBook(read_folder(folder))


def test_each_figure_is_given_in_its_unit(tmp_path: Path) -> None:
    terms = book_of(tmp_path).at(TODAY)
    assert terms["a.months"].months == 12
    assert terms["a.price"].amount == Money.of("50.00")
    assert terms["a.share"].percent == Decimal("99.7")
    assert terms["a.names"].items == ("x", "y")
    assert terms["a.numbers"].by_country == {"*": ("112",), "BE": ("100",)}
    assert terms["a.minutes"].duration.total_seconds() == 900
    assert set(terms.under("a")) == {key.removeprefix("a.") for key in terms}


def test_another_unit_is_refused(tmp_path: Path) -> None:
    terms = book_of(tmp_path).at(TODAY)
    with pytest.raises(WrongUnit, match=r"a\.months is in months, not in days"):
        _ = terms["a.months"].days
    with pytest.raises(WrongUnit):
        _ = terms["a.share"].amount


def test_a_window_runs_past_midnight(tmp_path: Path) -> None:
    window = book_of(tmp_path).at(TODAY)["a.window"].window
    assert window.contains(time(23)) and window.contains(time(0)) and window.contains(time(5, 59))
    assert not window.contains(time(6)) and not window.contains(time(22, 59))


def test_a_figure_is_the_one_in_force_on_the_date(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    assert book.at(date(2024, 12, 31))["a.dated"].days == 10
    assert book.at(date(2025, 1, 1))["a.dated"].days == 20
    assert book.at(date(2024, 12, 31))["a.dated"].clause == "GC 6"
    with pytest.raises(UnknownTerm, match=r"no term a\.later on 2025-12-31"):
        _ = book.at(date(2025, 12, 31))["a.later"]
    assert book.at(date(2026, 1, 1))["a.later"].flag is True


def test_a_term_moves_a_date_by_its_own_unit(tmp_path: Path) -> None:
    terms = book_of(tmp_path).at(date(2025, 2, 1))
    assert terms["a.months"].before(date(2025, 3, 31)) == date(2024, 3, 31)
    assert terms["a.dated"].after(date(2025, 3, 1)) == date(2025, 3, 21)
    friday_before_easter_monday = date(2025, 4, 18)
    assert terms["a.working"].after(friday_before_easter_monday, belgian_calendar()) == date(2025, 4, 28)
    with pytest.raises(WrongUnit):
        terms["a.working"].after(friday_before_easter_monday)


def test_an_operator_overrides_key_by_key(tmp_path: Path) -> None:
    own = tmp_path / "operator"
    own.mkdir()
    (own / "ours.toml").write_text('[billing.payment_due]\ndays = 14\nclause = "Our GC 9"\n', encoding="utf-8")
    ours, reference = load(own).at(TODAY), load().at(TODAY)
    assert ours["billing.payment_due"].days == 14
    assert ours["billing.payment_due"].clause == "Our GC 9"
    assert ours["billing.payment_due"].requirements == reference["billing.payment_due"].requirements
    assert {key for key in reference if ours[key] != reference[key]} == {"billing.payment_due"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            '[billing.payment_duty]\ndays = 14\nclause = "x"',
            "billing.payment_duty is not one of the reference",
        ),
        ("[billing.payment_due]\ndays = 14", "names no clause"),
        ('[billing.payment_due]\ndays = 14\nclause = " "', "names no clause"),
        ('[billing.payment_due]\nmonths = 1\nclause = "x"', "is in days, not in months"),
        ('[billing.payment_due]\ndays = "14"\nclause = "x"', "is no figure in days"),
        ('[billing.payment_due]\ndays = true\nclause = "x"', "is no figure in days"),
        ('[billing.payment_due]\ndays = -1\nclause = "x"', "is no figure in days"),
        ('[billing.payment_due]\ndays = 1\nhours = 2\nclause = "x"', "exactly one figure"),
        ('[billing.payment_due]\nclause = "x"', "exactly one figure"),
        ('[billing.payment_due]\ndays = 1\nclause = "x"\nwho = "me"', "not known: who"),
        ('[billing.payment_due]\ndays = 1\nclause = "x"\nsince = "soon"', "since that is no date"),
        ('[billing.vat.standard]\npercent = 21.0\nclause = "x"', "is no figure in percent"),
        ('[billing.vat.standard]\npercent = "lots"\nclause = "x"', "is no number"),
        ('[portal.languages]\nlist = ["fr", "fr"]\nclause = "x"', "lists something twice"),
        ('[portal.office_hours]\nwindow = ["8", "late"]\nclause = "x"', "needs two times"),
        ('[usage.free_numbers]\nby_country = { Belgium = [] }\nclause = "x"', "no country code"),
        ("[billing]\npayment_due = 14", "names no unit"),
        ("[billing", "cannot be read"),
    ],
)
def test_a_mistake_is_one_clear_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "ours.toml").write_text(text, encoding="utf-8")
    with pytest.raises((InvalidTerm, UnknownTerm)) as error:
        load(tmp_path)
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_folder_and_a_key_in_two_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidTerm, match="no folder of terms"):
        load(tmp_path / "nowhere")
    for name in ("one.toml", "two.toml"):
        (tmp_path / name).write_text('[billing.payment_due]\ndays = 14\nclause = "x"', encoding="utf-8")
    with pytest.raises(InvalidTerm, match="stands in two files"):
        load(tmp_path)


def test_a_changed_figure_leaves_the_others_alone() -> None:
    book = load()
    changed = book.override("retention.call_details.fleet_manager", "7").at(TODAY)
    assert changed["retention.call_details.fleet_manager"].months == 7
    assert book.at(TODAY)["retention.call_details.fleet_manager"].months != 7
    assert book.override("billing.vat.standard", "20.5").at(TODAY)["billing.vat.standard"].percent == Decimal("20.5")
    with pytest.raises(UnknownTerm):
        book.override("retention.nothing", 1)
    with pytest.raises(InvalidTerm):
        book.override("retention.backups", "many")
