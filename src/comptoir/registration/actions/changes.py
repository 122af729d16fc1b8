"""Changes that a customer asks for, dated, and applied once the operator has processed them (P-03; GC 2.1.2, 8.1.2)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from comptoir.access.actions.people import UnableToInvite, invite_user
from comptoir.access.actions.seats import UnableToDesignate, designate_access_owner
from comptoir.access.capabilities import OPERATE_REGISTRATIONS, PEOPLE_MANAGE, SEAT_REPLACE
from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.kernel.clock import brussels_date
from comptoir.kernel.identifiers import InvalidIdentifier, parse_phone_number
from comptoir.parties.actions.details import UnableToChangeDetails, change_details
from comptoir.parties.models import Customer
from comptoir.registration.countries import COUNTRIES
from comptoir.registration.details import FIELDS, details_of
from comptoir.registration.models import ChangeAnswer, ChangeKind, ChangeRequest, ContactPerson
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import authorize, require
from comptoir.scope.refusal import Refused

LONGEST = 200
LONGEST_NOTE = 2000


class UnableToAskChange(Refused):
    """Nothing changes, something is missing, or the same is asked for already."""


class UnableToAnswerChange(Refused):
    """It is answered already, lacks a reason, or cannot be carried out."""


@transaction.atomic
def ask_change(
    customer: Customer, *, kind: str, wanted: Mapping[str, str], from_on: date, note: str, by: Actor, at: datetime
) -> ChangeRequest:
    """Asks for a change from a day on. An Access Manager, who sees no data, may ask for another Access Owner only.

    Sent twice it is asked once. Raises UnableToAskChange, and NotAuthorized.
    """
    if kind not in ChangeKind.values:
        raise UnableToAskChange("change.unknown_kind")
    authorize(by, PEOPLE_MANAGE if kind == ChangeKind.ACCESS_OWNER else SEAT_REPLACE, customer)
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    asked = _sound(customer, kind, wanted, at)
    open_ones = ChangeRequest.objects.filter(customer=customer, kind=kind, answer=None, withdrawn_at=None)
    other: ChangeRequest
    for other in open_ones:
        if other.wanted == asked and other.from_on == from_on:
            return other
        if kind != ChangeKind.CONTACT:
            raise UnableToAskChange("change.asked_already")
    request: ChangeRequest = ChangeRequest.objects.create(
        customer=customer, kind=kind, wanted=asked, before=details_of(customer, kind, asked, at), from_on=from_on,
        note=note.strip()[:LONGEST_NOTE], asked_at=at, asked_by_id=by.user_id, asked_label=by.label,
    )  # fmt: skip
    _note("change.asked", request, by, at)
    return request


@transaction.atomic
def withdraw_change(request: ChangeRequest, *, by: Actor, at: datetime) -> None:
    """Asked no longer; one that is answered stays. Raises UnableToAskChange, and NotAuthorized."""
    authorize(by, PEOPLE_MANAGE if request.kind == ChangeKind.ACCESS_OWNER else SEAT_REPLACE, request.customer)
    kept = ChangeRequest.objects.select_for_update().get(pk=request.pk)
    if ChangeAnswer.objects.filter(request=kept).exists():
        raise UnableToAskChange("change.answered_already")
    if kept.withdrawn_at is None:
        kept.withdrawn_at = at
        kept.save(update_fields=["withdrawn_at"])
        record(actor=by, verb="change.withdrawn", obj=kept, customer_id=kept.customer_id, at=at, kind=kept.kind)


@transaction.atomic
def apply_change(request: ChangeRequest, *, by: Actor, at: datetime) -> ChangeAnswer:
    """Carries the change out, on its day or later; all of it, or nothing. Raises UnableToAnswerChange."""
    kept = _to_answer(request, by)
    if brussels_date(at) < kept.from_on:
        raise UnableToAnswerChange("change.not_yet", from_on=kept.from_on.isoformat())
    try:
        _carry_out(kept, by, at)
    except (UnableToChangeDetails, UnableToInvite, UnableToDesignate) as refusal:
        raise UnableToAnswerChange(refusal.message, **refusal.values) from refusal
    return _answer(kept, applied=True, reason="", by=by, at=at)


@transaction.atomic
def refuse_change(request: ChangeRequest, *, reason: str, by: Actor, at: datetime) -> ChangeAnswer:
    """Whoever asked is told the reason. Raises UnableToAnswerChange."""
    said = reason.strip()[:LONGEST_NOTE]
    if not said:
        raise UnableToAnswerChange("registration.needs_reason")
    return _answer(_to_answer(request, by), applied=False, reason=said, by=by, at=at)


def _sound(customer: Customer, kind: str, wanted: Mapping[str, str], at: datetime) -> dict[str, str]:
    """What is wanted, by the fields of its kind, checked. Raises UnableToAskChange."""
    asked = {name: str(wanted.get(name, "")).strip() for name in FIELDS[kind]}
    if any(len(value) > LONGEST or not value.isprintable() for value in asked.values()):
        raise UnableToAskChange("change.unreadable")
    if kind in (ChangeKind.CONTACT, ChangeKind.ACCESS_OWNER):
        return _sound_person(customer, kind, asked, at)
    optional = {"legal_form"} if customer.enterprise_number == "" else set()
    for name, value in asked.items():
        if not value and name not in optional:
            raise UnableToAskChange("change.needed", detail=name)
    if asked.get("country", "BE") not in COUNTRIES:
        raise UnableToAskChange("change.needed", detail="country")
    if asked == details_of(customer, kind, asked, at):
        raise UnableToAskChange("change.nothing")
    return asked


def _sound_person(customer: Customer, kind: str, asked: dict[str, str], at: datetime) -> dict[str, str]:
    if kind == ChangeKind.CONTACT and asked["replaces"]:
        known = ContactPerson.objects.filter(customer=customer, to_at=None)
        if not asked["replaces"].isdecimal() or not known.filter(pk=int(asked["replaces"])).exists():
            raise UnableToAskChange("change.no_such_contact")
        if not asked["name"] and not asked["email"]:
            return asked | {"phone": ""}  # the person leaves, nobody follows
    if not asked["name"]:
        raise UnableToAskChange("change.needed", detail="name")
    try:
        validate_email(asked["email"])
        phone = parse_phone_number(asked["phone"]) if asked["phone"] else ""
    except ValidationError:
        raise UnableToAskChange("change.needed", detail="email") from None
    except InvalidIdentifier as fault:
        raise UnableToAskChange(fault.message, **fault.values) from None
    return asked | {"email": asked["email"].lower(), "phone": phone}


def _carry_out(kept: ChangeRequest, by: Actor, at: datetime) -> None:
    customer, wanted = kept.customer, kept.wanted
    if kept.kind == ChangeKind.ACCESS_OWNER:
        holder = invite_user(customer, email=wanted["email"], name=wanted["name"], phone=wanted["phone"], by=by, at=at)
        designate_access_owner(customer, holder=holder, by=by, at=at)
    elif kept.kind == ChangeKind.CONTACT:
        if wanted["replaces"]:
            ContactPerson.objects.filter(customer=customer, pk=int(wanted["replaces"]), to_at=None).update(to_at=at)
        if wanted["name"]:
            ContactPerson.objects.create(
                customer=customer, name=wanted["name"], email=wanted["email"], phone=wanted["phone"],
                language=customer.language, from_at=at,
            )  # fmt: skip
    else:
        change_details(customer, details=wanted, by=by, at=at)


def _to_answer(request: ChangeRequest, by: Actor) -> ChangeRequest:
    require(by, OPERATE_REGISTRATIONS)
    kept: ChangeRequest = ChangeRequest.objects.select_for_update().get(pk=request.pk)
    if kept.withdrawn_at is not None or ChangeAnswer.objects.filter(request=kept).exists():
        raise UnableToAnswerChange("change.answered_already")
    return kept


def _answer(kept: ChangeRequest, *, applied: bool, reason: str, by: Actor, at: datetime) -> ChangeAnswer:
    answer = ChangeAnswer.objects.create(
        request=kept, applied=applied, reason=reason, at=at, by_id=by.user_id, by_label=by.label
    )
    _note("change.applied" if applied else "change.refused", kept, by, at)
    return answer


def _note(verb: str, request: ChangeRequest, by: Actor, at: datetime) -> None:
    record(actor=by, verb=verb, obj=request, customer_id=request.customer_id, at=at, kind=request.kind)
    emit(verb, {"change": request.pk}, at)
