"""The DNS, as the proof of a domain needs it."""

from typing import Protocol


class UnableToAsk(Exception):
    """The DNS gave no answer that says anything: no name server in time, or a broken one."""


class Resolver(Protocol):
    def texts(self, name: str) -> tuple[str, ...]:
        """The TXT records of a name, each as one text; none where the name or the record does not exist.

        Raises UnableToAsk when nobody could say.
        """
        ...
