"""What a session proves about who is behind it: how they signed in, and when they last showed that it is them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records

from comptoir.kernel.clock import brussels_date
from comptoir.scope.contract import terms_on

CONFIRMED_AT = "confirmed_at"


@dataclass(frozen=True, slots=True)
class Proof:
    """`provider` is the slug of the company sign-in that the session came by, empty for one's own credentials."""

    provider: str = ""
    has_second_factor: bool = False
    is_passkey: bool = False


def proof_of(request: Any) -> Proof:
    """From the steps that django-allauth keeps in the session; a session without any proves nothing more."""
    records = get_authentication_records(request, request.user if request.user.is_authenticated else None)
    companies = [record.get("provider", "") for record in records if record.get("method") == "socialaccount"]
    return Proof(
        provider=companies[-1] if companies else "",
        has_second_factor=any(record.get("method") == "mfa" for record in records),
        is_passkey=any(record.get("passwordless") for record in records),
    )


def confirm(request: Any, at: datetime) -> None:
    """Keeps that the person has just shown who they are."""
    request.session[CONFIRMED_AT] = at.isoformat()


def is_confirmed(request: Any, at: datetime) -> bool:
    """Whether they did so recently enough for what is sensitive; `portal.sign_in.confirm_again` says how recently."""
    said = request.session.get(CONFIRMED_AT)
    if not isinstance(said, str):
        return False
    recent = terms_on(brussels_date(at))["portal.sign_in.confirm_again"].duration
    return timedelta() <= at - datetime.fromisoformat(said) < recent
