"""Many small files in the lake, as intake leaves them in the course of a day."""

from datetime import datetime

import pyarrow as pa
from django.conf import settings

from comptoir.lake.files import write
from comptoir.lake.order import sort
from comptoir.lake.schemas import USAGE_SORT
from comptoir.manifest.actions.publications import publish
from comptoir.rating.schema import RECORDS
from tests.lifecycle.cast import NOW, ROOT

PERIOD = "2026-07"


def publish_small_files(count: int) -> str:
    """So many files of one record each, for one month and bucket; the month."""
    for number in range(count):
        row = {
            "record_id": number + 1, "customer_id": 1, "billing_account_id": 1, "line_id": 1,
            "started_at": datetime(2026, 7, 2, 9, number), "kind": 1, "direction": 0, "quantity": 60,
            "called": 32_475_000_000 + number, "visited": "BE", "batch_id": number + 1,
        }  # fmt: skip
        table = sort(pa.Table.from_pylist([row], schema=RECORDS), USAGE_SORT)
        entry = write(settings.LAKE_ROOT, "raw", PERIOD, 0, table, RECORDS, USAGE_SORT)
        publish(key=f"small:{number}", add=[entry], at=NOW, reason="intake", by=ROOT)
    return PERIOD
