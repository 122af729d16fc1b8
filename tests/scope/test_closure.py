"""The closure always says what the edges say, whatever is added and moved; what was before is remembered."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from comptoir.scope.history import ancestors_at
from comptoir.scope.models import ScopeClosure, ScopeEdge, ScopeKind, ScopeNode, WideClosure
from comptoir.scope.tree import add_leaves, add_node, hang

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
Step = tuple[str, int, list[int]]
# A step is (what, node, parents): nodes are chosen by their position among those that exist.
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "leaves", "hang"]),
        st.integers(0, 100),
        st.lists(st.integers(0, 100), max_size=3),
    ),
    max_size=14,
)


def reachable() -> set[tuple[int, int]]:
    """Every (ancestor, descendant) pair, by walking up from each node."""
    parents: dict[int, set[int]] = {pk: set() for pk in ScopeNode.objects.values_list("pk", flat=True)}
    for child, parent in ScopeEdge.objects.values_list("child_id", "parent_id"):
        parents[child].add(parent)
    pairs = set()
    for node in parents:
        waiting = [node]
        while waiting:
            above = waiting.pop()
            if (above, node) not in pairs:
                pairs.add((above, node))
                waiting += parents[above]
    return pairs


def take(step: Step, nodes: list[ScopeNode], at: datetime) -> None:
    what, chosen, above = step
    parents = list({nodes[i % len(nodes)].pk: nodes[i % len(nodes)] for i in above}.values())
    if what == "add":
        nodes.append(add_node(kind=ScopeKind.SITE, label="", customer_ref=None, at=at, parents=parents))
    elif what == "leaves":
        fresh = [ScopeNode(kind=ScopeKind.LINE, label="") for _ in range(2)]
        nodes += add_leaves(fresh, [[parent.pk for parent in parents]] * 2, at=at)
    else:
        node = nodes[chosen % len(nodes)]
        below = {d for a, d in reachable() if a == node.pk}
        if below & {parent.pk for parent in parents}:
            with pytest.raises(ValueError, match="below itself"):
                hang(node, parents, at=at)
        else:
            hang(node, parents, at=at)


class TestClosure(TestCase):
    @given(STEPS)
    def test_closure_is_reachability(self, steps: list[Step]) -> None:
        nodes = [add_node(kind=ScopeKind.CUSTOMER, label="", customer_ref=None, at=AT)]
        for step in steps:
            take(step, nodes, AT)
            assert set(ScopeClosure.objects.values_list("ancestor_id", "descendant_id")) == reachable()
            kinds = dict(ScopeNode.objects.exclude(kind=ScopeKind.LINE).values_list("pk", "kind"))
            wide = {(above, kinds[pk], pk) for above, pk in reachable() if pk in kinds}
            assert set(WideClosure.objects.values_list("ancestor_id", "kind", "descendant_id")) == wide

    @given(STEPS)
    def test_what_was_above_is_remembered(self, steps: list[Step]) -> None:
        nodes = [add_node(kind=ScopeKind.CUSTOMER, label="", customer_ref=None, at=AT)]
        then = {}
        for number, step in enumerate(steps):
            at = AT + timedelta(minutes=number // 2)  # two changes at one instant: the later one counts
            take(step, nodes, at)
            then[at] = reachable()
        for at, pairs in then.items():
            for node in nodes:
                assert ancestors_at(node.pk, at) - {node.pk} == {a for a, d in pairs if d == node.pk} - {node.pk}


@pytest.mark.django_db
def test_an_edge_of_before_the_records_counts_as_ever() -> None:
    root = add_node(kind=ScopeKind.CUSTOMER, label="", customer_ref=None, at=AT)
    account = add_node(kind=ScopeKind.CUSTOMER_ACCOUNT, label="", customer_ref=None, at=AT, parents=[root])
    ScopeEdge.objects.update(from_at=None)
    hang(account, [], at=AT)
    assert ancestors_at(account.pk, AT - timedelta(days=999)) == {root.pk, account.pk}
    assert ancestors_at(account.pk, AT) == {account.pk}


@pytest.mark.django_db
def test_ten_thousand_leaves_take_seconds() -> None:
    root = add_node(kind=ScopeKind.CUSTOMER, label="", customer_ref=None, at=AT)
    account = add_node(kind=ScopeKind.CUSTOMER_ACCOUNT, label="", customer_ref=None, at=AT, parents=[root])
    billing = add_node(kind=ScopeKind.BILLING_ACCOUNT, label="", customer_ref=None, at=AT, parents=[account])
    centre = add_node(kind=ScopeKind.COST_CENTRE, label="", customer_ref=None, at=AT, parents=[root])
    leaves = [ScopeNode(kind=ScopeKind.LINE, label=str(number)) for number in range(10_000)]
    started = time.monotonic()
    add_leaves(leaves, [[billing.pk, centre.pk]] * len(leaves), at=AT)
    assert time.monotonic() - started < 15
    assert ScopeClosure.objects.filter(ancestor=root).count() == 10_004
    # Each line is below itself, its account, its centre, its customer account and its customer, once each.
    assert ScopeClosure.objects.count() == 8 + 10_000 * 5
