"""The questions on invoices: one still open, one answered."""

from datetime import datetime, timedelta

from comptoir.access.actors import actor_for
from comptoir.access.models import User
from comptoir.billing.actions.questions import answer, ask
from comptoir.billing.models import Invoice, InvoiceLine, LineQuestion
from comptoir.demo.timeline import instant
from comptoir.demo.world import World
from comptoir.kernel.periods import Month
from comptoir.scope.actor import Actor, Channel

_OPEN = (
    "Our roaming line for this month is many times the usual one. Eight cards of the Dubai site seem to be behind it. "
    "Can you tell us whether nobody was warned, and what can be done?"
)
_ANSWERED = "Pourquoi la formation figure-t-elle sur ce compte de facturation et pas sur celui des magasins ?"
_ANSWER = (
    "Bonjour, la formation a été commandée par le siège le 12 du mois ; nous l’avons donc portée sur son compte. "
    "Nous pouvons la déplacer sur demande."
)
_ASKERS = {"atlas": "niamh.byrne@atlas.example", "verlaine": "aurelie.henin@verlaine.example"}
_ANSWERER = "wout.verbeke@northwind.example"


def ask_questions(world: World) -> None:
    """Asks both, some days after the invoices were issued."""
    dear = world.timeline.closed[-3]
    _ask(world, "ATL-SITES", dear, "usage", _OPEN)
    training = world.timeline.closed[-4]
    question = _ask(world, "VER-SIEGE", training, "one_off", _ANSWERED)
    if question is not None:
        at = _after(world, training, 9)
        answer(question, text=_ANSWER, by=_actor(_ANSWERER, None, at), at=at)


def _ask(world: World, account: str, month: Month, kind: str, text: str) -> LineQuestion | None:
    """Asks about the dearest line of a kind."""
    invoice = Invoice.objects.filter(billing_account__code=account, period=str(month)).first()
    if invoice is None:
        return None
    line: InvoiceLine | None = invoice.lines.filter(kind=kind).order_by("-amount_micro").first()
    at = _after(world, month, 6)
    by = _actor(_ASKERS[invoice.customer.code], invoice.customer_id, at)
    return ask(invoice, line=line, text=text, by=by, at=at)


def _after(world: World, month: Month, days: int) -> datetime:
    return min(instant(month.next().first_day + timedelta(days=days), 11), world.timeline.now)


def _actor(email: str, customer_id: int | None, at: datetime) -> Actor:
    channel = Channel.SESSION if customer_id else Channel.DESK
    return actor_for(User.objects.get(email=email), customer_id, channel, at)
