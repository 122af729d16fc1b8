"""Why somebody does not come in by a company's sign-in."""

from comptoir.scope.refusal import Refused


class UnableToSignIn(Refused):
    """The answer is not one to what was asked, is not the provider's, or names nobody who is expected."""
