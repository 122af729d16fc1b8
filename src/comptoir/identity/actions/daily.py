"""What every day needs: proved domains looked up again, providers read again, what is over forgotten."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils.module_loading import import_string

from comptoir.identity.actions.domains import recheck_domain
from comptoir.identity.actions.history import forget_sign_ins
from comptoir.identity.actions.providers import renew_provider
from comptoir.identity.described import UnableToRead
from comptoir.identity.models import Domain, IdentityProvider, UsedAnswer
from comptoir.kernel.clock import brussels_date, brussels_midnight
from comptoir.kernel.periods import add_months
from comptoir.scope.actor import system
from comptoir.scope.contract import terms_on

_US = system("sign-in")


def look_again(*, at: datetime) -> dict[str, int]:
    """Counts of each: domains looked up, providers read, rows of history forgotten. Safe to repeat."""
    resolver = import_string(settings.DOMAIN_RESOLVER)()
    domains = list(Domain.objects.filter(proved_at__isnull=False, lapsed_at=None, ended_at=None))
    for domain in domains:
        recheck_domain(domain, resolver=resolver, by=_US, at=at)
    read = 0
    for provider in IdentityProvider.objects.filter(to_at=None).exclude(metadata_url=""):
        try:
            renew_provider(provider, by=_US, at=at)
        except UnableToRead:
            continue  # what was read last goes on to count
        read += 1
    UsedAnswer.objects.filter(until_at__lt=at).delete()
    Session.objects.filter(expire_date__lt=at).delete()
    # Where and with what somebody was signed in is kept by the history, for as long as its term says.
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    today = brussels_date(at)
    before = brussels_midnight(add_months(today, -terms_on(today)["portal.sign_in.history"].months))
    return {"domains": len(domains), "providers": read, "forgotten": forget_sign_ins(before=before)}
