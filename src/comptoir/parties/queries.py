"""Scoped reads of customers and their accounts. The first argument is who asks."""

from typing import Any

from django.db.models import QuerySet

from comptoir.parties.models import BillingAccount, CostCentre, Customer
from comptoir.scope.actor import Actor


def customers(actor: Actor, capability: str) -> "QuerySet[Any]":
    return Customer.objects.visible_to(actor, capability).order_by("sort_name", "pk")


def billing_accounts(actor: Actor, capability: str) -> "QuerySet[Any]":
    rows = BillingAccount.objects.visible_to(actor, capability)
    return rows.select_related("customer", "account", "payment_agreement").order_by("code")


def cost_centres(actor: Actor, capability: str) -> "QuerySet[Any]":
    return CostCentre.objects.visible_to(actor, capability).order_by("code", "pk")
