"""Rights: decisions in process, the first page of a list and its count, ten thousand rights revoked; on PostgreSQL.

Builds a world of 50,000 grants, 20,000 users, 185,000 places and 110,000 invoices (access_world.py) in a PostgreSQL
of its own with that server's own settings, so that a commit is on disk. Decisions are `authorize` itself; lists are
what the pages show. Checks that what is fast is also right, and measures pycasbin over the same rights.
"""

import argparse
import os
import random
import statistics
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from machine import peak_mib

if TYPE_CHECKING:
    from access_world import World

    from comptoir.scope.actor import Actor

DECISIONS = 1_000_000
ROUNDS = 5  # of all decisions
PAGES = 60  # requests to each list
REVOCATIONS = 5
LOADED = 20_000  # invoices held in memory, on which is decided
SAMPLE = 400  # invoices on which the ways of deciding are compared
PEER_DECISIONS = 3_000


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--decisions", type=int, default=DECISIONS)


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Milliseconds, and decisions in a second. The user at each depth of the chain is measured: all of a customer with
    100,000 invoices (depth 1), one of its twenty accounts (depth 2), one billing account with 50 (depth 3)."""
    with _database():
        from access_world import Builder, Size

        began = time.perf_counter()
        world = Builder(Size()).build()
        built = time.perf_counter() - began
        _assert_agreement(world)
        decided = _decisions(world, options.decisions)
        listed = _lists(world)
        revoked = _revocations(world)
        peer = _peer(world)
        described = _described(world)
    ours = decided["decisions_per_second"]
    floor = {name: listed.pop(name) for name in ("list_without_rights_p95_ms", "count_without_rights_p95_ms")}
    return {
        "name": "access",
        "figures": {**decided, **listed, **revoked, "world": described, "build_s": round(built, 1)},
        "peers": {**peer, **floor},
        "ratios": {
            "decisions_to_pycasbin": round(ours / peer["pycasbin_decisions_per_second"]),
            "decisions_to_pycasbin_of_one_user": round(ours / peer["pycasbin_one_user_decisions_per_second"]),
            "list_to_list_without_rights": round(listed["list_p95_ms"] / floor["list_without_rights_p95_ms"], 1),
            "count_to_count_without_rights": round(listed["count_p95_ms"] / floor["count_without_rights_p95_ms"], 1),
        },
        "machine": {"peak_mib": peak_mib(), "load_at_end": round(os.getloadavg()[0], 1)},
    }


@contextmanager
def _database() -> Iterator[None]:
    from tests.postgres import running_postgres

    def say(text: str) -> None:
        print(text, file=sys.stderr)

    packages = Path(sysconfig.get_paths()["purelib"])
    with running_postgres(packages, say, durable=True) as url, tempfile.TemporaryDirectory() as home:
        os.environ.update(DATABASE_URL=url, COMPTOIR_HOME=home, DJANGO_SETTINGS_MODULE="comptoir.config.settings")
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        call_command("migrate", verbosity=0, skip_checks=True)
        yield
        connection.close()


def _described(world: "World") -> dict[str, Any]:
    from comptoir.access.models import Grant, User
    from comptoir.billing.models import Invoice
    from comptoir.scope.models import ScopeNode

    return {
        "grants": Grant.objects.count(),
        "grants_by_depth": world.grant_depths,
        "users": User.objects.count(),
        "scope_nodes": ScopeNode.objects.count(),
        "closure_rows": world.closure_rows,
        "invoices": Invoice.objects.count(),
    }


# Deciding


def _actor(world: "World", user_id: int, *reach: str) -> "Actor":
    from access_world import NOW

    from comptoir.access.actors import actor_for
    from comptoir.access.models import User
    from comptoir.scope.actor import Channel

    return actor_for(User.objects.get(pk=user_id), world.large.id, Channel.SESSION, NOW, reach=reach)


def _assert_agreement(world: "World") -> None:
    """The reach, the query for one thing and the filter say the same of each; and each person sees what they should."""
    from comptoir.access.capabilities import INVOICES_VIEW
    from comptoir.billing.models import Invoice
    from comptoir.scope.authorize import check

    numbers = random.Random(5).sample(range(1, Invoice.objects.count() + 1), SAMPLE)
    expected = (world.size.large_invoices, world.size.large_invoices // 20, world.size.large_invoices // 2_000)
    for user, count in zip(world.chain, expected, strict=True):
        asking, reaching = _actor(world, user), _actor(world, user, INVOICES_VIEW)
        seen = Invoice.objects.visible_to(asking, INVOICES_VIEW)
        assert seen.count() == count, (user, seen.count())
        keys = set(seen.filter(pk__in=numbers).values_list("pk", flat=True))
        some = [*Invoice.objects.filter(pk__in=numbers), *seen[:20]]
        for invoice in some:
            wanted = invoice.pk in keys or invoice in some[SAMPLE:]
            assert check(asking, INVOICES_VIEW, invoice) == check(reaching, INVOICES_VIEW, invoice) == wanted


def _decisions(world: "World", wanted: int) -> dict[str, Any]:
    """A third of the decisions at each depth of the chain; half of each are denied."""
    loads, asked = [], []
    loaded = _loaded()
    for depth, user in enumerate(world.chain, start=1):
        actor, queries, load = _loading(world, user)
        assert queries == 1 and _depth(user) == depth
        loads.append(load)
        asked.append((actor, _half_denied(actor, loaded, wanted // 3 + 1)))

    total = sum(len(things) for _, things in asked)
    times, processor = [], []
    for _ in range(ROUNDS):
        began, worked = time.perf_counter(), time.process_time()
        denied = _decide(asked)
        times.append(time.perf_counter() - began)
        processor.append(time.process_time() - worked)
    return {
        "decisions_per_second": round(total / min(times)),
        "decisions_per_second_median": round(total / statistics.median(times)),
        # What other programs on the machine take does not count here.
        "decisions_per_processor_second": round(total / min(processor)),
        "decisions": total,
        "denied_share": round(denied / total, 3),
        "share_at_chain_depth": {depth: round(len(things) / total, 3) for depth, (_, things) in enumerate(asked, 1)},
        "queries_before_decisions": 1,
        "snapshot_and_reach_load_ms": dict(zip(("widest", "middle", "narrowest"), loads, strict=True)),
        "snapshot_load_ms": [_p50(lambda user=user: _actor(world, user)) for user in world.chain],
    }


def _decide(asked: "list[tuple[Actor, list[Any]]]") -> int:
    """Asks `authorize` of everything; how many were denied."""
    from comptoir.access.capabilities import INVOICES_VIEW
    from comptoir.scope.authorize import NotAuthorized, authorize

    denied = 0
    for actor, things in asked:
        for thing in things:
            try:
                authorize(actor, INVOICES_VIEW, thing)
            except NotAuthorized:
                denied += 1
    return denied


def _loaded() -> list[Any]:
    from comptoir.billing.models import Invoice

    rows = list(Invoice.objects.filter(pk__in=random.Random(7).sample(range(1, 110_000), LOADED)))
    random.Random(8).shuffle(rows)
    return rows


def _loading(world: "World", user: int) -> tuple["Actor", int, float]:
    """The actor with the reach, the queries that it took, and the median of what it takes, in ms."""
    from access_world import NOW
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from comptoir.access.actors import actor_for
    from comptoir.access.capabilities import INVOICES_VIEW
    from comptoir.access.models import User
    from comptoir.scope.actor import Channel

    who = User.objects.get(pk=user)

    def load() -> "Actor":
        return actor_for(who, world.large.id, Channel.SESSION, NOW, reach=(INVOICES_VIEW,))

    with CaptureQueriesContext(connection) as queries:
        actor = load()
    return actor, len(queries), _p50(load)


def _half_denied(actor: "Actor", loaded: list[Any], wanted: int) -> list[Any]:
    from comptoir.access.capabilities import INVOICES_VIEW
    from comptoir.billing.models import Invoice
    from comptoir.scope.authorize import check

    allowed = [one for one in loaded if check(actor, INVOICES_VIEW, one)]
    allowed = allowed if len(allowed) > 40 else list(Invoice.objects.visible_to(actor, INVOICES_VIEW))
    denied = [one for one in loaded if not check(actor, INVOICES_VIEW, one)]
    things = [
        (allowed if number % 2 else denied)[number % len(allowed if number % 2 else denied)] for number in range(wanted)
    ]
    random.Random(9).shuffle(things)
    return things


def _depth(user: int) -> int:
    from comptoir.access.models import Grant

    grant, depth = Grant.objects.filter(holder_id=user).order_by("pk")[0], 1
    while grant.parent is not None:
        grant, depth = grant.parent, depth + 1
    return depth


# Lists


def _lists(world: "World") -> dict[str, Any]:
    """The list of invoices as the portal shows it: its first page, and its total."""
    from django.db import connection
    from django.http import QueryDict
    from django.test.utils import CaptureQueriesContext

    from comptoir.access.capabilities import INVOICES_VIEW
    from comptoir.billing.models import Invoice
    from comptoir.billing.queries import invoices
    from comptoir.portal.invoices.lists import InvoiceList

    pages, counts, whole = {}, {}, {}
    with CaptureQueriesContext(connection) as queries:
        list(_first_page(invoices(_actor(world, world.chain[0]))))
    asking = [one for one in queries.captured_queries if "access_grant" in one["sql"] or "closure" in one["sql"]]
    for name, user in zip(("widest", "middle", "narrowest"), world.chain, strict=True):
        actor = _actor(world, user)
        seen = invoices(actor)
        listing = InvoiceList(seen, (), ())
        asked = listing.read(QueryDict(""))
        assert len(_first_page(seen)) == 50 and actor.may(INVOICES_VIEW)
        pages[name] = _p95(lambda seen=seen: list(_first_page(seen)))
        counts[name] = _p95(lambda seen=seen: seen.order_by().count())
        whole[name] = _p95(lambda listing=listing, asked=asked: listing.page(asked))
    everything = Invoice.objects.filter(number__isnull=False).select_related("billing_account", "customer")
    return {
        "list_without_rights_p95_ms": _p95(lambda: list(_first_page(everything))),
        "count_without_rights_p95_ms": _p95(lambda: everything.count()),
        "list_p95_ms": max(pages["widest"], pages["narrowest"]),
        "count_p95_ms": max(counts["widest"], counts["narrowest"]),
        "list_queries": len(asking),
        "list_p95_ms_of": pages,
        "count_p95_ms_of": counts,
        "page_with_count_and_sum_p95_ms_of": whole,
    }


def _first_page(seen: Any) -> Any:
    return seen.order_by("-issued_on", "-pk")[:50]


# Ending


def _revocations(world: "World") -> dict[str, Any]:
    """One right on which 10,000 others hang, ended by the seat's holder, from the call to after the commit."""
    from datetime import timedelta

    from access_world import NOW

    from comptoir.access.actions.rights import end_right
    from comptoir.access.models import Grant
    from comptoir.access.snapshot import live_grant_ids
    from comptoir.audit.models import AuditEvent

    by, times = _actor(world, world.seat_holder), []
    before = live_grant_ids(world.large.id, NOW)
    for number in range(REVOCATIONS):
        grant = Grant.objects.select_related("customer", "scope", "parent").get(pk=world.revoked)
        at = NOW + timedelta(minutes=number)
        events = AuditEvent.objects.count()
        began = time.perf_counter()
        end_right(grant, by=by, at=at)
        times.append((time.perf_counter() - began) * 1000)
        assert AuditEvent.objects.count() > events
        assert len(before) - len(live_grant_ids(world.large.id, at)) == world.size.revoked + 1
        Grant.objects.filter(to_at=at).update(to_at=None)
    return {
        "revoke_10000_ms": round(statistics.median(times), 1),
        "revoke_10000_worst_ms": round(max(times), 1),
        "revoked_with_their_source": world.size.revoked,
    }


def _peer(world: "World") -> dict[str, Any]:
    """pycasbin over the rights of the large customer, asked by the three users, half of it denied as well."""
    from access_peer import measured

    from comptoir.access.capabilities import INVOICES_VIEW
    from comptoir.scope.authorize import check

    loaded, asked = _loaded(), []
    for user in world.chain:
        actor = _actor(world, user, INVOICES_VIEW)
        things = _half_denied(actor, loaded, PEER_DECISIONS // 3)
        asked += [(user, thing.scope_id, check(actor, INVOICES_VIEW, thing)) for thing in things]
    return measured(world.large.id, INVOICES_VIEW, asked, alone=world.chain[2])


def _times(function: Callable[[], object], repeats: int) -> list[float]:
    function()
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        function()
        times.append((time.perf_counter() - began) * 1000)
    return sorted(times)


def _p50(function: Callable[[], object]) -> float:
    return round(statistics.median(_times(function, 9)), 1)


def _p95(function: Callable[[], object]) -> float:
    return round(_times(function, PAGES)[int(PAGES * 0.95)], 2)
