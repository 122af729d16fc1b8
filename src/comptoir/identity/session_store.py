"""Where sessions are kept: Django's table, with two ends that a person's session has by the platform's own clock.

A session that is signed in ends once it was idle for `SESSION_IDLE`, and in any case `SESSION_LONGEST` after it began;
both are settings. Its row says when, so what is over is over for every process, and for the list of open sessions too.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

_OPENED = "opened_at"


class SessionStore(DatabaseStore):
    """`comptoir.identity.session_store` as SESSION_ENGINE."""

    ends_at: datetime | None = None

    def create(self) -> None:
        """A new key is a new session: signing in makes one, and so does a changed password."""
        self[_OPENED] = settings.CLOCK.now().isoformat()
        super().create()

    def get_expiry_date(self, **options: Any) -> datetime:
        now: datetime = options.setdefault("modification", settings.CLOCK.now())
        ends: datetime = super().get_expiry_date(**options)
        if SESSION_KEY not in self:
            return ends
        opened = datetime.fromisoformat(self.get(_OPENED) or now.isoformat())
        return min(now + settings.SESSION_IDLE, opened + settings.SESSION_LONGEST)

    def stay_open(self) -> None:
        """Notes that the session is in use, at most once a minute. Its content is not written: two requests at once
        would undo each other's."""
        if self.session_key is None or SESSION_KEY not in self or self.ends_at is None:
            return
        ends = self.get_expiry_date()
        if (ends - self.ends_at).total_seconds() >= 60:
            self.model.objects.filter(session_key=self.session_key).update(expire_date=ends)
            self.ends_at = ends

    def _get_session_from_db(self) -> Any:
        found = self.model.objects.filter(session_key=self.session_key, expire_date__gt=settings.CLOCK.now()).first()
        if found is None:
            self._session_key = None
        else:
            self.ends_at = found.expire_date
        return found
