"""People with their profiles: they are known before lines name them, their rights are given once lines are there."""

from collections.abc import Iterable
from typing import Any

from comptoir.access.actions.people import invite_user
from comptoir.access.actions.rights import give_right
from comptoir.access.actions.seats import designate_access_owner
from comptoir.access.actions.staff import appoint_staff
from comptoir.access.capabilities import ACCESS_OWNER, SERVICE_USER
from comptoir.access.models import Grant, SeatHolding, StaffRole, User
from comptoir.base.problems import UnableToTake
from comptoir.base.reading import Row
from comptoir.base.results import Outcome
from comptoir.base.run import REFUSALS, Run
from comptoir.base.sheets import ACCOUNTS, BILLING_ACCOUNTS, COST_CENTRES, CUSTOMERS, LINES, PEOPLE, STAFF_ROLES, Sheet
from comptoir.inventory.models import Line
from comptoir.parties.models import BillingAccount, CostCentre, Customer, CustomerAccount
from comptoir.scope.models import ScopeNode

_PLACES: dict[str, tuple[Any, Sheet]] = {
    "account": (CustomerAccount, ACCOUNTS),
    "billing_account": (BillingAccount, BILLING_ACCOUNTS),
    "cost_centre": (CostCentre, COST_CENTRES),
    "line": (Line, LINES),
}


def bring_people(run: Run) -> None:
    """Makes the people known; what became of their rows is said once their rights are given."""
    rows = run.rows(PEOPLE)
    customers = {customer.code: customer for customer in Customer.objects.all()} if rows else {}
    known = {user.email: user for user in User.objects.all()} if rows else {}
    for row in rows:
        try:
            customer = _customer_of(row, customers, run)
            is_new = row["email"] not in known
            if is_new:
                known[row["email"]] = _known(row, customer, run)
        except REFUSALS as error:
            run.refuse(row, error)
        else:
            run.people.append((row, known[row["email"]], customer, is_new))


def _customer_of(row: Row, customers: dict[str, Customer], run: Run) -> Customer | None:
    if row["profile"] in STAFF_ROLES:
        if row["customer"] or row["scope"]:
            raise UnableToTake("base.person.staff")
        return None
    if not row["customer"]:
        raise UnableToTake("base.person.customer")
    customer = run.referred(customers, row["customer"], kind="customer", sheet=CUSTOMERS)
    if row["profile"] == ACCESS_OWNER and not customer.has_access_owner:
        raise UnableToTake("base.person.no_seat")
    return customer


def _known(row: Row, customer: Customer | None, run: Run) -> User:
    if customer is None:
        role = appoint_staff(
            email=row["email"],
            name=row["name"],
            role=row["profile"],
            language=row["language"],
            by=run.by,
            at=run.at,
        )
        return role.user
    return invite_user(customer, email=row["email"], name=row["name"], language=row["language"], by=run.by, at=run.at)


def give_rights(run: Run) -> None:
    """Gives each person the profile of the row, on the places that it names."""
    for done, (row, user, customer, is_new) in enumerate(run.people, 1):
        try:
            is_given = _give(row, user, customer, run)
        except REFUSALS as error:
            run.refuse(row, error)
            continue
        stands = {"name": user.name, "language": user.language}
        others = [name for name, value in stands.items() if row[name] != value]
        if others and not is_new:
            run.say(row, Outcome.DIFFERS, "base.row.differs", {"columns": ", ".join(others)})
        else:
            run.say(row, Outcome.CREATED if is_new or is_given else Outcome.UNCHANGED)
        if done % 500 == 0:
            run.progress(PEOPLE.file, done, len(run.people))


def _give(row: Row, user: User, customer: Customer | None, run: Run) -> bool:
    """Whether anything was given that the person did not hold."""
    if customer is None:
        if StaffRole.objects.filter(user=user, role=row["profile"]).exists():
            return False
        appoint_staff(email=user.email, name=user.name, role=row["profile"], by=run.by, at=run.at)
        return True
    if not row["profile"]:
        return False
    if row["profile"] == ACCESS_OWNER:
        return _seat(user, customer, run)
    given = [_grant(row, user, customer, place, run) for place in _places(row, user, customer, run)]
    return any(given)


def _seat(user: User, customer: Customer, run: Run) -> bool:
    held = SeatHolding.objects.filter(seat__customer=customer, to_at=None).select_related("holder").first()
    if held is not None and held.holder_id != user.pk:
        raise UnableToTake("base.person.two_owners", email=held.holder.email)
    if held is None:
        designate_access_owner(customer, holder=user, by=run.by, at=run.at)
    return held is None


def _grant(row: Row, user: User, customer: Customer, place: ScopeNode, run: Run) -> bool:
    wanted = {"holder": user, "customer": customer, "profile": row["profile"], "scope": place}
    if Grant.objects.filter(**wanted, to_at=None).exists():
        return False
    give_right(customer, holder=user, profile=row["profile"], scope=place, by=run.by, at=run.at)
    return True


def _places(row: Row, user: User, customer: Customer, run: Run) -> Iterable[ScopeNode]:
    if row["profile"] == SERVICE_USER and not row["scope"]:
        lines = list(Line.objects.filter(end_user=user, customer=customer).select_related("scope"))
        if not lines:
            raise UnableToTake("base.person.no_line")
        return [line.scope for line in lines]
    if row["scope"] in ("", "customer"):
        return [customer.scope]
    kind, _, code = row["scope"].partition(":")
    if kind not in _PLACES:
        raise UnableToTake("base.person.scope", text=row["scope"])
    model, sheet = _PLACES[kind]
    found = model.objects.filter(customer=customer, code=code).select_related("scope").first()
    known = {code: found} if found else {}
    place: ScopeNode = run.referred(known, code, kind=kind, sheet=sheet).scope
    return [place]
