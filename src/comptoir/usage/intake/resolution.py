"""Whose record it is: the line that had the card's IMSI or number at that instant, as SQL joins from `staged s`."""

from comptoir.usage.intake.reasons import Reason
from comptoir.usage.mapping import Mapping

_THEN = "s.started_at >= {0}.from_at AND s.started_at < {0}.to_at"


class Resolution:
    """By IMSI where the file has one, else by number; a file with both is read by both, and they must agree."""

    def __init__(self, mapping: Mapping) -> None:
        named = (("c", "imsi", "imsi", mapping.columns.imsi), ("n", "number", "own", mapping.columns.number))
        self._keys = [(alias, column, own) for alias, column, own, there in named if there]

    @property
    def joins(self) -> str:
        """LEFT JOINs to `directory`; a record that nobody had finds nothing."""
        return "".join(
            f" LEFT JOIN directory {alias} ON {alias}.{column} = s.{own} AND {_THEN.format(alias)}"
            for alias, column, own in self._keys
        )

    def of(self, column: str) -> str:
        """SQL for line_id, customer_id or billing_account_id of a record; NULL when nobody is found."""
        found = [f"{alias}.{column}" for alias, _, _ in self._keys]
        return found[0] if len(found) == 1 else f"coalesce({', '.join(found)})"

    @property
    def is_clear(self) -> str:
        """SQL for whether somebody is found, and one only."""
        found = f"{self.of('line_id')} IS NOT NULL"
        return found if len(self._keys) == 1 else f"{found} AND coalesce(c.line_id = n.line_id, true)"

    @property
    def reason(self) -> str:
        """SQL for why nobody is found, for a record that is not clear."""
        known = " OR ".join(f"s.{own} IN (SELECT {column} FROM directory)" for _, column, own in self._keys)
        return (
            f"CASE WHEN {self.of('line_id')} IS NOT NULL THEN {int(Reason.CARDS_DIFFER)}"
            f" WHEN coalesce({known}, false) THEN {int(Reason.NOT_ACTIVE)} ELSE {int(Reason.UNKNOWN_CARD)} END"
        )
