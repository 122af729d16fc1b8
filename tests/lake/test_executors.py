import os
import signal
import time
from pathlib import Path

import pytest

from comptoir.lake.executors import Executor, UnknownExecutor, WorkerDied, run_buckets

BOTH: list[Executor] = ["serial", "pool"]


def later_first(task: int) -> tuple[int, int]:
    time.sleep(0.02 * (5 - task))
    return task, os.getpid()


def fails_at_two(task: tuple[int, Path]) -> int:
    number, folder = task
    if number == 2:
        raise ValueError("bucket 2 is broken")
    time.sleep(0.2)
    (folder / str(number)).touch()
    return number


def kills_itself(task: int) -> int:
    if task == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return task


@pytest.mark.parametrize("executor", BOTH)
def test_results_come_in_the_order_of_the_tasks_with_progress(executor: Executor) -> None:
    seen: list[tuple[int, int]] = []
    results = run_buckets(later_first, range(5), executor, 2, lambda done, total: seen.append((done, total)))
    assert [task for task, _ in results] == [0, 1, 2, 3, 4]
    assert seen == [(done, 5) for done in range(6)]
    own = {process == os.getpid() for _, process in results}
    assert own == {executor == "serial"}


@pytest.mark.parametrize("executor", BOTH)
def test_no_tasks_are_no_results(executor: Executor) -> None:
    assert run_buckets(later_first, [], executor) == []


@pytest.mark.parametrize("executor", BOTH)
def test_the_first_error_stops_the_run(executor: Executor, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="bucket 2 is broken"):
        run_buckets(fails_at_two, [(number, tmp_path) for number in range(1, 20)], executor, 2)
    assert len(list(tmp_path.iterdir())) < 8


@pytest.mark.parametrize("executor", BOTH)
def test_progress_can_stop_the_run(executor: Executor, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_buckets(fails_at_two, [(number, tmp_path) for number in range(3, 30)], executor, 2, stop)
    assert len(list(tmp_path.iterdir())) < 10


def test_a_killed_worker_is_a_clear_error() -> None:
    with pytest.raises(WorkerDied, match="ended without an answer"):
        run_buckets(kills_itself, range(4), "pool", 2)


def test_an_executor_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownExecutor):
        run_buckets(kills_itself, [], "spark")  # type: ignore[arg-type]
