"""Who runs the buckets: this process, or a pool of processes. The caller sees the same results in both."""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import BaseContext
from typing import Literal, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
Progress = Callable[[int, int], None]
Executor = Literal["serial", "pool"]


class WorkerDied(RuntimeError):
    """A process of the pool ended without an answer: killed, or out of memory."""


class UnknownExecutor(ValueError):
    """An executor that does not exist."""


def run_buckets(
    function: Callable[[Task], Result],
    tasks: Sequence[Task],
    executor: Executor = "serial",
    processes: int = 2,
    progress: Progress | None = None,
) -> list[Result]:
    """The function's result for each task, in the order of the tasks whatever order they ended in.

    The function stands at the top of a module and takes and returns values that can be pickled (paths in,
    entries out). `progress(done, total)` is called in this process after each task; raising in it stops the
    run. The first error of a task stops the run and is raised as it is; tasks that did not start never do.
    """
    if executor not in ("serial", "pool"):
        raise UnknownExecutor(f"{executor!r} is no executor; choose serial or pool.")
    if progress:
        progress(0, len(tasks))
    if executor == "serial" or not tasks:
        return _serial(function, tasks, progress)
    return _pooled(function, tasks, processes, progress)


def _serial(function: Callable[[Task], Result], tasks: Sequence[Task], progress: Progress | None) -> list[Result]:
    results: list[Result] = []
    for task in tasks:
        results.append(function(task))
        if progress:
            progress(len(results), len(tasks))
    return results


def _pooled(
    function: Callable[[Task], Result], tasks: Sequence[Task], processes: int, progress: Progress | None
) -> list[Result]:
    workers = max(1, min(processes, len(tasks)))
    with ProcessPoolExecutor(workers, mp_context=_fresh_processes()) as pool:
        futures: list[Future[Result]] = [pool.submit(function, task) for task in tasks]
        try:
            for done, future in enumerate(as_completed(futures), start=1):
                future.result()
                if progress:
                    progress(done, len(tasks))
            return [future.result() for future in futures]
        except BrokenProcessPool:
            missing = sum(1 for future in futures if not _succeeded(future))
            raise WorkerDied(
                f"A worker process ended without an answer; {missing} of {len(tasks)} buckets have no result."
            ) from None
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _succeeded(future: Future[Result]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _fresh_processes() -> BaseContext:
    """Processes that inherit no thread and no lock: safe in a server that runs threads of its own."""
    known = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("forkserver" if "forkserver" in known else "spawn")
