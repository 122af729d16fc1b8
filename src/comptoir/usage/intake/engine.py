"""DuckDB for one batch: bounded memory, spill files in the workspace, encrypted with a key nobody keeps."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from comptoir.usage.problems import UnableToImport, UnableToReadFile

#: Called now and then with a stage, what is done of it and of how much; raising in it ends the work.
Progress = Callable[[str, int, int], None]

TICK_SECONDS = 0.2
_NO_ROOM = ("No space left", "max_temp_directory_size", "failed to offload")
_CUT_OFF = ("GZIP", "ZSTD", "zstd", "Unexpected end")


@contextmanager
def engine(folder: Path, *, memory_mib: int, threads: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that spills into `folder`; what a killed process leaves there cannot be read by anyone."""
    connection = duckdb.connect(
        config={
            "threads": threads,
            "memory_limit": f"{memory_mib}MiB",
            "temp_directory": str(folder / "spill"),
            "temp_file_encryption": True,
            # Without an OpenSSL module DuckDB's own cipher serves: nobody ever has the key, and it is for
            # files that live as long as the process.
            "force_mbedtls_unsafe": "true",
            "python_enable_replacements": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    try:
        connection.execute("SET enable_progress_bar = false")
        connection.execute("SET TimeZone = 'UTC'")
        yield connection
    finally:
        connection.close()


def run(connection: duckdb.DuckDBPyConnection, sql: str, tick: Callable[[int], None]) -> None:
    """Execute one long statement, calling `tick` with the percentage done; an error in it stops the statement."""
    failure: list[BaseException] = []

    def execute() -> None:
        try:
            connection.execute(sql)
        except BaseException as error:  # carried over to the caller's thread
            failure.append(error)

    worker = threading.Thread(target=execute, name="usage-intake")
    worker.start()
    try:
        while worker.is_alive():
            worker.join(TICK_SECONDS)
            tick(max(0, min(100, int(connection.query_progress()))))
    except BaseException:
        connection.interrupt()
        worker.join()
        raise
    if failure:
        raise failure[0]


@contextmanager
def without_content() -> Iterator[None]:
    """DuckDB's errors quote the lines they stumble on: none may reach a log, so none leaves this block (U-02)."""
    try:
        yield
    except duckdb.Error as error:
        problem = _problem(str(error), type(error))
        # Python keeps the error as the context of the next one; it keeps it without its words.
        error.args = ()
        raise problem from None


def _problem(text: str, kind: type[duckdb.Error]) -> Exception:
    if any(words in text for words in _NO_ROOM) or issubclass(kind, duckdb.OutOfMemoryException):
        return UnableToImport("usage.import.no_room")
    if any(words in text for words in _CUT_OFF):
        return UnableToReadFile("usage.file.cut_off")
    if "unicode" in text or "utf-8" in text or "encod" in text:
        return UnableToReadFile("usage.file.encoding")
    return UnableToReadFile("usage.file.unreadable", kind=kind.__name__)
