"""What the machine of the invariants starts from, and how it looks around in it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import connection

from comptoir.access.actions.people import invite_user
from comptoir.access.actions.rights import give_right
from comptoir.access.actors import actor_for
from comptoir.access.models import Grant, Membership, Suspension, ThirdPartyNotice, Token, User
from comptoir.access.snapshot import live_grant_ids
from comptoir.access.tokens import TOKEN_CAPABILITIES, new_secret
from comptoir.scope.actor import Actor, Channel
from comptoir.scope.models import ScopeNode
from tests.access.group import AT, ROOT, Group, build
from tests.access.oracle import Places

PEOPLE = ("ann", "bob", "cas", "dan", "tom", "sam")
SECRET = new_secret()


class World:
    """The rows that every run starts from, and what the runs came to."""

    group: Group
    people: dict[str, User]
    places: dict[int, list[ScopeNode]]
    notice: ThirdPartyNotice
    depths: Counter[int]
    compared: int
    tree: Places

    def __init__(self) -> None:
        self.group = build(["ann", "bob", "cas", "dan", "tom"])
        self.people = dict(self.group.people)
        parent, stranger, affiliate = (
            one.customer for one in (self.group.parent, self.group.stranger, self.group.affiliate)
        )
        for name, company in (("bob", affiliate), ("cas", stranger)):
            invite_user(company, email=self.people[name].email, name=name, by=ROOT, at=AT, tell=False)
        Membership.objects.filter(user=self.people["tom"]).update(tie="third_party")
        self.notice = ThirdPartyNotice.objects.create(
            customer=parent, holder=self.people["tom"], company_name="Auditors", purpose="Audit", given_at=AT,
            given_label="Ann", to_at=AT + timedelta(days=60), noted_at=AT,
        )  # fmt: skip
        first = self.give("bob", parent.scope, None)
        self.give("cas", self.group.parent.accounts[0].scope, first)
        Token.objects.create(
            customer=parent, user=self.people["bob"], creator=self.people["bob"], name="t", prefix="t",
            digest=SECRET.digest, capabilities=list(TOKEN_CAPABILITIES), from_at=AT, to_at=AT + timedelta(days=900),
        )  # fmt: skip
        self.places = {}
        for company in self.group.companies:
            nodes = ScopeNode.objects.filter(customer_ref=company.customer.pk).order_by("pk")
            self.places[company.customer.pk] = list(nodes)
        self.tree = Places()
        self.depths, self.compared = Counter(), 0

    def give(self, name: str, scope: ScopeNode, parent: Grant | None) -> Grant:
        by = ROOT if parent is None else actor_for(parent.holder, parent.customer_id, Channel.SESSION, AT)
        return give_right(
            self.group.parent.customer, holder=self.people[name], profile="finance_administrator", scope=scope,
            parent=parent, by=by, at=AT, may_delegate=True,
        )  # fmt: skip


class Looking:
    """What a run asks of its world: people, places and days by the numbers that chance gave."""

    world: ClassVar[World]
    at: datetime

    def days(self, a: int, b: int, to: str) -> dict[str, datetime | None]:
        """From now or from a day to come, until a day or open; a third party's never longer than the notice."""
        start = self.at + timedelta(days=a % 3) if a % 7 == 0 else None
        end = self.at + timedelta(days=5 + b) if b % 3 == 0 or to == "tom" else None
        return {"from_at": start, "to_at": end}

    def living_below(self, grant: Grant) -> bool:
        live = live_grant_ids(grant.customer_id, self.at)
        level = {grant.pk}
        while level:
            if level & live:
                return True
            level = set(Grant.objects.filter(parent_id__in=level).values_list("pk", flat=True))
        return False

    def stopped(self, name: str, customer: int) -> bool:
        return Suspension.objects.filter(lifted_at=None).exists()

    def heads(self, customer: int) -> bool:
        return customer == self.world.group.affiliate.customer.pk

    @property
    def notice(self) -> Any:
        return ThirdPartyNotice.objects.filter(pk=self.world.notice.pk)

    def pk(self, name: str) -> int:
        return int(self.world.people[name].pk)

    def user(self, name: str) -> User:
        return self.world.people[name]

    def acting(self, name: str, customer: int) -> Actor:
        return actor_for(self.user(name), customer, Channel.SESSION, self.at)

    def acting_as(self, user: User, customer: int) -> Actor:
        return actor_for(user, customer, Channel.SESSION, self.at)

    def customer(self, a: int) -> Any:
        return self.world.group.companies[(0, 0, 0, 1, 2)[a % 5]].customer

    def company(self, customer: int) -> Any:
        return next(one for one in self.world.group.companies if one.customer.pk == customer)

    def place(self, customer: int, b: int) -> ScopeNode:
        places = self.world.places[customer]
        return ScopeNode.objects.get(pk=places[b % len(places)].pk)

    def line(self, customer: int, b: int) -> ScopeNode:
        lines = self.company(customer).lines
        return ScopeNode.objects.get(pk=lines[b % len(lines)].pk)

    @contextmanager
    def counted(self) -> Iterator[list[int]]:
        count = [0]

        def one_more(execute: Any, *args: Any) -> Any:
            count[0] += 1
            return execute(*args)

        with connection.execute_wrapper(one_more):
            yield count
