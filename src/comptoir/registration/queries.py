"""Reads of registrations and of changes. The first argument is who asks, but for the registrant, who has a link."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from comptoir.access.capabilities import CUSTOMER_VIEW, OPERATE_REGISTRATIONS, PEOPLE_MANAGE
from comptoir.parties.models import Customer
from comptoir.registration.models import (
    Answer,
    ChangeKind,
    ChangeRequest,
    ContactPerson,
    Document,
    DocumentWish,
    Registration,
)
from comptoir.scope.actor import Actor


def registrations(actor: Actor) -> "QuerySet[Registration]":
    """Those that were submitted, for the registrations desk only: nothing reaches the operator before."""
    if OPERATE_REGISTRATIONS not in actor.staff:
        return Registration.objects.none()
    return Registration.objects.filter(submitted_at__isnull=False).select_related("answer__customer")


def documents(actor: Actor) -> "QuerySet[Document]":
    """Files that registrants handed over, for the registrations desk only."""
    if OPERATE_REGISTRATIONS not in actor.staff:
        return Document.objects.none()
    return Document.objects.select_related("wish__registration", "review")


def wishes(actor: Actor) -> "QuerySet[DocumentWish]":
    """Documents asked for, for the registrations desk only."""
    if OPERATE_REGISTRATIONS not in actor.staff:
        return DocumentWish.objects.none()
    return DocumentWish.objects.select_related("registration")


def own_registration(registration_id: int) -> Registration:
    """The registration of a session that came by its link. Raises Registration.DoesNotExist."""
    return Registration.objects.select_related("answer").get(pk=registration_id)


def customers_with_number(actor: Actor, *numbers: str) -> list[Customer]:
    """Customers that carry one of the numbers, for the registrations desk only."""
    wanted = [number for number in numbers if number]
    if OPERATE_REGISTRATIONS not in actor.staff or not wanted:
        return []
    alike = Q(enterprise_number__in=wanted) | Q(vat_number__in=wanted)
    return list(Customer.objects.filter(alike).order_by("pk"))


def registered_as(customer_id: int) -> Registration | None:
    """The registration that made a customer: its form, and the address for the operator's letters (GC 2.2.3)."""
    answer = Answer.objects.filter(customer_id=customer_id).select_related("registration").first()
    return answer.registration if answer else None


def changes(actor: Actor) -> "QuerySet[ChangeRequest]":
    """Changes asked for: all of them for the registrations desk, a customer's own for who sees its details.

    Whoever manages people without seeing details has those that they asked for themselves.
    """
    found = ChangeRequest.objects.select_related("customer", "answer").order_by("-asked_at", "-pk")
    if OPERATE_REGISTRATIONS in actor.staff:
        return found
    own = found.filter(customer_id=actor.customer_id)
    if actor.may(CUSTOMER_VIEW):
        return own.visible_to(actor, CUSTOMER_VIEW)
    return own.visible_to(actor, PEOPLE_MANAGE).filter(asked_by=actor.user_id, kind=ChangeKind.ACCESS_OWNER)


def contact_persons(actor: Actor, at: datetime) -> "QuerySet[ContactPerson]":
    """Whom the operator turns to at the customer for whom `actor` acts, for who sees its details."""
    found = ContactPerson.objects.visible_to(actor, CUSTOMER_VIEW).filter(customer_id=actor.customer_id)
    return found.filter(Q(to_at=None) | Q(to_at__gt=at)).order_by("name", "pk")


def contact_persons_of(actor: Actor, customers: Iterable[int], at: datetime) -> "QuerySet[ContactPerson]":
    """The same for the operator's registrations desk."""
    if OPERATE_REGISTRATIONS not in actor.staff:
        return ContactPerson.objects.none()
    running = Q(to_at=None) | Q(to_at__gt=at)
    return ContactPerson.objects.filter(running, customer_id__in=list(customers)).order_by("name", "pk")
