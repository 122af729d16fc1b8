"""What the console's first page says that waits for somebody."""

from dataclasses import dataclass

from django.utils.functional import Promise

Label = str | Promise


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for somebody: what, how much, how long or how urgent, where."""

    label: Label
    value: str
    note: str
    tone: str
    url: str
