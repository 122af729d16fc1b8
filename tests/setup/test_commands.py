"""The two commands at the root refuse what cannot work with one clear sentence, before they make anything."""

import argparse
import importlib
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_FLAG = re.compile(r"--[a-z][a-z-]+")


@pytest.mark.parametrize("command", ["demo.py", "test.py"])
def test_an_older_python_is_told_which_one_is_needed(command: str) -> None:
    pretend = "import runpy, sys; sys.version_info = (3, 10, 0); runpy.run_path(sys.argv[1], run_name='__main__')"
    refused = _run("-c", pretend, command)
    assert refused.returncode == 1
    assert refused.stderr.startswith("Comptoir needs Python 3.11 or later")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--today", "2026-13-01"], "a date such as 2026-11-20 is needed"),
        (["--port", "0"], "a number from 1 to 65535 is needed"),
        (["--port", "eighty"], "a number from 1 to 65535 is needed"),
        (["--scale", "xl"], "invalid choice"),
        (["--fast"], "unrecognized arguments"),
    ],
)
def test_demo_refuses_words_that_are_off(arguments: list[str], says: str) -> None:
    refused = _run("demo.py", *arguments)
    assert refused.returncode == 2
    assert says in refused.stderr


def test_demo_says_when_its_port_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = _run("demo.py", "--host", "127.0.0.1", "--port", str(port))
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Port {port} on 127.0.0.1 cannot be served")


def test_demo_takes_the_flags_of_the_command_that_it_starts() -> None:
    parser = argparse.ArgumentParser()
    subparsers = parser.add_subparsers()
    importlib.import_module("comptoir.demo.command").add_parser(subparsers)
    assert set(_FLAG.findall(_run("demo.py", "--help").stdout)) == set(
        _FLAG.findall(subparsers.choices["demo"].format_help())
    )


def _run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=30)
