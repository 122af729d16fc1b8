"""What an actor may see of the lake: conditions on its rows, from the actor's rights on lines and accounts."""

from dataclasses import dataclass

import pyarrow as pa

from comptoir.inventory.reach import reach_of
from comptoir.lake.condition import EVERY_ROW, Condition, among
from comptoir.scope.actor import Actor

NOTHING = Condition("false")
RECORDS, SUMS = "rated", "rollup"


@dataclass(frozen=True, slots=True)
class Sight:
    """`where` holds on every row that may be seen; with `visible`, a row must also be in that set.

    `summed` is the dataset from which billed months are summed: a rollup knows no days, so whoever sees only some
    days of a line is told from the records themselves.
    """

    where: Condition
    visible: pa.Table | None = None
    accounts: tuple[int, ...] | None = None
    summed: str = SUMS


def sight(actor: Actor, capability: str) -> Sight:
    """The rows on which `actor` holds `capability`: their reach (inventory/reach.py), within their customer."""
    reach = reach_of(actor, capability)
    if reach.accounts is None and reach.lines is None:
        return Sight(EVERY_ROW)
    if reach.is_nothing or actor.customer_id is None:
        return Sight(NOTHING)
    own = among("customer_id", [actor.customer_id])
    if reach.lines is None:
        accounts = tuple(sorted(reach.accounts or ()))
        return Sight(own & among("billing_account_id", accounts), None, accounts)
    accounts = tuple(sorted(set(reach.lines["billing_account_id"].to_pylist())))
    return Sight(own, reach.lines, accounts, RECORDS if reach.by_day else SUMS)
