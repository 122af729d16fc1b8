"""The operator's own people in the console."""

from datetime import datetime

from django.db import transaction

from comptoir.access.capabilities import OPERATE_SETTINGS, STAFF_ROLES
from comptoir.access.models import Grant, StaffRole, User
from comptoir.audit.log import record
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import require
from comptoir.scope.refusal import Refused


class UnableToAppoint(Refused):
    """There is no such role, or the person holds rights of a customer."""


@transaction.atomic
def appoint_staff(
    *, email: str, name: str, role: str, by: Actor, at: datetime, language: str = "", password: str | None = None
) -> StaffRole:
    """A person of the operator's with a role in the console; holding it already changes nothing."""
    require(by, OPERATE_SETTINGS)
    if role not in STAFF_ROLES:
        raise UnableToAppoint("staff.unknown_role", role=role)
    address = User.objects.normalize_email(email).lower().strip()
    user = User.objects.filter(email=address).first()
    if user is None:
        languages = {"language": language} if language else {}
        user = User.objects.create_user(address, password, name=name.strip(), joined_at=at, **languages)
    elif Grant.objects.filter(holder=user, to_at=None).exists() or user.seat_holdings.filter(to_at=None).exists():
        raise UnableToAppoint("staff.holds_customer_rights", person=str(user))
    held, appointed = StaffRole.objects.get_or_create(user=user, role=role)
    if appointed:
        record(actor=by, verb="staff.appointed", obj=user, at=at, role=role)
    return held
