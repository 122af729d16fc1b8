"""Many people at once, from a file: invited, given their rights, all of it or nothing; tried first (A-02, A-03)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from comptoir.access.actions.people import assert_may_manage, invite_user
from comptoir.access.actions.together import Wanted, give_together
from comptoir.access.arrivals import Arrival, Arrived, Outcome
from comptoir.access.models import Grant, Membership, SubProfile, User
from comptoir.audit.log import record
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.models import ScopeNode
from comptoir.scope.refusal import Refused


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of every line; `taken` when the file stands as a whole."""

    lines: tuple[Arrived, ...]
    taken: bool


@dataclass(slots=True)
class _Known:
    """What the lines refer to, read once and kept up to date line by line."""

    customer: Customer
    people: dict[str, Membership]
    held: set[tuple[object, ...]]
    places: dict[int, ScopeNode]
    sub_profiles: dict[int, SubProfile]


@transaction.atomic
def bring_people(
    customer: Customer,
    *,
    arrivals: Sequence[Arrival],
    by: Actor,
    at: datetime,
    dry_run: bool = False,
    whole: bool = True,
) -> Brought:
    """Invites who is not known and gives what is not held; as a dry run, or `whole` with one line refused, nothing.

    The same file again changes nothing: who belongs already is not invited again, what is held is not given again.
    One transaction, in which nobody else changes rights: a long file comes in portions (arrivals.py), none `whole`.
    """
    assert_may_manage(customer, by)
    known = _known(customer, arrivals, at)
    lines = tuple(_brought(arrival, known, by, at) for arrival in arrivals)
    taken = all(line.outcome is not Outcome.REFUSED for line in lines)
    if dry_run or (whole and not taken):
        transaction.set_rollback(True)
    elif any(line.outcome not in (Outcome.UNCHANGED, Outcome.REFUSED) for line in lines):
        said: dict[str, Any] = {outcome.value: sum(line.outcome is outcome for line in lines) for outcome in Outcome}
        record(actor=by, verb="people.brought", obj=customer, customer_id=customer.pk, at=at, **said)
    return Brought(lines, taken)


def _known(customer: Customer, arrivals: Sequence[Arrival], at: datetime) -> _Known:
    emails = {arrival.email for arrival in arrivals}
    members = Membership.objects.filter(customer=customer, to_at=None, user__email__in=emails).select_related("user")
    people = {member.user.email: member for member in members}
    holders = [member.user_id for member in people.values()]
    grants = Grant.objects.filter(customer=customer, holder_id__in=holders, from_at__lte=at).exclude(to_at__lte=at)
    return _Known(
        customer=customer,
        people=people,
        held={_key(grant.holder_id, grant.profile, grant.sub_profile_id, grant.scope_id) for grant in grants},
        places=ScopeNode.objects.in_bulk([arrival.scope for arrival in arrivals if arrival.scope]),
        sub_profiles=SubProfile.objects.filter(customer=customer, to_at=None).in_bulk(
            [arrival.sub_profile for arrival in arrivals if arrival.sub_profile]
        ),
    )


def _brought(arrival: Arrival, known: _Known, by: Actor, at: datetime) -> Arrived:
    if arrival.message:
        return Arrived(arrival.line, Outcome.REFUSED, arrival.message, arrival.values)
    try:
        with transaction.atomic():
            outcome = _bring(arrival, known, by, at)
    except Refused as refusal:
        return Arrived(arrival.line, Outcome.REFUSED, refusal.message, refusal.values)
    except NotAuthorized:
        return Arrived(arrival.line, Outcome.REFUSED, "arrival.not_there")
    return Arrived(arrival.line, outcome)


def _bring(arrival: Arrival, known: _Known, by: Actor, at: datetime) -> Outcome:
    member = known.people.get(arrival.email)
    is_new = member is None
    if member is None:
        member = _invited(arrival, known, by, at)
    wanted = _wanted(arrival, member.user, known)
    tie = arrival.tie if arrival.tie != member.tie else ""
    if wanted is not None and _key(member.user_id, arrival.profile, arrival.sub_profile, arrival.scope) in known.held:
        wanted = None
    if wanted is not None or tie:
        give_together(known.customer, wanted=[wanted] if wanted else [], tie=tie, members=[member.user], by=by, at=at)
    if is_new:
        known.people[arrival.email] = member
    if wanted is not None:
        known.held.add(_key(member.user_id, arrival.profile, arrival.sub_profile, arrival.scope))
    if is_new:
        return Outcome.INVITED
    if wanted is not None:
        return Outcome.GIVEN
    return Outcome.CONFIRMED if tie else Outcome.UNCHANGED


def _invited(arrival: Arrival, known: _Known, by: Actor, at: datetime) -> Membership:
    user = invite_user(known.customer, email=arrival.email, name=arrival.name, language=arrival.language, by=by, at=at)
    return Membership.objects.select_related("user").get(customer=known.customer, user=user, to_at=None)


def _wanted(arrival: Arrival, holder: User, known: _Known) -> Wanted | None:
    if not arrival.profile and arrival.sub_profile is None:
        return None
    place = known.places.get(arrival.scope or 0)
    if place is None:
        raise NotAuthorized("rights.give")
    sub_profile = known.sub_profiles.get(arrival.sub_profile or 0)
    return Wanted(holder=holder, profile=arrival.profile, scope=place, sub_profile=sub_profile, to_at=arrival.to_at)


def _key(holder: int, profile: str, sub_profile: int | None, scope: int | None) -> tuple[object, ...]:
    return holder, profile, sub_profile, scope
