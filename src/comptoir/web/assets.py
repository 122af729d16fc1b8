"""One stylesheet and one script, put together from the small files of this folder; no build step.

The address carries a hash of the content, so browsers keep it for a year and never see a stale one.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse

from comptoir.web.brand import brand_colour, shades_of, shown_operator, stylesheet
from comptoir.web.views import public_view

FOLDER = Path(__file__).parent / "static" / "web"
LAYERS = "@layer reset,tokens,base,layout,components,utilities,print;"
YEAR = "public, max-age=31536000, immutable"
HTMX = "django_htmx/htmx-2.min.js"


@dataclass(frozen=True, slots=True)
class Asset:
    """A served file: its content, compressed once, and the hash in its address."""

    name: str
    content: bytes
    compressed: bytes
    media_type: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:12]

    @property
    def address(self) -> str:
        stem, _, ending = self.name.rpartition(".")
        return f"/assets/{stem}.{self.digest}.{ending}"


def asset(name: str) -> Asset:
    """'app.css', 'app.js', 'brand.css' or 'icon.svg' as they stand now."""
    if name == "brand.css":
        return _brand(brand_colour())
    if name == "icon.svg":
        return _icon(shown_operator().name[:1].upper(), brand_colour())
    if name not in _BUILDERS:
        raise KeyError(name)
    return _fresh(name) if settings.DEBUG else _kept(name)


@lru_cache(maxsize=8)
def _kept(name: str) -> Asset:
    return _fresh(name)


@lru_cache(maxsize=8)
def _brand(colour: str) -> Asset:
    return _made("brand.css", stylesheet(colour), "text/css")


@lru_cache(maxsize=8)
def _icon(letter: str, colour: str) -> Asset:
    """The operator's mark for the browser's tab."""
    shades = shades_of(colour)
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="9" fill="{shades.fill}"/><text x="16" y="22.5" font-family="sans-serif" '
        f'font-size="18" font-weight="700" text-anchor="middle" fill="{shades.on_fill}">{escape(letter)}</text></svg>'
    )
    return _made("icon.svg", drawing, "image/svg+xml")


def _fresh(name: str) -> Asset:
    build, media_type = _BUILDERS[name]
    return _made(name, build(), media_type)


def _made(name: str, text: str, media_type: str) -> Asset:
    content = text.encode()
    return Asset(name, content, gzip.compress(content, 9, mtime=0), media_type)


def _style() -> str:
    files = sorted((FOLDER / "css").rglob("*.css"))
    return LAYERS + "".join(_squeezed(file.read_text()) for file in files)


def _squeezed(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};,>])\s*", r"\1", css).strip()


def _script() -> str:
    library = finders.find(HTMX)
    if not library:
        raise FileNotFoundError(HTMX)
    own = "\n".join(f"{{\n{file.read_text()}}}" for file in sorted((FOLDER / "js").glob("*.js")))
    return f'{Path(library).read_text()}\n"use strict";\n{own}\n'


_BUILDERS = {"app.css": (_style, "text/css"), "app.js": (_script, "text/javascript")}


@public_view("assets are the same for everyone")
def serve(request: HttpRequest, stem: str, digest: str, ending: str) -> HttpResponse:
    """The asset; one with another hash is answered with the present one, kept for a minute only."""
    try:
        found = asset(f"{stem}.{ending}")
    except KeyError:
        raise Http404 from None
    squeezed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(
        found.compressed if squeezed else found.content, content_type=f"{found.media_type}; charset=utf-8"
    )
    if squeezed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = YEAR if digest == found.digest else "public, max-age=60"
    return response
