"""What a customer asks of everyone who acts for it."""

from datetime import datetime

from django.db import transaction

from comptoir.access.capabilities import IDENTITY_MANAGE, OPERATE_SECURITY
from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.identity.gate import customers_reached, has_second_step
from comptoir.identity.models import RuleKind, SignInRule
from comptoir.identity.proof import Proof
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import authorize
from comptoir.scope.refusal import Refused


class UnableToRule(Refused):
    """The rule would lock out the one who makes it."""


@transaction.atomic
def ask_for(customer: Customer, *, kind: RuleKind, proof: Proof, by: Actor, at: datetime) -> SignInRule:
    """The rule holds from now on, for every session at its next request; asked already, it stays as it is.

    Nobody asks of others what they have not done themselves: a second step from one who has one, the company's own
    sign-in alone from a session that came by it. So nobody is locked out by a provider that never worked. Raises
    UnableToRule and NotAuthorized.
    """
    authorize(by, IDENTITY_MANAGE, customer)
    Customer.objects.select_for_update().get(pk=customer.pk)
    if kind == RuleKind.SECOND_FACTOR and not (has_second_step(by.user_id) or proof.provider):
        raise UnableToRule("rule.no_second_step_of_yours")
    if kind == RuleKind.SINGLE_SIGN_ON and not (proof.provider and customer.pk in customers_reached(proof.provider)):
        raise UnableToRule("rule.come_by_company_first")
    rule, is_new = SignInRule.objects.get_or_create(
        customer=customer, kind=kind, to_at=None, defaults={"from_at": at, "by_label": by.label}
    )
    if is_new:
        record(actor=by, verb="sign_in.rule_made", obj=rule, customer_id=customer.pk, at=at, kind=str(kind))
        emit("sign_in.rule_made", {"customer": customer.pk, "rule": rule.pk}, at)
    return rule


@transaction.atomic
def lift_rule(customer: Customer, *, kind: RuleKind, by: Actor, at: datetime) -> None:
    """The rule no longer holds. By the customer, or by the operator's security desk for one that is locked out."""
    if OPERATE_SECURITY not in by.staff:
        authorize(by, IDENTITY_MANAGE, customer)
    for rule in SignInRule.objects.select_for_update().filter(customer=customer, kind=kind, to_at=None):
        SignInRule.objects.filter(pk=rule.pk).update(to_at=at, lifted_label=by.label)
        record(actor=by, verb="sign_in.rule_lifted", obj=rule, customer_id=customer.pk, at=at, kind=str(kind))
