"""Third parties: the written notice, the operator's answer, the end (A-09; GC 9.2). Rights name the notice they need.

Only the Access Owner gives notice. The operator takes note of it, or refuses, also later; then access ends at once.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from comptoir.access.actions.people import end_sessions, end_tokens, invite_user, one_line
from comptoir.access.capabilities import OPERATE_CUSTOMERS, SEAT_REPLACE
from comptoir.access.models import Grant, Membership, ThirdPartyNotice, Tie, Token, User
from comptoir.access.names import name_in
from comptoir.access.third_parties import OVER, NoticeState, days_left, due_warning, state_of
from comptoir.audit.log import record
from comptoir.audit.models import AuditEvent
from comptoir.audit.outbox import emit
from comptoir.kernel.clock import brussels_date
from comptoir.kernel.identifiers import InvalidIdentifier, parse_enterprise_number
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor, Channel, system
from comptoir.scope.authorize import authorize, require
from comptoir.scope.contract import terms_on
from comptoir.scope.refusal import Refused

WARNED = "third_party.warned"


class UnableToGiveNotice(Refused):
    """Something is not said, the person is of one's own, or a notice about them runs already."""


class UnableToAnswer(Refused):
    """The notice is over, was answered already, or the refusal has no reason."""


@transaction.atomic
def give_notice(
    customer: Customer,
    *,
    name: str,
    email: str,
    company_name: str,
    purpose: str,
    to_at: datetime,
    by: Actor,
    at: datetime,
    company_number: str = "",
    language: str = "",
    vouches: bool = False,
) -> ThirdPartyNotice:
    """The Access Owner's written notice to the operator about one person of another company, until `to_at`.

    The person belongs to the customer's people as a third party from now on, without any right, and is invited once
    the operator has taken note. `company_number` is checked when it is Belgian. With `vouches` the customer guarantees
    that its service users and affiliates agree; without it there is no notice. Raises UnableToGiveNotice and
    UnableToInvite; NotAuthorized for all but the Access Owner.
    """
    authorize(by, SEAT_REPLACE, customer)
    if by.channel == Channel.THIRD_PARTY:
        raise UnableToGiveNotice("third_party.not_by_one")
    number = _number(company_number)
    _assert_said(company_name, purpose, to_at, at)
    if not vouches:
        raise UnableToGiveNotice("third_party.needs_vouching")
    holder = _holder(customer, name=name, email=email, language=language, by=by, at=at)
    notice = ThirdPartyNotice.objects.create(
        customer=customer,
        holder=holder,
        company_name=one_line(company_name),
        company_number=number,
        purpose=purpose.strip(),
        given_at=at,
        given_by_id=by.user_id,
        given_label=by.label,
        to_at=to_at,
    )
    _note("third_party.notified", notice, by, at, to_at=to_at, vouches=vouches)
    return notice


@transaction.atomic
def take_note(notice: ThirdPartyNotice, *, by: Actor, at: datetime) -> ThirdPartyNotice:
    """The operator has read the notice: rights that name it live from now on. Raises UnableToAnswer."""
    notice = _answering(notice, by)
    if state_of(notice, at) != NoticeState.WAITING:
        raise UnableToAnswer("third_party.not_waiting")
    ThirdPartyNotice.objects.filter(pk=notice.pk).update(noted_at=at, noted_label=by.label)
    notice.refresh_from_db()
    _note("third_party.noted", notice, by, at)
    emit("user.invited", {"customer": notice.customer_id, "user": notice.holder_id}, at)
    return notice


@transaction.atomic
def refuse(notice: ThirdPartyNotice, *, reason: str, by: Actor, at: datetime) -> ThirdPartyNotice:
    """The operator refuses, at first or at any later time: what the person holds ends at once (GC 9.2)."""
    notice = _answering(notice, by)
    if state_of(notice, at) in OVER:
        raise UnableToAnswer("third_party.is_over")
    if not reason.strip():
        raise UnableToAnswer("third_party.needs_reason")
    refused = {"refused_at": at, "refused_label": by.label, "refusal_reason": reason.strip()}
    ThirdPartyNotice.objects.filter(pk=notice.pk).update(**refused)
    notice.refresh_from_db()
    ended = _close(notice, by, at)
    _note("third_party.refused", notice, by, at, grants=ended, later=notice.noted_at is not None)
    return notice


@transaction.atomic
def end_notice(notice: ThirdPartyNotice, *, by: Actor, at: datetime) -> ThirdPartyNotice:
    """The customer ends it, at any time; what the person holds ends at once. One that is over stays as it is."""
    authorize(by, SEAT_REPLACE, notice.customer)
    notice = _locked(notice)
    if state_of(notice, at) not in OVER:
        ThirdPartyNotice.objects.filter(pk=notice.pk).update(ended_at=at, ended_label=by.label)
        notice.refresh_from_db()
        _note("third_party.ended", notice, by, at, grants=_close(notice, by, at))
    return notice


def warn_of_ends(at: datetime) -> int:
    """Once a day: says that a third party's access ends soon, at each step that the terms name; how many warnings.

    The log says what was warned of: run twice, or after days without a run, nobody is told the same twice.
    """
    steps = [int(step) for step in terms_on(brussels_date(at))["portal.third_party.warnings"].items]
    near = at + timedelta(days=max(steps) + 2)
    running = ThirdPartyNotice.objects.filter(
        noted_at__lte=at, to_at__gt=at, to_at__lte=near, refused_at=None, ended_at=None
    )
    found = {str(notice.pk): notice for notice in running.select_related("customer")}
    warned: dict[str, list[int]] = {}
    for event in AuditEvent.objects.filter(verb=WARNED, object_ref__in=list(found)):
        warned.setdefault(event.object_ref, []).append(int(event.data["days"]))
    count = 0
    for key, notice in found.items():
        step = due_warning(days_left(notice.to_at, at), steps, warned.get(key, ()))
        if step is not None:
            _warn(notice, step, at)
            count += 1
    return count


@transaction.atomic
def _warn(notice: ThirdPartyNotice, step: int, at: datetime) -> None:
    by = system("daily")
    record(actor=by, verb=WARNED, obj=notice, customer_id=notice.customer_id, at=at, days=step)
    emit("third_party.ends_soon", {"notice": notice.pk, "left": days_left(notice.to_at, at)}, at)


def _holder(customer: Customer, *, name: str, email: str, language: str, by: Actor, at: datetime) -> User:
    """The person, as one of the customer's people by way of a third party; not told yet."""
    known = User.objects.filter(email=email.strip().lower()).first()
    if known is not None:
        _assert_outside(customer, known, at)
    holder = invite_user(customer, email=email, name=name, language=language, by=by, at=at, tell=False)
    tie = {"tie": Tie.THIRD_PARTY, "tie_confirmed_at": at, "tie_confirmed_label": by.label}
    Membership.objects.filter(customer=customer, user=holder, to_at=None).update(**tie)
    return holder


def _assert_outside(customer: Customer, user: User, at: datetime) -> None:
    """Not one of the customer's own people, and without a notice that still stands."""
    present = ThirdPartyNotice.objects.filter(customer=customer, holder=user)
    if any(state_of(one, at) not in OVER for one in present):
        raise UnableToGiveNotice("third_party.known_already", person=name_in(customer.pk, user))
    if user.seat_holdings.filter(seat__customer=customer, to_at=None).exists():
        raise UnableToGiveNotice("third_party.is_own_person", person=name_in(customer.pk, user))
    own = Membership.objects.filter(customer=customer, user=user, to_at=None).exclude(tie=Tie.THIRD_PARTY)
    if own.exists():
        raise UnableToGiveNotice("third_party.is_own_person", person=name_in(customer.pk, user))


def _assert_said(company_name: str, purpose: str, to_at: datetime, at: datetime) -> None:
    if not one_line(company_name):
        raise UnableToGiveNotice("third_party.needs_company")
    if not purpose.strip():
        raise UnableToGiveNotice("third_party.needs_purpose")
    if to_at <= at:
        raise UnableToGiveNotice("third_party.ends_before_start")


def _number(text: str) -> str:
    """A Belgian enterprise number checked and in one form; a foreign one as it is said."""
    said = text.strip()
    digits = said.upper().removeprefix("BE").replace(".", "").replace(" ", "")
    if not digits.isdigit() or len(digits) not in (9, 10):
        return said
    try:
        return parse_enterprise_number(said)
    except InvalidIdentifier:
        raise UnableToGiveNotice("third_party.wrong_number", number=said) from None


def _answering(notice: ThirdPartyNotice, by: Actor) -> ThirdPartyNotice:
    require(by, OPERATE_CUSTOMERS)
    return _locked(notice)


def _locked(notice: ThirdPartyNotice) -> ThirdPartyNotice:
    return ThirdPartyNotice.objects.select_for_update().get(pk=notice.pk)


def _close(notice: ThirdPartyNotice, by: Actor, at: datetime) -> int:
    """Ends what hangs from the notice, for good: its rights, the membership, tokens, sessions; how many rights."""
    running = Q(to_at=None) | Q(to_at__gt=at)
    ended = Grant.objects.filter(running, notice=notice).update(to_at=at)
    tied = Membership.objects.filter(customer=notice.customer_id, user=notice.holder_id, to_at=None)
    tied.filter(tie=Tie.THIRD_PARTY).update(to_at=at)
    end_tokens(Token.objects.filter(user=notice.holder), notice.customer, by=by, at=at)
    end_sessions(notice.holder)
    return ended


def _note(verb: str, notice: ThirdPartyNotice, by: Actor, at: datetime, **said: Any) -> None:
    record(actor=by, verb=verb, obj=notice, customer_id=notice.customer_id, at=at, user=notice.holder_id, **said)
    emit(verb, {"notice": notice.pk}, at)
