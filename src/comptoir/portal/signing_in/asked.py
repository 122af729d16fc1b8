"""What this browser has asked for on the way to a company's sign-in: kept in the session, good for one start.

Only our own form asks: a page elsewhere that sends a browser to the start finds nothing asked, and so nobody is signed
in as somebody else behind their back.
"""

from typing import Any

from comptoir.identity.models import IdentityProvider

_ASKED = "company_asked"


def ask_company(request: Any, provider: IdentityProvider, next_url: str, email: str = "") -> None:
    request.session[_ASKED] = {"slug": provider.slug, "next": next_url, "email": email}


def asked(request: Any) -> dict[str, str]:
    """What was asked: slug, next, email; empty when nothing was."""
    found = request.session.get(_ASKED)
    return found if isinstance(found, dict) else {}


def taken(request: Any, slug: str) -> str | None:
    """Where to go afterwards, once; none: this start was not asked for."""
    found = request.session.pop(_ASKED, None)
    return str(found["next"]) if isinstance(found, dict) and found.get("slug") == slug else None
