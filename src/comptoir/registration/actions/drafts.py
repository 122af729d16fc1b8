"""The registrant's own acts: beginning with an address, proving it, saving, submitting, withdrawing (P-01)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.registration.answers import AffiliateAnswer, Answers, normalised, problems
from comptoir.registration.limits import BEGUN_FROM_NETWORK, MAILS_TO_ADDRESS, within
from comptoir.registration.links import DRAFT_LASTS, FORM_LASTS, find_link, make_link
from comptoir.registration.models import Answer, LinkPurpose, NamedAffiliate, Registration, State
from comptoir.scope.actor import Actor, Channel
from comptoir.scope.refusal import Refused

#: What becomes of the answers in columns of their own.
_TAKEN = (
    "kind", "legal_name", "legal_form", "enterprise_number", "vat_number", "street", "postcode", "city", "country",
    "name", "phone", "language", "wants_access_owner",
)  # fmt: skip


class UnableToSave(Refused):
    """The registration can no longer be changed by its registrant."""


class UnableToSubmit(Refused):
    """Something in the form is wrong, or it can no longer be submitted."""


def registrant(registration: Registration) -> Actor:
    """Who fills in the form: a person without an account, known by a proved address."""
    return Actor(label=f"registrant {registration.pk}", channel=Channel.SESSION)


@transaction.atomic
def begin(*, email: str, language: str, network: str, at: datetime) -> None:
    """Mails a link to an address that somebody typed, and says nothing about it.

    What follows is the same for an address that is known and for one that is not. Beyond the limits nothing follows,
    and that is not said either. Nothing reaches the operator, so nothing is written into its log.
    """
    address = email.strip().lower()
    # Both are counted, whichever is exceeded.
    allowed = [within(BEGUN_FROM_NETWORK, network, at), within(MAILS_TO_ADDRESS, address, at)]
    if not all(allowed):
        return
    open_ones = Registration.objects.filter(
        email=address, submitted_at=None, withdrawn_at=None, expires_at__gt=at
    ).order_by("-pk")
    registration = open_ones.first() or Registration.objects.create(
        email=address, language=language, begun_at=at, expires_at=at + DRAFT_LASTS
    )
    link = make_link(registration, LinkPurpose.PROVE, at)
    emit("registration.begun", {"link": link.pk, "language": language}, at)


@transaction.atomic
def prove(token: str, *, at: datetime) -> Registration:
    """The address is its owner's: whoever has the link has the mailbox. Once. Raises DeadLink.

    The first time a second mail brings the link that leads back to the draft. What the same mailbox sent before, and
    what was refused or withdrawn, stands in the form again; its promises are to be made anew.
    """
    link = find_link(token, LinkPurpose.PROVE, at, locked=True)
    registration = Registration.objects.select_for_update().get(pk=link.registration_id)
    link.used_at = at
    link.save(update_fields=["used_at"])
    if registration.proved_at is None:
        registration.proved_at = at
        registration.expires_at = at + DRAFT_LASTS
        registration.draft = _as_before(registration)
        registration.save(update_fields=["proved_at", "expires_at", "draft"])
        back = make_link(registration, LinkPurpose.RETURN, at)
        record(actor=registrant(registration), verb="registration.proved", obj=registration, at=at)
        emit("registration.proved", {"link": back.pk}, at)
    return registration


@transaction.atomic
def save_draft(registration: Registration, answers: Answers, *, at: datetime) -> Registration:
    """Keeps what was typed, right or wrong. Raises UnableToSave once it was submitted, withdrawn or has expired."""
    kept = Registration.objects.select_for_update().get(pk=registration.pk)
    if kept.state(at) != State.DRAFT:
        raise UnableToSave("registration.not_open")
    kept.draft, kept.saved_at = answers.kept(), at
    kept.save(update_fields=["draft", "saved_at"])
    return kept


@transaction.atomic
def submit(registration: Registration, answers: Answers, *, terms_version: str, at: datetime) -> Registration:
    """The form of the contract: the registrant may bind the customer and accepts the terms (GC 2.1.1).

    Sent twice it is submitted once. Raises UnableToSubmit.
    """
    kept = Registration.objects.select_for_update().get(pk=registration.pk)
    if kept.submitted_at is not None and kept.withdrawn_at is None:
        return kept
    if kept.state(at) != State.DRAFT:
        raise UnableToSubmit("registration.not_open")
    if problems(answers):
        raise UnableToSubmit("registration.has_problems", problems=len(problems(answers)))
    sound = normalised(answers)
    _take(kept, sound)
    kept.draft, kept.saved_at, kept.submitted_at, kept.expires_at = {}, at, at, at + FORM_LASTS
    kept.may_bind_at = kept.terms_accepted_at = at
    kept.consent_at = at if sound.named else None
    kept.terms_version = terms_version
    kept.save()
    NamedAffiliate.objects.bulk_create(
        NamedAffiliate(
            registration=kept, position=position, name=row.name.strip(), number=row.number, ground=row.ground
        )
        for position, row in enumerate(sound.named)
    )
    link = make_link(kept, LinkPurpose.RETURN, at)
    record(
        actor=registrant(kept), verb="registration.submitted", obj=kept, at=at, terms=terms_version,
        affiliates=len(sound.named),
    )  # fmt: skip
    emit("registration.submitted", {"registration": kept.pk, "link": link.pk}, at)
    return kept


@transaction.atomic
def withdraw(registration: Registration, *, at: datetime) -> Registration:
    """The registrant asks no longer; once it is answered it stays as it is. Raises UnableToSave."""
    kept = Registration.objects.select_for_update().get(pk=registration.pk)
    state = kept.state(at)
    if state == State.WITHDRAWN:
        return kept
    if state not in (State.DRAFT, State.SUBMITTED, State.DOCUMENTS):
        raise UnableToSave("registration.not_open")
    kept.withdrawn_at = at
    kept.save(update_fields=["withdrawn_at"])
    record(actor=registrant(kept), verb="registration.withdrawn", obj=kept, at=at)
    return kept


def _as_before(registration: Registration) -> dict[str, Any]:
    """The answers of the last form of this address, where nothing came of it; else what stands in the draft."""
    if registration.draft:
        return dict(registration.draft)
    sent = Registration.objects.filter(email=registration.email, submitted_at__isnull=False).exclude(pk=registration.pk)
    last = sent.order_by("-submitted_at", "-pk").first()
    if last is None or not (last.withdrawn_at or Answer.objects.filter(registration=last, accepted=False).exists()):
        return {}
    rows = tuple(AffiliateAnswer(row.name, row.number, row.ground) for row in last.affiliates.all())
    return Answers(**{name: getattr(last, name) for name in _TAKEN}, affiliates=rows).kept()


def _take(kept: Registration, sound: Answers) -> None:
    for name in _TAKEN:
        value = getattr(sound, name)
        setattr(kept, name, value.strip() if isinstance(value, str) else value)
