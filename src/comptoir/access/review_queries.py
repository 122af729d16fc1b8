"""Access reviews as people see them. The first argument is who asks."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from comptoir.access.actions.reviews import open_rights
from comptoir.access.capabilities import PEOPLE_MANAGE
from comptoir.access.models import AccessReview, Grant, Membership, ReviewAnswer, Tie
from comptoir.kernel.sorting import sort_key
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor


@dataclass(frozen=True, slots=True)
class Asked:
    """One right that the review asks about, with its answer; none: nobody has given one."""

    grant: Grant
    answer: ReviewAnswer | None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One person of a review with all that it asks about them."""

    user_id: int
    name: str
    email: str
    tie: Tie
    tie_confirmed_at: datetime | None
    rights: tuple[Asked, ...]

    @property
    def waiting(self) -> tuple[Grant, ...]:
        return tuple(asked.grant for asked in self.rights if asked.answer is None)


def reviews(actor: Actor) -> "QuerySet[AccessReview]":
    """Those of the customer for whom `actor` acts, newest first; none unless they manage people of all of it."""
    whole = Customer.objects.visible_to(actor, PEOPLE_MANAGE).filter(pk=actor.customer_id)
    return AccessReview.objects.filter(customer__in=whole).select_related("customer").order_by("-opened_at", "-pk")


def running_review(actor: Actor) -> AccessReview:
    """The one that is open; raises AccessReview.DoesNotExist."""
    return reviews(actor).get(closed_at=None)


def asked_of(review: AccessReview, at: datetime, only: Collection[int] | None = None) -> list[Asked]:
    """Every right that the review asks about, answered or not, of everybody or of some; three queries."""
    whose = Q() if only is None else Q(holder_id__in=only)
    about = Q() if only is None else Q(grant__holder_id__in=only)
    answers = {one.grant_id: one for one in review.answers.filter(about)}
    waiting = set(open_rights(review, at).filter(whose).values_list("pk", flat=True))
    grants = Grant.objects.filter(pk__in={*answers, *waiting}).order_by("pk")
    related = grants.select_related("holder", "scope", "sub_profile", "parent__holder")
    return [Asked(grant, answers.get(grant.pk)) for grant in related]


def people_of(review: AccessReview, at: datetime, only: Collection[int] | None = None) -> list[Reviewed]:
    """The people of a review by name, with what it asks about each; four queries, whatever their number.

    `only`: of these users.
    """
    held: dict[int, list[Asked]] = {}
    for asked in asked_of(review, at, only):
        held.setdefault(asked.grant.holder_id, []).append(asked)
    members = _members(review, held)
    found = [_reviewed(user, asked, members.get(user)) for user, asked in held.items()]
    return sorted(found, key=lambda person: (sort_key(person.name), person.user_id))


def counts(review: AccessReview, at: datetime) -> Mapping[str, int]:
    """How many rights were confirmed, ended, and wait."""
    answers = list(review.answers.values_list("confirmed", flat=True))
    return {
        "confirmed": sum(answers),
        "ended": len(answers) - sum(answers),
        "waiting": open_rights(review, at).count(),
    }


def _members(review: AccessReview, users: Collection[int]) -> dict[int, Membership]:
    """Who belonged to the customer, as it calls them; of several times the last."""
    rows = Membership.objects.filter(customer=review.customer_id, user_id__in=users).select_related("user")
    return {row.user_id: row for row in rows.order_by("from_at", "pk")}


def _reviewed(user_id: int, asked: list[Asked], member: Membership | None) -> Reviewed:
    holder = asked[0].grant.holder
    return Reviewed(
        user_id=user_id,
        name=member.name if member else str(holder),
        email=holder.email,
        tie=Tie(member.tie) if member else Tie.NONE,
        tie_confirmed_at=member.tie_confirmed_at if member else None,
        rights=tuple(asked),
    )
