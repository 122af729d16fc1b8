"""The operator's answer to a registration: accepted, which makes a customer, or refused with a reason (P-02, P-04)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from comptoir.access.actions.people import UnableToInvite, invite_user
from comptoir.access.actions.rights import UnableToGiveRight, give_right
from comptoir.access.actions.seats import UnableToDesignate, designate_access_owner
from comptoir.access.capabilities import ACCESS_MANAGER, OPERATE_REGISTRATIONS
from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.kernel.clock import brussels_date
from comptoir.parties.actions.affiliates import UnableToNameAffiliate, name_affiliate
from comptoir.parties.actions.customers import UnableToCreateCustomer, create_customer
from comptoir.parties.models import Customer
from comptoir.registration.links import make_link
from comptoir.registration.models import Answer, ContactPerson, LinkPurpose, NamedAffiliate, Registration, State
from comptoir.registration.queries import customers_with_number
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import require
from comptoir.scope.refusal import Refused

LONGEST_REASON = 2000


class UnableToAnswer(Refused):
    """It is answered already, waits for documents, lacks a reason, or cannot be made a customer."""


@transaction.atomic
def accept(
    registration: Registration,
    *,
    code: str,
    by: Actor,
    at: datetime,
    affiliates: Mapping[int, Customer] | None = None,
    knowing: bool = False,
) -> Customer:
    """The registration becomes a customer whose contract starts that day (GC 2.2.1); all of it, or nothing.

    The registrant has the seat, or is Access Manager where none is wanted (GC 8.1.2). `affiliates` matches those that
    were named, by their row, to customers; `knowing`: although a customer with the same number is known.
    """
    require(by, OPERATE_REGISTRATIONS)
    kept = _to_answer(registration, at)
    if any(wish.is_open for wish in kept.wishes.all()):
        raise UnableToAnswer("registration.waits_for_documents")
    if not knowing and customers_with_number(by, kept.enterprise_number, kept.vat_number):
        raise UnableToAnswer("registration.number_known")
    try:
        customer = _customer_of(kept, code, by, at)
        _people_of(customer, kept, by, at)
        _link_affiliates(customer, kept, affiliates or {}, by, at)
    except (
        UnableToCreateCustomer, UnableToInvite, UnableToGiveRight, UnableToDesignate, UnableToNameAffiliate,
    ) as refusal:  # fmt: skip
        raise UnableToAnswer(refusal.message, **refusal.values) from refusal
    _answer(kept, accepted=True, reason="", customer=customer, by=by, at=at)
    return customer


@transaction.atomic
def refuse(registration: Registration, *, reason: str, by: Actor, at: datetime) -> Answer:
    """The registrant is told the reason."""
    require(by, OPERATE_REGISTRATIONS)
    said = reason.strip()[:LONGEST_REASON]
    if not said:
        raise UnableToAnswer("registration.needs_reason")
    kept = _to_answer(registration, at)
    return _answer(kept, accepted=False, reason=said, customer=None, by=by, at=at)


def _to_answer(registration: Registration, at: datetime) -> Registration:
    """The row, held: of two who answer at once the second is told so."""
    kept = Registration.objects.select_for_update().get(pk=registration.pk)
    if kept.state(at) not in (State.SUBMITTED, State.DOCUMENTS):
        raise UnableToAnswer("registration.answered_already")
    return kept


def _customer_of(kept: Registration, code: str, by: Actor, at: datetime) -> Customer:
    return create_customer(
        code=code,
        legal_name=kept.legal_name,
        legal_form=kept.legal_form,
        enterprise_number=kept.enterprise_number,
        vat_number=kept.vat_number,
        street=kept.street,
        postcode=kept.postcode,
        city=kept.city,
        country=kept.country,
        language=kept.language,
        has_access_owner=kept.wants_access_owner,
        accepted_on=brussels_date(at),
        by=by,
        at=at,
    )


def _people_of(customer: Customer, kept: Registration, by: Actor, at: datetime) -> None:
    # The letter of acceptance is the invitation: one mail says both.
    user = invite_user(
        customer, email=kept.email, name=kept.name, language=kept.language, phone=kept.phone, by=by, at=at, tell=False
    )
    if kept.wants_access_owner:
        designate_access_owner(customer, holder=user, by=by, at=at)
    else:
        give_right(customer, holder=user, profile=ACCESS_MANAGER, scope=customer.scope, by=by, at=at)
    ContactPerson.objects.create(
        customer=customer, name=kept.name, email=kept.email, phone=kept.phone, language=kept.language, from_at=at
    )


def _link_affiliates(
    customer: Customer, kept: Registration, matched: Mapping[int, Customer], by: Actor, at: datetime
) -> None:
    """Those that the operator matched; the others stay named, and are nobody's yet."""
    for row in NamedAffiliate.objects.filter(registration=kept, pk__in=matched):
        affiliate = matched[row.pk]
        if row.number not in (affiliate.enterprise_number, affiliate.vat_number):
            raise UnableToAnswer("registration.affiliate_number_differs", affiliate=row.name)
        name_affiliate(
            customer, affiliate=affiliate, ground=row.ground, since_on=brussels_date(at), by=by, at=at,
            guaranteed_by=kept.name, guaranteed_on=brussels_date(kept.consent_at) if kept.consent_at else None,
        )  # fmt: skip
        row.customer = affiliate
        row.save(update_fields=["customer"])


def _answer(
    kept: Registration, *, accepted: bool, reason: str, customer: Customer | None, by: Actor, at: datetime
) -> Answer:
    answer = Answer.objects.create(
        registration=kept, accepted=accepted, reason=reason, customer=customer, at=at, by_id=by.user_id,
        by_label=by.label,
    )  # fmt: skip
    verb = "registration.accepted" if accepted else "registration.refused"
    customer_id = customer.pk if customer else None
    record(actor=by, verb=verb, obj=kept, customer_id=customer_id, at=at, terms=kept.terms_version)
    link = make_link(kept, LinkPurpose.RETURN, at)
    emit(verb, {"registration": kept.pk, "customer": customer_id, "link": link.pk}, at)
    return answer
