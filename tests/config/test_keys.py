"""A new secret key takes over from the present one, and nothing that was sealed or begun is lost (ASVS 11.2.2)."""

import stat
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import LazySettings
from django.core import signing
from django.test import Client

from comptoir.access.models import User
from comptoir.audit.models import AuditEvent
from comptoir.commands.keys import run
from comptoir.identity.actions.sealing import seal_again, under_earlier_keys
from comptoir.identity.key_files import earlier_keys_in, forget_earlier_keys_in, replace_key_in, secret_key_in
from comptoir.identity.sealing import UnableToUnseal, is_of_present_key, seal, unseal
from comptoir.kernel.clock import SystemClock
from comptoir.scope.actor import system

BY, AT = system("keys"), SystemClock().now()


def test_the_present_key_is_kept_before_the_new_one_counts(tmp_path: Path) -> None:
    first = secret_key_in(tmp_path)
    replace_key_in(tmp_path)
    second = secret_key_in(tmp_path)
    replace_key_in(tmp_path)
    assert len({first, second, secret_key_in(tmp_path)}) == 3
    assert earlier_keys_in(tmp_path) == [second, first]
    for name in ("secret-key", "secret-keys-before"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    forget_earlier_keys_in(tmp_path)
    assert earlier_keys_in(tmp_path) == []


@pytest.mark.django_db
def test_every_secret_comes_under_the_new_key(settings: LazySettings) -> None:
    user = User.objects.create_user("eve@acme.example", "x", name="Eve")
    settings.SECRET_KEY, secret = "the first key", generate_totp_secret()
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the second key", ["the first key"]
    assert under_earlier_keys() == 2
    done = seal_again(by=BY, at=AT)
    assert (done.brought, done.present, done.lost) == (2, 2, 0)
    assert seal_again(by=BY, at=AT).brought == 0, "safe to repeat"
    assert AuditEvent.objects.filter(verb="secrets.sealed_again").count() == 1
    settings.SECRET_KEY_FALLBACKS = []
    assert under_earlier_keys() == 0
    rows = {one.type: one for one in Authenticator.objects.all()}
    assert unseal(rows["totp"].data["secret"]) == secret
    assert rows["recovery_codes"].wrap().get_unused_codes() == codes


@pytest.mark.django_db
def test_a_secret_that_no_key_opens_is_counted_and_left(settings: LazySettings) -> None:
    user = User.objects.create_user("eve@acme.example", "x", name="Eve")
    settings.SECRET_KEY = "a key that is gone"
    TOTP.activate(user, generate_totp_secret())
    before = Authenticator.objects.get().data
    settings.SECRET_KEY = "another key"
    assert seal_again(by=BY, at=AT).lost == 1
    assert Authenticator.objects.get().data == before


def test_only_the_present_key_seals(settings: LazySettings) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", ["old"]
    sealed = seal("x")
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(sealed) == "x" and is_of_present_key(sealed)
    settings.SECRET_KEY = "old"
    with pytest.raises(UnableToUnseal):
        unseal(sealed)


@pytest.mark.django_db
def test_sessions_and_links_outlive_a_new_key_until_the_old_one_is_forgotten(settings: LazySettings) -> None:
    settings.SECRET_KEY, client = "the first key", Client()
    client.force_login(User.objects.create_user("eve@acme.example", "x", name="Eve"))
    link = signing.Signer(salt="link").sign("7")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the second key", ["the first key"]
    assert client.get("/account/email/").status_code == 200
    assert signing.Signer(salt="link").unsign(link) == "7"
    other = Client()
    other.force_login(User.objects.create_user("pat@acme.example", "x", name="Pat"))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a third key", []
    assert other.get("/account/email/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_nothing_is_forgotten_while_a_secret_needs_it(
    settings: LazySettings, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COMPTOIR_SECRET_KEY", raising=False)
    settings.HOME, settings.SECRET_KEY = tmp_path, secret_key_in(tmp_path)
    TOTP.activate(User.objects.create_user("eve@acme.example", "x", name="Eve"), generate_totp_secret())
    assert run(Namespace(step="renew")) == 0
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = secret_key_in(tmp_path), earlier_keys_in(tmp_path)
    assert run(Namespace(step="forget")) == 1
    assert "1 secrets are opened by an earlier key only" in capsys.readouterr().err
    assert run(Namespace(step="seal")) == 0
    assert run(Namespace(step="show")) == 0
    assert run(Namespace(step="forget")) == 0
    assert earlier_keys_in(tmp_path) == []


@pytest.mark.django_db
def test_a_secret_that_no_key_opens_keeps_no_key_alive(
    settings: LazySettings, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COMPTOIR_SECRET_KEY", raising=False)
    settings.HOME, settings.SECRET_KEY = tmp_path, "a key that is gone"
    TOTP.activate(User.objects.create_user("eve@acme.example", "x", name="Eve"), generate_totp_secret())
    settings.SECRET_KEY = secret_key_in(tmp_path)
    assert run(Namespace(step="renew")) == 0
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = secret_key_in(tmp_path), earlier_keys_in(tmp_path)
    assert run(Namespace(step="seal")) == 1
    assert "1 secrets are of a key that is not here" in capsys.readouterr().err
    assert run(Namespace(step="show")) == 0
    assert "Secrets that only an earlier key opens: 0" in capsys.readouterr().out
    assert run(Namespace(step="forget")) == 0, "to seal once more would change nothing"
    assert earlier_keys_in(tmp_path) == []


def test_a_key_of_the_environment_is_not_ours_to_change(
    tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.HOME = tmp_path
    monkeypatch.setenv("COMPTOIR_SECRET_KEY", "given")
    assert run(Namespace(step="renew")) == 1
    assert "COMPTOIR_SECRET_KEYS_BEFORE" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    done = subprocess.run(
        [sys.executable, "-m", "comptoir", "keys", "elsewhere"], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 2 and "invalid choice" in done.stderr
