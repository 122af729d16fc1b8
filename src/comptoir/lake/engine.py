"""DuckDB, opened the way the lake needs it: in memory, bounded, quiet, and shut in."""

import uuid
from pathlib import Path

import duckdb

SPILL = ".spill"


def scratch() -> duckdb.DuckDBPyConnection:
    """A connection for one transformation inside the engine: one thread, sees no Python variable."""
    connection = duckdb.connect(config={"threads": 1, "python_enable_replacements": False, "temp_directory": ""})
    connection.execute("SET enable_progress_bar = false")
    return connection


def confined(root: Path, threads: int, memory: str) -> duckdb.DuckDBPyConnection:
    """A connection that reaches files under `root` only, whose settings no statement can change.

    Its cursors share the memory limit and the cache of Parquet footers; each runs on its caller's thread.
    """
    # DuckDB makes the last folder itself, when it first needs one, and removes it.
    (root / SPILL).mkdir(parents=True, exist_ok=True)
    spill = root / SPILL / f"queries-{uuid.uuid4().hex}"
    connection = duckdb.connect(
        config={
            "threads": threads,
            "memory_limit": memory,
            "temp_directory": str(spill),
            "max_temp_directory_size": "4GB",
            "python_enable_replacements": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    connection.execute("SET enable_progress_bar = false")
    connection.execute(f"SET allowed_directories = [{literal(str(root) + '/')}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def literal(text: str) -> str:
    """The text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"
