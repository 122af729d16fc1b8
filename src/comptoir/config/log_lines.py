"""Lines of standard error: one record is one entry, whatever it quotes, and no secret of an address stands in it."""

import logging
import re
import time
from collections import OrderedDict
from typing import Any

# What a terminal or a collector of logs could take for something else than a sign: C0, DEL, C1, separators, directions.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LINES = re.compile(r"\r\n|[\r\n]")


class OneEntry(logging.Formatter):
    """A record's own line, its signs made visible; each line of a trace is marked as belonging to it."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self.converter = time.gmtime

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        return visible(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802
        return "\n".join(f"  | {visible(line)}" for line in _LINES.split(super().formatException(ei)))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802
        return "\n".join(f"  | {visible(line)}" for line in _LINES.split(stack_info))


def visible(text: str) -> str:
    """The text with signs that are none written as Python would."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class NoAddress(logging.Filter):
    """Names the route instead of the address: the address of an invitation is its secret."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        path = str(getattr(request, "path", "") or "")
        if path and isinstance(record.args, tuple):
            found = getattr(request, "resolver_match", None)
            shown = f"/{found.route.strip('^$')}" if found is not None else path[:100]
            record.args = tuple(shown if one in (path, path.encode("unicode_escape").decode()) else one
                                for one in record.args)  # fmt: skip
        return True


class Seldom(logging.Filter):
    """Of the same warning about requests one entry a minute: whoever asks a thousand times writes no thousand lines.

    The next entry says how many were left out.
    """

    SECONDS = 60.0
    MOST = 1000

    def __init__(self) -> None:
        super().__init__()
        self._seen: OrderedDict[tuple[str, str], tuple[float, int]] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.name.startswith(("django.security", "comptoir.security")) or record.exc_info:
            return True
        key, now = (record.name, record.getMessage()), time.monotonic()
        since, left_out = self._seen.get(key, (-self.SECONDS, 0))
        if now - since < self.SECONDS:
            self._seen[key] = (since, left_out + 1)
            return False
        self._seen[key] = (now, 0)
        self._seen.move_to_end(key)
        while len(self._seen) > self.MOST:
            self._seen.popitem(last=False)
        if left_out:
            record.msg, record.args = f"{record.getMessage()} ({left_out} more before)", None
        return True


def logging_for(level: str, *, audit_lines: bool) -> dict[str, Any]:
    """Django's LOGGING: everything to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"entry": {"()": OneEntry}},
        "filters": {"no_address": {"()": NoAddress}, "seldom": {"()": Seldom}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "entry",
                "filters": ["no_address", "seldom"],
            },
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # A page that is not there is no news; what was refused is told by comptoir.security (web/refusals.py).
            "django.request": {"level": "ERROR"},
            "comptoir.audit.lines": {"level": "INFO" if audit_lines else "CRITICAL"},
        },
    }
