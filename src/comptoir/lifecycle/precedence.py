"""Which of several documents holds (P-12; GC 1.3, MC 5.1.1, NET 7.1.2): the order is data of the terms."""

from collections.abc import Iterable

from comptoir.kernel.explanation import Explanation, Step
from comptoir.terms import Terms

CONTRACTS = ("portal", "mobile", "internet")


class UnknownDocument(ValueError):
    """A document that this contract's order does not name, or fewer than two of them."""


def order_of(contract: str, terms: Terms) -> tuple[str, ...]:
    """The kinds of documents of a contract, the strongest first."""
    return terms[f"portal.precedence.{contract}"].items


def clause_of(contract: str, terms: Terms) -> str:
    return terms[f"portal.precedence.{contract}"].clause


def winner(contract: str, kinds: Iterable[str], terms: Terms) -> str:
    """The document that holds where these say different things. Raises UnknownDocument."""
    order, asked = order_of(contract, terms), set(kinds)
    if len(asked) < 2 or not asked <= set(order):
        raise UnknownDocument(f"The order of {contract} does not decide between {', '.join(sorted(asked))}.")
    return min(asked, key=order.index)


def explain(contract: str, kinds: Iterable[str], terms: Terms) -> Explanation:
    """Which document won, and the places of those that were compared."""
    order = order_of(contract, terms)
    won = winner(contract, kinds, terms)
    compared = sorted(set(kinds), key=order.index)
    steps = tuple(
        Step(f"precedence.place.{kind}", {"place": order.index(kind) + 1, "places": len(order)}) for kind in compared
    )
    return Explanation(f"precedence.won.{won}", {}, steps, clause_of(contract, terms))
