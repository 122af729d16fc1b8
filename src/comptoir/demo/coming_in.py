"""How the demo's people have come in: domains proved and asked, sign-ins of the last days."""

from datetime import datetime, timedelta

from comptoir.access.actors import actor_for
from comptoir.access.models import Membership, SeatHolding, User
from comptoir.demo.draws import Draws
from comptoir.demo.world import SEED, World
from comptoir.identity.actions.domains import ask_domain, prove_domain, record_text
from comptoir.identity.actions.history import From, note_sign_in
from comptoir.identity.models import Domain, Method, Outcome
from comptoir.kernel.clock import brussels_date, brussels_midnight
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor, Channel

_AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 15_6) AppleWebKit/605.1.15 Version/18.6 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
)
_DAYS = 6


class DemoResolver:
    """The demo's DNS: whoever looks finds the record, except at a name that says it is not there yet."""

    def texts(self, name: str) -> tuple[str, ...]:
        domain = name.partition(".")[2]
        if "new" in domain:
            return ()
        return tuple(record_text(one) for one in Domain.objects.filter(name=domain, ended_at=None))


def come_in(world: World) -> int:
    """Lets it happen at each customer in the world's last days; how many sign-ins there were."""
    count = 0
    for customer in Customer.objects.order_by("pk"):
        owner = SeatHolding.objects.filter(seat__customer=customer, to_at=None).select_related("holder").first()
        if owner is None:
            continue
        at = world.timeline.now - timedelta(days=30)
        _prove(customer, actor_for(owner.holder, customer.pk, Channel.SESSION, at), owner.holder, at)
        for member in Membership.objects.filter(customer=customer, to_at=None).select_related("user")[:12]:
            count += _days_of(member.user, world.timeline.now)
    return count


def _prove(customer: Customer, by: Actor, owner: User, at: datetime) -> None:
    name = owner.email.rpartition("@")[2]
    if Domain.objects.filter(name=name).exists():
        return  # a group's companies share theirs: the first has it
    prove_domain(ask_domain(customer, name=name, by=by, at=at), resolver=DemoResolver(), by=by, at=at)
    ask_domain(customer, name=f"new-{name}", by=by, at=at)


def _days_of(user: User, now: datetime) -> int:
    """A working week: mornings at the desk, and now and then a wrong password."""
    draws = Draws(SEED, "coming in", user.email)
    agent, address = draws.one_of(_AGENTS), f"198.51.100.{draws.between(1, 250)}"
    desk = From(address=address, agent=agent, device=f"desk-{user.pk}")
    for day in range(_DAYS, 0, -1):
        morning = brussels_midnight(brussels_date(now) - timedelta(days=day)) + timedelta(hours=8)
        at = morning + timedelta(minutes=draws.between(0, 150))
        if draws.chance(120):
            note_sign_in(user, method=Method.PASSWORD, outcome=Outcome.WRONG_PASSWORD, origin=desk, at=at)
        note_sign_in(user, method=Method.PASSWORD, outcome=Outcome.SUCCEEDED, origin=desk, at=at + timedelta(minutes=1))
    return _DAYS
