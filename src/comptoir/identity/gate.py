"""What stands between a session and a customer: the customer's own rules on how its people sign in (A-13).

A session that came by a company's sign-in acts for that company and its affiliates only: whoever runs company B's
sign-in can say who anybody is, and must not reach company A by it.
"""

from enum import StrEnum

from allauth.mfa.models import Authenticator
from django.conf import settings

from comptoir.identity.models import IdentityProvider, RuleKind, SignInRule
from comptoir.identity.proof import Proof
from comptoir.parties.models import Affiliation
from comptoir.scope.actor import Actor, Channel


class Missing(StrEnum):
    """What a session must do first."""

    SET_UP = "set_up"
    """The person has no second step; one must be set up."""
    SECOND_STEP = "second_step"
    """They have one, but this session was opened without it."""
    COMPANY = "company"
    """The customer lets people in through its own sign-in only."""
    ELSEWHERE = "elsewhere"
    """The session came by another company's sign-in."""


def missing_of(actor: Actor, proof: Proof) -> Missing | None:
    """What is missing before this session may reach anything of the customer acted for; none: nothing. One query,
    and one or two more where a rule or a company sign-in is in play."""
    if actor.staff:
        is_asked = settings.STAFF_SECOND_FACTOR or settings.SECOND_FACTOR_FOR_ALL
        return _second_step(actor, proof) if is_asked else None
    if actor.customer_id is None:
        return None
    if proof.provider:
        return None if actor.customer_id in customers_reached(proof.provider) else Missing.ELSEWHERE
    asked = set(SignInRule.objects.filter(customer_id=actor.customer_id, to_at=None).values_list("kind", flat=True))
    if RuleKind.SINGLE_SIGN_ON in asked:
        # A third party has no account at the company's own sign-in: a second step stands in its place.
        if actor.channel != Channel.THIRD_PARTY:
            return Missing.COMPANY
        asked.add(RuleKind.SECOND_FACTOR)
    is_asked = RuleKind.SECOND_FACTOR in asked or settings.SECOND_FACTOR_FOR_ALL
    return _second_step(actor, proof) if is_asked else None


def customers_reached(slug: str) -> frozenset[int]:
    """The customers that a session which came by this sign-in may act for: its own, and the group it heads."""
    own = IdentityProvider.objects.filter(slug=slug, to_at=None).values_list("customer_id", flat=True).first()
    if own is None:
        return frozenset()
    return frozenset({own, *Affiliation.objects.filter(parent_id=own).values_list("affiliate_id", flat=True)})


def has_second_step(user_id: int | None) -> bool:
    """Whether someone has set up an authenticator app or a key."""
    found = Authenticator.objects.filter(user_id=user_id).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return bool(found.exists())


def _second_step(actor: Actor, proof: Proof) -> Missing | None:
    if proof.has_second_factor and has_second_step(actor.user_id):
        return None
    return Missing.SECOND_STEP if has_second_step(actor.user_id) else Missing.SET_UP
