"""One click signs in, in the demo and nowhere else, as someone of the list and nobody else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

# In a process of its own: the addresses of a process are settled when it starts.
IN_THE_DEMO = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.conf import settings
from django.test import Client
from comptoir.access.models import User
from comptoir.demo import people
for email in ("listed@x.example", "hidden@x.example"):
    User.objects.create_user(email, None, name=email)
people.write(settings.HOME, [people.Player("listed@x.example", "Ann Listed", "access_owner", "x", "X NV", "nl")])
client = Client()
page = client.get("/demo/")
assert page.status_code == 200, page.status_code
assert "Ann Listed" in page.content.decode() and people.PASSWORD in page.content.decode()
assert "no-store" in page.headers["Cache-Control"]
assert client.post("/demo/", {"email": "hidden@x.example"}).status_code == 404
assert client.post("/demo/", {}).status_code == 404
assert "_auth_user_id" not in client.session
answer = client.post("/demo/", {"email": "listed@x.example"})
assert (answer.status_code, answer.url) == (302, "/"), answer
assert client.session["_auth_user_id"] == str(User.objects.get(email="listed@x.example").pk)
strict = Client(enforce_csrf_checks=True)
assert strict.post("/demo/", {"email": "listed@x.example"}).status_code == 403
"""


@pytest.mark.django_db
def test_outside_the_demo_there_is_no_such_page() -> None:
    assert Client().get("/demo/").status_code == 404
    assert Client().post("/demo/", {"email": "anyone@x.example"}).status_code == 404


def test_in_the_demo_only_the_listed_sign_in(tmp_path: Path) -> None:
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("COMPTOIR_", "DATABASE_"))}
    variables |= {
        "COMPTOIR_HOME": str(tmp_path),
        "COMPTOIR_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "comptoir.config.settings",
    }
    done = subprocess.run([sys.executable, "-c", IN_THE_DEMO], env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
