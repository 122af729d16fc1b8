"""How many requests a token may make in a minute. Counted in the process's cache: a brake, not an invoice."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import caches
from django.http import HttpResponseBase

A_MINUTE = 600


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of this minute, and the seconds until the next."""

    used: int
    resets_in: int

    @property
    def is_spent(self) -> bool:
        return self.used > A_MINUTE

    def note(self, response: HttpResponseBase) -> None:
        """Says so in the headers."""
        response.headers["RateLimit-Limit"] = str(A_MINUTE)
        response.headers["RateLimit-Remaining"] = str(max(0, A_MINUTE - self.used))
        response.headers["RateLimit-Reset"] = str(self.resets_in)
        if self.is_spent:
            response.headers["Retry-After"] = str(self.resets_in)


def allowance_of(token_id: int, at: datetime) -> Allowance:
    """Counts one more request of a token."""
    counts = caches["process"]
    key = f"api:{token_id}:{at:%Y%m%d%H%M}"
    counts.add(key, 0, 120)
    try:
        used = counts.incr(key)
    except ValueError:
        used = 1
    return Allowance(used, 60 - at.second)
