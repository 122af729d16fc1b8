"""The loop that prices: destination, zone, window, increments, bundle, price; it reads like the rules.

These functions run compiled over millions of records, and the very same ones run uncompiled over one record
with a trace, which is its explanation. So they use only what numba knows: arrays, whole numbers, tuples.

- A record without quantity costs nothing, not even a connection fee.
- A call is charged in blocks: the first increment, then next ones, until the larger of its duration and
  the minimum is covered. A block costs the price of the window in which it begins; the connection fee,
  the minimum and the first increment are those of the window in which the call begins.
- A bundle takes the first part of what is charged; the connection fee is due only when a part is left.
- Sums are exact over the tariff's denominator and are rounded once for each record.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from comptoir.rating.calendar import Calendar
from comptoir.rating.jit import loop
from comptoir.rating.rules import Rules

VOICE, DATA, INCOMING = 1, 4, 1
SECOND = 1_000_000
DAY = 86_400
FULL_LENGTH = 1_000_000_000_000_000
HEAD = 100_000_000_000
NEVER = 1 << 60

# What a row of the trace tells, in its first column.
AT, CALLED, BLOCKS, BUNDLE, FEE, ROUNDED = 1, 2, 3, 4, 5, 6
TRACE_ROWS, TRACE_COLUMNS = 256, 8


class Columns(NamedTuple):
    """The records' columns; `origin` is the zone of the country where the card was."""

    account: NDArray[np.int64]
    line: NDArray[np.int64]
    pool: NDArray[np.int64]
    started: NDArray[np.int64]
    kind: NDArray[np.int8]
    direction: NDArray[np.int8]
    quantity: NDArray[np.int64]
    called: NDArray[np.int64]
    origin: NDArray[np.int16]
    plan: NDArray[np.int16]


class Use(NamedTuple):
    """Bundle use in an open hash table; a slot is free while its month is 0. `taken[0]` counts the others."""

    account: NDArray[np.int64]
    owner: NDArray[np.int64]
    bundle: NDArray[np.int16]
    month: NDArray[np.int32]
    used: NDArray[np.int64]
    taken: NDArray[np.int64]


class Priced(NamedTuple):
    """What the loop fills in, a row for each record."""

    category: NDArray[np.int8]
    zone: NDArray[np.int16]
    prefix: NDArray[np.int32]
    charged: NDArray[np.int64]
    bundle: NDArray[np.int16]
    inside: NDArray[np.int64]
    before: NDArray[np.int64]
    amount: NDArray[np.int64]


def price_records(
    records: Columns,
    rules: Rules,
    order: NDArray[np.int64],
    begin: int,
    use: Use,
    priced: Priced,
    trace: NDArray[np.int64],
) -> int:
    """Prices `records` in `order` from position `begin` on; returns how far it came.

    It stops early when the table of bundle use is half full: enlarge it and go on. `trace` has no row, or
    TRACE_ROWS to be filled with the steps of the records priced.
    """
    for position in range(begin, len(order)):
        if 2 * use.taken[0] >= len(use.owner):
            return position
        price_record(records, rules, order[position], use, priced, trace)
    return len(order)


@loop
def price_record(records: Columns, rules: Rules, row: int, use: Use, priced: Priced, trace: NDArray[np.int64]) -> None:
    """Prices one record into its row of `priced` and moves its bundle's use on."""
    kind, direction = records.kind[row], records.direction[row]
    plan, origin, quantity = records.plan[row], records.origin[row], records.quantity[row]
    segment = segment_at(rules.calendar, records.started[row] // SECOND)
    note(trace, AT, origin, plan, segment, quantity, 0)
    prefix, zone = -1, origin
    if kind != DATA and direction != INCOMING:
        prefix, zone = destination(rules, records.called[row], origin)
        note(trace, CALLED, prefix, zone, 0, 0, 0)
    bundle, slot, left, before = rules.bundle_of[plan, kind - 1, direction, origin, zone], -1, 0, 0
    if bundle >= 0:
        owner = records.pool[row] if rules.bundle_shared[bundle] else records.line[row]
        slot = slot_of(use, records.account[row], owner, bundle, rules.calendar.month[segment])
        before = use.used[slot]
        left = max(rules.bundle_quantity[bundle] - before, 0)
    charged, inside, amount = 0, 0, 0
    if quantity > 0:
        rates = rules.rate_of[plan, kind - 1, direction, origin, zone]
        started = records.started[row] if kind == VOICE else -1
        charged, inside, amount = charge(rules, rates, segment, started, quantity, left, trace)
    if slot >= 0:
        use.used[slot] = before + inside
        note(trace, BUNDLE, bundle, before, inside, 0, 0)
    priced.category[row] = rules.category_of[kind - 1, origin, zone]
    priced.zone[row], priced.prefix[row] = zone, prefix
    priced.charged[row], priced.amount[row] = charged, amount
    priced.bundle[row], priced.inside[row], priced.before[row] = bundle, inside, before


@loop
def charge(
    rules: Rules,
    rates: NDArray[np.int16],
    segment: int,
    started: int,
    quantity: int,
    left: int,
    trace: NDArray[np.int64],
) -> tuple[int, int, int]:
    """What is charged of `quantity`, the part of it inside the bundle, and the amount in millionths.

    `rates` are the rates by window, `left` is what the bundle still holds. `started` (UTC microseconds) is
    -1 for what happens in an instant and so never crosses a window.
    """
    rate = rates[rules.calendar.window[segment]]
    opening = rate
    wanted = max(quantity, rules.minimum[rate])
    charged = rules.first[rate]
    inside = min(charged, left)
    whole, part = add(rules, rate, charged - inside, 0, 0)
    note(trace, BLOCKS, rate, segment, charged, inside, 1)
    while charged < wanted:
        segment, until = (segment, NEVER) if started < 0 else window_at(rules.calendar, segment, started, charged)
        rate = rates[rules.calendar.window[segment]]
        length = rounded_up(min(until, wanted) - charged, rules.next[rate])
        covered = min(length, left - inside)
        whole, part = add(rules, rate, length - covered, whole, part)
        note(trace, BLOCKS, rate, segment, length, covered, 0)
        charged, inside = charged + length, inside + covered
    if inside < charged and rules.fee[opening] > 0:
        whole += rules.fee[opening]
        note(trace, FEE, rules.fee[opening], 0, 0, 0, 0)
    return charged, inside, rounded(rules, whole, part, trace)


@loop
def add(rules: Rules, rate: int, quantity: int, whole: int, part: int) -> tuple[int, int]:
    """The sum `whole + part / denominator` with the price of `quantity` added; no step leaves 64 bits."""
    if quantity == 0:
        return whole, part
    times, rest = split(quantity, rules.denominator)
    whole += quantity * rules.whole[rate] + times * rules.part[rate]
    return whole, part + rest * rules.part[rate]


@loop
def rounded(rules: Rules, whole: int, part: int, trace: NDArray[np.int64]) -> int:
    """The amount in millionths: the exact sum rounded once, half up or up, to the tariff's unit."""
    denominator, unit = rules.denominator, rules.unit
    carried, part = split(part, denominator)
    whole += carried
    units, over = split(whole, unit)
    rest = over * denominator + part
    above = rest > 0 if rules.rounds_up else 2 * rest >= denominator * unit
    amount = (units + above) * unit
    note(trace, ROUNDED, whole, part, amount, 0, 0)
    return amount


@loop
def split(value: int, size: int) -> tuple[int, int]:
    """How often `size` goes into `value`, and the rest; without a division, which is slow, where none is needed."""
    if value < size:
        return 0, value
    if size == 1:
        return value, 0
    return value // size, value % size


@loop
def rounded_up(value: int, step: int) -> int:
    """The smallest multiple of `step` that is not below `value`."""
    return value if step == 1 else (value + step - 1) // step * step


@loop
def destination(rules: Rules, called: int, origin: int) -> tuple[int, int]:
    """The longest prefix of the number (-1: none) and its zone; below 0 is a short code."""
    if called < 0 and origin != rules.home:
        return -1, rules.short_codes_abroad
    if called < 0:
        prefix = longest_prefix(rules, rules.short_starts, rules.short_owner, rules.short_head, -called)
        return prefix, rules.prefix_zone[prefix] if prefix >= 0 else rules.short_codes_home
    prefix = longest_prefix(rules, rules.starts, rules.owner, rules.head, called)
    return prefix, rules.prefix_zone[prefix] if prefix >= 0 else rules.unknown_numbers


@loop
def longest_prefix(
    rules: Rules,
    starts: NDArray[np.int64],
    owner: NDArray[np.int32],
    head: NDArray[np.int32],
    called: int,
) -> int:
    """The index of the longest prefix of `called`, -1 for none."""
    if called == 0:
        return -1
    full, digits = called, 15
    while full < FULL_LENGTH // 10:
        full, digits = full * 10, digits - 1
    low, high = head[full // HEAD], head[full // HEAD + 1]
    while low < high:
        middle = (low + high + 1) // 2
        if starts[middle] <= full:
            low = middle
        else:
            high = middle - 1
    prefix = owner[low]
    while prefix >= 0 and rules.prefix_length[prefix] > digits:
        prefix = rules.prefix_parent[prefix]
    return int(prefix)


@loop
def segment_at(calendar: Calendar, second: int) -> int:
    """The segment of the calendar at a UTC second."""
    segment = calendar.of_day[second // DAY - calendar.first_day]
    while segment + 1 < len(calendar.starts) and calendar.starts[segment + 1] <= second:
        segment += 1
    return int(segment)


@loop
def window_at(calendar: Calendar, segment: int, started: int, elapsed: int) -> tuple[int, int]:
    """The segment `elapsed` seconds into a call, and how many seconds into it the window ends."""
    last = len(calendar.starts) - 1
    while segment < last and calendar.starts[segment + 1] * SECOND <= started + elapsed * SECOND:
        segment += 1
    end = segment + 1
    while end <= last and calendar.window[end] == calendar.window[segment]:
        end += 1
    if end > last:
        return segment, NEVER
    # A second that began before the window's end belongs to it.
    return segment, (calendar.starts[end] * SECOND - started + SECOND - 1) // SECOND


@loop
def slot_of(use: Use, account: int, owner: int, bundle: int, month: int) -> int:
    """Where an owner's use of a bundle in a month is kept; a place is taken when there is none yet.

    The owner is a pool or a line, within a billing account: a line that moves to another account begins anew,
    so that accounts can be priced apart.
    """
    mask = len(use.owner) - 1
    slot = (owner ^ (owner >> 20) ^ (int(month) * 8191) ^ (int(bundle) * 131071)) & mask
    while use.month[slot] != 0:
        same = use.owner[slot] == owner and use.month[slot] == month and use.bundle[slot] == bundle
        if same and use.account[slot] == account:
            return int(slot)
        slot = (slot + 1) & mask
    use.account[slot], use.owner[slot], use.bundle[slot], use.month[slot] = account, owner, bundle, month
    use.taken[0] += 1
    return int(slot)


def put_all(
    use: Use,
    accounts: NDArray[np.int64],
    owners: NDArray[np.int64],
    bundles: NDArray[np.int16],
    months: NDArray[np.int32],
    used: NDArray[np.int64],
) -> None:
    """Enters what is known of bundles' use into a table that has room for it."""
    for row in range(len(owners)):
        use.used[slot_of(use, accounts[row], owners[row], bundles[row], months[row])] = used[row]


@loop
def note(trace: NDArray[np.int64], what: int, a: int, b: int, c: int, d: int, e: int) -> None:
    """Adds a row to the trace, if one is kept; row 0 counts."""
    if len(trace) == 0 or trace[0, 0] + 1 >= len(trace):
        return
    trace[0, 0] += 1
    row = trace[trace[0, 0]]
    row[0], row[1], row[2], row[3], row[4], row[5] = what, a, b, c, d, e
