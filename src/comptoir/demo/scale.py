"""How large a demo world is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """`cards` belong to the named cast; `growing` is how many the growing firm has instead, if more.

    `others` are customers beyond the named five, with `cards_of_others` cards between them. `rate`: records a
    month of a card of ordinary habits.
    """

    code: str
    months: int
    rate: int
    growing: int = 0
    others: int = 0
    cards_of_others: int = 0


SCALES = {
    "s": Scale("s", months=6, rate=104),
    "m": Scale("m", months=24, rate=30, growing=10_000, others=35, cards_of_others=4_400),
    "l": Scale("l", months=24, rate=120, growing=10_000, others=35, cards_of_others=4_400),
}
