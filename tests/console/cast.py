"""The operator's people, what they see, and the worker that does what they ask for."""

import html
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from comptoir.access.models import StaffRole, User
from comptoir.jobs.models import Job
from comptoir.jobs.worker import Worker
from tests.portal.world import NOW

ROLES = {"anna": "administrator", "bram": "billing_desk", "carla": "customer_desk"}


@dataclass
class Cast:
    """The operator's people by first name."""

    people: dict[str, User]

    def client(self, name: str) -> Client:
        """A browser in which this person is signed in."""
        client = Client()
        client.force_login(self.people[name])
        return client

    @property
    def anna(self) -> Client:
        return self.client("anna")

    @property
    def bram(self) -> Client:
        return self.client("bram")

    @property
    def carla(self) -> Client:
        return self.client("carla")


def gather() -> Cast:
    """Each with a role, all reading English."""
    people = {}
    for name, role in ROLES.items():
        user = User.objects.create_user(
            f"{name}@northwind.example", None, name=name.title(), language="en", joined_at=NOW
        )
        StaffRole.objects.create(user=user, role=role)
        people[name] = user
    return Cast(people)


def work() -> int:
    """Carries out every job that waits; how many."""
    return Worker(settings.CLOCK).drain()


def text(response: Any) -> str:
    """What a page says, without its marks."""
    assert isinstance(response, HttpResponse)
    without = re.sub(
        r"<(script|style)\b.*?</\1>|<svg\b.*?</svg>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL
    )
    return re.sub(r"\s+", " ", html.unescape(without)).strip()


def last_job(kind: str) -> Job:
    """The job of this kind that was asked for last."""
    job = Job.objects.filter(kind=kind).order_by("-pk").first()
    assert job is not None
    return job
