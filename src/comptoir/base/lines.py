"""Lines with their cards, plans, options and cost centres: checked together, brought into service in batches."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from comptoir.access.models import User
from comptoir.base.present_lines import Stands, stands_of
from comptoir.base.problems import UnableToTake
from comptoir.base.reading import Row
from comptoir.base.results import NOTHING, Outcome, Values
from comptoir.base.run import REFUSALS, Run, differing, in_chunks
from comptoir.base.sheets import (
    BILLING_ACCOUNTS,
    COST_CENTRE_ASSIGNMENTS,
    COST_CENTRES,
    LINES,
    PEOPLE,
    SUBSCRIPTIONS,
)
from comptoir.base.stretches import centres_of, gather, options_of, plans_of
from comptoir.catalogue.models import Offering, OfferingKind
from comptoir.inventory.actions.activation import UnableToActivateLine, activate_lines
from comptoir.inventory.models import NumberAssignment, SimCard
from comptoir.inventory.specs import LineSpec, Stretch
from comptoir.kernel.periods import DatePeriod
from comptoir.parties.models import BillingAccount, CostCentre

BATCH = 2_000


def bring_lines(run: Run) -> None:
    """The rows of lines.csv, and with each line its rows of the two sheets that tell its history."""
    Bringing(run).all()


@dataclass(slots=True)
class Identities:
    """Numbers, cards and subscriber identities that are in use: by what stands, and by the rows so far."""

    numbers: defaultdict[str, list[DatePeriod]]
    cards: set[str]
    imsis: set[str]

    def take(self, row: Row) -> None:
        """Raises UnableToTake when a number is on two cards at a time (M-02) or a card is on two lines."""
        period = DatePeriod(row["from"], row["to"])
        if any(period.overlaps(other) for other in self.numbers[row["number"]]):
            raise UnableToTake("base.line.number_taken", number=row["number"])
        if row["iccid"] in self.cards:
            raise UnableToTake("base.line.card_taken", card=row["iccid"])
        if row["imsi"] in self.imsis:
            raise UnableToTake("base.line.imsi_taken", imsi=row["imsi"])
        self.numbers[row["number"]].append(period)
        self.cards.add(row["iccid"])
        self.imsis.add(row["imsi"])


class Bringing:
    """What rows may refer to, fetched once, and the lines brought in so far."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.rows = run.rows(LINES)
        self.offerings = {offering.code: offering for offering in Offering.objects.all()}
        self.accounts = {a.code: a for a in BillingAccount.objects.all()} if self.rows else {}
        self.centres: defaultdict[int, dict[str, CostCentre]] = defaultdict(dict)
        for centre in CostCentre.objects.all() if self.rows else ():
            self.centres[centre.customer_id][centre.code] = centre
        self.people = set(User.objects.values_list("email", flat=True)) if self.rows else set()
        self.told = gather(self._subscriptions(), run.rows(COST_CENTRE_ASSIGNMENTS), self._plan_codes())

    def all(self) -> None:
        done = 0
        for chunk in in_chunks(self.rows, BATCH):
            standing = stands_of([row.code for row in chunk])
            self._bring([row for row in chunk if row.code not in standing])
            for row in chunk:
                if row.code in standing:
                    self._compare(row, standing[row.code])
            done += len(chunk)
            self.run.progress(LINES.file, done, len(self.rows))
        for told in self.told.values():
            for row in told.rows():
                self._refuse_loose(row)

    def _plan_codes(self) -> dict[str, bool]:
        return {code: offering.kind == OfferingKind.PLAN for code, offering in self.offerings.items()}

    def _subscriptions(self) -> list[Row]:
        good = []
        for row in self.run.rows(SUBSCRIPTIONS):
            try:
                self._offered(row["offering"], row["from"])
            except UnableToTake as error:
                self.run.refuse(row, error)
            else:
                good.append(row)
        return good

    def _offered(self, code: str, on: date, *, plan: bool = False) -> None:
        """Raises UnableToTake unless `code` is a plan (or an option) on offer on a day."""
        offering = self.run.referred(self.offerings, code, kind="offering")
        kinds = (OfferingKind.PLAN,) if plan else (OfferingKind.PLAN, OfferingKind.OPTION)
        if offering.kind not in kinds:
            raise UnableToTake("base.line.not_for_lines", offering=code)
        if on < offering.from_on:
            raise UnableToTake("base.line.not_offered_yet", offering=code, day=offering.from_on.isoformat())

    def _bring(self, rows: list[Row]) -> None:
        """Brings the good ones of `rows` into service together."""
        identities = _in_use(rows)
        specs: dict[str, LineSpec] = {}
        by_code = {row.code: row for row in rows}
        for row in rows:
            try:
                spec = self._spec(row)
                identities.take(row)
                specs[row.code] = spec
            except UnableToTake as error:
                self._refuse(row, error)
        while specs:
            try:
                activate_lines(list(specs.values()), by=self.run.by, at=self.run.at)
                break
            except UnableToActivateLine as error:
                del specs[error.code]
                self._refuse(by_code[error.code], error)
        for code in specs:
            self._say_all(by_code[code], Outcome.CREATED)

    def _spec(self, row: Row) -> LineSpec:
        account = self.run.referred(
            self.accounts, row["billing_account"], kind="billing_account", sheet=BILLING_ACCOUNTS
        )
        if row["to"] is not None and row["to"] <= row["from"]:
            raise UnableToTake("base.row.ends_before_start", start=row["from"].isoformat(), end=row["to"].isoformat())
        if (SUBSCRIPTIONS.file, row.code) in self.run.refused_codes:
            raise UnableToTake("base.line.history_refused", file=SUBSCRIPTIONS.file)
        if (COST_CENTRE_ASSIGNMENTS.file, row.code) in self.run.refused_codes:
            raise UnableToTake("base.line.history_refused", file=COST_CENTRE_ASSIGNMENTS.file)
        told = self.told[row.code]
        plans, options, centres = plans_of(row, told), options_of(row, told), centres_of(row, told)
        for code, start, _ in plans:
            self._offered(code, start, plan=True)
        for code, _, _ in centres:
            known = self.centres[account.customer_id]
            self.run.referred(known, code, kind="cost_centre", sheet=COST_CENTRES)
        if row["end_user"] and row["end_user"] not in self.people:
            self.run.referred({}, row["end_user"], kind="person", sheet=PEOPLE)
        return _line_spec(row, plans, options, centres)

    def _compare(self, row: Row, stands: Stands) -> None:
        """A line that stands is left as it stands; its history too."""
        told = self.told[row.code]
        others = differing(row, stands.cells)
        if told.plans and _codes(told.plans, "offering") != stands.plans:
            others.append("plans")
        if not told.plans and row["plan"] not in ("", stands.plan):
            others.append("plan")
        if told.options and _codes(told.options, "offering") != stands.options:
            others.append("options")
        if told.centres and _codes(told.centres, "cost_centre") != stands.centres:
            others.append("cost centres")
        if not told.centres and row["cost_centre"] not in ("", stands.cost_centre):
            others.append("cost_centre")
        if others:
            self._say_all(row, Outcome.DIFFERS, "base.row.differs", {"columns": ", ".join(others)})
        else:
            self._say_all(row, Outcome.UNCHANGED)

    def _say_all(self, row: Row, outcome: Outcome, message: str = "", values: Values = NOTHING) -> None:
        self.run.say(row, outcome, message, values)
        for part in self.told.pop(row.code).rows() if row.code in self.told else ():
            self.run.say(part, outcome, message, values)

    def _refuse(self, row: Row, error: UnableToTake | UnableToActivateLine) -> None:
        self.run.refuse(row, error)
        refers = UnableToTake("base.refers.refused", code=row.code, file=LINES.file)
        for part in self.told.pop(row.code).rows() if row.code in self.told else ():
            self.run.refuse(part, refers)

    def _refuse_loose(self, row: Row) -> None:
        """A row of history whose line is in no good row of lines.csv."""
        try:
            self.run.referred({}, row["line"], kind="line_of_history", sheet=LINES)
        except REFUSALS as error:
            self.run.refuse(row, error)


def _in_use(rows: list[Row]) -> Identities:
    numbers: defaultdict[str, list[DatePeriod]] = defaultdict(list)
    assignments = NumberAssignment.objects.filter(number__in={row["number"] for row in rows})
    for number, start, end in assignments.values_list("number", "from_on", "to_on"):
        numbers[number].append(DatePeriod(start, end))
    cards = SimCard.objects.filter(iccid__in={row["iccid"] for row in rows})
    imsis = SimCard.objects.filter(imsi__in={row["imsi"] for row in rows})
    return Identities(numbers, set(cards.values_list("iccid", flat=True)), set(imsis.values_list("imsi", flat=True)))


def _codes(rows: list[Row], column: str) -> set[tuple[str, date]]:
    return {(row[column], row["from"]) for row in rows}


def _line_spec(
    row: Row, plans: tuple[Stretch, ...], options: tuple[Stretch, ...], centres: tuple[Stretch, ...]
) -> LineSpec:
    return LineSpec(
        code=row["code"],
        billing_account=row["billing_account"],
        number=row["number"],
        iccid=row["iccid"],
        imsi=row["imsi"],
        pin=row["pin"],
        puk=row["puk"],
        from_on=row["from"],
        to_on=row["to"],
        label=row["label"],
        is_esim=row["esim"],
        plans=plans,
        options=options,
        cost_centres=centres,
        end_user=row["end_user"],
        suspended=row["suspended"],
    )
