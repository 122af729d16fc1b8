"""Walks every route of the URL resolver as one person and keeps what is answered, files opened.

A route that someone adds is walked without further ado. A parameter of a new name needs samples: SAMPLES says which.
"""

import html
import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_plus

import pypdf
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver

NONSENSE = ("999999", "nonsense", "-7")
_GROUPS = re.compile(r"(?<=\d)[.,'/\s\u00a0\u2009\u202f-](?=\d)")
#: Addresses that give out fixed files of our own, known to hold no data.
_STATIC = ("assets/",)


@dataclass(frozen=True, slots=True)
class Route:
    """One route: its pattern as people read it, the names of its parameters, and how to make an address of it."""

    pattern: str
    names: tuple[str, ...]
    parts: tuple[Any, ...]
    view: Any

    def address(self, values: Mapping[str, str]) -> str | None:
        """The address with these values; None where the route takes no such values."""
        found = "/"
        for part in self.parts:
            made = _filled(part, values)
            if made is None:
                return None
            found += made
        return found


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked and what came back, as searchable text."""

    method: str
    address: str
    status: int
    text: str

    def __str__(self) -> str:
        return f"{self.method} {self.address} ({self.status})"


@dataclass
class Crawl:
    """Everything that one person was answered."""

    answers: list[Answer] = field(default_factory=list)

    def where(self, value: str) -> list[Answer]:
        """The answers in which a canary stands."""
        wanted = value.casefold()
        return [answer for answer in self.answers if wanted in answer.text]

    def holds(self, value: str) -> bool:
        return bool(self.where(value))


def routes(resolver: URLResolver | None = None, parts: tuple[Any, ...] = ()) -> Iterator[Route]:
    """Every route of the installation."""
    for pattern in (resolver or get_resolver()).url_patterns:
        here = (*parts, pattern.pattern)
        if isinstance(pattern, URLPattern):
            names = tuple(name for part in here for name in part.regex.groupindex)
            yield Route("".join(map(str, here)), names, here, pattern.callback)
        else:
            yield from routes(pattern, here)


def addresses(samples: Mapping[str, Sequence[str]]) -> Iterator[tuple[Route, str]]:
    """An address for every combination of samples that a route takes."""
    for route in routes():
        if route.pattern.lstrip("^").startswith(_STATIC):
            continue
        unknown = [name for name in route.names if name not in samples]
        assert not unknown, (
            f"The route {route.pattern} has the parameter {unknown[0]!r}, for which there are no samples: "
            "add it to samples_of in tests/access/test_canaries.py, with ids of the customer's own, of the other "
            "customer and nonsense."
        )
        for values in itertools.product(*(samples[name] for name in route.names)):
            if (address := route.address(dict(zip(route.names, values, strict=True)))) is not None:
                yield route, address


def crawl(
    client: Client, samples: Mapping[str, Sequence[str]], *, queries: Iterable[str] = (), search: str = ""
) -> Crawl:
    """GET of every address, HEAD of each route, the exports of what answers, and `search` with each query."""
    found = Crawl()
    asked_head: set[tuple[str, int]] = set()
    for route, address in addresses(samples):
        answer = ask(client, "GET", address)
        found.answers.append(answer)
        if (route.pattern, answer.status) not in asked_head:
            asked_head.add((route.pattern, answer.status))
            found.answers.append(ask(client, "HEAD", address))
        if "export=" in answer.text:
            found.answers += [ask(client, "GET", f"{address}?export={form}") for form in ("csv", "xlsx")]
    if search:
        echoes: dict[str, int] = {}
        found.answers += [_searched(client, search, query, echoes) for query in queries]
    return found


def ask(client: Client, method: str, address: str, form: Mapping[str, str] | None = None) -> Answer:
    """One request; the address itself, which pages carry in their forms, is no find."""
    response = client.post(address, form) if form is not None else client.generic(method, address)
    return Answer(method, address, response.status_code, without_echo(searchable(response), address))


def searchable(response: Any) -> str:
    """Headers and content of a response as one text, opened if it is a file; digits without their grouping."""
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.headers.get("Content-Type", "")
    head = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return plain(f"{head}\n{_opened(raw, kind)}")


def plain(text: str) -> str:
    """A text in which canaries can be looked for."""
    shown = html.unescape(text).casefold()
    return f"{shown}\n{_GROUPS.sub('', shown)}"


def without_echo(text: str, address: str) -> str:
    """The text without the address that was asked for, in every way in which pages write it."""
    for echo in {address, quote(address, safe=""), quote_plus(address)}:
        text = text.replace(echo.casefold(), "").replace(_GROUPS.sub("", echo.casefold()), "")
    return text


def _searched(client: Client, search: str, query: str, echoes: dict[str, int]) -> Answer:
    """A search; its own words are a find only where they stand more often than nonsense of the same shape would."""
    answer = ask(client, "GET", f"{search}?q={quote_plus(query)}")
    text, words = answer.text, query.casefold()
    if words in text:
        nonsense = re.sub(r"[a-z]", "q", re.sub(r"\d", "7", words))
        if nonsense not in echoes:
            echoes[nonsense] = ask(client, "GET", f"{search}?q={quote_plus(nonsense)}").text.count(nonsense)
        text = text.replace(words, "") if text.count(words) <= echoes[nonsense] else text
    return Answer("GET", answer.address, answer.status, text)


def _opened(raw: bytes, kind: str) -> str:
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    if raw.startswith(b"%PDF"):
        reader = pypdf.PdfReader(io.BytesIO(raw))
        pages = "\n".join(page.extract_text() for page in reader.pages)
        attached = "\n".join(
            content.decode("utf-8", "replace") for found in reader.attachments.values() for content in found
        )
        return f"{pages}\n{attached}\n{reader.metadata}"
    assert "zip" not in kind, f"a response of {kind} is not opened"
    return raw.decode("utf-8", "replace")


def _filled(part: Any, values: Mapping[str, str]) -> str | None:
    """One part of a route with its values; None where a value does not fit."""
    names = list(part.regex.groupindex)
    if not names:
        return re.sub(r"[\^$?]|\\Z", "", str(part))
    template, _names = _normalised(part)
    candidate = template % {name: values[name] for name in names}
    return candidate if part.match(candidate) else None


def _normalised(part: Any) -> tuple[str, list[str]]:
    from django.utils.regex_helper import normalize

    found: list[tuple[str, list[str]]] = normalize(part.regex.pattern)
    if not found:
        raise NoReverseMatch(str(part))
    return found[0]
