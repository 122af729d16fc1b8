"""What the lake holds, read back."""

from typing import Any

from comptoir.manifest.queries import live
from comptoir.manifest.reading import lake


def held(dataset: str = "raw") -> list[dict[str, Any]]:
    """Every record that counts, in the order of its key, without the batch it came in."""
    snapshot = live(dataset)
    rows = lake().query(
        f"SELECT * EXCLUDE (batch_id) FROM {dataset} ORDER BY line_id, started_at, record_id",
        {dataset: snapshot.of(dataset)},
    )
    return rows.to_pylist()


def periods(dataset: str = "raw") -> dict[str, int]:
    """Records that count, by period."""
    found: dict[str, int] = {}
    for entry in live(dataset).entries:
        found[entry.period] = found.get(entry.period, 0) + entry.rows
    return found
