"""Every guard of rights is needed: taken away, a test fails. A guard that no test needs would rot unseen."""

import os
import subprocess
import sys
from collections import Counter

import pytest
from django.db import connection

from tests.access.mutants.guards import EQUIVALENT, MUTANTS, ROOT, Mutant
from tests.access.mutants.patched import VARIABLE


def test_every_mutant_still_changes_the_guard_that_it_names() -> None:
    assert len(MUTANTS) >= 25
    for mutant in MUTANTS.values():
        text = mutant.path.read_text(encoding="utf-8")
        assert text.count(mutant.guard) == 1, f"{mutant.name}: the guard stands {text.count(mutant.guard)} times"
        compile(mutant.applied(text), str(mutant.path), "exec")
        assert all((ROOT / test).exists() for test in mutant.tests), mutant.name


def test_no_two_mutants_are_one() -> None:
    changes = Counter((mutant.module, mutant.guard, mutant.instead) for mutant in MUTANTS.values())
    assert max(changes.values()) == 1


def test_an_equivalent_one_has_its_reason() -> None:
    for mutant, reason in EQUIVALENT:
        assert mutant.path.read_text(encoding="utf-8").count(mutant.guard) == 1, mutant.name
        assert len(reason) > 30


def test_the_plugin_takes_the_guard_away() -> None:
    code = "import django; django.setup(); from comptoir.access.standing import OWN_PLACE; print(OWN_PLACE)"
    said = _run(MUTANTS["own-place"], ["-c", f"import tests.access.mutants.patched; {code}"])
    assert said.stdout.strip().endswith("1 = 1"), said.stderr


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(MUTANTS))
def test_a_guard_taken_away_is_noticed(name: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("asked once, on SQLite: the guards are the same")
    mutant = MUTANTS[name]
    plugins = ["-p", "tests.access.mutants.patched", "-p", "no:cacheprovider", "--nomigrations"]
    done = _run(mutant, ["-m", "pytest", "-q", "-x", "--no-header", *plugins, *mutant.tests])
    assert done.returncode == 1, f"{name} is not noticed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    assert "failed" in done.stdout.splitlines()[-1], done.stdout[-2000:]


def _run(mutant: Mutant, arguments: list[str]) -> "subprocess.CompletedProcess[str]":
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    environment = {**os.environ, VARIABLE: mutant.name, "PYTHONPATH": path, "DATABASE_URL": ""}
    environment |= {"DJANGO_SETTINGS_MODULE": "comptoir.config.settings"}
    environment.pop("PYTEST_XDIST_WORKER", None)
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
