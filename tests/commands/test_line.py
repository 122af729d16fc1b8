"""What every command has in common: one that does not exist, a database that is not made yet."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from comptoir.commands.line import COMMANDS, run_line


def test_no_command_and_an_unknown_one_show_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_line([]) == 0
    assert run_line(["dance"]) == 2
    said = capsys.readouterr()
    assert "there is no command 'dance'" in said.err
    assert all(name in said.out for name in COMMANDS)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATABASE_URL", "mysql://x", "DATABASE_URL must begin with sqlite:// or postgresql://."),
        ("COMPTOIR_SMTP", "mail.example", "COMPTOIR_SMTP must begin with smtp:// or smtps:// and name a host."),
        ("COMPTOIR_TODAY", "soon", "COMPTOIR_TODAY must be a date such as 2026-11-20."),
    ],
)
def test_a_setting_that_is_off_gets_one_sentence(tmp_path: Path, name: str, value: str, said: str) -> None:
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("COMPTOIR_", "DATABASE_"))}
    command = [sys.executable, "-m", "comptoir", "daily"]
    variables |= {"COMPTOIR_HOME": str(tmp_path), name: value}
    done = subprocess.run(command, env=variables, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, f"comptoir: {said}\n")


def test_a_database_that_is_not_made_yet_gets_one_sentence(tmp_path: Path) -> None:
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("COMPTOIR_", "DATABASE_"))}
    variables["COMPTOIR_HOME"] = str(tmp_path)
    command = [sys.executable, "-m", "comptoir", "bill", "run", "2025-03"]
    done = subprocess.run(command, env=variables, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == "comptoir: the database is not up to date; run `comptoir migrate` first.\n"
