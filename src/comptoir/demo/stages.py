"""How a build tells what it does: stages with their counts and seconds, on standard error."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


class Stages:
    """Seconds and counts by stage, in the order in which they first came; a stage may come again."""

    def __init__(self, out: TextIO = sys.stderr) -> None:
        self.seconds: dict[str, float] = {}
        self.counts: dict[str, int] = {}
        self._out = out
        self._live = out.isatty()
        self._said: str | None = None

    @contextmanager
    def stage(self, name: str) -> Iterator["Stages"]:
        """Times what is done within; time of stages within it is theirs, not its own."""
        started, others = time.perf_counter(), sum(self.seconds.values())
        self.seconds.setdefault(name, 0.0)
        try:
            yield self
        finally:
            within = sum(self.seconds.values()) - others
            self.seconds[name] += time.perf_counter() - started - within

    def count(self, name: str, number: int) -> None:
        self.counts[name] = self.counts.get(name, 0) + number

    def say(self, what: str) -> None:
        """What is being done now: over the line before on a terminal, on a line of its own elsewhere."""
        if self._live:
            print(f"\r\033[K  {what}", end="", file=self._out, flush=True)
        elif what != self._said:
            print(f"  {what}", file=self._out, flush=True)
        self._said = what

    def finish(self) -> None:
        """The table of stages."""
        if self._live:
            print("\r\033[K", end="", file=self._out)
        for name, seconds in self.seconds.items():
            count = f"{self.counts[name]:>12,}" if name in self.counts else " " * 12
            print(f"  {name:<16}{count}  {seconds:6.1f} s", file=self._out)
        print(f"  {'in all':<16}{'':>12}  {sum(self.seconds.values()):6.1f} s", file=self._out, flush=True)
