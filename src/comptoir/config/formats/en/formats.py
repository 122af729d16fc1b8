"""English is written here as in Britain, in letters as on pages: 7 December 2026."""

from comptoir.config.formats import DATE_INPUT_FORMATS

__all__ = ["DATE_FORMAT", "DATE_INPUT_FORMATS"]
DATE_FORMAT = "j F Y"
