"""Who the token acts as."""

from typing import Any

from comptoir.api.v1.declaring import read
from comptoir.api.v1.shapes import Me


@read("/me", response=Me)
def me(request: Any) -> dict[str, Any]:
    """Who acts by this token, for which customer, and what it may do right now."""
    token, actor = request.bearer.token, request.actor
    return {
        "name": token.user.name,
        "kind": token.user.kind,
        "customer": token.customer_id,
        "token": token.name,
        "expires_at": token.to_at,
        "capabilities": sorted(actor.grants),
    }
