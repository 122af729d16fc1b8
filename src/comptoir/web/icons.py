"""The icon set: 20 by 20, drawn with one stroke, coloured by the text around it."""

import tomllib
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_DRAWINGS: dict[str, str] = tomllib.loads(Path(__file__).with_name("icons.toml").read_text(encoding="utf-8"))

_OPENING = (
    '<svg class="icon" viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" '
    'stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" '
)


def names() -> list[str]:
    """Every icon there is."""
    return sorted(_DRAWINGS)


def icon(name: str, label: object = "") -> SafeString:
    """The drawing as inline SVG; with a label it is an image with that name, else it is decoration."""
    drawing = _DRAWINGS.get(name, _DRAWINGS["neutral"])
    if label:
        return format_html('{}role="img" aria-label="{}"><path d="{}"/></svg>', mark_safe(_OPENING), label, drawing)
    return mark_safe(f'{_OPENING}aria-hidden="true"><path d="{drawing}"/></svg>')
