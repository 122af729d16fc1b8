"""COMPTOIR_SMTP: mail leaves by it, against a server that speaks the protocol; one that is away is no page's fault."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import send_mail
from django.test import Client, override_settings

from comptoir.config.mail import mail_from
from tests.portal.world import World, build


class _Session(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as one message takes."""

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].upper()
            if verb == "DATA":
                self._say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.messages.append(b"".join(lines).decode())  # type: ignore[attr-defined]
            elif verb == "RCPT":
                self.server.recipients.append(line)  # type: ignore[attr-defined]
            self._say("221 bye" if verb == "QUIT" else "250 good")
            if verb == "QUIT":
                return

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[Any]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session) as server:
        server.messages, server.recipients = [], []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_a_message_leaves_by_the_server_that_is_named(tmp_path: Path) -> None:
    with mail_server() as server:
        found = mail_from(f"smtp://127.0.0.1:{server.server_address[1]}", tmp_path)
        with override_settings(**found):
            send_mail("Bonjour", "Voilà.", "portal@northwind.example", ["nina@lumen.example"])
        assert [line.upper() for line in server.recipients] == ["RCPT TO:<NINA@LUMEN.EXAMPLE>"]
        assert "Subject: Bonjour" in server.messages[0] and "Voilà." in server.messages[0]


def test_over_a_network_it_is_never_in_the_clear(tmp_path: Path) -> None:
    started = mail_from("smtp://app:p%40ss@mail.example", tmp_path)
    assert (started["EMAIL_USE_TLS"], started["EMAIL_USE_SSL"], started["EMAIL_PORT"]) == (True, False, 587)
    assert (started["EMAIL_HOST_USER"], started["EMAIL_HOST_PASSWORD"]) == ("app", "p@ss")
    from_the_first = mail_from("smtps://mail.example", tmp_path)
    keys = ("EMAIL_USE_TLS", "EMAIL_USE_SSL", "EMAIL_PORT")
    assert tuple(from_the_first[key] for key in keys) == (False, True, 465)


def test_without_one_each_message_is_a_file(tmp_path: Path) -> None:
    with override_settings(**mail_from("", tmp_path)):
        send_mail("Bonjour", "Voilà.", "portal@northwind.example", ["nina@lumen.example"])
    assert len(list((tmp_path / "mail").iterdir())) == 1


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://"])
def test_what_is_no_mail_server_is_said(url: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="COMPTOIR_SMTP"):
        mail_from(url, tmp_path)


@pytest.mark.django_db
def test_a_server_that_is_away_changes_no_page_and_tells_nothing(tmp_path: Path) -> None:
    """Known and unknown addresses are answered alike, as with a server that answers."""
    world: World = build()
    pages = []
    with override_settings(**mail_from("smtp://127.0.0.1:9", tmp_path)):
        for address in (world.lumen.people["owner"].email, "nobody@nowhere.example"):
            answered = Client().post("/account/password/reset/", {"email": address}, follow=True)
            pages.append((answered.status_code, answered.content.decode().count("<p")))
    assert pages[0] == pages[1] and pages[0][0] == 200
