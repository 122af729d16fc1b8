"""User administration as it goes on: a profile of one's own, a right passed on, ties confirmed, one that ends soon."""

from datetime import datetime, timedelta

from comptoir.access.actions.people import invite_user
from comptoir.access.actions.rights import give_right
from comptoir.access.actions.sub_profiles import define_sub_profile
from comptoir.access.actions.ties import confirm_tie
from comptoir.access.actions.together import Wanted, give_together
from comptoir.access.actors import actor_for
from comptoir.access.capabilities import LINES_VIEW, REPORTS_VIEW, USAGE_VIEW
from comptoir.access.models import Grant, Tie, User
from comptoir.demo.world import World
from comptoir.kernel.clock import brussels_date, brussels_midnight
from comptoir.parties.models import CostCentre, Customer
from comptoir.scope.actor import Actor, Channel

_MANAGER, _FLEET, _FINANCE = "gaetan.preaux", "cedric.wauthier", "aurelie.henin"
_SHOP, _OTHER_SHOP = "2200", "2300"


def administer(world: World) -> int:
    """Lets it happen at Verlaine in the world's last weeks; how many rights are new."""
    at = world.timeline.now - timedelta(days=12)
    customer = Customer.objects.get(code="verlaine")
    by = _acting(_MANAGER, customer, at)
    fleet, finance = _person(_FLEET), _person(_FINANCE)
    for person in (fleet, finance):
        confirm_tie(customer, user=person, tie=Tie.EMPLOYMENT, by=by, at=at)
    own = define_sub_profile(
        customer, name="Gérant de magasin", capabilities=[LINES_VIEW, USAGE_VIEW, REPORTS_VIEW], by=by, at=at
    )
    shops = {
        centre.code: centre.scope for centre in CostCentre.objects.filter(customer=customer).select_related("scope")
    }
    ixelles = _invited(customer, "Lucien Vandame", by, at)
    confirm_tie(customer, user=ixelles, tie=Tie.EMPLOYMENT, by=by, at=at)
    give_right(customer, holder=ixelles, sub_profile=own, scope=shops[_SHOP], by=by, at=at)
    ends = brussels_midnight(brussels_date(world.timeline.now) + timedelta(days=20))
    wider = Wanted(holder=fleet, profile="fleet_administrator", scope=customer.scope, to_at=ends, may_delegate=True)
    source: Grant = give_together(customer, wanted=[wider], tie=Tie.EMPLOYMENT, members=[fleet], by=by, at=at)[0]
    uccle = _invited(customer, "Apolline Sterckx", by, at)
    later = at + timedelta(days=2)
    give_right(
        customer, holder=uccle, profile="fleet_administrator", capabilities=[LINES_VIEW, USAGE_VIEW], parent=source,
        scope=shops[_OTHER_SHOP], to_at=ends, by=_acting(_FLEET, customer, later), at=later,
    )  # fmt: skip
    return 3


def _invited(customer: Customer, name: str, by: Actor, at: datetime) -> User:
    email = f"{name.lower().replace(' ', '.')}@verlaine.example"
    return invite_user(customer, email=email, name=name, language="fr", by=by, at=at, tell=False)


def _person(name: str) -> User:
    return User.objects.get(email=f"{name}@verlaine.example")


def _acting(name: str, customer: Customer, at: datetime) -> Actor:
    return actor_for(_person(name), customer.pk, Channel.SESSION, at)
