"""Chance that is the same everywhere: numbers that depend on a key alone, whatever the library or the machine.

A counter is mixed (splitmix64); distributions are tables of whole numbers. No floating point, no hidden state.
"""

import hashlib
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
Words: TypeAlias = NDArray[np.uint64]
Numbers: TypeAlias = NDArray[np.int64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_HALF = np.uint64(32)
TABLE_BITS = 12
TABLE_SIZE = 1 << TABLE_BITS


def mixed(counters: Words) -> Words:
    """Each counter as a number that looks like chance."""
    words = counters * _STEP
    words ^= words >> np.uint64(30)
    words *= _FIRST
    words ^= words >> np.uint64(27)
    words *= _SECOND
    words ^= words >> np.uint64(31)
    return words


class Draws:
    """One stream; `Draws("cards", 3)` gives the same numbers always and everywhere."""

    def __init__(self, *key: str | int) -> None:
        digest = hashlib.sha256("/".join(map(str, key)).encode()).digest()
        self._next = int.from_bytes(digest[:7], "big") << 8

    def words(self, count: int) -> Words:
        start = self._next
        self._next += count
        return mixed(np.arange(start, start + count, dtype=np.uint64))

    def many_below(self, limit: int, count: int) -> Numbers:
        """Whole numbers from 0 up to and without `limit` (at most 2^31)."""
        high = self.words(count) >> _HALF
        return ((high * np.uint64(limit)) >> _HALF).astype(np.int64)

    def many_from(self, table: Numbers, count: int) -> Numbers:
        """Entries of a table made by `weighted` or `quantiles`."""
        places = (self.words(count) >> np.uint64(64 - TABLE_BITS)).astype(np.int64)
        return np.take(table, places)

    def below(self, limit: int) -> int:
        return int(self.many_below(limit, 1)[0])

    def between(self, low: int, high: int) -> int:
        """From `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def one_of(self, options: Sequence[T]) -> T:
        return options[self.below(len(options))]

    def chance(self, of_a_thousand: int) -> bool:
        return self.below(1000) < of_a_thousand

    def digits(self, count: int) -> str:
        return "".join(str(digit) for digit in self.many_below(10, count).tolist())

    def some_of(self, options: Sequence[T], count: int) -> list[T]:
        """`count` different ones, in the options' own order."""
        order = np.argsort(self.words(len(options)), kind="stable")[:count]
        return [options[index] for index in sorted(order.tolist())]


def weighted(weights: Sequence[int]) -> Numbers:
    """A table in which index i stands in proportion to `weights[i]`."""
    total, edges, run = sum(weights), [], 0
    for weight in weights:
        run += weight
        edges.append(run * TABLE_SIZE // total)
    places = np.arange(TABLE_SIZE)
    return np.searchsorted(np.array(edges), places, side="right").astype(np.int64)


def quantiles(points: Sequence[tuple[int, int]]) -> Numbers:
    """A table of values from points (part of a thousand, value), straight lines between them."""
    parts = [part * TABLE_SIZE // 1000 for part, _ in points]
    values = [value for _, value in points]
    table = np.empty(TABLE_SIZE, np.int64)
    for (start, end), (low, high) in zip(pairwise(parts), pairwise(values), strict=True):
        steps = np.arange(end - start, dtype=np.int64)
        table[start:end] = low + steps * (high - low) // max(1, end - start)
    return table
