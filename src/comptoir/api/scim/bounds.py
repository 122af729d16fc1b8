"""How much a request of a directory may ask to be read: looked at before anything of it is read.

Reading a filter costs more than sending it, and a change is applied to the whole resource operation by operation.
"""

from typing import Any

from scim2_models import InvalidFilterException, PayloadTooLargeException

#: The most characters of a filter, a path or the name of an attribute.
LONGEST = 2_000
MOST_OPERATIONS = 200
MOST_ATTRIBUTES = 100
_NOTATIONS = ("filter", "path", "sortby", "attributes", "excludedattributes")


def assert_bounded(said: Any) -> None:
    """Raises SCIMException for what is too long or too much, wherever it stands and in whatever case it is written."""
    waiting = [said]
    while waiting:
        here = waiting.pop()
        if isinstance(here, list):
            waiting += here
        elif isinstance(here, dict):
            for key, value in here.items():
                _assert_short(key)
                _assert_entry(key.lower(), value)
                waiting.append(value)


def _assert_entry(key: str, value: Any) -> None:
    if key == "operations" and isinstance(value, list) and len(value) > MOST_OPERATIONS:
        raise PayloadTooLargeException(detail=f"A change has {MOST_OPERATIONS} operations at most; send it in parts.")
    if key in _NOTATIONS:
        texts = value if isinstance(value, list) else [value]
        if len(texts) > MOST_ATTRIBUTES:
            raise PayloadTooLargeException(detail=f"A request names {MOST_ATTRIBUTES} attributes at most.")
        for text in texts:
            if isinstance(text, str):
                _assert_short(text)


def _assert_short(text: str) -> None:
    if len(text) > LONGEST:
        raise InvalidFilterException(detail=f"A filter or a path has {LONGEST} characters at most.")
