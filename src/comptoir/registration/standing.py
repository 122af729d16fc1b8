"""The state of registrations and of changes in the database query itself, for lists that filter and sort by it."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Case, CharField, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Value, When

from comptoir.registration.models import Document, DocumentWish, State

_LATER = Value(datetime(9000, 1, 1, tzinfo=UTC), output_field=DateTimeField())


def with_state(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Adds `stands` (as Registration.state says) and `waiting`: when it was sent, if it waits."""
    to_review = Document.objects.filter(wish=OuterRef("pk"), review=None)
    wishes = DocumentWish.objects.filter(~Exists(to_review), registration=OuterRef("pk"), dropped_at=None, met_at=None)
    stands = Case(
        When(answer__accepted=True, then=Value(State.ACCEPTED.value)),
        When(answer__accepted=False, then=Value(State.REFUSED.value)),
        When(withdrawn_at__isnull=False, then=Value(State.WITHDRAWN.value)),
        When(Exists(wishes), then=Value(State.DOCUMENTS.value)),
        default=Value(State.SUBMITTED.value),
        output_field=CharField(),
    )
    waits = Q(stands=State.SUBMITTED.value) | Q(stands=State.DOCUMENTS.value)
    found: QuerySet[Any] = rows.annotate(stands=stands)
    sorted_by: QuerySet[Any] = found.annotate(waiting=Case(When(waits, then=F("submitted_at")), default=_LATER))
    return sorted_by


def with_change_state(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Adds `stands` ("asked", "applied", "refused", "withdrawn") and `waiting` to changes."""
    stands = Case(
        When(answer__applied=True, then=Value("applied")),
        When(answer__applied=False, then=Value("refused")),
        When(withdrawn_at__isnull=False, then=Value("withdrawn")),
        default=Value("asked"),
        output_field=CharField(),
    )
    found: QuerySet[Any] = rows.annotate(stands=stands)
    sorted_by: QuerySet[Any] = found.annotate(waiting=Case(When(stands="asked", then=F("asked_at")), default=_LATER))
    return sorted_by
