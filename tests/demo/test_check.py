"""`comptoir demo --check`: one JSON object on standard output, and everything well."""

import json
import os
import subprocess
import sys

import pytest


@pytest.mark.long
@pytest.mark.clause("B-09")
def test_the_whole_check() -> None:
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("COMPTOIR_", "DATABASE_"))}
    command = [sys.executable, "-m", "comptoir", "demo", "--check", "--today", "2026-11-20"]
    done = subprocess.run(command, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout)
    assert (found["customers"], found["sim_cards"]) == (5, 600)
    assert found["usage_records"] >= 300_000
    assert found["invoices"] == 66
    assert found["reconciled"] is True
    assert found["altered_copy_reconciled"] is False
    assert found["seconds"]["bills"] > 0
