"""Giving a customer a paid level of Insights, and ending it."""

from datetime import date, datetime

from django.db import transaction

from comptoir.access.capabilities import OPERATE_CUSTOMERS
from comptoir.audit.log import record
from comptoir.insights.models import Activation, Level
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor, Channel
from comptoir.scope.authorize import require


class UnableToActivate(Exception):
    """A level that cannot be given; `message` and `values` say why."""

    def __init__(self, message: str, **values: str) -> None:
        super().__init__(f"{message} {values}")
        self.message = message
        self.values = values


@transaction.atomic
def activate_level(customer: Customer, *, level: Level, from_on: date, by: Actor, at: datetime) -> Activation:
    """The customer has `level` from a day on; a level already running ends that day (I-18: a new agreement)."""
    require(by, OPERATE_CUSTOMERS)
    running = customer.insights.filter(to_on=None).first()
    if running is not None:
        if running.from_on >= from_on:
            raise UnableToActivate("insights.level_too_early", from_on=running.from_on.isoformat())
        running.to_on = from_on
        running.save(update_fields=["to_on"])
    activation = Activation.objects.create(customer=customer, level=level, from_on=from_on)
    record(actor=by, verb="insights.activated", obj=activation, customer_id=customer.pk, at=at, level=str(level))
    return activation


@transaction.atomic
def end_level(customer: Customer, *, to_on: date, by: Actor, at: datetime) -> None:
    """The paid level ends on a day, and Essential is what remains; nothing to do where none runs."""
    if not (by.user_id is None and by.channel in (Channel.JOB, Channel.COMMAND)):
        require(by, OPERATE_CUSTOMERS)
    running = customer.insights.filter(to_on=None).first()
    if running is not None:
        running.to_on = max(to_on, running.from_on)
        running.save(update_fields=["to_on"])
        record(actor=by, verb="insights.ended", obj=running, customer_id=customer.pk, at=at, level=running.level)
