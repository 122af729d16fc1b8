"""The rule of what counts, once, as SQL that both databases read: what must hold for a grant, for who holds it.

A snapshot of rights joins all of it (snapshot.py); an explanation asks each condition by name (why.py).
`%(at)s` is the instant asked about. `%(history)s` is true when that instant is past: then someone whose sign-in has
been closed since counts for the time that they belonged.
"""

#: A row with from_at and to_at that runs at the instant.
RUNS = "{0}.from_at <= %(at)s AND ({0}.to_at IS NULL OR {0}.to_at > %(at)s)"

# Inside a condition, tables have names of their own, so that none hides one of the query that it stands in.

#: `{holder}` belongs to `{customer}` and may sign in; a third party only by a right that names its notice (A-09, A-10).
BELONGS = f"""EXISTS (
    SELECT 1 FROM access_membership member JOIN access_user person ON person.id = member.user_id
    WHERE member.user_id = {{holder}} AND member.customer_id = {{customer}} AND {RUNS.format("member")}
    AND (person.is_active OR (%(history)s AND member.to_at IS NOT NULL))
    AND (member.tie <> 'third_party' OR {{notice}} IS NOT NULL))"""

#: No stop runs against `{holder}`, everywhere or in `{customer}` or in `{company}`, nor against one of those (P-09).
NOT_STOPPED = """NOT EXISTS (SELECT 1 FROM access_suspension stop
    WHERE stop.from_at <= %(at)s AND (stop.lifted_at IS NULL OR stop.lifted_at > %(at)s)
    AND (stop.user_id IS NULL OR stop.user_id = {holder})
    AND (stop.customer_id IS NULL OR stop.customer_id IN ({customer}, {company})))"""

#: The notice that `{grant}` names has been noted and runs: not refused, not ended, inside its days (A-09; GC 9.2).
NOTICE_RUNS = """({grant}.notice_id IS NULL OR EXISTS (SELECT 1 FROM access_thirdpartynotice told
    WHERE told.id = {grant}.notice_id AND told.holder_id = {grant}.holder_id
    AND told.customer_id = {grant}.customer_id AND told.noted_at <= %(at)s AND told.to_at > %(at)s
    AND (told.refused_at IS NULL OR told.refused_at > %(at)s) AND (told.ended_at IS NULL OR told.ended_at > %(at)s)))"""

#: The place is one of the customer's own.
OWN_PLACE = "(SELECT place.customer_ref FROM scope_scopenode place WHERE place.id = {0}.scope_id) = {0}.customer_id"

#: The place `{below}` is the place `{above}` or lies below it.
INSIDE = """EXISTS (SELECT 1 FROM scope_scopeclosure pair
    WHERE pair.ancestor_id = {above} AND pair.descendant_id = {below})"""


def conditions(grant: str, company: str) -> dict[str, str]:
    """What must hold for a grant itself, by name, wherever it stands; `company` is where it is to count."""
    who = {"holder": f"{grant}.holder_id", "customer": f"{grant}.customer_id"}
    return {
        "runs": RUNS.format(grant),
        "belongs": BELONGS.format(**who, notice=f"{grant}.notice_id"),
        "not_stopped": NOT_STOPPED.format(**who, company=company),
        "notice": NOTICE_RUNS.format(grant=grant),
    }


def stands(grant: str, company: str) -> str:
    """All that must hold for a grant itself, its place included."""
    return " AND ".join([*conditions(grant, company).values(), OWN_PLACE.format(grant)])


def seat_conditions(holding: str, seat: str, company: str) -> dict[str, str]:
    """What must hold for who is on a seat, by name. A third party never is: a seat names no notice."""
    who = {"holder": f"{holding}.holder_id", "customer": f"{seat}.customer_id"}
    return {
        "runs": RUNS.format(holding),
        "belongs": BELONGS.format(**who, notice="NULL"),
        "not_stopped": NOT_STOPPED.format(**who, company=company),
    }


def seated(holding: str, seat: str, company: str) -> str:
    return " AND ".join(seat_conditions(holding, seat, company).values())
