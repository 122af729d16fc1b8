"""Each bad row is refused with its own sentence, and every refused row is named."""

from collections.abc import Callable
from pathlib import Path

import pytest

from comptoir.base.problems import UnableToReadFile
from comptoir.base.results import Outcome
from comptoir.parties.models import Customer
from tests.base.world import add, brought, copied, messages, refused, replace

pytestmark = pytest.mark.django_db

CARD = "8932990000009000132;206990000900013;1111;22222222"
LINE = "G07;GAR-2;0460202947;" + CARD + ";team;2025-01-01;;;VERK;;no"


def line(**changes: str) -> str:
    header = "code;billing_account;number;iccid;imsi;pin;puk;plan;from;to;label;cost_centre;end_user;esim"
    cells = dict(zip(header.split(";"), LINE.split(";"), strict=True)) | changes
    return ";".join(cells.values())


REFUSED: list[tuple[str, str, str]] = [
    ("customers.csv", "x;X;;0608.147.142;;;;;BE;fr;2024-01-01;yes;;", "identifier.enterprise_number.checksum"),
    ("customers.csv", "x;X;;0608.147.141;;;;;BE;fr;2024-01-01;yes;;", "base.customer.number_taken"),
    ("customers.csv", "x;X;;;;;;;BE;it;2024-01-01;yes;;", "base.cell.choice"),
    ("customers.csv", "x;X;;;;;;;BE;fr;2024-02-30;yes;;", "base.cell.day"),
    ("customers.csv", "x;X;;;;;;;BE;fr;2024-01-01;perhaps;;", "base.cell.truth"),
    ("customers.csv", "x y;X;;;;;;;BE;fr;2024-01-01;yes;;", "base.cell.slug"),
    ("customers.csv", "x;;;;;;;;BE;fr;2024-01-01;yes;;", "base.cell.empty"),
    ("customers.csv", "x;X;;;;;;;BE;fr;2024-01-01;yes;nobody;votes", "base.refers.customer"),
    ("customers.csv", "x;X;;;;;;;BE;fr;2024-01-01;yes;bakery;", "base.customer.ground"),
    ("customers.csv", "x;X;;;;;;;BE;fr;2024-01-01;yes;x;votes", "base.customer.own_parent"),
    ("customers.csv", "bakery;X;;;;;;;BE;fr;2024-01-01;yes;;", "base.row.twice"),
    ("customers.csv", "x;X;fr", "base.row.fields"),
    ("accounts.csv", "NEW;nobody;New", "base.refers.customer"),
    ("billing_accounts.csv", "NEW;NONE;New;2024-01-01;fr;;;no", "base.refers.account"),
    ("billing_accounts.csv", "NEW;GAR;New;2024-01-01;fr;;BE46 0683 0225 2937;no", "identifier.iban.checksum"),
    ("billing_accounts.csv", "NEW;GAR;New;2024-01-01;fr;PA-BAK;;no", "base.agreement.other_customer"),
    ("billing_accounts.csv", "NEW;GAR;New;2024-01-01;fr;PA-GAR;;yes", "base.agreement.differs"),
    ("cost_centres.csv", "NEW;nobody;New", "base.refers.customer"),
    ("people.csv", "no-address;X;fr;bakery;buyer;", "base.cell.email"),
    ("people.csv", "x@y.example;X;fr;;buyer;", "base.person.customer"),
    ("people.csv", "x@y.example;X;fr;bakery;administrator;", "base.person.staff"),
    ("people.csv", "x@y.example;X;fr;bakery;access_owner;", "base.person.two_owners"),
    ("people.csv", "x@y.example;X;fr;bakery;buyer;somewhere", "base.person.scope"),
    ("people.csv", "x@y.example;X;fr;bakery;buyer;account:GAR", "base.refers.account"),
    ("people.csv", "x@y.example;X;fr;bakery;service_user;", "base.person.no_line"),
    ("people.csv", "gregoire@bakery.example;X;fr;;administrator;", "staff.holds_customer_rights"),
    ("people.csv", "rechten@garage.example;An Claes;nl;garage;buyer;", "right.manager_sees_no_data"),
    ("lines.csv", line(number="02 555 12 12"), "identifier.belgian_mobile.kind"),
    ("lines.csv", line(number="0460107919"), "base.line.number_taken"),
    ("lines.csv", line(iccid="8932990000009000131"), "identifier.iccid.checksum"),
    ("lines.csv", line(iccid="8932990000009000017"), "base.line.card_taken"),
    ("lines.csv", line(imsi="206990000900001"), "base.line.imsi_taken"),
    ("lines.csv", line(pin="12"), "base.cell.secret"),
    ("lines.csv", line(plan=""), "base.line.without_plan"),
    ("lines.csv", line(plan="unheard-of"), "base.refers.offering"),
    ("lines.csv", line(plan="voicemail-plus"), "base.line.not_for_lines"),
    ("lines.csv", line(**{"from": "2023-01-01"}), "base.line.not_offered_yet"),
    ("lines.csv", line(to="2025-01-01"), "base.row.ends_before_start"),
    ("lines.csv", line(cost_centre="PROD"), "base.refers.cost_centre"),
    ("lines.csv", line(end_user="nobody@garage.example"), "base.refers.person"),
    ("subscriptions.csv", "NONE;team;2025-01-01;", "base.refers.line_of_history"),
    ("subscriptions.csv", "B01;unheard-of;2025-01-01;", "base.refers.offering"),
    ("cost_centre_assignments.csv", "NONE;PROD;2025-01-01;", "base.refers.line_of_history"),
    ("charges.csv", "NONE;;one_off;replacement-card;1;;standard;2025-03-01;;no;;;;", "base.refers.billing_account"),
    ("charges.csv", "BAK-1;NONE;one_off;replacement-card;1;;standard;2025-03-01;;no;;;;", "base.refers.line"),
    ("charges.csv", "BAK-1;;one_off;own-name;1;;standard;2025-03-01;;no;Nom;;;", "base.charge.names"),
    ("charges.csv", "BAK-1;;one_off;replacement-card;1;;luxury;2025-03-01;;no;;;;", "base.vat.unknown"),
    ("charges.csv", "BAK-1;;one_off;replacement-card;-1;;standard;2025-03-01;;no;;;;", "base.charge.sign"),
    ("charges.csv", "BAK-1;;credit;replacement-card;1;;standard;2025-03-01;;no;;;;", "base.charge.sign"),
    ("charges.csv", "BAK-1;;credit;own;;5 %;standard;2025-03-01;;no;a;b;c;d", "base.charge.share_of_discount"),
    ("charges.csv", "BAK-1;;one_off;replacement-card;;;standard;2025-03-01;;no;;;;", "base.charge.amount_or_share"),
    ("charges.csv", "BAK-1;;one_off;replacement-card;1,2345678;;standard;2025-03-01;;no;;;;", "base.cell.amount"),
    ("charges.csv", "BAK-1;;discount;welcome;;120 %;standard;2025-03-01;;no;;;;", "base.cell.share"),
    ("charges.csv", "BAK-1;;one_off;own;1;;standard;2025-03-01;2025-05-01;no;a;b;c;d", "base.charge.end_of_repeats"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "row", "message"), REFUSED, ids=[f"{f}-{m}-{i}" for i, (f, _, m) in enumerate(REFUSED)]
)
def test_a_bad_row_is_refused(tmp_path: Path, file: str, row: str, message: str) -> None:
    folder = copied(tmp_path)
    add(folder, file, row)
    result = brought(folder)
    assert (file, message) in messages(result)
    last = (folder / file).read_text(encoding="utf-8").count("\n")
    assert [r.line for r in refused(result) if r.message == message] == [last]
    assert not Customer.objects.exists()


HISTORY: list[tuple[str, str]] = [
    ("B04;team;2025-03-10;", "base.line.overlap"),
    ("B04;team;2024-05-01;2024-06-01", "base.line.outside"),
    ("B04;tablet;2025-04-01;2025-04-01", "base.row.ends_before_start"),
]


@pytest.mark.parametrize(("row", "message"), HISTORY)
def test_a_history_that_cannot_be_is_refused_on_its_line(tmp_path: Path, row: str, message: str) -> None:
    folder = copied(tmp_path)
    add(folder, "subscriptions.csv", row)
    assert ("lines.csv", message) in messages(brought(folder))


def test_plans_leave_no_gap(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    replace(folder, "subscriptions.csv", "B04;team;2025-03-11;", "B04;team;2025-03-12;")
    assert ("lines.csv", "base.line.plan_gap") in messages(brought(folder))


def test_every_bad_row_is_named_and_what_hangs_from_it(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    replace(folder, "customers.csv", ";BE;nl;2024-05-15", ";BE;xx;2024-05-15")
    result = brought(folder)
    by_file = {(row.file, row.code): row.message for row in refused(result)}
    assert by_file[("customers.csv", "garage")] == "base.cell.choice"
    assert by_file[("accounts.csv", "GAR")] == "base.refers.refused"
    assert by_file[("billing_accounts.csv", "GAR-1")] == "base.refers.refused"
    assert by_file[("lines.csv", "G01")] == "base.refers.refused"
    assert by_file[("subscriptions.csv", "G01")] == "base.refers.refused"
    assert ("lines.csv", "B01") not in by_file


def _as_latin(folder: Path) -> None:
    path = folder / "customers.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))


def _emptied(folder: Path) -> None:
    (folder / "customers.csv").write_text("")


def _without_second_column(folder: Path) -> None:
    replace(folder, "accounts.csv", "code;customer;name", "code;customer")


def _with_strange_key(folder: Path) -> None:
    replace(folder, "offerings.toml", 'price = "5.00"', 'price = "5.00"\ncolour = "red"')


def _with_strange_megabyte(folder: Path) -> None:
    replace(folder, "tariff.toml", 'megabyte = "decimal"', 'megabyte = "large"')


FILES: list[tuple[str, Callable[[Path], None], str]] = [
    ("customers.csv", _as_latin, "base.file.encoding"),
    ("customers.csv", _emptied, "base.file.empty"),
    ("customers.csv", lambda f: replace(f, "customers.csv", "legal_form", "legal_shape"), "base.file.unknown_column"),
    ("customers.csv", lambda f: replace(f, "customers.csv", "legal_form", "name"), "base.file.column_twice"),
    ("accounts.csv", _without_second_column, "base.file.missing_column"),
    ("accounts.csv", lambda f: add(f, "accounts.csv", 'X;garage;"open'), "base.file.form"),
    ("offerings.toml", lambda f: add(f, "offerings.toml", "price = "), "base.file.toml"),
    ("offerings.toml", lambda f: add(f, "offerings.toml", "[[plans]]"), "base.file.unknown_table"),
    ("offerings.toml", _with_strange_key, "base.key.unknown"),
    ("offerings.toml", lambda f: replace(f, "offerings.toml", ', de = "Basistarif"', ""), "base.key.languages"),
    ("operator.toml", lambda f: replace(f, "operator.toml", "9340 9909", "9340 9908"), "identifier.iban.checksum"),
    ("tariff.toml", lambda f: replace(f, "tariff.toml", 'id = "tablet"', 'id = "slate"'), "base.tariff.without_plan"),
    ("tariff.toml", _with_strange_megabyte, "base.tariff.fault"),
    ("tariff.toml", lambda f: (f / "destinations.csv").unlink(), "base.file.missing"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "harm", "message"), FILES, ids=[m for _, _, m in FILES])
def test_a_bad_file_is_refused(tmp_path: Path, file: str, harm: Callable[[Path], None], message: str) -> None:
    folder = copied(tmp_path)
    harm(folder)
    assert (file, message) in messages(brought(folder))
    assert not Customer.objects.exists()


def test_a_folder_that_is_no_base(tmp_path: Path) -> None:
    for folder, message in ((tmp_path / "none", "base.folder.missing"), (tmp_path, "base.folder.empty")):
        with pytest.raises(UnableToReadFile) as caught:
            brought(folder)
        assert caught.value.message == message
    folder = copied(tmp_path)
    (folder / "customer.csv").write_text("code\n")
    with pytest.raises(UnableToReadFile) as caught:
        brought(folder)
    assert caught.value.message == "base.folder.unknown_file"


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_separators_byte_order_mark_and_windows_line_ends(tmp_path: Path, separator: str) -> None:
    folder = tmp_path / "base"
    folder.mkdir()
    lines = [["Code", "Name", "Language", "Since", "Street"], ["x", "Café Ünal", "de", "31/03/2025", 'Rue "Haute" 1']]
    text = "\r\n".join(separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in lines)
    (folder / "customers.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    result = brought(folder)
    assert [row.outcome for row in result.rows] == [Outcome.CREATED]
    customer = Customer.objects.get()
    assert (customer.legal_name, customer.street, customer.accepted_on.isoformat()) == (
        "Café Ünal",
        'Rue "Haute" 1',
        "2025-03-31",
    )


@pytest.mark.clause("M-01")
def test_no_sentence_shows_a_pin_or_puk(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    add(folder, "lines.csv", line(pin="98x76"))
    add(folder, "lines.csv", line(code="G08", puk="9876x432"))
    result = brought(folder)
    assert len(refused(result)) == 2
    assert "98" not in str([row.values for row in refused(result)])
