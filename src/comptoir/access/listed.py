"""The people of a customer as a list that the database narrows, orders and pages (A-12).

Each condition is a part of one query, whatever the number of people and rights. Rights are those that live, on
places where the viewer manages people; names of places are searched only where the viewer may see data (A-03).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, OuterRef, Q, QuerySet, Subquery

from comptoir.access.models import Grant, Membership, SeatHolding, UserKind
from comptoir.access.places import places_seen
from comptoir.access.queries import grants, members, running
from comptoir.access.snapshot import live_grants
from comptoir.kernel.sorting import sort_key
from comptoir.scope.actor import Actor


@dataclass(frozen=True, slots=True)
class People:
    """The people whom `viewer` manages at an instant, and conditions on who they are and what they hold."""

    viewer: Actor
    at: datetime

    @property
    def every(self) -> "QuerySet[Membership]":
        """All of them, without an order; service accounts are none."""
        return members(self.viewer).filter(user__kind=UserKind.PERSON).order_by()

    @property
    def rights(self) -> "QuerySet[Grant]":
        """What they hold now, as far as the viewer may know it."""
        found = grants(self.viewer, self.at).order_by().select_related(None)
        return found.filter(pk__in=live_grants(self.viewer.customer_id or 0, self.at))

    def holding(self, *conditions: Q) -> Q:
        """Who holds a right of which all of these hold."""
        return Q(user_id__in=self.rights.filter(*conditions).values("holder_id"))

    @property
    def on_the_seat(self) -> Q:
        """Who is the customer's Access Owner."""
        holdings = SeatHolding.objects.filter(running(self.at), seat__customer_id=self.viewer.customer_id or 0)
        return Q(user_id__in=holdings.values("holder_id"))

    def ending(self, after: datetime | None, until: datetime | None) -> Q:
        """Whose first right to end by itself ends after one instant, and until another at the latest."""
        within = Q(to_at__isnull=False)
        earlier = Q(pk__in=[])
        if until is not None:
            within &= Q(to_at__lte=until)
        if after is not None:
            within &= Q(to_at__gt=after)
            earlier = self.holding(Q(to_at__lte=after))
        return self.holding(within) & ~earlier

    def with_next_end(self, found: "QuerySet[Membership]") -> "QuerySet[Membership]":
        """The same people with `next_end_at`: when the first of their rights ends by itself; empty where none does."""
        ends = self.rights.filter(holder_id=OuterRef("user_id"), to_at__isnull=False).values("holder_id")
        return found.annotate(next_end_at=Subquery(ends.annotate(first=Min("to_at")).values("first")))

    def fitting(self, word: str, profiles: Collection[str], *, is_seat: bool) -> Q:
        """Who fits one word: by name, address, or by what they hold and where.

        `profiles` are those whose name in the reader's language has the word; `is_seat`: the Access Owner's has.
        """
        key = sort_key(word)
        found = Q(name__icontains=word) | Q(user__email__icontains=word)
        found |= Q(sort_name__contains=key) if key else Q()
        what = Q(sub_profile__name__icontains=word) | Q(profile__in=list(profiles))
        where = Q(scope__in=places_seen(self.viewer).filter(label__icontains=word).values("pk"))
        found |= self.holding(what | where)
        return found | self.on_the_seat if is_seat else found
