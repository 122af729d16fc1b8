"""Answers kept for a while: files of the lake never change, so a question over the same files has the same answer.

What is kept is named by everything the answer depends on: the question, its values, the files of each view, and what
the asker may see. A batch that is published names other files, and so asks anew.
"""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence

import pyarrow as pa

from comptoir.lake.entry import Entry

Views = Mapping[str, Sequence[Entry]]
Key = bytes


class Answers:
    """The last small answers, at most `most_bytes` in all, each for at most `seconds`; safe between threads.

    An answer over files that were deleted since is asked for by nobody, and is gone from memory in that time.
    """

    def __init__(
        self,
        most_bytes: int = 32_000_000,
        largest: int = 1_000_000,
        seconds: float = 600.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._largest, self._seconds, self._clock = most_bytes, largest, seconds, clock
        self._kept: OrderedDict[Key, tuple[float, pa.Table]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Key) -> pa.Table | None:
        with self._lock:
            self._drop_old()
            found = self._kept.get(key)
            return found[1] if found else None

    def keep(self, key: Key, answer: pa.Table) -> None:
        size = answer.nbytes
        if size > self._largest:
            return
        with self._lock:
            self._drop(key)
            self._kept[key] = (self._clock() + self._seconds, answer)
            self._bytes += size
            while self._bytes > self._most:
                self._drop(next(iter(self._kept)))

    def _drop_old(self) -> None:
        now = self._clock()
        while self._kept:
            oldest = next(iter(self._kept))
            if self._kept[oldest][0] > now:
                return
            self._drop(oldest)

    def _drop(self, key: Key) -> None:
        found = self._kept.pop(key, None)
        if found:
            self._bytes -= found[1].nbytes


def key_of(
    sql: str,
    views: Views,
    stamps: Sequence[object],
    values: object,
    visible: pa.Table | None,
    accounts: Collection[int] | None,
    tables: Mapping[str, pa.Table],
) -> Key:
    """The digest of everything that an answer depends on; `stamps` tell a file that was tampered with from itself."""
    digest = hashlib.blake2b(digest_size=16)
    files = [(name, [entry.path for entry in entries]) for name, entries in sorted(views.items())]
    limits = None if accounts is None else sorted(accounts)
    digest.update(repr((sql, files, stamps, values, limits, visible is None, sorted(tables))).encode())
    for table in ([] if visible is None else [visible]) + [tables[name] for name in sorted(tables)]:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table)
        digest.update(sink.getvalue())
    return digest.digest()
