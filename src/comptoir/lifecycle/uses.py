"""Which applications a page belongs to, by the capabilities that it declares."""

from collections.abc import Iterable

from comptoir.access.capabilities import APPLICATIONS

#: The portal itself, as a row of LastUse names it.
PORTAL = ""


def applications_of(capabilities: Iterable[str]) -> frozenset[str]:
    """The applications whose capabilities a page asks for; none: a page of the portal itself."""
    asked = frozenset(capabilities)
    return frozenset(name for name, own in APPLICATIONS.items() if own & asked)
