"""The portal's test world serves here too."""

from tests.portal.conftest import at_a_fixed_instant, world

__all__ = ["at_a_fixed_instant", "world"]
