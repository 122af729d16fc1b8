"""Noting that someone looks at the portal as another would see it."""

from datetime import datetime

from django.db import transaction

from comptoir.access.capabilities import PEOPLE_MANAGE
from comptoir.access.models import User
from comptoir.access.previews import may_preview, preview_of
from comptoir.audit.log import record
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import NotAuthorized


@transaction.atomic
def begin_preview(user: User, *, by: Actor, at: datetime) -> None:
    """The look is in the customer's log, by who looks, before anything is shown. Raises NotAuthorized."""
    if not may_preview(by) or preview_of(by, user.pk, at) is None:
        raise NotAuthorized(PEOPLE_MANAGE)
    record(actor=by, verb="portal.previewed", obj=user, customer_id=by.customer_id, at=at, user=user.pk)
