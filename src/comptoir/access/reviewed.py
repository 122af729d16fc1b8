"""The people of an access review as a list that the database narrows, orders and pages (A-10, A-12).

Each condition is a part of one query, whatever the number of people and rights. Names of places are searched only
where the viewer may see data (A-03).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, CharField, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from comptoir.access.actions.reviews import open_rights
from comptoir.access.models import AccessReview, Grant, Membership, ReviewAnswer
from comptoir.access.places import places_seen
from comptoir.kernel.sorting import sort_key
from comptoir.scope.actor import Actor

CONFIRMED, ENDED, WAITS = "confirmed", "ended", "waits"


@dataclass(frozen=True, slots=True)
class ReviewedPeople:
    """Whom a review that `viewer` may see asks about, and conditions on who they are and what they hold."""

    viewer: Actor
    review: AccessReview
    at: datetime

    @property
    def rights(self) -> "QuerySet[Grant]":
        """Every right that the review asks about, answered or not."""
        answered = ReviewAnswer.objects.filter(review=self.review).values("grant_id")
        return Grant.objects.filter(Q(pk__in=answered) | Q(pk__in=self._open.values("pk")))

    @property
    def every(self) -> "QuerySet[Membership]":
        """Each person once, by the last time they belonged, with how many rights wait (`waiting`) and `state`."""
        own = Membership.objects.filter(customer=self.review.customer_id)
        later = Q(from_at__gt=OuterRef("from_at")) | Q(from_at=OuterRef("from_at"), pk__gt=OuterRef("pk"))
        last = ~Exists(own.filter(later, user_id=OuterRef("user_id")))
        waiting = self._open.filter(holder_id=OuterRef("user_id")).order_by().values("holder_id")
        confirmed = ReviewAnswer.objects.filter(
            review=self.review, confirmed=True, grant__holder_id=OuterRef("user_id")
        )
        state = Case(
            When(waiting__gt=0, then=Value(WAITS)),
            When(Exists(confirmed), then=Value(CONFIRMED)),
            default=Value(ENDED),
            output_field=CharField(),
        )
        count = Subquery(waiting.annotate(number=Count("pk")).values("number"), output_field=IntegerField())
        people = own.filter(last, user_id__in=self.rights.values("holder_id"))
        return people.annotate(waiting=Coalesce(count, 0)).annotate(state=state)

    def fitting(self, word: str, profiles: Collection[str]) -> Q:
        """Who fits one word: by name, address, or by what is asked about and where.

        `profiles` are those whose name in the reader's language has the word.
        """
        key = sort_key(word)
        found = Q(name__icontains=word) | Q(user__email__icontains=word)
        found |= Q(sort_name__contains=key) if key else Q()
        what = Q(sub_profile__name__icontains=word) | Q(profile__in=list(profiles))
        where = Q(scope__in=places_seen(self.viewer).filter(label__icontains=word).values("pk"))
        return found | Q(user_id__in=self.rights.filter(what | where).values("holder_id"))

    @property
    def _open(self) -> "QuerySet[Grant]":
        return open_rights(self.review, self.at)
