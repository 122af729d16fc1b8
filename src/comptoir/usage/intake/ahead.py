"""Works ahead: one thread makes the next item while another uses the last one."""

import threading
from collections.abc import Iterator
from queue import Full, Queue
from types import TracebackType
from typing import Generic, Self, TypeVar

Item = TypeVar("Item")

_PATIENCE = 0.1  # seconds between looks at whether anybody still listens


class _End:
    def __init__(self, error: BaseException | None) -> None:
        self.error = error


class Ahead(Generic[Item]):
    """The items of an iterator, made by a thread of its own that is at most `depth` of them ahead.

    Use it as a context manager: the thread has ended when the block has. Its error is raised where the next
    item would come.
    """

    def __init__(self, items: Iterator[Item], depth: int = 2) -> None:
        self._items = items
        self._waiting: Queue[Item | _End] = Queue(depth)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._make, name="usage-ahead", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def __iter__(self) -> Iterator[Item]:
        while not isinstance(item := self._waiting.get(), _End):
            yield item
        if item.error is not None:
            raise item.error

    def _make(self) -> None:
        error: BaseException | None = None
        try:
            for item in self._items:
                if not self._put(item):
                    return
        except BaseException as caught:
            error = caught
        self._put(_End(error))

    def _put(self, item: Item | _End) -> bool:
        """False when nobody listens any more."""
        while not self._over.is_set():
            try:
                self._waiting.put(item, timeout=_PATIENCE)
                return True
            except Full:
                continue
        return False
