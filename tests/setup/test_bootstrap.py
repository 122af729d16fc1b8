"""The environment that demo.py and test.py make: made once, made again when it must be, never half made.

The tests install an empty list of packages, in a folder whose name has a space, without a network.
"""

import base64
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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


def test_a_newer_release_of_a_pinned_package_changes_nothing(repository: Path, tmp_path: Path) -> None:
    """pip alone, no uv. "above" needs a bundle of "below", of which a newer release than the pinned one is out."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    pins = [_wheel(shelf, "below", "1.0"), _wheel(shelf, "above", "1.0", needs="below[more]>=1.0")]
    _wheel(shelf, "below", "1.1")
    (repository / "requirements" / "runtime.txt").write_text("".join(pins))
    offline = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(shelf)}
    without_uv = "import bootstrap; bootstrap._uv = lambda: None; "
    started = subprocess.run(
        [_BASE_PYTHON, "-c", without_uv + PREPARE], cwd=repository, env=offline, capture_output=True, text=True
    )
    assert started.returncode == 0, started.stderr
    installed = "from importlib.metadata import version; print(version('below'), version('above'))"
    found = subprocess.run([started.stdout.strip(), "-c", installed], capture_output=True, text=True)
    assert found.stdout.split() == ["1.0", "1.0"]


@pytest.mark.parametrize("name", ["runtime", "test"])
def test_the_pins_are_complete(name: str) -> None:
    """They are installed as they stand, nothing added: so whatever a package needs here must be pinned too."""
    lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
    listed = [Requirement(line.rstrip("\\ ")) for line in lines if line[:1].isalnum()]
    pinned = {canonicalize_name(each.name) for each in listed if each.marker is None or each.marker.evaluate()}
    named = (ROOT / "requirements" / f"{name}.in").read_text().splitlines()
    asked = [Requirement(line) for line in named if line[:1].isalnum()]
    seen: set[tuple[str, str]] = set()
    while asked:
        need = asked.pop()
        package = canonicalize_name(need.name)
        assert package in pinned, f"{need} is not pinned"
        for extra in {"", *need.extras} - {extra for at, extra in seen if at == package}:
            seen.add((package, extra))
            further = map(Requirement, metadata.requires(package) or [])
            asked += [one for one in further if one.marker is None or one.marker.evaluate({"extra": extra})]
    assert ("pydantic", "email") in seen


def _wheel(shelf: Path, name: str, version: str, needs: str = "") -> str:
    """An empty package on the shelf; returns its pin."""
    said = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nProvides-Extra: more\n"
    said += f"Requires-Dist: {needs}\n" if needs else ""
    kept = {"METADATA": said, "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    folder = f"{name}-{version}.dist-info"
    wheel = shelf / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as package:
        record = f"{folder}/RECORD,,\n"
        for file, text in kept.items():
            package.writestr(f"{folder}/{file}", text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            record += f"{folder}/{file},sha256={digest},{len(text)}\n"
        package.writestr(f"{folder}/RECORD", record)
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


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
