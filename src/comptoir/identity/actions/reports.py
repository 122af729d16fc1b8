"""A credential lost, stolen or misused: one action, and nothing that was open stays open (P-13; GC 4.3)."""

from dataclasses import dataclass, replace
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from comptoir.access.actions.people import assert_may_manage
from comptoir.access.models import Membership, StaffRole, Token, User
from comptoir.access.sessions import end_sessions_of
from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.identity.models import CredentialReport, Happened, IdentityProvider, What
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.refusal import Refused


class UnableToReport(Refused):
    """The person is none of the customer's."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What is reported, as it was typed."""

    what: What
    happened: Happened
    note: str
    removes: bool


@transaction.atomic
def report_own(
    user: User,
    *,
    what: What,
    happened: Happened,
    note: str,
    remove_second_steps: bool,
    by: Actor,
    at: datetime,
    came_by: str = "",
) -> CredentialReport:
    """A person reports what happened to their own credential.

    `came_by` is the company sign-in of the session, if any: whoever runs that says who anybody is, so such a session
    ends no more than that company's own administrators could.
    """
    if by.user_id != user.pk:
        raise UnableToReport("report.not_yours")
    said = _Said(what, happened, note, remove_second_steps)
    if came_by:
        company = IdentityProvider.objects.select_related("customer").get(slug=came_by).customer
        return _report_at(company, user, said, by, at)
    customer = Customer.objects.filter(pk=by.customer_id).first() if by.customer_id else None
    return _report(user, customer, said, by, at, limited=False)


@transaction.atomic
def report_for(
    customer: Customer,
    *,
    user: User,
    what: What,
    happened: Happened,
    note: str,
    remove_second_steps: bool,
    by: Actor,
    at: datetime,
) -> CredentialReport:
    """Whoever manages people reports it for one of theirs.

    The second step of someone who belongs to another company too stays: it protects that one as well. So does the
    password, with all that is another company's, of someone whom that other one has known for longer: an invitation
    is no power over a stranger. Raises UnableToReport and NotAuthorized.
    """
    assert_may_manage(customer, by)
    belongs = Membership.objects.filter(user=user, to_at=None)
    if not belongs.filter(customer=customer).exists() or StaffRole.objects.filter(user=user).exists():
        raise UnableToReport("person.belongs_elsewhere")
    return _report_at(customer, user, _Said(what, happened, note, remove_second_steps), by, at)


def _report_at(customer: Customer, user: User, said: _Said, by: Actor, at: datetime) -> CredentialReport:
    """By one company about someone who may belong to others too."""
    belongs = list(Membership.objects.filter(user=user, to_at=None).order_by("from_at", "pk"))
    alone = all(member.customer_id == customer.pk for member in belongs)
    limited = bool(belongs) and belongs[0].customer_id != customer.pk
    return _report(user, customer, replace(said, removes=said.removes and alone), by, at, limited=limited)


def _report(
    user: User, customer: Customer | None, said: _Said, by: Actor, at: datetime, *, limited: bool
) -> CredentialReport:
    """`limited`: sessions end, and tokens of that customer; what others rely on stays."""
    user = User.objects.select_for_update().get(pk=user.pk)
    tokens = Token.objects.filter(user=user, revoked_at=None) | Token.objects.filter(creator=user, revoked_at=None)
    if limited:
        tokens = tokens.filter(customer=customer)
    else:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    removed = Authenticator.objects.filter(user=user).delete()[0] if said.removes else 0
    made = CredentialReport.objects.create(
        user=user,
        customer=customer,
        what=said.what,
        happened=said.happened,
        note=said.note.strip()[:2000],
        at=at,
        by_id=by.user_id,
        by_label=by.label,
        sessions=end_sessions_of([user.pk]),
        tokens=tokens.update(revoked_at=at, revoked_label=by.label),
        second_steps=removed,
    )
    record(
        actor=by,
        verb="credential.reported",
        obj=made,
        customer_id=customer.pk if customer else None,
        at=at,
        user=user.pk,
        what=str(said.what),
        happened=str(said.happened),
    )
    emit("credential.reported", {"report": made.pk}, at)
    return made
