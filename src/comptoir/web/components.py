"""The smallest components as functions, for columns and template tags alike."""

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from comptoir.web.icons import icon

TONES = ("good", "attention", "bad", "info", "neutral")
_TONE_ICONS = {"good": "good", "attention": "attention", "bad": "bad", "info": "info", "neutral": "neutral"}


def status_badge(tone: str, words: str | Promise) -> SafeString:
    """A state: an icon and a word, never colour alone."""
    tone = tone if tone in TONES else "neutral"
    return format_html('<span class="badge {}">{}{}</span>', tone, icon(_TONE_ICONS[tone]), words)


def why_mark(url: str) -> SafeString:
    """The small mark beside a computed figure; opens its explanation in a side sheet, or as a page."""
    return format_html(
        '<a class="why" href="{}" data-sheet title="{}"><span class="unseen">{}</span>{}</a>',
        url,
        _("Why?"),
        _("Why this figure?"),
        icon("why"),
    )


def tone_icon(tone: str) -> SafeString:
    """The icon of one of the four meanings."""
    return icon(_TONE_ICONS.get(tone, "info"))
