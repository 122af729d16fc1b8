"""What a person changes about themselves."""

from datetime import datetime

from django.db import transaction

from comptoir.access.actions.people import one_line
from comptoir.access.models import User
from comptoir.audit.log import record
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import NotAuthorized


@transaction.atomic
def change_own_details(user: User, *, name: str, phone: str, language: str, by: Actor, at: datetime) -> User:
    """Keeps a person's own name, telephone (E.164 or empty) and language. Raises NotAuthorized for another's."""
    if by.user_id != user.pk:
        raise NotAuthorized("own.details")
    wanted = {"name": one_line(name) or user.name, "phone": phone, "language": language}
    changed = sorted(field for field, value in wanted.items() if getattr(user, field) != value)
    if changed:
        User.objects.filter(pk=user.pk).update(**wanted)
        for field, value in wanted.items():
            setattr(user, field, value)
        record(actor=by, verb="user.changed_own_details", obj=user, customer_id=by.customer_id, at=at, fields=changed)
    return user
