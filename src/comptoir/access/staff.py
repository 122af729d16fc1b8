"""Who works for the operator, with which roles, and how each signs in; for the administrators only."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from comptoir.access.capabilities import OPERATE_STAFF
from comptoir.access.models import StaffRole, Suspension, User
from comptoir.scope.actor import Actor


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One of the operator's people: roles, and the state of their sign-in."""

    id: int
    name: str
    email: str
    roles: tuple[str, ...]
    is_active: bool
    is_suspended: bool
    last_login: datetime | None
    sessions: int
    has_second_step: bool


def staff(actor: Actor, at: datetime) -> list[StaffMember]:
    """Everyone who holds a role, by name; two queries, whatever their number."""
    people = list(_people(actor, at))
    roles: dict[int, list[str]] = {}
    for held in StaffRole.objects.filter(user__in=people).order_by("role"):
        roles.setdefault(held.user_id, []).append(held.role)
    return [_member(user, tuple(roles.get(user.pk, ()))) for user in people]


def staff_user(actor: Actor, at: datetime, pk: int) -> User:
    """One of them. Raises User.DoesNotExist."""
    return _people(actor, at).get(pk=pk)


def _people(actor: Actor, at: datetime) -> "QuerySet[User]":
    if OPERATE_STAFF not in actor.staff:
        return User.objects.none()
    stopped = Suspension.objects.filter(
        Q(lifted_at=None) | Q(lifted_at__gt=at), user=OuterRef("pk"), customer=None, from_at__lte=at
    )
    second = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    found = User.objects.filter(pk__in=StaffRole.objects.values("user_id"))
    return found.annotate(
        is_stopped=Exists(stopped), has_second=Exists(second), session_count=Count("usersession", distinct=True)
    ).order_by("name", "pk")


def _member(user: User, roles: tuple[str, ...]) -> StaffMember:
    return StaffMember(
        id=user.pk,
        name=user.name,
        email=user.email,
        roles=roles,
        is_active=user.is_active,
        is_suspended=user.is_stopped,  # type: ignore[attr-defined]
        last_login=user.last_login,
        sessions=user.session_count,  # type: ignore[attr-defined]
        has_second_step=user.has_second,  # type: ignore[attr-defined]
    )
