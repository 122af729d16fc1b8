"""What a line looks like when it is brought in: a plain value, checked before anything is written."""

from dataclasses import dataclass, field
from datetime import date

Stretch = tuple[str, date, date | None]  # code, from, to (half open; None: still)


@dataclass(frozen=True, slots=True)
class LineSpec:
    """One line with its card, number and history. Codes name what already exists."""

    code: str
    billing_account: str
    number: str  # E.164 with +
    iccid: str
    imsi: str
    pin: str
    puk: str
    from_on: date
    to_on: date | None = None
    label: str = ""
    is_esim: bool = False
    plans: tuple[Stretch, ...] = ()
    options: tuple[Stretch, ...] = ()
    cost_centres: tuple[Stretch, ...] = ()
    end_user: str = ""  # e-mail of a user
    suspended: bool = field(default=False)
