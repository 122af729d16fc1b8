"""The portal's test world, at one fixed instant."""

from tests.portal.conftest import at_a_fixed_instant, world

__all__ = ["at_a_fixed_instant", "world"]
