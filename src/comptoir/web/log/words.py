"""What happened, in words: each kind of event that the platform records, on what, and its values."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _now

from comptoir.audit.models import OPERATOR
from comptoir.web.log.kinds import AUTHORS, CHANNELS, DIRECTORY, OBJECTS, VERBS
from comptoir.web.log.values import DETAILS, DETAILS_OF, Names

__all__ = [
    "CHANNELS",
    "OBJECTS",
    "VERBS",
    "author_words",
    "detail_words",
    "log_words",
    "object_words",
    "people_of",
    "short_details",
    "verb_words",
    "who_words",
]
PERSON = "access.user"
#: The values that name people, by what they are.
PEOPLE = ("user", "from", "to")
SHORT = 160


def verb_words(verb: str) -> str:
    """What happened; a kind that has no words yet as it is recorded."""
    return str(VERBS.get(verb, verb))


def author_words(label: str) -> str:
    """Who did it, as the log names them; the platform and directories in the reader's language."""
    if label.startswith(DIRECTORY):
        return _now("Directory: %(name)s") % {"name": label.removeprefix(DIRECTORY)}
    return str(AUTHORS.get(label, label))


def who_words(event: Any) -> str:
    """Who did it. Somebody who bears the name of a part of the platform is not taken for it."""
    is_program = event.actor_user is None or event.channel == "token"
    return author_words(event.actor_label) if is_program else str(event.actor_label)


def object_words(event: Any) -> str:
    """What it happened to: 'Bill run 4', or the name of a person."""
    if event.object_type == PERSON and event.object_ref.isdecimal():
        name = _names(event).get(int(event.object_ref))
        if name:
            return name
    kind = str(OBJECTS.get(event.object_type, event.object_type))
    return f"{kind} {event.object_ref}".strip()


def log_words(event: Any) -> str:
    """Whose chain an event stands in."""
    customer = event.chain.customer_ref
    return _now("The operator") if customer == OPERATOR else _now("Customer %(number)s") % {"number": customer}


def detail_words(event: Any) -> str:
    """The event's values on one line, as people read them."""
    return _on_one_line(_details(event))


def short_details(event: Any) -> str:
    """The same for a page, where a long value is cut short."""
    cut = ((label, text if len(text) <= SHORT else f"{text[: SHORT - 1]}…") for label, text in _details(event))
    return _on_one_line(cut)


def _on_one_line(values: Iterable[tuple[str, str]]) -> str:
    said = _now("%(label)s: %(words)s")
    return " · ".join(said % {"label": label, "words": text} for label, text in values)


def people_of(event: Any) -> set[int]:
    """The ids of the people whom an event names."""
    found = [event.object_ref] if event.object_type == PERSON else []
    for key in PEOPLE:
        value = event.data.get(key)
        found += value if isinstance(value, list) else [value]
    return {int(one) for one in found if str(one).isdecimal()}


def _details(event: Any) -> Iterator[tuple[str, str]]:
    place = getattr(event, "place", "")
    if place:
        yield _now("Where"), place
    values = {**event.data, **getattr(event, "told", {})}
    for key, value in values.items():
        if value is None or value in ("", []):
            continue
        detail = DETAILS_OF.get((event.verb, key)) or DETAILS.get(key)
        text = detail.written(value, _names(event)) if detail is not None else "" if key in DETAILS else str(value)
        if text:
            yield (str(detail.label) if detail is not None else key), text


def _names(event: Any) -> Names:
    """The names that the list found for its page (lists.py); without it, none."""
    names: Names = getattr(event, "names", {})
    return names
