"""How often one address may try: counted in the database, so that every worker counts the same."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from comptoir.registration.models import Attempt

KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` attempts `within` a time, of one `what`."""

    what: str
    most: int
    within: timedelta


MAILS_TO_ADDRESS = Limit("mail to", 3, timedelta(hours=1))
BEGUN_FROM_NETWORK = Limit("begun from", 20, timedelta(hours=1))
UPLOADS = Limit("upload of", 60, timedelta(hours=1))
CHECKS = Limit("check of", 1200, timedelta(hours=1))


def within(limit: Limit, key: str, at: datetime) -> bool:
    """Notes an attempt and says whether it is still within the limit. The address itself is not kept."""
    Attempt.objects.filter(at__lt=at - KEPT).delete()
    digest = salted_hmac(f"comptoir.registration.{limit.what}", key, algorithm="sha256").hexdigest()
    Attempt.objects.create(key=digest, at=at)
    return Attempt.objects.filter(key=digest, at__gt=at - limit.within, at__lte=at).count() <= limit.most
