"""The operator's own people in the console: appointing them and ending their roles, by the administrators."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from comptoir.access.actions.people import end_sessions
from comptoir.access.capabilities import OPERATE_STAFF, STAFF_ROLES
from comptoir.access.models import Grant, Membership, StaffRole, User
from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import require
from comptoir.scope.refusal import Refused

ADMINISTRATOR = "administrator"


class UnableToAppoint(Refused):
    """There is no such role, the person holds rights of a customer, or it is oneself."""


class UnableToEndRole(Refused):
    """The person does not hold the role, or is the last administrator."""


@transaction.atomic
def appoint_staff(
    *,
    email: str,
    name: str,
    role: str,
    by: Actor,
    at: datetime,
    language: str = "",
    password: str | None = None,
    tell: bool = False,
) -> StaffRole:
    """A person of the operator's with a role in the console; holding it already changes nothing.

    Nobody gives a role to themselves. `tell` sends the invitation. Raises UnableToAppoint.
    """
    require(by, OPERATE_STAFF)
    if role not in STAFF_ROLES:
        raise UnableToAppoint("staff.unknown_role", role=role)
    address = User.objects.normalize_email(email).lower().strip()
    user = User.objects.filter(email=address).first()
    if user is None and not (address and name.strip()):
        raise UnableToAppoint("person.needs_name_and_email")
    if user is None:
        languages = {"language": language} if language else {}
        user = User.objects.create_user(address, password, name=name.strip(), joined_at=at, **languages)
    else:
        _assert_free(user, by, at)
    held, appointed = StaffRole.objects.get_or_create(user=user, role=role)
    if appointed:
        if not user.is_active:
            User.objects.filter(pk=user.pk).update(is_active=True)
        record(actor=by, verb="staff.appointed", obj=user, at=at, role=role)
        if tell:
            emit("staff.appointed", {"user": user.pk}, at)
    return held


@transaction.atomic
def end_staff_role(user: User, *, role: str, by: Actor, at: datetime) -> None:
    """The role ends at once, and the person's sessions with it; who holds none any more is let in no more.

    The last administrator stays: nobody could appoint another. Raises UnableToEndRole.
    """
    require(by, OPERATE_STAFF)
    # All administrators' rows are held: two who end each other's role at once do not leave nobody.
    administrators = list(StaffRole.objects.select_for_update().filter(role=ADMINISTRATOR).select_related("user"))
    held = StaffRole.objects.filter(user=user, role=role).first()
    if held is None:
        raise UnableToEndRole("staff.not_held", person=str(user))
    others = [one for one in administrators if one.user_id != user.pk and one.user.is_active]
    if role == ADMINISTRATOR and not others:
        raise UnableToEndRole("staff.last_administrator")
    held.delete()
    end_sessions(user)
    belongs = Membership.objects.filter(user=user, to_at=None).exists()
    if not belongs and not StaffRole.objects.filter(user=user).exists():
        User.objects.filter(pk=user.pk).update(is_active=False)
    record(actor=by, verb="staff.role_ended", obj=user, at=at, role=role)


def _assert_free(user: User, by: Actor, at: datetime) -> None:
    if user.pk == by.user_id:
        raise UnableToAppoint("staff.not_oneself")
    running = Q(to_at=None) | Q(to_at__gt=at)
    if Grant.objects.filter(running, holder=user).exists() or user.seat_holdings.filter(running).exists():
        raise UnableToAppoint("staff.holds_customer_rights", person=str(user))
