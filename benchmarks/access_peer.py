"""What decides instead of us: pycasbin, with the places as a role hierarchy, over the same rights."""

import time
from collections.abc import Sequence
from typing import Any

import casbin
from access_world import NOW
from casbin.model import FastModel, Model
from casbin.persist import Adapter

from comptoir.access.capabilities import bundle_of
from comptoir.access.models import Grant
from comptoir.access.snapshot import live_grant_ids
from comptoir.scope.models import ScopeEdge

MODEL = """
[request_definition]
r = sub, obj, act

[policy_definition]
p = sub, obj, act

[role_definition]
g = _, _

[policy_effect]
e = some(where (p.eft == allow))

[matchers]
m = r.sub == p.sub && r.act == p.act && g(r.obj, p.obj)
"""

# Who asks, on which place, and what our own rule says.
Asked = tuple[int, int, bool]


class Rules(Adapter):  # type: ignore[misc]
    """Rules and tree from memory: pycasbin's own `add_policies` looks through all rules for each."""

    def __init__(self, rules: Sequence[list[str]], tree: Sequence[list[str]]) -> None:
        self.rules, self.tree = rules, tree

    def load_policy(self, model: Any) -> None:
        for rule in self.rules:
            model.model["p"]["p"].policy.append(rule)
        model.model["g"]["g"].policy.extend(self.tree)


def measured(customer_id: int, capability: str, asked: Sequence[Asked], *, alone: int) -> dict[str, Any]:
    """Two ways: the customer's rules in the enforcer that looks them up by user, and the rules of one user alone.

    It is given the rights that live, as plain rules: chains, days, notices and suspensions are resolved for it.
    """
    live = live_grant_ids(customer_id, NOW)
    grants = Grant.objects.filter(customer_id=customer_id).values_list("pk", "holder_id", "scope_id", "profile")
    held = {(u, n) for pk, u, n, profile in grants if pk in live and capability in bundle_of(profile)}
    edges = ScopeEdge.objects.filter(child__customer_ref=customer_id).values_list("child_id", "parent_id")
    tree = [[f"n{child}", f"n{parent}"] for child, parent in edges]
    every = [[f"u{user}", f"n{node}", capability] for user, node in sorted(held)]
    own = [rule for rule in every if rule[0] == f"u{alone}"]
    rate, load = _rate(FastModel([0]), every, tree, capability, asked)
    alone_rate, alone_load = _rate(Model(), own, tree, capability, [one for one in asked if one[0] == alone])
    return {
        "pycasbin_decisions_per_second": rate,
        "pycasbin_load_ms": load,
        "pycasbin_rules": len(every),
        "pycasbin_one_user_decisions_per_second": alone_rate,
        "pycasbin_one_user_load_ms": alone_load,
        "pycasbin_one_user_rules": len(own),
    }


def _rate(
    model: Any, rules: Sequence[list[str]], tree: Sequence[list[str]], capability: str, asked: Sequence[Asked]
) -> tuple[int, int]:
    """Decisions in a second, and milliseconds to load. Raises AssertionError where it decides otherwise than we do."""
    model.load_model_from_text(MODEL)
    began = time.perf_counter()
    if isinstance(model, FastModel):
        enforcer = casbin.FastEnforcer(model, Rules(rules, tree), cache_key_order=[0])
    else:
        enforcer = casbin.Enforcer(model, Rules(rules, tree))
    loaded = time.perf_counter() - began
    began = time.perf_counter()
    said = [enforcer.enforce(f"u{user}", f"n{place}", capability) for user, place, _ in asked]
    rate = len(asked) / (time.perf_counter() - began)
    assert said == [ours for _, _, ours in asked]
    return round(rate), round(loaded * 1000)
