"""Keeping the history of sign-ins: attempts of those who are known and of those who are not, in the same work."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from comptoir.access.models import User
from comptoir.audit.outbox import emit
from comptoir.identity.models import IdentityProvider, Method, Outcome, SignIn


@dataclass(frozen=True, slots=True)
class From:
    """Where an attempt comes from: network address, browser's own words, digest of the device's cookie."""

    address: str = ""
    agent: str = ""
    device: str = ""


@transaction.atomic
def note_sign_in(
    user: User | None,
    *,
    method: Method,
    outcome: Outcome,
    origin: From,
    at: datetime,
    provider: IdentityProvider | None = None,
) -> SignIn:
    """One attempt. A success from a device that this person never used before is told to them by mail."""
    succeeded = outcome == Outcome.SUCCEEDED
    earlier = SignIn.objects.filter(user=user, outcome=Outcome.SUCCEEDED)
    is_new = succeeded and user is not None and not earlier.filter(device=origin.device).exclude(device="").exists()
    made = SignIn.objects.create(
        user=user,
        provider=provider,
        at=at,
        method=method,
        outcome=outcome,
        address=origin.address or None,
        agent=origin.agent[:200],
        device=origin.device,
        is_new_device=is_new,
    )
    if is_new and earlier.exclude(pk=made.pk).exists():
        emit("sign_in.new_device", {"sign_in": made.pk}, at)
    return made


def forget_sign_ins(*, before: datetime) -> int:
    """Deletes the history older than its term; how many."""
    return SignIn.objects.filter(at__lt=before).delete()[0]
