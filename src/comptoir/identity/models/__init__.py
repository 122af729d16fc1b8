"""How a customer's people sign in: rules, domains, providers and links, history, reports; one noun a file."""

from comptoir.identity.models.cache import CacheEntry
from comptoir.identity.models.domains import Domain
from comptoir.identity.models.history import Method, Outcome, SignIn
from comptoir.identity.models.providers import IdentityProvider, LinkInvitation, Protocol, UsedAnswer
from comptoir.identity.models.reports import CredentialReport, Happened, What
from comptoir.identity.models.rules import RuleKind, SignInRule

__all__ = [
    "CacheEntry",
    "CredentialReport",
    "Domain",
    "Happened",
    "IdentityProvider",
    "LinkInvitation",
    "Method",
    "Outcome",
    "Protocol",
    "RuleKind",
    "SignIn",
    "SignInRule",
    "UsedAnswer",
    "What",
]
