"""The operator's identity, read once per question."""

from comptoir.catalogue.models import Operator


def current_operator() -> Operator:
    """The operator of this installation; an unnamed one until it has been set up."""
    return Operator.objects.order_by("pk").first() or Operator(name="Comptoir")
