"""Whom people call: the few they call often, colleagues, the rest of the country, abroad, numbers with a price."""

from dataclasses import dataclass

import numpy as np

from comptoir.demo.draws import Draws, Numbers, mixed, weighted
from comptoir.demo.habits import Habits

_BELGIAN = ((32470, 6, 12), (32472, 6, 8), (32475, 6, 14), (32477, 6, 10), (32485, 6, 11), (32486, 6, 9),
            (32494, 6, 8), (32496, 6, 12), (32498, 6, 8), (322, 7, 14), (323, 7, 7), (3242, 6, 4), (3292, 6, 4),
            (3281, 6, 3), (3210, 6, 3), (3287, 6, 2))  # fmt: skip
_PREMIUM_VOICE = ((32902, 5, 3), (32903, 5, 3), (3270, 6, 8))
_DIRECTORY = (1207, 1307)
_PREMIUM_TEXT = (2233, 4884, 6020, 7711)
# Free and emergency numbers: in the raw files, never in the lake (U-02).
_FREE_BASES = ((32800, 5, 30),)
_FREE_CODES = (112, 112, 116117, 1722)
_OFTEN = weighted([30, 18, 12, 9, 7, 6, 5, 4, 3, 2, 2, 2])


@dataclass(frozen=True, slots=True, eq=False)
class Ranges:
    """Number ranges to draw from: the first digits shifted up, and how many numbers follow."""

    bases: Numbers
    spans: Numbers
    table: Numbers

    @classmethod
    def of(cls, ranges: tuple[tuple[int, int, int], ...]) -> "Ranges":
        return cls(
            np.array([start * 10**digits for start, digits, _ in ranges], np.int64),
            np.array([10**digits for _, digits, _ in ranges], np.int64),
            weighted([weight for _, _, weight in ranges]),
        )

    def numbers(self, words: Numbers) -> Numbers:
        """A number for each word of chance."""
        place = self.table[(words >> np.int64(40)) & np.int64(len(self.table) - 1)]
        span = np.take(self.spans, place)
        numbers: Numbers = np.take(self.bases, place) + (words & np.int64(0xFFFFFFFF)) % span
        return numbers


BELGIAN = Ranges.of(_BELGIAN)
PREMIUM_VOICE = Ranges.of(_PREMIUM_VOICE)
FREE = Ranges.of(_FREE_BASES)


def chance(draws: Draws, count: int) -> Numbers:
    """Positive numbers of chance."""
    return (draws.words(count) >> np.uint64(1)).astype(np.int64)


def usual(serials: Numbers, draws: Draws) -> Numbers:
    """Numbers that each card calls often: a dozen of its own, the first far more than the last."""
    place = draws.many_from(_OFTEN, len(serials))
    words = mixed(((serials << np.int64(5)) + place).astype(np.uint64)) >> np.uint64(1)
    return BELGIAN.numbers(words.astype(np.int64))


def abroad(habits: Habits, draws: Draws, count: int) -> Numbers:
    """Numbers in other countries."""
    starts = np.array([int(start) * 10**digits for start, digits in habits.abroad_ranges], np.int64)
    spans = np.array([10**digits for _, digits in habits.abroad_ranges], np.int64)
    place = draws.many_from(habits.abroad, count)
    return starts[place] + chance(draws, count) % spans[place]


def priced(draws: Draws, count: int, *, text: bool) -> Numbers:
    """Numbers with a price of their own."""
    if text:
        return np.array(_PREMIUM_TEXT, np.int64)[draws.many_below(len(_PREMIUM_TEXT), count)]
    numbers = PREMIUM_VOICE.numbers(chance(draws, count))
    directory = draws.many_below(5, count) == 0
    numbers[directory] = np.array(_DIRECTORY, np.int64)[draws.many_below(2, int(directory.sum()))]
    return numbers


def free(draws: Draws, count: int) -> Numbers:
    """Free and emergency numbers."""
    numbers = FREE.numbers(chance(draws, count))
    short = draws.many_below(3, count) == 0
    numbers[short] = np.array(_FREE_CODES, np.int64)[draws.many_below(len(_FREE_CODES), int(short.sum()))]
    return numbers
