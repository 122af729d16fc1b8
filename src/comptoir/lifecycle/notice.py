"""How long a notice runs (P-05; GC 2.2.2): a rule over dates."""

from datetime import date, timedelta

from comptoir.kernel.explanation import Explanation, Step
from comptoir.terms import Terms

TERMS = {"customer": "portal.notice.customer", "operator": "portal.notice.operator"}


def last_day(party: str, given_on: date, terms: Terms) -> date:
    """The last day with access: the day of the notice is not counted, the last one is, to its end."""
    return terms[TERMS[party]].after(given_on)


def first_day_without(last_on: date) -> date:
    """The day at whose beginning access stops."""
    return last_on + timedelta(days=1)


def explain(party: str, given_on: date, last_on: date, today: date, terms: Terms) -> Explanation:
    """When it ends and why then."""
    term = terms[TERMS[party]]
    length = Step(f"notice.length.{party}", {str(term.unit): int(str(term.value))}, term.clause)
    given = Step("notice.given", {"given_on": given_on})
    ended = Step("notice.stops", {"stops_on": first_day_without(last_on)})
    left = (last_on - today).days
    if left < 0:
        return Explanation("notice.over", {"last_on": last_on}, (given, length, ended), term.clause)
    return Explanation("notice.runs", {"last_on": last_on, "left": left}, (given, length, ended), term.clause)
