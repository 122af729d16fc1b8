"""The environment that demo.py and test.py make: made once, made again when it must be, never half made.

The tests install an empty list of packages, in a folder whose name has a space, without a network.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PREPARE = "import bootstrap; print(bootstrap.prepare('runtime'))"
_BASE_PYTHON = getattr(sys, "_base_executable", sys.executable)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    repository = tmp_path / "a place"
    (repository / "src" / "comptoir").mkdir(parents=True)
    (repository / "src" / "comptoir" / "__init__.py").write_text("")
    (repository / "requirements").mkdir()
    (repository / "requirements" / "runtime.txt").write_text("# nothing yet\n")
    shutil.copy(ROOT / "bootstrap.py", repository)
    return repository


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A PATH whose uv writes down that it was called, and makes an environment in no time."""
    tools = tmp_path / "tools"
    tools.mkdir()
    uv = tools / "uv"
    uv.write_text(
        f'#!/bin/sh\necho "$1" >> {tools}/called\n'
        f'test "$1" = --version && exit 0\n'
        f'test -e {tools}/offline && test "$1" = pip && echo "error: dns error" && exit 2\n'
        f'test -e {tools}/slow && test "$1" = pip && sleep 30\n'
        f'test "$1" = venv && exec {_BASE_PYTHON} -m venv --without-pip "$5"\nexit 0\n'
    )
    uv.chmod(0o755)
    return tools


def test_the_environment_imports_the_sources_and_a_second_start_calls_no_tool(repository: Path, tools: Path) -> None:
    python = _prepare(repository, tools)
    found = subprocess.run(
        [python, "-c", "import comptoir; print(comptoir.__file__)"], capture_output=True, text=True, cwd="/"
    )
    assert found.stdout.strip() == str(repository / "src" / "comptoir" / "__init__.py")
    assert _calls(tools) == ["--version", "venv", "pip"]
    assert _prepare(repository, tools) == python
    assert _calls(tools) == ["--version", "venv", "pip"]


def test_changed_requirements_are_installed_into_the_same_environment(repository: Path, tools: Path) -> None:
    _prepare(repository, tools)
    (repository / ".venv" / "kept").touch()
    (repository / "requirements" / "runtime.txt").write_text("# something else\n")
    _prepare(repository, tools)
    assert (repository / ".venv" / "kept").exists()
    assert _calls(tools)[3:] == ["--version", "pip"]


def test_a_killed_installation_is_done_again_from_the_start(repository: Path, tools: Path) -> None:
    (tools / "slow").touch()
    first = subprocess.Popen(
        [_BASE_PYTHON, "-c", PREPARE],
        cwd=repository,
        env=_environment(tools),
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    _wait_for(lambda: "pip" in _calls(tools))
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    (tools / "slow").unlink()
    (repository / ".venv" / "half made").touch()
    _prepare(repository, tools)
    assert not (repository / ".venv" / "half made").exists()
    assert json.loads((repository / ".venv" / "stamp.json").read_text())["installed"].keys() == {"runtime"}


def test_two_starts_at_once_make_one_environment(repository: Path, tools: Path) -> None:
    starts = [
        subprocess.Popen([_BASE_PYTHON, "-c", PREPARE], cwd=repository, env=_environment(tools), stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    answers = {start.communicate(timeout=60)[0] for start in starts}
    assert [start.returncode for start in starts] == [0, 0, 0]
    assert len(answers) == 1
    assert _calls(tools).count("venv") == 1


def test_a_moved_repository_gets_a_new_environment(repository: Path, tools: Path) -> None:
    _prepare(repository, tools)
    moved = repository.rename(repository.with_name("another place"))
    assert str(moved) in _prepare(moved, tools)
    assert _calls(tools).count("venv") == 2


def test_without_a_network_the_reason_is_one_sentence(repository: Path, tools: Path) -> None:
    (tools / "offline").touch()
    refused = _start(repository, tools)
    assert "the Python package index cannot be reached from here" in refused.stderr
    assert not (repository / ".venv" / "stamp.json").exists()


def test_without_uv_and_ensurepip_the_package_is_named(repository: Path, tmp_path: Path) -> None:
    hidden = "import sys; sys.modules['ensurepip'] = None; sys.executable = '/bin/false'; "
    refused = subprocess.run(
        [_BASE_PYTHON, "-c", hidden + PREPARE],
        cwd=repository,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert f"apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv" in refused.stderr


def _prepare(repository: Path, tools: Path) -> str:
    started = _start(repository, tools)
    assert started.returncode == 0, started.stderr
    return started.stdout.strip()


def _start(repository: Path, tools: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [_BASE_PYTHON, "-c", PREPARE], cwd=repository, env=_environment(tools), capture_output=True, text=True
    )


def _environment(tools: Path) -> dict[str, str]:
    return {**os.environ, "PATH": f"{tools}:/usr/bin:/bin"}


def _calls(tools: Path) -> list[str]:
    called = tools / "called"
    return called.read_text().split() if called.exists() else []


def _wait_for(happened: Callable[[], bool]) -> None:
    ends = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < ends, "The installation did not begin."
        time.sleep(0.05)
