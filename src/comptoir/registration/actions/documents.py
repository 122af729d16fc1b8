"""Documents: asked for, handed over, reviewed (P-02; GC 2.1.2)."""

from datetime import datetime

from django.db import transaction

from comptoir.access.capabilities import OPERATE_REGISTRATIONS
from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.registration.actions.drafts import registrant
from comptoir.registration.evidence import asked_of
from comptoir.registration.files import MOST_FILES, UnableToTakeFile, keep, remove, shown_name
from comptoir.registration.limits import UPLOADS, within
from comptoir.registration.links import make_link
from comptoir.registration.models import (
    Document,
    DocumentKind,
    DocumentReview,
    DocumentWish,
    LinkPurpose,
    Registration,
    State,
)
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import require
from comptoir.scope.refusal import Refused

LONGEST_NOTE = 1000


class UnableToAskDocument(Refused):
    """There is no such document, this kind of customer owes none, or the registration is answered already."""


class UnableToReview(Refused):
    """The document was reviewed already, or a refusal lacks its reason."""


@transaction.atomic
def ask_document(registration: Registration, *, kind: str, note: str, by: Actor, at: datetime) -> DocumentWish:
    """The registrant is asked, by mail, for a document; asked for already, nothing changes."""
    require(by, OPERATE_REGISTRATIONS)
    kept = Registration.objects.select_for_update().get(pk=registration.pk)
    if kind not in DocumentKind.values:
        raise UnableToAskDocument("document.unknown_kind")
    if kind not in asked_of(kept.kind):
        raise UnableToAskDocument("document.not_of_this_customer")
    if kept.state(at) not in (State.SUBMITTED, State.DOCUMENTS):
        raise UnableToAskDocument("registration.answered_already")
    running = kept.wishes.filter(kind=kind, dropped_at=None, met_at=None).first()
    if running is not None:
        return running
    wish = DocumentWish.objects.create(
        registration=kept, kind=kind, note=note.strip()[:LONGEST_NOTE], asked_at=at, asked_label=by.label
    )
    link = make_link(kept, LinkPurpose.RETURN, at)
    record(actor=by, verb="registration.document_asked", obj=kept, at=at, kind=kind)
    emit("registration.document_asked", {"wish": wish.pk, "link": link.pk}, at)
    return wish


@transaction.atomic
def drop_wish(wish: DocumentWish, *, by: Actor, at: datetime) -> None:
    """The document is asked for no longer."""
    require(by, OPERATE_REGISTRATIONS)
    Registration.objects.select_for_update().get(pk=wish.registration_id)
    if DocumentWish.objects.filter(pk=wish.pk, dropped_at=None, met_at=None).update(dropped_at=at):
        record(actor=by, verb="registration.document_not_needed", obj=wish.registration, at=at, kind=wish.kind)


def hand_over(wish: DocumentWish, *, name: str, content: bytes, at: datetime) -> Document:
    """The registrant's file for a document that is asked for; the same file again is the same document.

    Raises UnableToTakeFile. A file whose row is not kept is removed again.
    """
    file = keep(content)
    try:
        with transaction.atomic():
            registration = Registration.objects.select_for_update().get(pk=wish.registration_id)
            wish = DocumentWish.objects.get(pk=wish.pk)
            if not wish.is_open or registration.state(at) not in (State.SUBMITTED, State.DOCUMENTS):
                raise UnableToTakeFile("document.not_asked")
            known = wish.documents.filter(digest=file.digest).first()
            if known is not None:
                remove(file.stored_as)
                return known
            if not within(UPLOADS, str(registration.pk), at) or _files_of(registration) >= MOST_FILES:
                raise UnableToTakeFile("document.too_many", most=MOST_FILES)
            document = Document.objects.create(
                wish=wish, name=shown_name(name, file.media_type), media_type=file.media_type, size=file.size,
                digest=file.digest, stored_as=file.stored_as, at=at,
            )  # fmt: skip
            record(
                actor=registrant(registration), verb="registration.document_handed_over", obj=registration, at=at,
                document=document.pk, kind=wish.kind, digest=file.digest,
            )  # fmt: skip
            return document
    except BaseException:
        remove(file.stored_as)
        raise


@transaction.atomic
def review_document(document: Document, *, accepted: bool, reason: str, by: Actor, at: datetime) -> DocumentReview:
    """Accepted, which meets the wish; or refused with a reason, and another is waited for."""
    require(by, OPERATE_REGISTRATIONS)
    said = reason.strip()[:LONGEST_NOTE]
    if not accepted and not said:
        raise UnableToReview("registration.needs_reason")
    registration = Registration.objects.select_for_update().get(pk=document.wish.registration_id)
    if registration.state(at) not in (State.SUBMITTED, State.DOCUMENTS):
        raise UnableToReview("registration.answered_already")
    if DocumentReview.objects.filter(document=document).exists():
        raise UnableToReview("document.reviewed_already")
    review = DocumentReview.objects.create(
        document=document, accepted=accepted, reason="" if accepted else said, at=at, by_id=by.user_id,
        by_label=by.label,
    )  # fmt: skip
    if accepted:
        DocumentWish.objects.filter(pk=document.wish_id, met_at=None).update(met_at=at)
    verb = "registration.document_accepted" if accepted else "registration.document_refused"
    record(actor=by, verb=verb, obj=registration, at=at, document=document.pk, kind=document.wish.kind)
    if not accepted:
        link = make_link(registration, LinkPurpose.RETURN, at)
        emit("registration.document_refused", {"document": document.pk, "link": link.pk}, at)
    return review


def _files_of(registration: Registration) -> int:
    return Document.objects.filter(wish__registration=registration).count()
