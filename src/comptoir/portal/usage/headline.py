"""The answer in one sentence: what a call cost and by which price, before the steps that led to it."""

from dataclasses import replace

from comptoir.kernel.explanation import Explanation, Step


def with_headline(explanation: Explanation) -> Explanation:
    """The explanation with the sentence that its steps allow: inside a bundle, at one price, or partly both.

    A connection fee, several prices, or the standard price are left to the steps.
    """
    if explanation.message != "rating.amount" or any(step.message == "rating.fee" for step in explanation.steps):
        return explanation
    prices = _steps(explanation, "rating.price.")
    bundles = _steps(explanation, "rating.bundle.")
    amount = explanation.values["amount"]
    if not prices and bundles:
        values = {"amount": amount, "bundle": bundles[0].values["bundle"]}
        return replace(explanation, message="call.in_bundle", values=values)
    if len(prices) == 1 and bundles:
        values = {"amount": amount, "bundle": bundles[0].values["bundle"], "price": prices[0].values["price"]}
        return replace(explanation, message=f"call.partly.{_per(prices[0])}", values=values)
    if len(prices) == 1:
        values = {**prices[0].values, "amount": amount}
        return replace(explanation, message=f"call.at_price.{_per(prices[0])}", values=values)
    return explanation


def _steps(explanation: Explanation, prefix: str) -> list[Step]:
    return [step for step in explanation.steps if step.message.startswith(prefix)]


def _per(step: Step) -> str:
    """The unit of a price: 'minute', 'message', 'megabyte' and so on."""
    return step.message.rsplit(".", 1)[1]
