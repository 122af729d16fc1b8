"""numba, kept behind three typed names, so that the rest of the package stays strictly typed.

A `@loop` function stays plain Python: it can be called as it is, with a trace, and numba compiles the same
source when it is reached from a `compiled` function.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Function = TypeVar("Function", bound=Callable[..., Any])
Number = TypeVar("Number", bound=np.generic)

# Loops that numba does not know yet. It is loaded for the first compilation only: pages show prices without it.
_LOOPS: list[Callable[..., Any]] = []
# No reference counts: the loops allocate nothing, and counting each array of each call took most of their time.
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}


def loop(function: Function) -> Function:
    """Marks a plain function that compiled functions may call."""
    _LOOPS.append(function)
    return function


def compiled(function: Function, cache_root: Path | None = None) -> Function:
    """`function` compiled to machine code on its first call, without the interpreter's lock.

    With `cache_root` the code is kept in a folder under it, named by a hash of all sources of this package
    (numba itself would not notice a change in another file). Where that folder cannot be written, and
    without one, each process compiles anew (some seconds).
    """
    return _compiled(function, _writable(cache_root))  # type: ignore[return-value]


def fixed(values: NDArray[Number]) -> NDArray[Number]:
    """The same values, read-only: Arrow's arrays are so or not by chance, and each kind would compile anew."""
    view = values.view()
    view.flags.writeable = False
    return view


def folder_of_sources(cache_root: Path) -> Path:
    """Where the kernels compiled from these sources are kept."""
    return cache_root / f"rating-{_sources()}"


@cache
def _compiled(function: Callable[..., Any], folder: Path | None) -> Callable[..., Any]:
    import numba

    njit: Any = numba.njit
    config: Any = numba.config
    _make_loops_known()
    if folder is None:
        plain: Callable[..., Any] = njit(**_OPTIONS)(function)
        return plain
    # numba reads this setting only while it decorates.
    before, config.CACHE_DIR = config.CACHE_DIR, str(folder)
    try:
        kept: Callable[..., Any] = njit(cache=True, **_OPTIONS)(function)
    finally:
        config.CACHE_DIR = before
    return kept


def _make_loops_known() -> None:
    from numba.extending import register_jitable

    while _LOOPS:
        # Without inlining, each call would copy the hundreds of fields of its arguments.
        register_jitable(forceinline=True)(_LOOPS.pop())


@cache
def _writable(cache_root: Path | None) -> Path | None:
    if cache_root is None:
        return None
    folder = folder_of_sources(cache_root)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink(missing_ok=True)
    except OSError:
        return None
    return folder


@cache
def _sources() -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
