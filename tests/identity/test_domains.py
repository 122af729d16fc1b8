"""A domain is the customer's once a record in its DNS says so; one customer's at a time (A-13)."""

from datetime import timedelta

import pytest
from dns.exception import Timeout
from dns.rdatatype import TXT
from dns.resolver import NXDOMAIN, NoAnswer

from comptoir.identity.actions.domains import (
    UnableToProve,
    ask_domain,
    end_domain,
    prove_domain,
    recheck_domain,
    record_name,
    record_text,
)
from comptoir.identity.linking import provider_for, running_domains
from comptoir.identity.models import Domain
from comptoir.identity.providers import dns, simulator
from comptoir.identity.providers.base import UnableToAsk
from comptoir.scope.authorize import NotAuthorized
from tests.identity.company import AGO, NOW, ROOT, World, saml

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-13")]
DNS = simulator.SimulatedResolver()


def asked(world: World, name: str = "acme.example") -> Domain:
    return ask_domain(world.acme.customer, name=name, by=world.acme.acting("ann"), at=AGO)


def prove(world: World, domain: Domain) -> Domain:
    return prove_domain(domain, resolver=DNS, by=world.acme.acting("ann"), at=AGO)


def test_the_record_proves_it_among_others(world: World) -> None:
    domain = asked(world, " @ACME.example. ")
    assert (domain.name, domain.state) == ("acme.example", "asked")
    simulator.publish(record_name(domain), "v=spf1 -all", record_text(domain), "something else")
    assert prove(world, domain).state == "proved"


def test_without_the_record_nothing_is_proved(world: World) -> None:
    domain = asked(world)
    for texts in ((), ("comptoir-domain=of-somebody-else",), (record_text(domain) + "x",)):
        simulator.publish(record_name(domain), *texts)
        with pytest.raises(UnableToProve) as refusal:
            prove(world, domain)
        assert refusal.value.message == "domain.no_record"
    simulator.fall_silent(record_name(domain))
    with pytest.raises(UnableToProve) as refusal:
        prove(world, domain)
    assert refusal.value.message == "domain.no_answer"
    assert not running_domains(world.acme.customer.pk).exists()


def test_a_domain_is_one_customer_s(world: World) -> None:
    world.acme.prove("acme.example", "ann")
    with pytest.raises(UnableToProve) as refusal:
        world.other.prove("acme.example", "olga")  # even with a record of its own in the same zone
    assert refusal.value.message == "domain.of_another"
    end_domain(Domain.objects.get(customer=world.acme.customer), by=world.acme.acting("ann"), at=NOW)
    world.other.prove("acme.example", "olga")
    assert running_domains(world.other.customer.pk).get().name == "acme.example"


@pytest.mark.parametrize(
    "name", ["", "acme", "acme..example", "-acme.example", "a b.example", "acme.example/x", "é" * 70]
)
def test_what_is_no_domain_is_refused(world: World, name: str) -> None:
    with pytest.raises(UnableToProve):
        asked(world, name)


@pytest.mark.parametrize("name", ["gmail.com", "Outlook.com", "skynet.be"])
def test_nobody_takes_a_domain_of_everybody(world: World, name: str) -> None:
    with pytest.raises(UnableToProve):
        asked(world, name)


def test_only_whoever_manages_the_sign_in(world: World) -> None:
    domain = asked(world)
    for by in (world.acme.acting("bob"), world.other.acting("olga")):
        with pytest.raises(NotAuthorized):
            ask_domain(world.acme.customer, name="b.example", by=by, at=AGO)
        with pytest.raises(NotAuthorized):
            prove_domain(domain, resolver=DNS, by=by, at=AGO)


def test_a_record_that_is_gone_for_long_makes_the_domain_lapse(world: World) -> None:
    """terms: portal.sign_in.domain_gone"""
    world.acme.prove("acme.example", "ann")
    saml(world.acme, "ann")
    domain = Domain.objects.get()
    simulator.fall_silent(record_name(domain))
    assert recheck_domain(domain, resolver=DNS, by=ROOT, at=AGO).missing_since is None  # no answer says nothing
    simulator.publish(record_name(domain))
    assert recheck_domain(domain, resolver=DNS, by=ROOT, at=AGO).state == "proved"
    just_before = AGO + timedelta(days=3, seconds=-1)
    assert recheck_domain(domain, resolver=DNS, by=ROOT, at=just_before).state == "proved"
    assert provider_for("bob@acme.example") is not None
    assert recheck_domain(domain, resolver=DNS, by=ROOT, at=AGO + timedelta(days=3)).state == "lapsed"
    assert provider_for("bob@acme.example") is None
    domain.refresh_from_db()
    simulator.publish(record_name(domain), record_text(domain))
    assert prove(world, domain).state == "proved"


def test_a_record_that_comes_back_in_time_changes_nothing(world: World) -> None:
    world.acme.prove("acme.example", "ann")
    domain = Domain.objects.get()
    simulator.publish(record_name(domain))
    recheck_domain(domain, resolver=DNS, by=ROOT, at=AGO)
    simulator.publish(record_name(domain), record_text(domain))
    recheck_domain(domain, resolver=DNS, by=ROOT, at=AGO + timedelta(days=2))
    simulator.publish(record_name(domain))
    assert recheck_domain(domain, resolver=DNS, by=ROOT, at=AGO + timedelta(days=4)).state == "proved"


class _Record:
    rdtype = TXT

    def __init__(self, *strings: bytes) -> None:
        self.strings = strings


def test_the_real_dns_is_read_like_the_simulated_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """dnspython's own answers: pieces of a record belong together, no name or record is none."""
    found = [_Record(b"comptoir-", b"domain=1"), _Record(b"v=spf1 -all")]
    monkeypatch.setattr(dns, "resolve", lambda *_, **__: found)
    assert dns.DnsResolver().texts("x.example") == ("comptoir-domain=1", "v=spf1 -all")
    for error in (NXDOMAIN(), NoAnswer(response=_Response())):
        monkeypatch.setattr(dns, "resolve", _raising(error))
        assert dns.DnsResolver().texts("x.example") == ()
    monkeypatch.setattr(dns, "resolve", _raising(Timeout()))
    with pytest.raises(UnableToAsk):
        dns.DnsResolver().texts("x.example")


class _Response:
    question = ("x.example",)


def _raising(error: Exception):  # type: ignore[no-untyped-def]
    def resolve(*_: object, **__: object) -> None:
        raise error

    return resolve
