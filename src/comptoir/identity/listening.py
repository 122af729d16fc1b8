"""What django-allauth tells while somebody signs in, where it offers no other way to hear of it."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import authentication_step_completed
from allauth.mfa.signals import authentication_failed, authenticator_added

from comptoir.identity.account_adapter import origin_of
from comptoir.identity.actions.history import note_sign_in
from comptoir.identity.models import Method, Outcome
from comptoir.identity.proof import confirm


def start() -> None:
    authentication_step_completed.connect(_confirmed, dispatch_uid="identity.confirmed")
    authenticator_added.connect(_set_up, dispatch_uid="identity.set_up")
    authentication_failed.connect(_wrong_code, dispatch_uid="identity.wrong_code")


def _confirmed(sender: Any, request: Any, **_: Any) -> None:
    """Each step, at sign-in or when asked again, shows who it is."""
    confirm(request, request.now)


def _set_up(sender: Any, request: Any, user: Any, authenticator: Any, **_: Any) -> None:
    """Setting up a second step shows that one has it: this session was opened with it, so to speak."""
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def _wrong_code(sender: Any, request: Any, user: Any, **_: Any) -> None:
    note_sign_in(
        user,
        method=Method.SECOND_FACTOR,
        outcome=Outcome.WRONG_CODE,
        origin=origin_of(request),
        at=request.now,
    )
