"""Notices about third parties as people see them. The first argument is who asks."""

from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from comptoir.access.capabilities import OPERATE_CUSTOMERS, PEOPLE_MANAGE
from comptoir.access.models import Membership, ThirdPartyNotice
from comptoir.access.third_parties import NoticeState
from comptoir.scope.actor import Actor


def notices(actor: Actor, at: datetime) -> "QuerySet[Any]":
    """Those of the customer for whom `actor` acts, if they manage people there; for the customer desk, all.

    Each with `called`: the person's name as the customer gave it.
    """
    if OPERATE_CUSTOMERS in actor.staff:
        found = ThirdPartyNotice.objects.all()
    elif actor.may(PEOPLE_MANAGE) and actor.customer_id is not None:
        found = ThirdPartyNotice.objects.filter(customer_id=actor.customer_id)
    else:
        found = ThirdPartyNotice.objects.none()
    as_member = Membership.objects.filter(customer=OuterRef("customer"), user=OuterRef("holder"))
    name = Subquery(as_member.order_by("-from_at", "-pk").values("name")[:1])
    found = found.annotate(called=Coalesce(name, F("holder__name")))
    return with_state(found.select_related("customer", "holder"), at).order_by("rank", "to_at", "pk")


def with_state(rows: "QuerySet[ThirdPartyNotice]", at: datetime) -> "QuerySet[Any]":
    """Each with `state`, as `state_of` has it, and `rank`: waiting ones first, then those that run."""
    noted = Q(noted_at__lte=at)
    states = (
        (Q(refused_at__lte=at) & noted, NoticeState.REFUSED_LATER),
        (Q(refused_at__lte=at), NoticeState.REFUSED),
        (Q(ended_at__lte=at), NoticeState.ENDED),
        (Q(to_at__lte=at), NoticeState.EXPIRED),
        (noted, NoticeState.RUNNING),
    )
    state = _cases([(rule, str(value)) for rule, value in states], str(NoticeState.WAITING))
    rank = _cases([(Q(state=NoticeState.WAITING), "0"), (Q(state=NoticeState.RUNNING), "1")], "2")
    return rows.annotate(state=state).annotate(rank=rank)


def waiting(actor: Actor, at: datetime) -> int:
    """How many wait for the operator."""
    return notices(actor, at).filter(state=NoticeState.WAITING).count()


def company_at(holder: str, customer: str, at: str) -> Coalesce:
    """For a queryset: the company of someone who wrote as a third party, empty for the customer's own people.

    The arguments are its paths to the person, to the customer, and to the instant of writing.
    """
    ran = Q(ended_at=None) | Q(ended_at__gt=OuterRef(at))
    stood = Q(refused_at=None) | Q(refused_at__gt=OuterRef(at))
    notices = ThirdPartyNotice.objects.filter(ran, stood, holder=OuterRef(holder), customer=OuterRef(customer))
    then = notices.filter(noted_at__lte=OuterRef(at), to_at__gt=OuterRef(at)).order_by("-noted_at")
    return Coalesce(Subquery(then.values("company_name")[:1]), Value(""))


def _cases(rules: list[tuple[Q, str]], otherwise: str) -> Case:
    whens = [When(rule, then=Value(value)) for rule, value in rules]
    return Case(*whens, default=Value(otherwise), output_field=CharField())
