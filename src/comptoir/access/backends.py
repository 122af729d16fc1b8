"""Who may sign in at all: people. A service account acts by its tokens only (A-14)."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from comptoir.access.models import UserKind


class PeopleOnly(AuthenticationBackend):  # type: ignore[misc]
    """django-allauth's, which neither signs a service account in nor knows a session of one."""

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(super().user_can_authenticate(user)) and user.kind == UserKind.PERSON
