"""Links that are mailed: made, worked out, found again.

A link's secret is never stored and stands in no event: it follows from the link's random nonce and the platform's own
key, so that only the job that writes the mail works it out.
"""

import secrets
from datetime import datetime, timedelta

from django.utils.crypto import constant_time_compare, salted_hmac

from comptoir.registration.models import Link, LinkPurpose, Registration

PROOF_LASTS = timedelta(hours=24)
DRAFT_LASTS = timedelta(days=30)
FORM_LASTS = timedelta(days=180)  # of a form that was submitted: how long its links lead to its state
_SALT = "comptoir.registration.link"


class DeadLink(Exception):
    """The link leads nowhere: "unknown", "used" or "expired"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def make_link(registration: Registration, purpose: LinkPurpose, at: datetime) -> Link:
    """A new link; part of an action, never one by itself."""
    lasts_until = at + PROOF_LASTS if purpose == LinkPurpose.PROVE else registration.expires_at
    return Link.objects.create(
        registration=registration,
        purpose=purpose,
        nonce=secrets.token_hex(24),
        made_at=at,
        expires_at=lasts_until,
    )


def token_of(link: Link) -> str:
    """What stands in the mailed address."""
    return f"{link.pk}-{_secret(link)}"


def find_link(token: str, purpose: LinkPurpose, at: datetime, *, locked: bool = False) -> Link:
    """The link of an address that somebody opened. Raises DeadLink, of which unknown and wrong are one."""
    number, _, secret = token.partition("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise DeadLink("unknown")
    rows = Link.objects.select_for_update() if locked else Link.objects.select_related("registration")
    link = rows.filter(pk=int(number), purpose=purpose).first()
    if link is None or not constant_time_compare(secret, _secret(link)):
        raise DeadLink("unknown")
    if link.used_at is not None:
        raise DeadLink("used")
    if at >= link.expires_at:
        raise DeadLink("expired")
    return link


def _secret(link: Link) -> str:
    said = f"{link.pk}:{link.purpose}:{link.nonce}"
    return salted_hmac(_SALT, said, algorithm="sha256").hexdigest()
