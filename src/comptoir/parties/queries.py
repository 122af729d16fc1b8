"""Scoped reads of customers and their accounts. The first argument is who asks."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from comptoir.parties.models import Affiliation, BillingAccount, CostCentre, Customer, PastAffiliation
from comptoir.scope.actor import Actor


def customers(actor: Actor, capability: str) -> "QuerySet[Any]":
    return Customer.objects.visible_to(actor, capability).order_by("sort_name", "pk")


def billing_accounts(actor: Actor, capability: str) -> "QuerySet[Any]":
    rows = BillingAccount.objects.visible_to(actor, capability)
    return rows.select_related("customer", "account", "payment_agreement").order_by("code")


def cost_centres(actor: Actor, capability: str) -> "QuerySet[Any]":
    return CostCentre.objects.visible_to(actor, capability).order_by("code", "pk")


@dataclass(frozen=True, slots=True)
class Group:
    """The companies of a group as one of them may know it: its parent, and the affiliates that are named now."""

    parent: Customer
    affiliations: tuple[Affiliation, ...]
    past: tuple[PastAffiliation, ...] = ()


def group_of(actor: Actor, capability: str) -> Group | None:
    """The group of the customer for whom `actor` acts; none where it belongs to none, or for who may not see it.

    Whoever sees the parent sees all affiliates; whoever sees an affiliate sees its own tie alone.
    """
    own = Customer.objects.visible_to(actor, capability).filter(pk=actor.customer_id).first()
    if own is None:
        return None
    rows = Affiliation.objects.select_related("parent", "affiliate").order_by("affiliate__sort_name", "pk")
    tie = rows.filter(affiliate=own).first()
    if tie is not None:
        return Group(tie.parent, (tie,))
    past = PastAffiliation.objects.filter(parent=own).select_related("affiliate").order_by("-ended_at")
    found = Group(own, tuple(rows.filter(parent=own)), tuple(past))
    return found if found.affiliations or found.past else None


def tie_of(actor: Actor, capability: str, affiliate: Customer) -> Affiliation:
    """By what the affiliate belongs to its group; raises Affiliation.DoesNotExist."""
    seen = Customer.objects.visible_to(actor, capability)
    rows = Affiliation.objects.filter(affiliate__in=seen, parent__in=seen).select_related("parent", "affiliate")
    return rows.get(affiliate=affiliate)


def ties_of(actor: Actor, capability: str, customer: Customer) -> list[Affiliation]:
    """All ties of a customer, as the parent or as the affiliate; one query."""
    seen = Customer.objects.visible_to(actor, capability).filter(pk=customer.pk)
    rows = Affiliation.objects.filter(Q(parent__in=seen) | Q(affiliate__in=seen))
    return list(rows.select_related("parent", "affiliate").order_by("affiliate__sort_name", "pk"))
