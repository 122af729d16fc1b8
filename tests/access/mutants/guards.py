"""The guards of rights, and what each becomes when it is taken away; with the quick tests that must notice.

A mutant whose change nobody could see is no guard: EQUIVALENT says why it is left out.
"""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ACTOR = "tests/access/test_actor.py"
GIVING = "tests/access/test_giving.py"
LIMITS = "tests/access/test_limits_of_giving.py"
PEOPLE = "tests/access/test_people.py"
STOPS = "tests/access/test_suspensions.py"
WHY = "tests/access/test_why.py"
SEEING = "tests/scope/test_seeing.py"
TOKENS = "tests/api/test_tokens.py"
SERVICES = "tests/api/test_service_accounts.py"
MACHINES = "tests/attacks/test_machines.py"
MANAGERS = "tests/attacks/test_managers.py"
MIXED = "tests/attacks/test_mixed_rights.py"
CHANGES = "tests/inventory/test_changes.py"
OWN_LINES = "tests/access/test_lines_of_ones_own.py"


@dataclass(frozen=True, slots=True)
class Mutant:
    """`guard`, which stands once in the module, becomes `instead`; one of `tests` must fail."""

    name: str
    module: str
    guard: str
    instead: str
    tests: tuple[str, ...]

    @property
    def path(self) -> Path:
        return ROOT / "src" / Path(*self.module.split(".")).with_suffix(".py")

    def applied(self, text: str) -> str:
        return text.replace(self.guard, self.instead)


def _of(module: str, *rows: tuple[str, str, str, str]) -> list[Mutant]:
    return [Mutant(name, f"comptoir.{module}", guard, instead, (tests,)) for name, guard, instead, tests in rows]


_STANDING = _of(
    "access.standing",
    ("runs-from", "{0}.from_at <= %(at)s AND (", "(", ACTOR),
    ("runs-to", "{0}.to_at > %(at)s", "{0}.to_at >= %(at)s", ACTOR),
    ("is-active", "(person.is_active OR (%(history)s AND member.to_at IS NOT NULL))", "1 = 1", ACTOR),
    ("is-member-there", " AND member.customer_id = {{customer}}", "", STOPS),
    ("is-member-now", ' AND {RUNS.format("member")}', "", STOPS),
    ("third-party-by-notice", "(member.tie <> 'third_party' OR {{notice}} IS NOT NULL)", "1 = 1", LIMITS),
    ("stop-begins", "stop.from_at <= %(at)s AND ", "", STOPS),
    ("stop-lifted", "(stop.lifted_at IS NULL OR stop.lifted_at > %(at)s)", "stop.lifted_at IS NULL", STOPS),
    ("stop-of-customer", "(stop.user_id IS NULL OR stop.user_id = {holder})", "stop.user_id = {holder}", STOPS),
    ("stop-of-person", "stop.user_id IS NULL OR stop.user_id = {holder}", "stop.user_id IS NULL", STOPS),
    ("stop-everywhere", "(stop.customer_id IS NULL OR stop.customer_id IN", "(stop.customer_id IN", STOPS),
    ("stop-in-company", "IN ({customer}, {company})", "IN ({customer})", STOPS),
    ("stop-in-source", "IN ({customer}, {company})", "IN ({company})", STOPS),
    ("notice-of-holder", "told.holder_id = {grant}.holder_id", "1 = 1", LIMITS),
    ("notice-of-customer", "told.customer_id = {grant}.customer_id", "1 = 1", LIMITS),
    ("notice-noted", "told.noted_at <= %(at)s AND ", "", LIMITS),
    ("notice-days", "told.to_at > %(at)s", "1 = 1", LIMITS),
    ("notice-refused", "(told.refused_at IS NULL OR told.refused_at > %(at)s)", "1 = 1", LIMITS),
    ("notice-ended", "(told.ended_at IS NULL OR told.ended_at > %(at)s)", "1 = 1", LIMITS),
    (
        "own-place",
        "(SELECT place.customer_ref FROM scope_scopenode place WHERE place.id = {0}.scope_id) = {0}.customer_id",
        "1 = 1",
        ACTOR,
    ),
)
_SNAPSHOT = _of(
    "access.snapshot",
    ("live-inside", ' AND {INSIDE.format(above="walked.scope_id", below="g.scope_id")}', "", ACTOR),
    ("live-from-root", " AND g.parent_id IS NULL", "", GIVING),
    ("live-below-what-lives", " WHERE walked.lives", "", STOPS),
    ("lives", "SELECT id FROM walked WHERE lives", "SELECT id FROM walked", ACTOR),
    ("held-inside", ' AND {INSIDE.format(above="p.scope_id", below="chain.scope_id")}', "", ACTOR),
    ("held-from-root", "chain.parent_id IS NULL AND chain.lives", "chain.lives", GIVING),
    ("held-below-what-lives", " WHERE chain.lives\n", "\n", STOPS),
    ("held-lives", "chain.parent_id IS NULL AND chain.lives", "chain.parent_id IS NULL", ACTOR),
    ("seat-of-group-stopped", 'seated("h", "s", "a.affiliate_id")', 'seated("h", "s", "s.customer_id")', STOPS),
    ("seated-stands", '\n  AND {seated("h", "s", "%(company)s")}', "", STOPS),
    ("closed-runs", '{RUNS.format("o")} AND ', "", STOPS),
    ("staff-active", "u.id = f.user_id AND u.is_active", "u.id = f.user_id", STOPS),
    (
        "staff-stopped",
        "f.user_id = %(user)s AND NOT EXISTS (",
        "f.user_id = %(user)s AND EXISTS (SELECT 1 UNION ALL ",
        STOPS,
    ),
)
_ACTORS = _of(
    "access.actors",
    ("manager-no-data", "closed | DATA if is_manager else closed", "closed", ACTOR),
    ("closed-no-capability", "closed | DATA if is_manager else closed", "DATA if is_manager else frozenset()", STOPS),
    ("still-held", "nodes & now.get(capability, frozenset())", "nodes", LIMITS),
)
_SCOPE = [
    *_of("scope.actor", ("order-limit", "amount_micro <= limit", "True", LIMITS)),
    *_of(
        "scope.querysets",
        ("sees-below-only", "ancestor_id__in=nodes", "ancestor_id__gte=0", SEEING),
        ("staff-sees", "if capability in actor.staff:", "if actor.staff:", ACTOR),
    ),
    *_of("scope.authorize", ("authorize", "if not check(actor, capability, obj):", "if False:", SEEING)),
]
_GIVING = _of(
    "access.giving",
    ("giver-there", "if by.customer_id != customer.pk:", "if False:", GIVING),
    ("giver-holds-source", "parent.holder_id == by.user_id", "True", GIVING),
    ("owner-by-owner", "SEAT_REPLACE if profile == ACCESS_OWNER else RIGHTS_GIVE", "RIGHTS_GIVE", GIVING),
    ("giver-covers", "if not covers(by.nodes(needed), scope):", "if False:", GIVING),
    ("part-of-profile", "elif not asked.wanted <= PROFILES[asked.profile]:", "elif False:", GIVING),
    ("place-of-customer", "if asked.scope.customer_ref != asked.customer.pk:", "if False:", GIVING),
    ("one-line", "asked.profile == SERVICE_USER and asked.scope.kind != ScopeKind.LINE", "False", LIMITS),
    ("never-back-dated", "if asked.from_at < at:", "if False:", LIMITS),
    ("holder-active", "if not holder.is_active:", "if False:", GIVING),
    ("staff-hold-none", "if holder.staff_roles.exists():", "if False:", GIVING),
    ("manager-or-data", "(asked.profile == ACCESS_MANAGER) != (ACCESS_MANAGER in held)", "False", GIVING),
    ("seat-is-data", "({ACCESS_OWNER} if seated else set())", "set()", GIVING),
    ("to-come-is-held", "meanwhile = Q(to_at=None) | Q(to_at__gt=asked.from_at)", "meanwhile = Q(pk=0)", LIMITS),
    ("source-of-customer", "parent.customer_id != asked.customer.pk or ", "", LIMITS),
    ("source-lives", "parent.pk not in live_grant_ids(parent.customer_id, at)", "False", GIVING),
    ("manager-no-source", "if ACCESS_MANAGER in (asked.profile, parent.profile):", "if False:", GIVING),
    ("may-pass-on", "if not parent.may_delegate:", "if False:", GIVING),
    ("no-more-than-source", "if not asked.wanted <= parent.held_capabilities:", "if False:", GIVING),
    ("no-wider-than-source", "if not covers({parent.scope_id}, asked.scope):", "if False:", GIVING),
    ("no-longer-than-source", "asked.to_at is None or asked.to_at > parent.to_at", "False", GIVING),
    (
        "no-open-end",
        "asked.to_at is None or asked.to_at > parent.to_at",
        "asked.to_at and asked.to_at > parent.to_at",
        GIVING,
    ),
    ("no-more-money", "limit is None or limit > parent.order_limit_micro", "False", LIMITS),
    ("needs-notice", "if found is None:", "if False:", LIMITS),
    ("no-longer-than-notice", "if asked.to_at is None or asked.to_at > found.to_at:", "if False:", LIMITS),
    ("own-profile-there", "own is None or own.customer_id != asked.customer.pk", "own is None", LIMITS),
    ("own-profile-part", "not asked.wanted <= frozenset(own.capabilities) & DATA", "False", LIMITS),
)
_ACTIONS = [
    *_of(
        "access.actions.rights",
        ("ended-by-whom", "if not (is_held or passed_on):", "if False:", GIVING),
        ("ends", "running.update(to_at=ends_at)", "running.exists()", GIVING),
    ),
    *_of(
        "access.actions.people",
        ("let-go-by-whom", "assert_may_manage(customer, still(by, at))", "pass", PEOPLE),
        ("seat-stays", 'raise UnableToDeactivate("person.holds_the_seat")', "pass", PEOPLE),
        ("let-go-ends", "Grant.objects.filter(running, holder=user, customer=customer).update(to_at=at)", "0", PEOPLE),
        ("sign-in-ends", "User.objects.filter(pk=user.pk).update(is_active=False)", "pass", PEOPLE),
    ),
    *_of(
        "access.actions.seats",
        ("named-by-whom", "authorize(by, SEAT_REPLACE, customer)", "pass", PEOPLE),
        ("one-owner", "seat.holdings.filter(to_at=None).update(to_at=at)\n    holding", "holding", PEOPLE),
        ("manager-no-longer", "_end_manager_roles(customer, holder, at)\n    record", "record", PEOPLE),
        ("no-third-party-owner", 'raise UnableToDesignate("seat.holder_is_third_party"', 'str("x"', LIMITS),
    ),
    *_of(
        "access.actions.suspensions",
        ("stopped-by-whom", "if not (is_platform or is_desk or OPERATE_SECURITY in by.staff):", "if False:", STOPS),
        ("sessions-end", "end_sessions_of([user.pk] if user else _people_of(customer))", "pass", STOPS),
        ("only-oneself", "ground == Ground.REPORTED and by.user_id == user.pk", "ground == Ground.REPORTED", STOPS),
    ),
]
_VIEWS = [
    *_of(
        "access.who_can",
        ("who-can-manager", "capability not in DATA or one.user_id not in managers", "True", ACTOR),
        ("who-can-closed", " or capability in closed_capabilities(node.customer_ref, at)", "", STOPS),
    ),
    *_of(
        "access.why",
        ("why-reaches", "way.lives and asked.reaches(way)]", "way.lives]", WHY),
        ("why-lives", "if way.lives and asked.reaches(way)]", "if asked.reaches(way)]", WHY),
        ("why-barred", "if living and not barred:", "if living:", WHY),
    ),
]
_MACHINES = _of(
    "access.tokens",
    ("maker-of-the-whole", "if not _holds_on(customer, maker, TOKENS_MANAGE):", "if False:", SERVICES),
    (
        "maker-sees-it",
        "if capability not in DATA or customer.scope_id in maker.nodes(capability):",
        "if True:",
        MACHINES,
    ),
    (
        "directory-by-owner",
        "SCIM_PROVISION and not _holds_on(customer, maker, IDENTITY_MANAGE)",
        "SCIM_PROVISION and False",
        SERVICES,
    ),
    ("token-names-it", "if capability in named and nodes}", "if nodes}", TOKENS),
    ("token-lives", "revoked_at=None, from_at__lte=at, to_at__gt=at", "from_at__lte=at, to_at__gt=at", TOKENS),
    ("token-days", "from_at__lte=at, to_at__gt=at, user", "from_at__lte=at, user", TOKENS),
)
_LINES = [
    *_of(
        "access.actors",
        ("own-days-only", "if one.profile == SERVICE_USER:\n            for", "if False:\n            for", MIXED),
    ),
    *_of(
        "inventory.own_lines",
        ("beyond-own", "actor.nodes(capability) - actor.own_nodes(capability)", "actor.nodes(capability)", MIXED),
    ),
    *_of(
        "inventory.actions.changes",
        ("order-asked-again", "authorize(still(by, at), capability, line)", "authorize(by, capability, line)", CHANGES),
        ("order-by-whom", "authorize(still(by, at), capability, line)", "pass", CHANGES),
        ("account-by-whom", "    authorize(still(by, at), ORDERS_PLACE, account)\n", "", CHANGES),
        ("user-of-ours", 'raise UnableToChangeLine("line.user_of_none_of_ours")', "pass", CHANGES),
    ),
]
_FOREIGN = [
    *_of("access.exporting", ("export-where", "if DATA_EXPORT in actor.staff or not where:", "if True:", MIXED)),
    *_of("access.why", ("why-within", "if within is not None and asked.company != within:", "if False:", MANAGERS)),
    *_of(
        "access.actions.people",
        (
            "owner-by-owner-goes",
            "if _is_owner(customer, user, at) and not _lets_owners_go(customer, by):",
            "if False:",
            MANAGERS,
        ),
    ),
]
_ALL = (*_STANDING, *_SNAPSHOT, *_ACTORS, *_SCOPE, *_GIVING, *_ACTIONS, *_VIEWS, *_MACHINES, *_LINES, *_FOREIGN)
MUTANTS = {mutant.name: mutant for mutant in _ALL}
EQUIVALENT = (
    (
        *_of("scope.querysets", ("nothing-held", "if not nodes:", "if False:", SEEING)),
        "Without it the sub-select is over no node and finds nothing: it saves a query, it guards nothing.",
    ),
    (
        *_of("access.order_limits", ("ordering-closed", " & set(actor.nodes(ORDERS_PLACE))", "", LIMITS)),
        "Limits are made from the very capabilities that count: a node has one only while orders may be placed there.",
    ),
)
