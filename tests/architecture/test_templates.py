"""Templates obey the content security policy: no script, style or event code inside a page."""

import re

from tests.architecture.house import name_of, templates

_FORBIDDEN = {
    "an inline script": re.compile(r"<script(?![^>]*(?:\bsrc=|type=\"application/json\"))", re.IGNORECASE),
    "an inline style": re.compile(r"<style\b|<[^>{]*\sstyle=", re.IGNORECASE),
    "event code": re.compile(r"<[^>{]*\son\w+=", re.IGNORECASE),
    "a link that runs script": re.compile(r"=\"javascript:", re.IGNORECASE),
    "a file from elsewhere": re.compile(r"<(?:script|link|img)[^>]*(?:src|href)=\"(?:https?:)?//", re.IGNORECASE),
}


def test_no_template_breaks_the_content_security_policy() -> None:
    found = [
        f"{name_of(path)}:{number}: {what}"
        for path in templates()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for what, pattern in _FORBIDDEN.items()
        if pattern.search(line)
    ]
    assert not found, f"The content security policy would block this: {found}"


def test_patterns_see_what_they_must() -> None:
    bad = [
        "<script>x</script>",
        '<p style="a">',
        '<b onclick="x()">',
        '<a href="javascript:x">',
        '<img src="//x">',
    ]
    good = ["<script src=\"{% static 'a.js' %}\"></script>", '<a href="https://x.example">']
    assert all(any(pattern.search(line) for pattern in _FORBIDDEN.values()) for line in bad)
    assert not any(pattern.search(line) for pattern in _FORBIDDEN.values() for line in good)
