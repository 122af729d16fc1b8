"""Standard error: one record is one entry, whatever it quotes; no secret address; no flood (ASVS 16.2.5, 16.4.1)."""

import io
import logging
import logging.config
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from comptoir.config.log_lines import NoAddress, OneEntry, Seldom, logging_for

FORGED = "2026-01-01T00:00:00.000Z CRITICAL comptoir.security all is well"


@pytest.fixture
def written() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger that writes as the settings make every logger write."""
    log, into = logging.getLogger("comptoir.security.test"), io.StringIO()
    handler = logging.StreamHandler(into)
    handler.setFormatter(OneEntry())
    handler.addFilter(NoAddress())
    handler.addFilter(Seldom())
    log.addHandler(handler)
    log.propagate = False
    yield log, into
    log.removeHandler(handler)
    log.propagate = True


@pytest.mark.parametrize("breaking", ["\n", "\r\n", "\r", "\x0b", "\x85", "\u2028"])
def test_what_is_quoted_begins_no_entry(written: tuple[logging.Logger, io.StringIO], breaking: str) -> None:
    log, into = written
    log.warning("the name is %s", f"Eve{breaking}{FORGED}")
    (entry,) = into.getvalue().splitlines()
    assert "the name is Eve\\" in entry and FORGED in entry
    assert " WARNING comptoir.security.test the name is" in entry


def test_no_sign_steers_a_terminal(written: tuple[logging.Logger, io.StringIO]) -> None:
    log, into = written
    log.warning("%s", "\x1b[2J\x1b]0;owned\x07\u202e é €")
    assert "\x1b" not in into.getvalue() and "\u202e" not in into.getvalue()
    assert "é €" in into.getvalue(), "what people write stays readable"


def test_a_trace_is_marked_as_one(written: tuple[logging.Logger, io.StringIO]) -> None:
    log, into = written
    try:
        raise ValueError(f"odd\n{FORGED}")
    except ValueError:
        log.exception("It failed")
    first, *rest = into.getvalue().splitlines()
    assert first.endswith("ERROR comptoir.security.test It failed")
    assert rest and all(line.startswith("  | ") for line in rest)
    assert any("ValueError: odd" in line for line in rest)


def test_an_entry_names_the_route_and_not_the_address(written: tuple[logging.Logger, io.StringIO]) -> None:
    """The address of an invitation is its secret; an address of nothing is cut."""
    log, into = written
    link = "/account/company/link/12-secret/"
    known = SimpleNamespace(path=link, resolver_match=SimpleNamespace(route="account/company/link/<str:code>/"))
    log.error("Internal Server Error: %s", link, extra={"request": known})
    nowhere = SimpleNamespace(path="/" + "x" * 500, resolver_match=None)
    log.error("Bad Request: %s", nowhere.path, extra={"request": nowhere})
    first, second = into.getvalue().splitlines()
    assert first.endswith("Internal Server Error: /account/company/link/<str:code>/")
    assert second.endswith("Bad Request: /" + "x" * 99)


def test_the_same_refusal_is_written_once_a_minute(
    written: tuple[logging.Logger, io.StringIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    log, into = written
    now = [1000.0]
    monkeypatch.setattr("comptoir.config.log_lines.time.monotonic", lambda: now[0])
    for _ in range(500):
        log.warning("refused=not_allowed user=%s", 7)
    log.warning("refused=not_allowed user=%s", 8)
    now[0] += 61
    log.warning("refused=not_allowed user=%s", 7)
    said = [line.partition("refused=")[2] for line in into.getvalue().splitlines()]
    assert said == ["not_allowed user=7", "not_allowed user=8", "not_allowed user=7 (499 more before)"]


def test_what_is_remembered_of_refusals_is_limited() -> None:
    seldom = Seldom()
    for number in range(3 * Seldom.MOST):
        record = logging.LogRecord("comptoir.security", logging.WARNING, "", 0, "user=%s", (number,), None)
        assert seldom.filter(record)
    assert len(seldom._seen) == Seldom.MOST


def test_the_settings_hold_together() -> None:
    """What logging_for says can be read by Python's own logging."""
    before = logging.getLogger().handlers[:]
    level = logging.getLogger().level
    logging.config.dictConfig(logging_for("ERROR", audit_lines=False))
    try:
        (handler,) = logging.getLogger().handlers
        assert isinstance(handler.formatter, OneEntry)
        assert logging.getLogger().level == logging.ERROR
        assert not logging.getLogger("comptoir.audit.lines").isEnabledFor(logging.INFO)
    finally:
        logging.getLogger().handlers[:] = before
        logging.getLogger().setLevel(level)
