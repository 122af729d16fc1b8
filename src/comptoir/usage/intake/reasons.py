"""Why a record was set aside: small numbers within the pipeline, message ids outside."""

from enum import IntEnum


class Reason(IntEnum):
    """0 is a good record. The order is that of the checks: the first that fails is the reason."""

    NONE = 0
    BROKEN_LINE = 1
    KIND = 2
    DIRECTION = 3
    TIME = 4
    SKIPPED_HOUR = 5
    TOO_EARLY = 6
    FUTURE = 7
    COUNTRY = 8
    NO_CALLED = 9
    CALLED = 10
    CARD = 11
    QUANTITY = 12
    NEGATIVE = 13
    TOO_LARGE = 14
    UNKNOWN_CARD = 15
    NOT_ACTIVE = 16
    CARDS_DIFFER = 17
    IGNORED = 100
    FREE = 101

    @property
    def message(self) -> str:
        """The message id of a record set aside for this reason."""
        return f"usage.record.{self.name.lower()}"
