"""The form of a date input."""

from comptoir.config.formats import DATE_INPUT_FORMATS

__all__ = ["DATE_INPUT_FORMATS"]
