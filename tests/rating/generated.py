"""Tariffs and records made up by hypothesis."""

from datetime import datetime, timedelta

from hypothesis import strategies as st

from comptoir.rating.rules import CompiledTariff
from comptoir.rating.schema import Kind
from tests.rating.building import BELGIAN, WINDOWS, at, record, tariff

_UNITS = {"voice": ("s", "min", "h"), "data": ("kB", "MB", "GB")}
_NUMBERS = (BELGIAN, 32900123456, 33612345678, 12125550000, 4412345, -1307, 0, 3, 32)


@st.composite
def rates(draw: st.DrawFn, kind: str) -> str:
    unit = draw(st.sampled_from(_UNITS[kind]))
    lines = [
        f'kinds = ["{kind}"]',
        f"price = {draw(st.decimals(0, 9, places=4))}",
        f'per = "{unit}"',
        f"connection_fee = {draw(st.decimals(0, 1, places=2))}",
        f"minimum = {draw(st.integers(0, 90))}",
        f"first = {draw(st.integers(1, 90))}",
        f"next = {draw(st.integers(1, 90))}",
    ]
    if draw(st.booleans()):
        lines.append('windows = ["evening"]')
    if draw(st.booleans()):
        lines.append('to = ["belgium"]')
    return "[[plans.rates]]\n" + "\n".join(lines) + "\n"


@st.composite
def tariffs(draw: st.DrawFn) -> CompiledTariff:
    """One plan with up to a bundle for calls and one for data, and some rates; two windows."""
    text = '[[plans]]\nid = "p"\nname = "P"\nkind = "bundled"\n'
    for kind in sorted(draw(st.sets(st.sampled_from(["voice", "data"])))):
        per = draw(st.sampled_from(["line", "pool"]))
        text += f'[[plans.bundles]]\nid = "{kind}"\nname = "Bundle"\nkinds = ["{kind}"]\nper = "{per}"\n'
        text += f"quantity = {draw(st.integers(0, 4_000))}\n"
    for _ in range(draw(st.integers(0, 3))):
        text += draw(rates(draw(st.sampled_from(["voice", "data"]))))
    places, mode = draw(st.integers(0, 6)), draw(st.sampled_from(["half_up", "up"]))
    return tariff(text, windows=WINDOWS, head=f'rounding = {{places = {places}, mode = "{mode}"}}')


@st.composite
def records(draw: st.DrawFn, day: datetime | None = None, hours: int = 3) -> dict[str, object]:
    """A call or a session of one of two lines, alone or from a shared pool, around the end of a window."""
    kind = draw(st.sampled_from([Kind.VOICE, Kind.DATA]))
    start = day or at("2026-03-02 17:30")
    account, line = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    return record(
        draw(st.integers(0, 2_500)),
        kind=int(kind),
        started_at=start + timedelta(microseconds=draw(st.integers(0, hours * 1800 * 10**6))),
        called=0 if kind is Kind.DATA else draw(st.sampled_from(_NUMBERS)),
        direction=draw(st.sampled_from([0, 0, 0, 1])),
        visited=draw(st.sampled_from(["BE", "BE", "FR", "US", "XS"])),
        billing_account_id=account,
        line_id=line,
        pool_id=draw(st.sampled_from([line, -7])),
    )
