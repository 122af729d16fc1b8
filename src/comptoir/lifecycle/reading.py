"""The contract's documents as people read them: the latest, what is new to somebody, who accepted what (P-11, P-12)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from comptoir.access.capabilities import OPERATE_CUSTOMERS, OPERATE_SETTINGS
from comptoir.lifecycle.difference import Paragraph, changes, paragraphs
from comptoir.lifecycle.models import (
    Acceptance,
    ContractNotice,
    DocumentConflict,
    DocumentKind,
    DocumentVersion,
    NoticeGround,
)
from comptoir.lifecycle.precedence import CONTRACTS, clause_of, order_of
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.contract import terms_on


@dataclass(frozen=True, slots=True)
class Changed:
    """A version beside the one that somebody accepted last: the whole difference, and in how many places."""

    version: DocumentVersion
    before: DocumentVersion
    paragraphs: list[Paragraph]
    places: int


@dataclass(frozen=True, slots=True)
class Order:
    """The documents of one contract in their order, each with its latest version if one is published here."""

    contract: str
    clause: str
    documents: tuple[tuple[str, DocumentVersion | None], ...]


def in_force(on: date) -> list[DocumentVersion]:
    """The version of each document that holds on a day. Everybody may read them (GC 3)."""
    begun = DocumentVersion.objects.filter(effective_on__lte=on).order_by("kind", "effective_on")
    return list({version.kind: version for version in begun}.values())


def in_force_for_portal(on: date) -> list[DocumentVersion]:
    """Those of them that the portal contract consists of: what its people accept."""
    kinds = order_of("portal", terms_on(on))
    return [one for one in in_force(on) if one.kind in kinds]


def coming(on: date) -> list[DocumentVersion]:
    """Versions that are published and do not hold yet, the first to come first."""
    return list(DocumentVersion.objects.filter(effective_on__gt=on).order_by("effective_on", "kind"))


def versions(kind: str, on: date | None = None) -> "QuerySet[DocumentVersion]":
    """All versions of a document, the latest first; with a day, those that had come by then."""
    found = DocumentVersion.objects.filter(kind=kind)
    return (found if on is None else found.filter(effective_on__lte=on)).order_by("-effective_on")


def version(pk: int) -> DocumentVersion:
    """One published version; raises DocumentVersion.DoesNotExist."""
    return DocumentVersion.objects.get(pk=pk)


def to_accept(actor: Actor, on: date) -> list[DocumentVersion]:
    """The versions in force of the portal contract that `actor` has not accepted yet; one query, or two."""
    if actor.user_id is None or actor.customer_id is None:
        return []
    held = in_force_for_portal(on)
    if not held:
        return []
    accepted = _accepted().filter(user=actor.user_id, customer=actor.customer_id, version__in=held)
    done = set(accepted.values_list("version_id", flat=True))
    return [one for one in held if one.pk not in done]


def refusal_of(customer_id: int) -> ContractNotice | None:
    """The notice by which a customer refuses new terms, while it runs; until its end nobody accepts them by use."""
    running = ContractNotice.objects.filter(withdrawn_at=None, carried_out_at=None, ground=NoticeGround.TERMS)
    return running.filter(customer=customer_id, application="").order_by("last_on").first()


def accepted_before(actor: Actor, later: DocumentVersion) -> DocumentVersion | None:
    """The version of the same document that `actor` accepted last before this one."""
    own = _accepted().filter(
        user=actor.user_id,
        customer=actor.customer_id,
        version__kind=later.kind,
        version__effective_on__lt=later.effective_on,
    )
    last = own.select_related("version").order_by("-version__effective_on").first()
    return last.version if last else None


def changed(before: DocumentVersion, later: DocumentVersion, language: str) -> Changed:
    """What is different between two versions, in a language."""
    old, new = before.text_in(language), later.text_in(language)
    return Changed(later, before, paragraphs(old, new), changes(old, new))


def paragraphs_of(text: str) -> list[str]:
    """A text's paragraphs, which empty lines part."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def own_acceptances(actor: Actor) -> "QuerySet[Acceptance]":
    """What `actor` accepted for the customer they act for, the latest first."""
    own = _accepted().filter(user=actor.user_id, customer=actor.customer_id)
    return own.select_related("version").order_by("-at", "-pk")


def acceptances_of(actor: Actor, customer: Customer) -> "QuerySet[Acceptance]":
    """Who of a customer accepted which version when, for the desk."""
    if OPERATE_CUSTOMERS not in actor.staff:
        raise NotAuthorized(OPERATE_CUSTOMERS)
    return _accepted().filter(customer=customer).select_related("version", "user").order_by("-at", "-pk")


def acceptance_counts(actor: Actor, found: Sequence[DocumentVersion]) -> dict[int, int]:
    """How many people accepted each of these versions, for the operator."""
    if not {OPERATE_CUSTOMERS, OPERATE_SETTINGS} & actor.staff:
        raise NotAuthorized(OPERATE_SETTINGS)
    rows = _accepted().filter(version__in=found).order_by().values_list("version_id")
    return dict(rows.annotate(people=Count("user_id", distinct=True)))


def orders(on: date) -> list[Order]:
    """The order of precedence of each contract (P-12)."""
    terms, held = terms_on(on), {version.kind: version for version in in_force(on)}
    own = {"portal": held}  # the documents of services are their agreements' own
    return [
        Order(
            name,
            clause_of(name, terms),
            tuple((kind, own.get(name, {}).get(kind)) for kind in order_of(name, terms)),
        )
        for name in CONTRACTS
    ]


def conflicts(actor: Actor) -> "QuerySet[Any]":
    """Recorded conflicts: all for the desk, for a customer's people their own and those that concern everybody."""
    found = DocumentConflict.objects.select_related("customer").order_by("-recorded_at", "-pk")
    if OPERATE_CUSTOMERS in actor.staff:
        return found
    if actor.customer_id is None:
        return found.none()
    return found.filter(Q(customer=None) | Q(customer=actor.customer_id))


def kinds() -> list[tuple[str, Any]]:
    """The documents that can be published, with their names."""
    return [(kind.value, kind.label) for kind in DocumentKind]


def _accepted() -> "QuerySet[Acceptance]":
    """Those who were only told are left out."""
    return Acceptance.objects.filter(at__isnull=False)
