"""The machine's own Chromium for browser journeys: fixtures, and axe's view of a page.

A journey is marked `browser` and asks for `page` (one page of the live server) or `open_page`
(several, or in a context of its own: a phone's width, dark colours, no JavaScript). An error in
a page's console fails it.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

PHONE = {"viewport": {"width": 400, "height": 800}}
DARK = {"color_scheme": "dark"}
NO_SCRIPT = {"java_script_enabled": False}
_ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def chromium_path() -> str | None:
    """Where the machine's Chromium is, if it has one."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for path in map(shutil.which, names) if path), None)


def axe_findings(page: Page) -> list[str]:
    """What axe finds wrong with a page, one line each: rule, what it is, the first place."""
    return [
        f"{found['id']}: {found['help']} at {found['nodes'][0]['target']}"
        for found in Axe().run(page).response["violations"]
    ]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all journeys of a process."""
    # Playwright's loop runs in this thread, and Django would take its callers for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=[*_ARGUMENTS, *sandbox])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Opens pages of the live server, each in a context (cookies, size, colours) of its own."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def opened(**options: Any) -> Page:
        context = chromium.new_context(base_url=live_server.url, **{"locale": "en-GB", **options})
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.extend(_errors_in(message)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not errors, f"The page's console shows errors: {errors}"


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """One page of the live server, at a desk's size."""
    return open_page(viewport={"width": 1280, "height": 900})


def _errors_in(message: ConsoleMessage) -> list[str]:
    # Chromium logs every 4xx answer as an error; the journey itself judges those.
    if message.type != "error" or message.text.startswith("Failed to load resource"):
        return []
    return [message.text]
