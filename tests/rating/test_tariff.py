"""A tariff file is read whole or refused with one sentence that says where."""

from pathlib import Path

import pytest

from comptoir.rating import reference
from comptoir.rating.document import TariffFault
from comptoir.rating.rules import compile_tariff
from comptoir.rating.schema import Kind
from comptoir.rating.tariff import PlanKind, Tariff, ZoneKind
from comptoir.rating.units import Units
from tests.rating.building import DESTINATIONS, HEAD, ONE_WINDOW, REST, amounts, metered, record, tariff

RATE = "[[plans.rates]]\nkinds = "
PLAN = '[[plans]]\nid = "p"\nname = "P"\nkind = "metered"\n'


def text(plans: str = PLAN, head: str = "", rest: str = REST) -> str:
    return HEAD.format(head=head, windows=ONE_WINDOW) + plans + rest


def fault(document: str, destinations: str = DESTINATIONS) -> str:
    with pytest.raises(TariffFault) as caught:
        compile_tariff(Tariff.read(document, destinations))
    sentence = str(caught.value)
    assert sentence.count("\n") == 0
    return sentence


def test_the_reference_tariff_is_of_the_size_of_a_real_one():
    found = reference.reference_tariff()
    assert len(found.plans) >= 8
    assert len(found.prefixes) >= 5_000
    assert len(found.windows) == 3
    assert {plan.kind for plan in found.plans} == set(PlanKind)
    assert {zone.kind for zone in found.zones} == set(ZoneKind)
    assert any(bundle.fair_use for bundle in found.bundles)
    assert {bundle.per for bundle in found.bundles} == {"line", "pool"}
    compile_tariff(found)


@pytest.mark.clause("M-20")
def test_the_eu_zone_has_the_26_other_states_and_the_three_of_the_economic_area():
    [zone] = (zone for zone in reference.reference_tariff().zones if zone.kind is ZoneKind.LIKE_HOME)
    states = set(
        "AT BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905
    )
    assert len(states) == 26
    assert {*states, "IS", "LI", "NO"} <= set(zone.countries)
    assert not {"GB", "CH", "XS", "XA"} & set(zone.countries)


def test_the_reference_destinations_can_be_made_again():
    from comptoir.rating.reference.generate import destinations

    rows = {row[0] for row in destinations()}
    assert {"32", "3270", "32900", "32800", "-1307"} <= rows
    assert len(rows) >= 5_000


def test_a_tariff_is_loaded_with_the_destinations_beside_it(tmp_path: Path):
    (tmp_path / "t.toml").write_text(reference.document(), encoding="utf-8")
    (tmp_path / "destinations.csv").write_text(reference.destinations(), encoding="utf-8")
    assert Tariff.load(tmp_path / "t.toml") == reference.reference_tariff()


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(TariffFault, match=r"There is no file .*t\.toml\."):
        Tariff.load(tmp_path / "t.toml")
    (tmp_path / "t.toml").write_bytes(b"name = '\xff'")
    with pytest.raises(TariffFault, match="not UTF-8"):
        Tariff.load(tmp_path / "t.toml")


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (text().replace('name = "Test"\n', ""), "name: is missing; it is a text."),
        ("name = ", "The tariff is not valid TOML"),
        (text(head="colour = 1"), "colour: is not known here"),
        (text(head="rounding = {places = 7}"), "6 decimals at most"),
        (text().replace('megabyte = "decimal"', 'megabyte = "big"'), "megabyte: must be one of decimal, binary"),
        (text().replace('unknown_numbers = "world"', 'unknown_numbers = "moon"'), "there is no zone 'moon'"),
        (text().replace('countries = ["*"]', 'countries = ["CA"]'), 'one zone must have "*"'),
        (text().replace('["FR", "NL"]', '["FR", "BE"]'), "BE stands in a zone already"),
        (text().replace('["FR", "NL"]', '["France"]'), "'France' is no country code"),
        (text().replace('kind = "like_home"', 'kind = "home"'), 'exactly one zone has kind = "home"'),
        (text(PLAN + PLAN), "plans[2].id: 'p' stands there twice"),
        (text(PLAN + 'base = "q"\n'), "there is no plan 'q' above"),
        (text(PLAN + RATE + '["voice"]\nprice = -1\n'), "rates[1].price: must be an amount"),
        (
            text(PLAN + RATE + '["voice"]\nprice = nan\n'),
            "rates[1].price: must be an amount",
        ),
        (text(PLAN + RATE + '["fax"]\nprice = 1\n'), "'fax' is not one of voice, sms, mms, data"),
        (text(PLAN + RATE + '["voice", "data"]\nprice = 1\n'), "cannot share one line"),
        (text(PLAN + RATE + '["voice"]\nprice = 1\nper = "MB"\n'), "per: 'MB' is not one of s,"),
        (text(PLAN + RATE + '["voice"]\nprice = 1\nfirst = 0\n'), "an increment is at least 1"),
        (text(PLAN + RATE + '["voice"]\nprice = 1\nfirst = "1 MB"\n'), "'MB' does not measure voice"),
        (text(PLAN + RATE + '["voice"]\nprice = 1\nto = ["mars"]\n'), "to: 'mars' is not one of"),
        (
            text(PLAN + '[[plans.bundles]]\nid = "b"\nname = "B"\nkinds = ["voice"]\n'),
            "quantity: is missing",
        ),
        (text(rest="", plans=PLAN), "The plan p has no price for outgoing voice from belgium to belgium"),
        (text(rest=REST.replace("price = 1", "price = 1000000000000", 1)), "too high to be computed in 64 bits"),
        (text(plans=""), "a tariff has at least one plan"),
    ],
)
def test_each_fault_is_one_sentence(document: str, sentence: str):
    assert sentence in fault(document)


def test_a_fault_names_its_line():
    document = text(PLAN + RATE + '["voice"]\nprice = "cheap"\n')
    line = document.splitlines().index('price = "cheap"') + 1
    assert fault(document).startswith(f"line {line}, plans[1].rates[1].price: ")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("+32,BE,,", "line 2: '+32' is no prefix"),
        ("32,Belgium,,", "'Belgium' is no country code"),
        ("32,BE,moon,", "there is no zone 'moon'"),
        ("32,BE,", "has not four columns"),
        ("33,FR,,\n33,FR,,", "line 3: the prefix 33 stands there twice"),
    ],
)
def test_each_fault_of_the_destinations_names_its_line(row: str, sentence: str):
    assert sentence in fault(text(), f"prefix,country,zone,name\n{row}\n")
    assert "the columns must be" in fault(text(), "prefix,zone\n")


def test_the_windows_must_cover_the_week():
    timed = ONE_WINDOW + '\ntimes = [{from = "08:00", to = "18:00"}]'
    assert "the last window has no times" in fault(HEAD.format(head="", windows=timed) + PLAN + REST)
    backwards = ONE_WINDOW.replace("always", "night") + '\ntimes = [{from = "22:00", to = "06:00"}]\n' + ONE_WINDOW
    assert "a night is two entries" in fault(HEAD.format(head="", windows=backwards) + PLAN + REST)


def test_a_megabyte_is_what_the_tariff_says():
    assert Units("decimal").quantity(Kind.DATA, "1.5 MB") == 1_500_000
    assert Units("binary").quantity(Kind.DATA, "1 GB") == 2**30
    compiled = tariff(PLAN)
    million = record(10**6, kind=int(Kind.DATA), called=0)
    assert amounts(compiled, million) == [1_000_000]


def test_a_plan_with_a_base_has_its_own_lines_first():
    plans = PLAN + RATE + '["voice"]\nprice = 0.10\n[[plans.rates]]\nkinds = ["sms"]\nprice = 0.20\n'
    plans += '[[plans]]\nid = "option"\nname = "O"\nkind = "metered"\nbase = "p"\n'
    plans += '[[plans.rates]]\nkinds = ["voice"]\nprice = 0.05\n'
    compiled = tariff(plans)
    sms = int(Kind.SMS)
    assert amounts(compiled, record(60), record(1, kind=sms)) == [100_000, 200_000]
    assert amounts(compiled, record(60, plan=1), record(1, kind=sms, plan=1)) == [50_000, 200_000]


def test_the_first_rate_that_fits_counts():
    rates = 'price = 0.10\nto = ["belgium"]\n[[plans.rates]]\nkinds = ["voice"]\nprice = 0.30'
    assert amounts(metered(rates), record(60), record(60, called=33612345678)) == [100_000, 300_000]
