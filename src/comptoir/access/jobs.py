"""Messages that follow from changes of people and rights (they name people, never customer data), and long work."""

import time
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import connection
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from comptoir.access.actions.arriving import bring_people
from comptoir.access.actors import actor_for
from comptoir.access.arrivals import Arrival, Arrived, Outcome, forget, kept, portions
from comptoir.access.letters import reviews, third_parties
from comptoir.access.models import User
from comptoir.jobs.context import JobContext
from comptoir.jobs.registry import job
from comptoir.parties.models import Customer
from comptoir.scope.actor import Channel
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.refusal import Refused

__all__ = ["reviews", "third_parties"]  # their jobs come in with these modules
BRING = "access.bring_people"
#: Between two portions, in seconds. Whoever waits for SQLite's lock asks for it every tenth of a second at the longest:
#: without a breath one job would take it again each time before anybody else does.
BREATH = {"sqlite": 0.15, "postgresql": 0.0}


@job("access.send_invitation")
def send_invitation(_context: JobContext, payload: dict[str, Any]) -> None:
    """Tells an invited person where to choose a password; the link they get there proves their address."""
    user = User.objects.get(pk=payload["user"])
    with translation.override(user.language):
        subject = _("You may now use the business portal")
        text = _(
            "Hello %(name)s,\n\n"
            "You have been invited to the business portal. Open %(address)s, enter this e-mail address "
            "and follow the link that you receive to choose a password."
        )
        said = {"name": user.name, "address": settings.PORTAL_URL + reverse("account_reset_password")}
        send_mail(subject, text % said, settings.DEFAULT_FROM_EMAIL, [user.email])


@job("access.tell_operator")
def tell_operator(context: JobContext, payload: dict[str, Any]) -> None:
    """The operator is told in writing who holds the seat, by the same act (A-01; GC 8.1.2)."""
    customer = Customer.objects.get(pk=payload["customer"])
    holder = _found(payload["holder"])
    before = _found(payload["before"])
    with translation.override(settings.LANGUAGE_CODE):
        said = {"customer": customer.legal_name, "code": customer.code, "before": _person(before)}
        if holder is None:
            text = _("%(customer)s (%(code)s) has no Access Owner any more. It was %(before)s.")
        else:
            said["holder"] = _person(holder)
            text = _("The Access Owner of %(customer)s (%(code)s) is now %(holder)s. It was %(before)s.")
        send_mail(_("Access Owner changed"), text % said, settings.DEFAULT_FROM_EMAIL, [settings.OPERATOR_MAIL])


@job(BRING)
def bring(context: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """Tries the people of a long file, or brings them in, for who handed it over and with the rights they have then.

    A portion at a time, each its own transaction: others go on working, progress is seen, and a worker that dies or
    is stopped leaves whole people; what stands is not done again.
    """
    asked = context.job
    if asked.requested_by is None or asked.customer_ref is None:
        raise Refused("arrival.gone")
    user, customer = User.objects.get(pk=asked.requested_by), Customer.objects.get(pk=asked.customer_ref)
    by = actor_for(user, customer.pk, Channel.JOB, context.now)
    digest, arrivals = kept(by)
    if digest != payload["digest"]:
        raise Refused("arrival.gone")
    lines: list[Arrived] = []
    for portion in portions(arrivals):
        context.progress(len(lines), len(arrivals), "people")
        lines += _brought(customer, portion, user, context.now, dry_run=payload["dry_run"])
        time.sleep(BREATH[connection.vendor])
    context.progress(len(lines), len(arrivals), "people")
    taken = not any(line.outcome is Outcome.REFUSED for line in lines)
    if taken and not payload["dry_run"]:
        forget(by, digest)
    return {"taken": taken, "lines": [line.as_json() for line in sorted(lines, key=lambda line: line.line)]}


def _brought(
    customer: Customer, portion: list[Arrival], user: User, at: datetime, *, dry_run: bool
) -> Iterable[Arrived]:
    """One portion; whoever may no longer manage people brings in nobody more."""
    by = actor_for(user, customer.pk, Channel.JOB, at)
    try:
        return bring_people(customer, arrivals=portion, by=by, at=at, dry_run=dry_run, whole=False).lines
    except NotAuthorized:
        raise Refused("arrival.not_yours") from None


def _found(user_id: int | None) -> User | None:
    return User.objects.get(pk=user_id) if user_id is not None else None


def _person(user: User | None) -> str:
    return f"{user.name} <{user.email}>" if user else _("nobody")
