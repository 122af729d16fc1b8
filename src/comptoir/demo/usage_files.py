"""The usage files that the demo's network delivers: twice a month, some records late, a few of them broken."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from comptoir.demo.habits import habits
from comptoir.demo.timeline import instant
from comptoir.demo.traffic import Traffic, traffic_of
from comptoir.demo.world import World
from comptoir.kernel.periods import Month

HALF = 15
LATE_RECORDS = 180
COLUMNS = ("record_id", "number", "started", "kind", "called", "quantity")
_UNKNOWN_NUMBER = 32499999901


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file and the instant at which it is delivered."""

    part: int
    path: Path
    at: datetime
    records: int


def delivery_times(world: World, month: Month) -> list[datetime]:
    """When the files of a month are delivered: each half once it is over, then what is late."""
    half = instant(month.first_day + timedelta(days=HALF), 4)
    times = [half, instant(month.next().first_day, 4)]
    if month == world.timeline.closed[-3]:
        times.append(instant(month.next().first_day + timedelta(days=6), 4))
    return [min(at, world.timeline.now) for at in times]


def deliveries(world: World, month: Month, folder: Path) -> Iterator[Delivery]:
    """Writes the files of a month, one after another; a file of no records is not made."""
    traffic = traffic_of(world, month)
    half = traffic.started < int(instant(month.first_day + timedelta(days=HALF), 0).timestamp())
    late = _late(world, month, traffic)
    masks = (half & ~late, ~half & ~late, late)
    for part, (at, mask) in enumerate(zip(delivery_times(world, month), masks, strict=False), 1):
        if mask.any():
            path = folder / f"usage-{month}-{part}.parquet"
            _write(traffic.where(mask), path, bad=_is_bad(world, month, part))
            yield Delivery(part, path, at, int(mask.sum()))


def _late(world: World, month: Month, traffic: Traffic) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Records of the network's neighbours abroad that arrive once the month is billed."""
    late = np.zeros(len(traffic), np.bool_)
    if month == world.timeline.closed[-3]:
        late[np.flatnonzero(traffic.country > 0)[-LATE_RECORDS:]] = True
    return late


def _is_bad(world: World, month: Month, part: int) -> bool:
    return (month == world.timeline.closed[-1] and part == 2) or (month == world.timeline.running and part == 1)


def _write(traffic: Traffic, path: Path, *, bad: bool) -> None:
    countries = pa.array(habits().countries)
    country = pa.DictionaryArray.from_arrays(pa.array(traffic.country.astype(np.int32)), countries)
    columns = {name: pa.array(getattr(traffic, name)) for name in COLUMNS}
    table = pa.table({**columns, "country": country.cast(pa.string())})
    if bad:
        table = pa.concat_tables([table, _broken(table)])
    pq.write_table(table, path, compression="zstd", compression_level=1)


def _broken(table: pa.Table) -> pa.Table:
    """Records that nobody can take: of a card that is none, and with values that mean nothing."""
    rows = table.slice(0, 7).to_pylist()
    first = max(table["record_id"].to_pylist()[-1:]) + 500_000
    for place, row in enumerate(rows):
        row["record_id"] = first + place
        if place < 4:
            row["number"] = _UNKNOWN_NUMBER + place // 2
        elif place == 4:
            row["kind"] = 9
        elif place == 5:
            row["country"] = "??"
        else:
            row["quantity"] = -5
    return pa.Table.from_pylist(rows, schema=table.schema)
