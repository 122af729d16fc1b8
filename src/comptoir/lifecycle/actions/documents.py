"""Publishing the contract's documents, accepting and refusing them, and recording which one won (P-11, P-12)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from comptoir.access.capabilities import OPERATE_SETTINGS
from comptoir.access.models import User
from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.kernel.clock import brussels_date
from comptoir.lifecycle.actions.notices import give_notice
from comptoir.lifecycle.deciding import assert_operator
from comptoir.lifecycle.models import (
    Acceptance,
    AcceptanceWay,
    ContractNotice,
    DocumentConflict,
    DocumentKind,
    DocumentVersion,
    NoticeGround,
)
from comptoir.lifecycle.precedence import CONTRACTS, UnknownDocument, clause_of, winner
from comptoir.lifecycle.reading import in_force_for_portal, refusal_of
from comptoir.parties.models import Customer
from comptoir.registration.queries import registered_as
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import NotAuthorized, require
from comptoir.scope.contract import terms_on
from comptoir.scope.refusal import Refused

LONGEST = 400_000


class UnableToPublish(Refused):
    """A language is missing, the day is past or taken, or nothing changed."""


class UnableToRecord(Refused):
    """The order of precedence does not decide between these documents, or nothing is said."""


@transaction.atomic
def publish_version(
    *, kind: str, effective_on: date, texts: Mapping[str, str], by: Actor, at: datetime
) -> DocumentVersion:
    """A new version of a document, in all languages, from a day on that is not past. Raises UnableToPublish."""
    require(by, OPERATE_SETTINGS)
    today = brussels_date(at)
    if kind not in DocumentKind.values:
        raise UnableToPublish("document.unknown", kind=kind)
    if effective_on < today:
        raise UnableToPublish("document.past", day=effective_on.isoformat())
    kept = {language: _tidy(texts.get(language, "")) for language in terms_on(today)["portal.languages"].items}
    for language, text in kept.items():
        if not text:
            raise UnableToPublish("document.needs_language", language=language)
    before = DocumentVersion.objects.filter(kind=kind, effective_on__lt=effective_on).first()
    if before is not None and before.texts == kept:
        raise UnableToPublish("document.unchanged")
    try:
        with transaction.atomic():
            version = DocumentVersion.objects.create(
                kind=kind, effective_on=effective_on, texts=kept, published_at=at, published_label=by.label
            )
    except IntegrityError:
        raise UnableToPublish("document.day_taken", day=effective_on.isoformat()) from None
    record(actor=by, verb="document.published", obj=version, at=at, kind=kind, effective_on=effective_on)
    emit("document.published", {"version": version.pk}, at)
    return version


@transaction.atomic
def accept(
    versions: Iterable[DocumentVersion], *, user: User, customer: Customer, way: str, by: Actor, at: datetime
) -> int:
    """Somebody accepts versions for the customer they act for, once each; how many were new (GC 3).

    Going on is no acceptance while the customer refuses the terms. Raises NotAuthorized for another's acceptance.
    """
    _assert_own(user, customer, by)
    if way == AcceptanceWay.USE and refusal_of(customer.pk) is not None:
        return 0
    count = 0
    for version in versions:
        Acceptance.objects.get_or_create(version=version, user=user, customer=customer)
        open_one = Acceptance.objects.filter(version=version, user=user, customer=customer, at=None)
        if open_one.update(at=at, way=way):
            _note_accepted(version, customer, way, by, at)
            count += 1
    return count


@transaction.atomic
def take_over_acceptance(customer: Customer, *, by: Actor, at: datetime) -> int:
    """What the registrant accepted with the form counts as theirs, as of that instant: the versions of that day.

    None for a customer that came in otherwise; taken over once.
    """
    assert_operator(by)
    form = registered_as(customer.pk)
    user = User.objects.filter(email=form.email).first() if form else None
    if form is None or user is None or form.terms_accepted_at is None:
        return 0
    count = 0
    for version in in_force_for_portal(brussels_date(form.terms_accepted_at)):
        said = {"at": form.terms_accepted_at, "way": AcceptanceWay.SAID}
        _, is_new = Acceptance.objects.get_or_create(version=version, user=user, customer=customer, defaults=said)
        if is_new:
            _note_accepted(version, customer, "form", by, at)
            count += 1
    return count


@transaction.atomic
def note_told(
    versions: Iterable[DocumentVersion], *, user: User, customer: Customer, by: Actor, at: datetime
) -> dict[int, datetime]:
    """Somebody is shown that there are new versions; when they were told of each for the first time, by its key."""
    _assert_own(user, customer, by)
    told: dict[int, datetime] = {}
    for version in versions:
        row, _ = Acceptance.objects.get_or_create(
            version=version, user=user, customer=customer, defaults={"told_at": at}
        )
        told[version.pk] = row.told_at or at
    return told


def refuse(customer: Customer, *, text: str, by: Actor, at: datetime) -> ContractNotice:
    """Whoever does not accept new terms may end the contract in writing (GC 3): it is a notice, with its days."""
    return give_notice(customer, text=text, by=by, at=at, ground=NoticeGround.TERMS)


@transaction.atomic
def record_conflict(
    *, contract: str, kinds: Collection[str], subject: str, customer: Customer | None, by: Actor, at: datetime
) -> DocumentConflict:
    """Documents say different things about `subject`; kept with the one that holds by the terms of the day."""
    assert_operator(by)
    if not subject.strip() or contract not in CONTRACTS:
        raise UnableToRecord("precedence.needs_subject")
    terms = terms_on(brussels_date(at))
    try:
        won = winner(contract, kinds, terms)
    except UnknownDocument:
        raise UnableToRecord("precedence.undecided") from None
    conflict = DocumentConflict.objects.create(
        customer=customer,
        contract=contract,
        kinds=sorted(set(kinds)),
        subject=subject.strip(),
        winner=won,
        clause=clause_of(contract, terms),
        recorded_at=at,
        recorded_label=by.label,
    )
    record(
        actor=by,
        verb="document.conflict_recorded",
        obj=conflict,
        customer_id=customer.pk if customer else None,
        at=at,
        contract=contract,
        winner=won,
    )
    return conflict


def _note_accepted(version: DocumentVersion, customer: Customer, way: str, by: Actor, at: datetime) -> None:
    said: dict[str, Any] = {"kind": version.kind, "effective_on": version.effective_on, "way": way}
    record(actor=by, verb="document.accepted", obj=version, customer_id=customer.pk, at=at, **said)


def _tidy(text: str) -> str:
    """Lines end alike, and nothing stands before or after."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()[:LONGEST]


def _assert_own(user: User, customer: Customer, by: Actor) -> None:
    if by.user_id != user.pk or by.customer_id != customer.pk:
        raise NotAuthorized("document.accept")
