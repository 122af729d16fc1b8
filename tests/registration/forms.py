"""A registrant as they act: typed addresses, opened links, sent forms; and the mails they get."""

import re
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client

from comptoir.jobs.worker import Worker
from comptoir.registration.models import Registration

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 17 + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 20 + b"\xff\xd9"

#: A form as a company of Brussels fills it in.
FORM = {
    "kind": "legal_person", "legal_name": "Zinneke Koffie BV", "legal_form": "BV",
    "enterprise_number": "0403.019.261", "vat_number": "BE 0403 019 261", "street": "Vismarkt 3", "postcode": "1000",
    "city": "Brussel", "country": "BE", "name": "Noor Peeters", "phone": "02 512 34 56", "language": "nl",
    "wants_access_owner": "yes", "rows": "0", "may_bind": "on", "terms": "on",
}  # fmt: skip


def outbox() -> Sequence[EmailMessage]:
    """Every mail that was written, once all jobs are done."""
    Worker(settings.CLOCK).drain()
    return mail.outbox


def link_in(message: EmailMessage) -> str:
    """The path of the one address in a mail."""
    found: list[str] = re.findall(r"https?://[^/\s]+(/\S*)", str(message.body))
    assert len(found) == 1, message.body
    return found[0]


def begin(client: Client, email: str = "noor@zinneke.example", **more: str) -> Any:
    return client.post("/register/", {"email": email, **more})


def last_link(purpose: str) -> str:
    """The path of the last mailed link that confirms, or leads back."""
    found = [link_in(message) for message in outbox() if f"/register/{purpose}/" in str(message.body)]
    return found[-1]


def come_in(client: Client, email: str = "noor@zinneke.example") -> Registration:
    """A registrant whose address is proved, at the empty form."""
    begin(client, email)
    response = client.post(last_link("confirm"))
    assert response.status_code == 302 and response["Location"] == "/register/company"
    return Registration.objects.latest("pk")


def send(client: Client, **changed: str) -> Any:
    return client.post("/register/company", FORM | changed | {"do": "submit"})


def registered(client: Client | None = None, email: str = "noor@zinneke.example", **changed: str) -> Registration:
    """A registration that waits for the operator."""
    client = client or Client()
    registration = come_in(client, email)
    response: HttpResponse = send(client, **changed)
    assert response.status_code == 302, response.content.decode()
    registration.refresh_from_db()
    return registration
