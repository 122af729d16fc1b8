"""The design system in templates: `{% load web %}`. Every tag is shown at /console/components."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comptoir.documents.charts import Chart
from comptoir.kernel.explanation import Explanation
from comptoir.kernel.money import Money
from comptoir.web import components, formats, icons
from comptoir.web.listing.shown import Shown
from comptoir.web.words import worded

register = template.Library()

register.simple_tag(icons.icon, name="icon")
register.simple_tag(components.status_badge, name="status")
register.simple_tag(components.why_mark, name="why")
register.simple_tag(components.tone_icon, name="tone_icon")


def _or_dash(write: Any) -> Any:
    def written(value: Any) -> Any:
        return formats.NOTHING if value in (None, "") else write(value)

    written.__name__ = write.__name__
    return written


for _write in (
    formats.micro,
    formats.number,
    formats.decimal,
    formats.percent,
    formats.day,
    formats.long_day,
    formats.month,
    formats.short_month,
    formats.moment,
    formats.exact_moment,
    formats.duration,
    formats.volume,
    formats.phone,
    formats.enterprise_number,
    formats.country,
):
    register.filter(_write.__name__, _or_dash(_write))


@register.filter
def money(value: Money | Decimal | None) -> str:
    """Money or a Decimal of euros, with its currency."""
    return formats.NOTHING if value is None else formats.money(value)


@register.filter
def amount(value: Money | Decimal | None) -> str:
    """Money or a Decimal, without its currency."""
    return formats.NOTHING if value is None else formats.amount(value)


@register.filter
def quantity(value: int, unit: str) -> str:
    """`{{ used|quantity:"seconds" }}`"""
    return formats.quantity(value, unit)


@register.simple_tag
def language_code() -> str:
    """The page's language, for the lang attribute."""
    return (get_language() or "en")[:2]


@register.inclusion_tag("web/listing/listing.html", takes_context=True)
def listing(context: Context, shown: Shown) -> dict[str, Any]:
    """The whole list: tools, chips, table, pages. `shown` is `list` of list_page."""
    return {"list": shown, "request": context.get("request"), "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("web/components/fields.html")
def fields(form: BaseForm) -> dict[str, Any]:
    """A form's error summary and its fields, in one column."""
    return {"form": form}


@register.inclusion_tag("web/components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """One field: label, help, control, its errors."""
    kind = getattr(bound.field.widget, "input_type", "") or type(bound.field.widget).__name__.lower()
    choices = kind in ("radio", "checkbox") and hasattr(bound.field.widget, "option_template_name")
    return {"field": bound, "kind": kind, "choices": choices and bound.field.widget.allow_multiple_selected}


@register.inclusion_tag("web/components/figure.html")
def figure(
    label: str, value: Any, note: str = "", tone: str = "", url: str = "", why: str = "", change: str = ""
) -> dict[str, Any]:
    """A card with one figure: the answer large, the reason one click away."""
    return {
        "label": label,
        "value": value,
        "note": note,
        "tone": tone,
        "url": url,
        "why_url": why,
        "change": change,
    }


@register.inclusion_tag("web/components/empty.html")
def empty(title: str, text: str = "", url: str = "", action: str = "", icon: str = "search") -> dict[str, Any]:
    """Says that there is nothing, what that means, and the next step."""
    return {"title": title, "text": text, "url": url, "action": action, "icon": icon}


@register.inclusion_tag("web/components/explanation.html")
def explanation(given: Explanation, address: str = "") -> dict[str, Any]:
    """An Explanation: the sentence first, then the steps as a table, then the clause."""
    return {"words": worded(given), "address": address}


@register.inclusion_tag("web/components/progress.html", takes_context=True)
def progress(context: Context, shown: Any) -> dict[str, Any]:
    """A job's progress (`web.progress.shown_job(job, now)`): count, estimate, stop."""
    return {"job": shown, "csrf_token": context.get("csrf_token"), "request": context.get("request")}


@register.inclusion_tag("web/components/tabs.html")
def tabs(items: Sequence[tuple[str, str, bool]], label: str = "") -> dict[str, Any]:
    """(words, address, is current) of pages side by side."""
    return {"items": items, "label": label}


@register.inclusion_tag("web/components/crumbs.html")
def crumbs(*pairs: str) -> dict[str, Any]:
    """`{% crumbs words url words url %}`: where this page hangs; the page itself is not named."""
    return {"items": list(zip(pairs[::2], pairs[1::2], strict=True))}


@register.inclusion_tag("web/components/chart.html")
def chart(drawn: Chart, title: bool = True) -> dict[str, Any]:
    """A chart of documents.charts with its title and its numbers beside."""
    return {"chart": drawn, "drawing": mark_safe(drawn.svg), "titled": title}


@register.inclusion_tag("web/components/toasts.html", takes_context=True)
def toasts(context: Context) -> dict[str, Any]:
    """The messages of django.contrib.messages; one whose extra_tags is 'undo:/address' offers to undo."""
    shown = []
    for message in context.get("messages") or ():
        undo = next((t[5:] for t in (message.extra_tags or "").split() if t.startswith("undo:/")), "")
        tone = {"success": "good", "warning": "attention", "error": "bad"}.get(message.level_tag, "info")
        shown.append({"text": message.message, "tone": tone, "undo": undo})
    return {"toasts": shown, "csrf_token": context.get("csrf_token")}


@register.simple_tag
def meter(value: int, most: int, label: str = "") -> SafeString:
    """A bar from nothing to `most`, with its words for those who do not see it."""
    share = formats.percent(Decimal(100 * value) / most) if most else formats.NOTHING
    return format_html(
        '<meter class="meter" min="0" max="{}" value="{}" aria-label="{}">{}</meter>',
        max(most, 1),
        min(value, most),
        label,
        share,
    )


@register.simple_block_tag
def card(content: str, title: str = "", url: str = "", action: str = "", flush: bool = False) -> SafeString:
    """A surface with a title and at most one link: `{% card title=... %}...{% endcard %}`."""
    head: SafeString | str = ""
    if title or url:
        link = format_html('<a href="{}">{}</a>', url, action or _("Show all")) if url else ""
        head = format_html('<header class="card-head"><h2>{}</h2>{}</header>', title, link)
    body = content if flush else format_html('<div class="card-body">{}</div>', mark_safe(content))
    return format_html('<section class="card">{}{}</section>', head, mark_safe(body))


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: str = "") -> SafeString:
    """A message in the page, with one of the four meanings."""
    heading = format_html("<strong>{}</strong> ", title) if title else ""
    return format_html(
        '<div class="notice {}">{}<div>{}{}</div></div>',
        tone,
        components.tone_icon(tone),
        heading,
        mark_safe(content),
    )


@register.simple_block_tag
def menu(content: str, label: str, icon: str = "", align: str = "end", quiet: bool = False) -> SafeString:
    """A button that opens a small panel; works without JavaScript."""
    return format_html(
        '<details class="menu"><summary class="button{}">{}<span>{}</span>{}</summary>'
        '<div class="menu-panel to-{}">{}</div></details>',
        " quiet" if quiet else "",
        icons.icon(icon) if icon else "",
        label,
        icons.icon("down"),
        align,
        mark_safe(content),
    )
