"""Open sessions of people: the one place that ends them."""

from collections.abc import Iterable

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session


def end_sessions_of(users: Iterable[int]) -> int:
    """Signs people out everywhere; how many sessions ended."""
    keys = UserSession.objects.filter(user_id__in=list(users)).values_list("session_key", flat=True)
    return Session.objects.filter(session_key__in=list(keys)).delete()[0]
