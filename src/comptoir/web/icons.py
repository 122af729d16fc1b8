"""The icon set: 20 by 20, drawn with one stroke, coloured by the text around it."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_DRAWINGS: dict[str, str] = {
    "overview": "M3 9.2 10 3.5l7 5.7V16a1 1 0 0 1-1 1h-3.5v-4.5h-5V17H4a1 1 0 0 1-1-1z",
    "invoice": "M5 2.8h10v14.4l-2.5-1.5-2.5 1.5-2.5-1.5L5 17.2zM8 7h4M8 10.2h4",
    "usage": "M3 16.5h14M5.5 13.5v-3M9 13.5V6.5M12.5 13.5V9M16 13.5V4",
    "card": "M6 2.8h5.5L15 6.3V16a1.2 1.2 0 0 1-1.2 1.2H6.2A1.2 1.2 0 0 1 5 16V4a1.2 1.2 0 0 1 1-1.2zM7.5 9.5h5v5h-5zM10 9.5v5M7.5 12h5",
    "order": "M2.5 3.5h2l1.8 9h8.5l1.7-6.5H5.2M8 16.3h.01M13.5 16.3h.01",
    "ticket": "M3 5.5h14v3a1.7 1.7 0 0 0 0 3.2v3H3v-3a1.7 1.7 0 0 0 0-3.2zM12.5 6v1.2M12.5 9.4v1.2M12.5 12.8V14",
    "report": "M3.5 3v13.5H17M6.5 13l3.2-4 2.6 2 4-5.5",
    "people": "M7.5 9.2a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM2.5 16.5c0-2.8 2.2-4.7 5-4.7s5 1.9 5 4.7M13 3.9a2.7 2.7 0 0 1 0 5.2M14.5 12.1c1.9.6 3 2.2 3 4.4",
    "settings": "M10 12.7a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4zM10 2.5v2M10 15.5v2M2.5 10h2M15.5 10h2M4.7 4.7l1.4 1.4M13.9 13.9l1.4 1.4M15.3 4.7l-1.4 1.4M6.1 13.9l-1.4 1.4",
    "search": "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l4 4",
    "menu": "M3 5.5h14M3 10h14M3 14.5h14",
    "close": "M5 5l10 10M15 5 5 15",
    "chevron": "M7.5 4.5 13 10l-5.5 5.5",
    "down": "M5 7.5 10 12.5l5-5",
    "up": "M5 12.5 10 7.5l5 5",
    "sort": "M6.5 8 10 4.5 13.5 8M6.5 12l3.5 3.5 3.5-3.5",
    "back": "M16 10H4.5M9 5l-5 5 5 5",
    "good": "M10 17.2a7.2 7.2 0 1 0 0-14.4 7.2 7.2 0 0 0 0 14.4zM6.8 10.2l2.2 2.2 4.3-4.6",
    "attention": "M10 3 2.7 16h14.6zM10 8v3.8M10 13.9v.1",
    "bad": "M7 2.8h6l4.2 4.2v6L13 17.2H7L2.8 13V7zM7.6 7.6l4.8 4.8M12.4 7.6l-4.8 4.8",
    "info": "M10 17.2a7.2 7.2 0 1 0 0-14.4 7.2 7.2 0 0 0 0 14.4zM10 9.3V14M10 6.5v.1",
    "neutral": "M10 15a5 5 0 1 0 0-10 5 5 0 0 0 0 10z",
    "waiting": "M10 17.2a7.2 7.2 0 1 0 0-14.4 7.2 7.2 0 0 0 0 14.4zM10 6v4.2l2.8 1.8",
    "why": "M7.3 7.3a2.8 2.8 0 1 1 4 2.9c-.9.5-1.3 1-1.3 2M10 14.8v.1",
    "download": "M10 3v9.5M6 9l4 4 4-4M3.5 16.5h13",
    "upload": "M10 13V3.5M6 7l4-4 4 4M3.5 16.5h13",
    "print": "M6 7V3h8v4M6 14H3.5V7.5h13V14H14M6 11.5h8V17H6z",
    "link": "M8.3 11.7a3 3 0 0 0 4.3 0l3-3a3 3 0 0 0-4.3-4.3l-1 1M11.7 8.3a3 3 0 0 0-4.3 0l-3 3a3 3 0 0 0 4.3 4.3l1-1",
    "external": "M8 4H4v12h12v-4M11.5 3.5h5v5M16.2 3.8 9.5 10.5",
    "filter": "M3 5h14M5.5 10h9M8.5 15h3",
    "columns": "M3 4h14v12H3zM7.7 4v12M12.3 4v12",
    "density": "M3 4.5h14M3 8.2h14M3 11.9h14M3 15.6h14",
    "plus": "M10 4v12M4 10h12",
    "minus": "M4 10h12",
    "edit": "M12.5 4.5l3 3L7 16H4v-3zM11 6l3 3",
    "delete": "M4 5.5h12M8 5.5v-2h4v2M5.5 5.5l.7 11.5h7.6l.7-11.5M8.5 8.5v5.5M11.5 8.5v5.5",
    "copy": "M7 7h9.5v9.5H7zM4.5 13H3.5V3.5H13v1",
    "calendar": "M3.5 5h13v11.5h-13zM3.5 8.5h13M7 3v3.5M13 3v3.5",
    "globe": "M10 17.2a7.2 7.2 0 1 0 0-14.4 7.2 7.2 0 0 0 0 14.4zM2.8 10h14.4M10 2.8c2 2 3 4.4 3 7.2s-1 5.2-3 7.2c-2-2-3-4.4-3-7.2s1-5.2 3-7.2z",
    "user": "M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 16.8c0-3 2.6-5 6-5s6 2 6 5",
    "company": "M3.5 17V4.5L11 3v14M11 8h5.5v9M2.5 17h15M6 7.5h2M6 10.5h2M6 13.5h2M13.5 11h.5M13.5 14h.5",
    "key": "M7 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM10.5 10H17v3M14 10v2.2",
    "lock": "M4.5 9h11v8h-11zM7 9V6.5a3 3 0 0 1 6 0V9",
    "shield": "M10 2.8 4 5v4.5c0 3.7 2.5 6.3 6 7.7 3.5-1.4 6-4 6-7.7V5zM7.5 10l1.8 1.8L12.8 8",
    "mail": "M3 4.8h14v10.4H3zM3.3 5.3 10 11l6.7-5.7",
    "phone": "M6.5 2.8h7v14.4h-7zM9.2 14.7h1.6",
    "bell": "M5 13.5c1-1 1-2.5 1-4.5a4 4 0 0 1 8 0c0 2 0 3.5 1 4.5zM8.5 16.2c.7.9 2.3.9 3 0",
    "sun": "M10 13.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM10 2.5v1.8M10 15.7v1.8M2.5 10h1.8M15.7 10h1.8M4.7 4.7 6 6M14 14l1.3 1.3M15.3 4.7 14 6M6 14l-1.3 1.3",
    "moon": "M15.8 11.8A6.5 6.5 0 0 1 8.2 4.2a6.5 6.5 0 1 0 7.6 7.6z",
    "screen": "M3 4h14v9.5H3zM7 17h6M10 13.5V17",
    "signout": "M8 3.5H4v13h4M12 6.5l3.5 3.5-3.5 3.5M15.5 10H8",
    "refresh": "M16 6.5A6.8 6.8 0 1 0 16.8 11M16.5 3v3.8h-3.8",
    "stop": "M5.5 5.5h9v9h-9z",
    "undo": "M7 4 3.5 7.5 7 11M3.5 7.5H12a4 4 0 0 1 0 8.5H8",
    "more": "M4.5 10h.01M10 10h.01M15.5 10h.01",
    "file": "M5 2.8h6.5L15 6.3v10.9H5zM11.5 2.8v3.5H15",
    "sheet": "M3.5 3.5h13v13h-13zM3.5 7.8h13M3.5 12.2h13M8 3.5v13",
    "question": "M3 4h14v10h-6l-4 3v-3H3zM8.3 7.5a1.7 1.7 0 1 1 2.4 1.7c-.5.2-.7.5-.7 1.1M10 12v.1",
    "tag": "M3 3.5h6.5L17 11l-6 6-7.5-7.5zM6.7 7.2v.1",
    "coins": "M8 10.5c2.8 0 5-1.1 5-2.5S10.8 5.5 8 5.5 3 6.6 3 8s2.2 2.5 5 2.5zM3 8v4.5C3 13.9 5.2 15 8 15s5-1.1 5-2.5V8M13 9.2c2.3.2 4 1.2 4 2.3 0 1.3-1.9 2.3-4.3 2.5",
    "database": "M10 7.5c3.3 0 6-1 6-2.3S13.3 3 10 3 4 4 4 5.2s2.7 2.3 6 2.3zM4 5.2v9.6C4 16 6.7 17 10 17s6-1 6-2.2V5.2M4 10c0 1.2 2.7 2.2 6 2.2s6-1 6-2.2",
    "play": "M6.5 4 16 10l-9.5 6z",
    "terms": "M4 3.5h9a3 3 0 0 1 3 3v10H7a3 3 0 0 1-3-3zM7.5 7.5H12M7.5 10.5H12",
}  # fmt: skip

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
        return format_html(
            '{}role="img" aria-label="{}"><path d="{}"/></svg>', mark_safe(_OPENING), label, drawing
        )
    return mark_safe(f'{_OPENING}aria-hidden="true"><path d="{drawing}"/></svg>')
