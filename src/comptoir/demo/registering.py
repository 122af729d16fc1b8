"""Registrations and a change: one waits with its documents, one was refused, a customer asks for a new seat."""

from datetime import timedelta

from comptoir.access.actors import actor_for
from comptoir.access.models import User
from comptoir.demo.world import World
from comptoir.kernel.clock import brussels_date
from comptoir.parties.models import Customer
from comptoir.registration.actions.answering import refuse
from comptoir.registration.actions.changes import ask_change
from comptoir.registration.actions.documents import ask_document, hand_over
from comptoir.registration.actions.drafts import begin, prove, submit
from comptoir.registration.answers import AffiliateAnswer, Answers
from comptoir.registration.links import token_of
from comptoir.registration.models import Link, Registration
from comptoir.scope.actor import Channel

_DESK = "margaux.delacroix@northwind.example"
_TERMS = "demo"
_STATUTES = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
_WAITING = Answers(
    legal_name="Brasserie du Béguinage SRL", legal_form="SRL", enterprise_number="0202.239.951",
    vat_number="BE 0202.239.951", street="Rue du Béguinage 14", postcode="1000", city="Bruxelles",
    name="Solange Mertens", phone="+32 2 512 34 56", language="fr", may_bind=True, terms=True, consent=True,
    affiliates=(AffiliateAnswer("Malterie de la Senne SA", "0403.019.261", "votes"),),
)  # fmt: skip
_REFUSED = Answers(
    kind="association", legal_name="Buurtcomité Dansaert", street="Dansaertstraat 30", postcode="1000", city="Brussel",
    name="Ruben Claes", phone="0470 12 34 56", language="nl", may_bind=True, terms=True, wants_access_owner=False,
)  # fmt: skip
_SEAT = {"street": "Avenue Louise 200", "postcode": "1050", "city": "Ixelles", "country": "BE"}


def register(world: World) -> int:
    """Lets it happen in the world's last days; how many acts the desk finds."""
    now = world.timeline.now
    user = User.objects.get(email=_DESK)
    waiting = _submitted("solange@beguinage.example", _WAITING, world, days=4)
    desk = actor_for(user, None, Channel.DESK, now - timedelta(days=3))
    wish = ask_document(
        waiting, kind="statutes", note="Ceux publiés au Moniteur belge.", by=desk, at=now - timedelta(days=3)
    )
    hand_over(wish, name="statuts-beguinage.pdf", content=_STATUTES, at=now - timedelta(days=2))
    refused = _submitted("ruben@dansaert.example", _REFUSED, world, days=9)
    reason = "We konden niet nagaan wie het comité mag verbinden. Bezorg ons de volmacht en schrijf u opnieuw in."
    refuse(refused, reason=reason, by=desk, at=now - timedelta(days=8))
    customer = Customer.objects.get(code="verlaine")
    asked_at = now - timedelta(hours=20)
    holder = customer.seat.holdings.get(to_at=None).holder
    owner = actor_for(holder, customer.pk, Channel.SESSION, asked_at)
    first_day = brussels_date(now) - timedelta(days=1)
    ask_change(customer, kind="address", wanted=_SEAT, from_on=first_day, note="", by=owner, at=asked_at)
    return 3


def _submitted(email: str, answers: Answers, world: World, days: int) -> Registration:
    """A registration through its own steps: an address, its proof, the form."""
    at = world.timeline.now - timedelta(days=days)
    begin(email=email, language=answers.language, network="demo", at=at)
    link = Link.objects.filter(registration__email=email).latest("pk")
    registration = prove(token_of(link), at=at + timedelta(minutes=3))
    return submit(registration, answers, terms_version=_TERMS, at=at + timedelta(minutes=9))
