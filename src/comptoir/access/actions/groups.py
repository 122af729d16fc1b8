"""The guarantee that an affiliate agrees, and the end of an affiliation with all that came by it (A-08; GC 9.1)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from comptoir.access.actions.people import end_tokens
from comptoir.access.capabilities import OPERATE_CUSTOMERS, SEAT_REPLACE
from comptoir.access.models import Grant, Membership, SeatHolding, Token
from comptoir.audit.log import record
from comptoir.kernel.clock import brussels_date
from comptoir.parties.actions.affiliates import end_affiliation
from comptoir.parties.models import Affiliation, PastAffiliation
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import authorize


@transaction.atomic
def leave_group(affiliation: Affiliation, *, by: Actor, at: datetime) -> PastAffiliation:
    """The affiliate stands alone: rights by the group end at once, and so do rights of its own that people of the
    parent hold there. What its own people hold stays, from its own seat, filled or vacant.

    By the operator's customer desk, or the parent's Access Owner. Raises NotAuthorized.
    """
    if OPERATE_CUSTOMERS not in by.staff:
        authorize(by, SEAT_REPLACE, affiliation.parent)
    theirs = list(rights_of_the_parent(affiliation, at))
    Grant.objects.filter(pk__in=[grant.pk for grant in theirs]).update(to_at=at)
    holders = {grant.holder_id for grant in theirs}
    Membership.objects.filter(customer=affiliation.affiliate, user__in=holders, to_at=None).update(to_at=at)
    members = Membership.objects.filter(customer=affiliation.affiliate, to_at=None).values("user_id")
    end_tokens(Token.objects.exclude(user__in=members), affiliation.affiliate, by=by, at=at)
    for grant in theirs:
        customer = grant.customer_id
        record(actor=by, verb="right.ended", obj=grant, customer_id=customer, at=at, user=grant.holder_id)
    return end_affiliation(affiliation, by=by, at=at)


@transaction.atomic
def guarantee_consent(affiliation: Affiliation, *, by: Actor, at: datetime) -> Affiliation:
    """The parent's Access Owner guarantees, for the parent, that the affiliate agrees (GC 9.1); kept with who and when.

    Said once, it stays. Raises NotAuthorized for all others.
    """
    authorize(by, SEAT_REPLACE, affiliation.parent)
    affiliation = Affiliation.objects.select_for_update().get(pk=affiliation.pk)
    if not affiliation.guaranteed_by:
        affiliation.guaranteed_by, affiliation.guaranteed_on = by.label, brussels_date(at)
        affiliation.save(update_fields=["guaranteed_by", "guaranteed_on"])
        for company in (affiliation.parent, affiliation.affiliate):
            record(actor=by, verb="affiliate.guaranteed", obj=company, customer_id=company.pk, at=at)
    return affiliation


def rights_of_the_parent(affiliation: Affiliation, at: datetime) -> "QuerySet[Grant]":
    """What people of the parent hold in the affiliate by rights of its own, who is on its seat left out."""
    running = Q(to_at=None) | Q(to_at__gt=at)
    people = Membership.objects.filter(customer=affiliation.parent_id, to_at=None).values("user_id")
    seated = SeatHolding.objects.filter(seat__customer=affiliation.affiliate_id, to_at=None).values("holder_id")
    found = Grant.objects.filter(running, customer=affiliation.affiliate_id, holder__in=people)
    return found.exclude(holder__in=seated).select_related("holder", "scope").order_by("holder__name", "pk")
