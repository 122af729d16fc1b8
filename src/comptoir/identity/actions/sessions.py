"""Signing out elsewhere: one open session, or all others."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import models, transaction

from comptoir.access.models import User
from comptoir.audit.log import record
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import NotAuthorized


@transaction.atomic
def end_session(user: User, *, session_id: int, by: Actor, at: datetime) -> int:
    """Ends one of the person's own open sessions; how many ended (none: it was not theirs, or over already)."""
    return _end(user, UserSession.objects.filter(user=user, pk=session_id), by, at)


@transaction.atomic
def end_other_sessions(user: User, *, keep: str, by: Actor, at: datetime) -> int:
    """Ends all of the person's own sessions but the one with this key; how many ended."""
    return _end(user, UserSession.objects.filter(user=user).exclude(session_key=keep), by, at)


def _end(user: User, sessions: "models.QuerySet[UserSession]", by: Actor, at: datetime) -> int:
    if by.user_id != user.pk:
        raise NotAuthorized("own.sessions")
    found = list(sessions)
    for session in found:
        session.end()
    if found:
        record(actor=by, verb="session.ended", obj=user, customer_id=by.customer_id, at=at, count=len(found))
    return len(found)
