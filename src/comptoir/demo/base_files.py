"""The world on its first day, written as the folder that `comptoir import base` reads."""

import csv
import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

from comptoir.demo import numbering
from comptoir.demo.cast import Firm, Person
from comptoir.demo.draws import Draws
from comptoir.demo.world import SEED, LineStory, World

# Beyond a card's own plan, by its number: every so many cards have an option.
_OPTIONS = ((9, "voicemail-plus", ("office", "manager", "field", "driver")), (4, "fixed-address", ("machine",)))


def write_base(world: World, folder: Path) -> Path:
    """Writes the folder and returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    _operator(world, folder / "operator.toml")
    shutil.copyfile(str(files("comptoir.demo") / "offerings.toml"), folder / "offerings.toml")
    for name in ("tariff.toml", "destinations.csv"):
        shutil.copyfile(str(files("comptoir.rating") / "reference" / name), folder / name)
    firms = world.cast.firms
    since = world.timeline.start - timedelta(days=900)
    _write(folder, "customers", _CUSTOMER_COLUMNS, (_customer(firm, since) for firm in firms))
    _write(folder, "accounts", ("code", "customer", "name"), _accounts(firms))
    _write(folder, "billing_accounts", _BILLING_COLUMNS, _billing(firms, since))
    _write(folder, "cost_centres", ("code", "customer", "name"), _centres(firms))
    _write(folder, "people", _PEOPLE_COLUMNS, _people(world))
    first = [line for line in world.lines if line.start < world.timeline.start]
    _write(folder, "lines", _LINE_COLUMNS, map(_line, first))
    _write(folder, "subscriptions", ("line", "offering", "from"), _options(first))
    _write(folder, "charges", _CHARGE_COLUMNS, _charges(world))
    return folder


def _write(folder: Path, name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(columns)
        writer.writerows(rows)


def _operator(world: World, path: Path) -> None:
    draws = Draws(SEED, "operator")
    said = dict(world.cast.operator) | {
        "vat_number": f"BE{numbering.enterprise_number(draws)}",
        "iban": numbering.iban(draws),
    }
    path.write_text("".join(f'{key} = "{value}"\n' for key, value in said.items()), encoding="utf-8")


_CUSTOMER_COLUMNS = ("code", "name", "legal_form", "enterprise_number", "vat_number", "street", "postcode", "city",
                     "language", "since", "parent", "ground")  # fmt: skip


def _customer(firm: Firm, since: date) -> tuple[object, ...]:
    number = numbering.enterprise_number(Draws(SEED, "enterprise", firm.code))
    return (firm.code, firm.name, firm.legal_form, number, f"BE{number}", firm.street, firm.postcode, firm.city,
            firm.language, since, firm.parent, firm.ground)  # fmt: skip


def _accounts(firms: Iterable[Firm]) -> Iterator[tuple[object, ...]]:
    for firm in firms:
        for code, name in firm.accounts:
            yield code, firm.code, name


_BILLING_COLUMNS = ("code", "account", "name", "opened", "language", "payment_agreement", "iban", "paper")


def _billing(firms: Iterable[Firm], since: date) -> Iterator[tuple[object, ...]]:
    for firm in firms:
        iban = numbering.iban(Draws(SEED, "iban", firm.code))
        for account in firm.billing:
            agreement = f"PA-{account.code if account.paper else firm.code.upper()}"
            paper = "yes" if account.paper else "no"
            yield account.code, account.account, account.name, since, account.language, agreement, iban, paper


def _centres(firms: Iterable[Firm]) -> Iterator[tuple[object, ...]]:
    for firm in firms:
        for code, name in firm.centres:
            yield code, firm.code, name


_PEOPLE_COLUMNS = ("email", "name", "language", "customer", "profile", "scope")


def _people(world: World) -> Iterator[tuple[object, ...]]:
    for person in world.cast.staff:
        yield _person(person, "")
    for firm in world.cast.firms:
        for person in firm.people:
            yield _person(person, firm.code)


def _person(person: Person, customer: str) -> tuple[object, ...]:
    return person.email, person.name, person.language, customer, person.profile, person.scope


_LINE_COLUMNS = ("code", "billing_account", "number", "iccid", "imsi", "pin", "puk", "plan", "from", "label",
                 "cost_centre", "end_user", "esim")  # fmt: skip


def _line(line: LineStory) -> tuple[object, ...]:
    return (line.code, line.billing.code, line.number, line.iccid, line.imsi, line.pin, line.puk, line.plans[0][0],
            line.start, line.label, line.centres[0][0] if line.centres else "", line.end_user,
            "yes" if line.is_esim else "no")  # fmt: skip


def _options(lines: Iterable[LineStory]) -> Iterator[tuple[object, ...]]:
    for line in lines:
        for every, option, habits in _OPTIONS:
            if line.serial % every == 0 and line.habit in habits:
                yield line.code, option, line.start


_CHARGE_COLUMNS = ("billing_account", "kind", "code", "amount", "share", "from", "repeats", "name_fr", "name_nl",
                   "name_en", "name_de")  # fmt: skip


def _charges(world: World) -> Iterator[tuple[object, ...]]:
    start = world.timeline.start
    volume = ("Réduction de volume", "Volumekorting", "Volume discount", "Mengenrabatt")
    for account in ("VDE-ROAD", "VDE-TRACK", "VDE-KANTOOR"):
        yield account, "discount", "volume-discount", "", "8 %", start, "yes", *volume
    loyalty = ("Réduction de fidélité", "Getrouwheidskorting", "Loyalty discount", "Treuerabatt")
    yield "VER-SIEGE", "discount", "loyalty-discount", "-45.00", "", start, "yes", *loyalty
