"""Companies that a customer controls: naming them, and ending that (A-08; GC 1.2, 9.1)."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.parties.models import Affiliation, Bond, Control, Customer, PastAffiliation
from comptoir.scope.actor import Actor
from comptoir.scope.models import ScopeEdge, ScopeKind, ScopeNode
from comptoir.scope.refusal import Refused
from comptoir.scope.tree import add_node, hang


class UnableToNameAffiliate(Refused):
    """The affiliate belongs to a group already, is the parent itself, or there is no such ground."""


@transaction.atomic
def name_affiliate(
    parent: Customer,
    *,
    affiliate: Customer,
    ground: str,
    since_on: date,
    by: Actor,
    at: datetime,
    guaranteed_by: str = "",
    guaranteed_on: date | None = None,
) -> Affiliation:
    """`affiliate` is reached by the parent's Access Owner from now on (GC 1.2, 9.1); the ground is kept.

    `guaranteed_by` is who guarantees for the parent that the affiliate agrees, and when. Parent and affiliates hang
    below one group node. Raises UnableToNameAffiliate.
    """
    _assert_one_storey(parent, affiliate)
    if ground not in Control:
        raise UnableToNameAffiliate("affiliate.unknown_ground")
    kept: dict[str, Any] = {"ground": ground, "since_on": since_on, "named_at": at, "named_label": by.label}
    said: dict[str, Any] = {"guaranteed_by": guaranteed_by.strip(), "guaranteed_on": guaranteed_on}
    try:
        with transaction.atomic():
            affiliation = Affiliation.objects.create(parent=parent, affiliate=affiliate, **kept, **said)
    except IntegrityError:
        raise UnableToNameAffiliate("affiliate.has_parent", affiliate=affiliate.legal_name) from None
    hang(affiliate.scope, [_group_of(parent, at)], at=at)
    for company in (parent, affiliate):
        personal = {"guaranteed_by": said["guaranteed_by"]} if said["guaranteed_by"] else {}
        _note("affiliate.named", company, affiliation, by, at, ground=ground, personal=personal)
    return affiliation


@transaction.atomic
def end_affiliation(affiliation: Affiliation, *, by: Actor, at: datetime) -> PastAffiliation:
    """The affiliate stands alone from now on: no right of the group reaches it at the next request.

    What ended is kept. What people of the parent hold in the affiliate itself is for access/actions/groups.py.
    """
    affiliation = Affiliation.objects.select_for_update().get(pk=affiliation.pk)
    kept = {field.name: getattr(affiliation, field.name) for field in Bond._meta.get_fields()}
    past = PastAffiliation.objects.create(
        parent=affiliation.parent, affiliate=affiliation.affiliate, ended_at=at, ended_label=by.label, **kept
    )
    hang(affiliation.affiliate.scope, [], at=at)
    for company in (affiliation.parent, affiliation.affiliate):
        _note("affiliate.ended", company, affiliation, by, at)
    emit("affiliate.ended", {"parent": past.parent_id, "affiliate": past.affiliate_id}, at)
    affiliation.delete()
    return past


def _assert_one_storey(parent: Customer, affiliate: Customer) -> None:
    """A group has one parent company and its affiliates: what one company reaches stays plain to see."""
    if parent.pk == affiliate.pk:
        raise UnableToNameAffiliate("affiliate.of_itself")
    if Affiliation.objects.filter(affiliate=parent).exists() or affiliate.affiliations.exists():
        raise UnableToNameAffiliate("affiliate.two_storeys", affiliate=affiliate.legal_name)


def _group_of(parent: Customer, at: datetime) -> ScopeNode:
    """The node of the parent's group, made with the first affiliate."""
    edge = ScopeEdge.objects.filter(child=parent.scope, parent__kind=ScopeKind.GROUP).select_related("parent").first()
    if edge is not None:
        return edge.parent
    group = add_node(kind=ScopeKind.GROUP, label=parent.legal_name, customer_ref=parent.pk, at=at)
    hang(parent.scope, [group], at=at)
    return group


def _note(verb: str, company: Customer, affiliation: Affiliation, by: Actor, at: datetime, **said: Any) -> None:
    """In the log of both companies: each must be able to read it."""
    codes: dict[str, Any] = {"parent": affiliation.parent.code, "affiliate": affiliation.affiliate.code}
    record(actor=by, verb=verb, obj=company, customer_id=company.pk, at=at, **codes, **said)
