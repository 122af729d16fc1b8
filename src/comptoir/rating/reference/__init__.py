"""The tariff of the demo operator, fictional in every price: `tariff.toml` and `destinations.csv`."""

from functools import cache
from importlib.resources import files

from comptoir.rating.tariff import Tariff


def document() -> str:
    """The text of tariff.toml."""
    return files(__name__).joinpath("tariff.toml").read_text(encoding="utf-8")


def destinations() -> str:
    """The text of destinations.csv."""
    return files(__name__).joinpath("destinations.csv").read_text(encoding="utf-8")


@cache
def reference_tariff() -> Tariff:
    """The demo operator's tariff, read."""
    return Tariff.read(document(), destinations())
