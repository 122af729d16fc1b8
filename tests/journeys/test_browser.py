"""The browser that judges our pages sees what it must: otherwise a clean page would prove nothing."""

import pytest
from playwright.sync_api import Page

from tests.browser import axe_findings


@pytest.mark.browser
def test_axe_sees_a_picture_without_words(page: Page) -> None:
    page.set_content("<html lang='en'><title>t</title><main><h1>h</h1><img src='data:,'></main></html>")
    assert [found.split(":")[0] for found in axe_findings(page)] == ["image-alt"]


@pytest.mark.browser
def test_axe_finds_nothing_on_a_plain_page(page: Page) -> None:
    page.set_content("<html lang='en'><title>t</title><main><h1>h</h1></main></html>")
    assert axe_findings(page) == []
