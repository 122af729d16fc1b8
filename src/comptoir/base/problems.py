"""What can be wrong with a base: one message id with values, put into words by the interfaces."""

from collections.abc import Mapping


class UnableToTake(Exception):
    """A cell, a row or a file that cannot be taken; `message` such as "base.cell.day", and its `values`."""

    def __init__(self, message: str, **values: str | int) -> None:
        super().__init__(f"{message} {values}" if values else message)
        self.message = message
        self.values: Mapping[str, str | int] = values


class UnableToReadFile(UnableToTake):
    """A whole file that cannot be read: its encoding, its columns, its form."""
