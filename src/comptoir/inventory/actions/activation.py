"""Bringing lines into service, one or ten thousand at a time."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from comptoir.access.models import User
from comptoir.audit.log import record
from comptoir.catalogue.models import Offering
from comptoir.inventory.models import (
    CostCentreAssignment,
    EndUserAssignment,
    Holding,
    Line,
    LineState,
    NumberAssignment,
    SimCard,
    Subscription,
)
from comptoir.inventory.specs import LineSpec, Stretch
from comptoir.kernel.sorting import sort_key
from comptoir.parties.models import BillingAccount, CostCentre
from comptoir.scope.actor import Actor
from comptoir.scope.models import ScopeKind, ScopeNode
from comptoir.scope.tree import add_leaves

BATCH = 2_000


class UnableToActivateLine(Exception):
    """A line that cannot be brought in: `message` and `values` say why, `code` names the line."""

    def __init__(self, code: str, message: str, **values: str) -> None:
        super().__init__(f"{code}: {message} {values}")
        self.code = code
        self.message = message
        self.values = values


@transaction.atomic
def activate_lines(specs: Sequence[LineSpec], *, by: Actor, at: datetime) -> list[Line]:
    """Brings all of `specs` into service, or none; raises UnableToActivateLine for the first that cannot.

    One number is never on two cards (M-02); each line gets a place of its own below its billing account
    and its present cost centre.
    """
    known = _Known(specs)
    for spec in specs:
        known.check(spec)
    lines = _save_lines(specs, known, at)
    _save_history(specs, lines, known)
    counts = Counter(line.customer_id for line in lines)
    accounts = {line.customer_id: line.billing_account for line in lines}
    for customer_id, count in counts.items():
        record(
            actor=by,
            verb="lines.activated",
            obj=accounts[customer_id],
            customer_id=customer_id,
            at=at,
            lines=count,
        )
    return lines


class _Known:
    """What the specs refer to, fetched once: five queries whatever the number of lines."""

    def __init__(self, specs: Sequence[LineSpec]) -> None:
        self.accounts = {
            account.code: account
            for account in _by(BillingAccount.objects.select_related("customer"), "code", _accounts(specs))
        }
        self.offerings = {o.code: o for o in Offering.objects.all()}
        customers = {account.customer_id for account in self.accounts.values()}
        self.centres = {
            (centre.customer_id, centre.code): centre for centre in CostCentre.objects.filter(customer_id__in=customers)
        }
        self.users = {u.email: u for u in _by(User.objects.all(), "email", {s.end_user for s in specs})}
        self.taken = _taken(specs)

    def check(self, spec: LineSpec) -> None:
        """Raises UnableToActivateLine when `spec` refers to what does not exist or is taken."""
        if spec.billing_account not in self.accounts:
            raise UnableToActivateLine(spec.code, "line.unknown_account", account=spec.billing_account)
        if not spec.plans:
            raise UnableToActivateLine(spec.code, "line.without_plan")
        for code, _, _ in (*spec.plans, *spec.options):
            if code not in self.offerings:
                raise UnableToActivateLine(spec.code, "line.unknown_offering", offering=code)
        for code, _, _ in spec.cost_centres:
            if (self.accounts[spec.billing_account].customer_id, code) not in self.centres:
                raise UnableToActivateLine(spec.code, "line.unknown_cost_centre", cost_centre=code)
        if spec.end_user and spec.end_user not in self.users:
            raise UnableToActivateLine(spec.code, "line.unknown_user", user=spec.end_user)
        for kind, value in _identities(spec):
            if (kind, value) in self.taken:
                raise UnableToActivateLine(spec.code, f"line.{kind}_taken", value=value)
            self.taken.add((kind, value))

    def centre(self, spec: LineSpec, on: date) -> CostCentre | None:
        code = _present(spec.cost_centres, on)
        return self.centres[self.accounts[spec.billing_account].customer_id, code] if code else None


def _identities(spec: LineSpec) -> Iterable[tuple[str, str]]:
    yield "code", spec.code
    yield "iccid", spec.iccid
    yield "imsi", spec.imsi
    if spec.to_on is None:
        yield "number", spec.number


def _taken(specs: Sequence[LineSpec]) -> set[tuple[str, str]]:
    codes = _by(Line.objects.all(), "code", {s.code for s in specs}).values_list("code", flat=True)
    cards = _by(SimCard.objects.all(), "iccid", {s.iccid for s in specs}).values_list("iccid", flat=True)
    imsis = _by(SimCard.objects.all(), "imsi", {s.imsi for s in specs}).values_list("imsi", flat=True)
    numbers = _by(NumberAssignment.objects.filter(to_on=None), "number", {s.number for s in specs})
    return (
        {("code", code) for code in codes}
        | {("iccid", card) for card in cards}
        | {("imsi", imsi) for imsi in imsis}
        | {("number", number) for number in numbers.values_list("number", flat=True)}
    )


def _accounts(specs: Sequence[LineSpec]) -> set[str]:
    return {spec.billing_account for spec in specs}


def _by(rows: Any, field: str, values: set[str]) -> Any:
    """Rows whose `field` is among `values`; all of them when there are too many to name one by one."""
    return rows.filter(**{f"{field}__in": values}) if len(values) <= BATCH else rows


def _present(stretches: Sequence[Stretch], on: date) -> str:
    """The code in force on a day; the last one when none is."""
    for code, start, end in stretches:
        if start <= on and (end is None or on < end):
            return code
    return stretches[-1][0] if stretches else ""


def _save_lines(specs: Sequence[LineSpec], known: _Known, at: datetime) -> list[Line]:
    today = at.date()
    nodes = []
    parents = []
    for spec in specs:
        account = known.accounts[spec.billing_account]
        centre = known.centre(spec, today)
        nodes.append(ScopeNode(kind=ScopeKind.LINE, label=spec.number, customer_ref=account.customer_id))
        parents.append([account.scope_id, *([centre.scope_id] if centre else [])])
    places = add_leaves(nodes, parents, at=at)
    rows = [_line(spec, node, known, today) for spec, node in zip(specs, places, strict=True)]
    return Line.objects.bulk_create(rows, batch_size=BATCH)


def _line(spec: LineSpec, node: ScopeNode, known: _Known, today: date) -> Line:
    account = known.accounts[spec.billing_account]
    ended = spec.to_on is not None and spec.to_on <= today
    state = LineState.ENDED if ended else LineState.SUSPENDED if spec.suspended else LineState.ACTIVE
    return Line(
        scope=node,
        customer=account.customer,
        billing_account=account,
        code=spec.code,
        number=spec.number,
        label=spec.label,
        sort_label=sort_key(spec.label),
        plan=known.offerings[_present(spec.plans, today)],
        cost_centre=known.centre(spec, today),
        end_user=known.users.get(spec.end_user),
        state=state,
        from_on=spec.from_on,
        to_on=spec.to_on,
    )


def _save_history(specs: Sequence[LineSpec], lines: Sequence[Line], known: _Known) -> None:
    rows: dict[type, list[Any]] = defaultdict(list)
    for spec, line in zip(specs, lines, strict=True):
        for row in _history(spec, line, known):
            rows[type(row)].append(row)
    for model, found in rows.items():
        model._default_manager.bulk_create(found, batch_size=BATCH)  # type: ignore[attr-defined]


def _history(spec: LineSpec, line: Line, known: _Known) -> Iterable[Any]:
    account = known.accounts[spec.billing_account]
    dates = {"from_on": spec.from_on, "to_on": spec.to_on}
    yield SimCard(
        iccid=spec.iccid, imsi=spec.imsi, pin=spec.pin, puk=spec.puk, is_esim=spec.is_esim, line=line,
        state="ended" if line.state == LineState.ENDED else "active",
    )  # fmt: skip
    yield NumberAssignment(line=line, number=spec.number, imsi=spec.imsi, **dates)
    yield Holding(line=line, billing_account=account, customer=account.customer, **dates)
    for code, start, end in spec.plans:
        yield Subscription(line=line, offering=known.offerings[code], from_on=start, to_on=end)
    for code, start, end in spec.options:
        offering = known.offerings[code]
        yield Subscription(line=line, offering=offering, is_plan=False, from_on=start, to_on=end)
    for code, start, end in spec.cost_centres:
        centre = known.centres[account.customer_id, code]
        yield CostCentreAssignment(line=line, cost_centre=centre, from_on=start, to_on=end)
    if spec.end_user:
        yield EndUserAssignment(line=line, user=known.users[spec.end_user], **dates)
