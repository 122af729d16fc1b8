"""What was refused, as entries of standard error for whoever watches (ASVS 16.3.2, 16.3.3).

An entry names the route, never the address, which may hold a secret; people by number. Of the same refusal one entry
a minute is written (config/log_lines.py).
"""

import logging
from typing import Any

from allauth.core.internal.httpkit import get_client_ip

_LOG = logging.getLogger("comptoir.security")


def note_refusal(request: Any, why: str) -> None:
    """`why` is one of the words of docs/security.md, such as "not_allowed"."""
    actor = getattr(request, "actor", None)
    found = getattr(request, "resolver_match", None)
    _LOG.warning(
        "refused=%s method=%s route=/%s user=%s customer=%s channel=%s from=%s",
        why,
        request.method,
        found.route.strip("^$") if found is not None else "?",
        getattr(actor, "user_id", None) or "-",
        getattr(actor, "customer_id", None) or "-",
        getattr(actor, "channel", None) or "-",
        get_client_ip(request) or "-",
    )
