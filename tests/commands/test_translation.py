"""The translation tools: what they find in sources, how they renew catalogues, which faults they name."""

import gettext
from pathlib import Path

import pytest

from comptoir.commands.translation import catalogues, checks, sources, visible_text
from comptoir.commands.translation.sources import Key

TEMPLATE = """{% load i18n %}{% extends "base.html" %}
<h1>{% translate "Invoices" %}</h1>
    <p title="{% translate "Opens it's page" %}">{% blocktranslate trimmed count counter=n %}
        {{ counter }} "call"
    {% plural %}
        {{ counter }} calls
    {% endblocktranslate %}</p>
  {# a note for developers #}
<a href="{% url 'x' pk=1 %}" class="{% if a %}on{% endif %}">{% translate "May" context "month" %}</a>
{% include "card.html" with title=_("Costs") %}
{% blocktranslate with name=person.name %}Hello {{ name }},
it costs 5 %{% endblocktranslate %}
"""
PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy
A = _("Line %(number)s is suspended")
B = ngettext("%(count)s card", "%(count)s cards", 2)
C = pgettext_lazy("verb", "Order")
D = _("One "
      "sentence.")
E = unmarked("Nothing")
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    package = tmp_path / "product"
    (package / "web" / "templates").mkdir(parents=True)
    (package / "web" / "templates" / "page.html").write_text(TEMPLATE)
    (package / "words.py").write_text(PYTHON)
    return package


@pytest.fixture
def locale(package: Path) -> Path:
    return package / "locale"


def test_every_marked_text_is_found_in_templates_and_python(package: Path) -> None:
    assert set(sources.texts_in(package)) == {
        Key("", "Invoices", ""),
        Key("", "Opens it's page", ""),
        Key("", '%(counter)s "call"', "%(counter)s calls"),
        Key("month", "May", ""),
        Key("", "Costs", ""),
        Key("", "Hello %(name)s,\nit costs 5 %%", ""),
        Key("", "Line %(number)s is suspended", ""),
        Key("", "%(count)s card", "%(count)s cards"),
        Key("verb", "Order", ""),
        Key("", "One sentence.", ""),
    }


def test_an_update_twice_changes_nothing_and_names_no_line(package: Path, locale: Path) -> None:
    texts = sources.texts_in(package)
    catalogues.renew("fr", texts, locale)
    first = catalogues.path_of("fr", locale).read_text()
    catalogues.renew("fr", texts, locale)
    assert catalogues.path_of("fr", locale).read_text() == first
    assert "#: product/words.py\n" in first
    assert "Date" not in first


def test_an_update_keeps_translations_and_starts_changed_texts_empty(package: Path, locale: Path) -> None:
    catalogues.renew("fr", sources.texts_in(package), locale)
    _translate("fr", locale, {"Invoices": "Factures", "Costs": "Coûts"})
    (package / "web" / "templates" / "page.html").write_text(TEMPLATE.replace("Costs", "Costs now"))
    catalogues.renew("fr", sources.texts_in(package), locale)
    strings = {message.id: message.string for message in catalogues.read("fr", locale)}
    assert strings["Invoices"] == "Factures"
    assert strings["Costs now"] == ""
    assert "Costs" not in strings
    assert "fuzzy" not in catalogues.path_of("fr", locale).read_text()


def test_the_english_catalogue_says_what_the_sources_say(package: Path, locale: Path) -> None:
    assert catalogues.renew("en", sources.texts_in(package), locale) == 0
    assert not [fault for fault in checks.faults(package, locale) if fault.startswith("en:")]


def test_compiled_catalogues_translate_with_context_and_plural(package: Path, locale: Path) -> None:
    catalogues.renew("fr", sources.texts_in(package), locale)
    _translate("fr", locale, {"Order": "Commander", "%(count)s card": "%(count)s carte"})
    catalogues.compile_all(locale)
    french = gettext.translation("django", locale, ["fr"])
    assert french.pgettext("verb", "Order") == "Commander"
    assert french.ngettext("%(count)s card", "%(count)s cards", 1) == "%(count)s carte"
    assert french.ngettext("%(count)s card", "%(count)s cards", 2) == "%(count)s cartes"
    compiled = catalogues.path_of("fr", locale).with_suffix(".mo")
    assert compiled.stat().st_mtime_ns >= catalogues.path_of("fr", locale).stat().st_mtime_ns


@pytest.mark.parametrize(
    ("good", "broken", "says"),
    [
        ('msgstr "Factures"', 'msgstr ""', "'Invoices' has no translation"),
        ('msgid "Invoices"', '#, fuzzy\nmsgid "Invoices"', "'Invoices' is marked fuzzy"),
        ('msgstr "Factures"', 'msgstr "Invoices"', "'Invoices' is translated by itself"),
        ('msgid "Invoices"', 'msgid "Bills"', "'Bills' is used nowhere any more"),
        ('msgid "Invoices"', 'msgid "Bills"', "'Invoices' is missing"),
        ("La ligne %(number)s", "La ligne %(numero)s", "other placeholders"),
        ("La ligne %(number)s", "La ligne", "other placeholders"),
        ("%(count)s cartes", "des cartes", "other placeholders"),
        ('msgstr "Factures"', 'msgstr "Factures\\n"', "other line breaks"),
    ],
)
def test_each_fault_is_named(package: Path, locale: Path, good: str, broken: str, says: str) -> None:
    _complete(package, locale)
    assert checks.faults(package, locale) == []
    path = catalogues.path_of("fr", locale)
    text = path.read_text()
    assert good in text
    path.write_text(text.replace(good, broken, 1))
    assert any(says in fault for fault in checks.faults(package, locale))


def test_the_form_for_one_may_leave_the_number_out(package: Path, locale: Path) -> None:
    _complete(package, locale)
    path = catalogues.path_of("fr", locale)
    path.write_text(path.read_text().replace('"%(count)s carte"', '"une carte"'))
    assert checks.faults(package, locale) == []


def test_an_allowed_text_may_equal_its_source_and_an_idle_allowance_is_a_fault(package: Path, locale: Path) -> None:
    _complete(package, locale)
    dutch = catalogues.path_of("nl", locale)
    dutch.write_text(dutch.read_text().replace("Coûts", "Costs"))
    (locale / "same-as-source.txt").write_text("# reason\nnl: Costs\n")
    assert checks.faults(package, locale) == []
    (locale / "same-as-source.txt").write_text("nl: Costs\nAnything\n")
    assert checks.faults(package, locale) == ["same-as-source.txt: 'Anything' is no longer needed there"]


@pytest.mark.parametrize(
    ("template", "line", "text"),
    [
        ("<p>\n  Hello there\n</p>", 2, "Hello there"),
        ("{% if a %}Yes{% endif %}", 1, "Yes"),
        ('<input placeholder="Search">', 1, 'placeholder="Search"'),
        ('<br>\n<img alt="A chart">', 2, 'alt="A chart"'),
        ('<input type="submit" value="Save">', 1, 'value="Save"'),
        ('<button aria-label="Close"></button>', 1, 'aria-label="Close"'),
        ('{% include "x.html" with title="Your lines" %}', 1, 'title="Your lines"'),
        ("{% translate 'A' %} and {% translate 'B' %}", 1, "and"),
    ],
)
def test_text_outside_translation_is_found(template: str, line: int, text: str) -> None:
    assert visible_text.untranslated_in(template) == [visible_text.Shown(line, text)]


@pytest.mark.parametrize(
    "template",
    [
        TEMPLATE,
        '<td>{{ amount }} €</td> <span class="tag">· 12 %</span>',
        "<p>{# a note #}{% comment %}words{% endcomment %}</p><!-- words -->",
        '<code translate="no">comptoir <code>demo</code> here</code>',
        '<input type="hidden" value="next"><style>p { color: red }</style>',
        '{% include "x.html" with title=_("Your lines") %}',
    ],
)
def test_translated_or_silent_text_is_no_fault(template: str) -> None:
    assert visible_text.untranslated_in(template) == []


def test_a_plain_text_template_is_read_by_line() -> None:
    found = visible_text.untranslated_in("{% translate 'Dear' %}\n\nYours\n", html=False)
    assert found == [visible_text.Shown(3, "Yours")]


def _translate(language: str, locale: Path, words: dict[str, str]) -> None:
    """Fills entries of a catalogue; a plural form is the singular's with an s."""
    path = catalogues.path_of(language, locale)
    lines, out, text = path.read_text().splitlines(), [], ""
    for line in lines:
        if line.startswith("msgid "):
            text = line.removeprefix("msgid ").strip('"').replace('\\"', '"')
        word = words.get(text, "")
        if word and line in ('msgstr ""', 'msgstr[0] ""'):
            line = line[:-2] + f'"{word}"'
        if word and line == 'msgstr[1] ""':
            line = f'msgstr[1] "{word}s"'
        out.append(line)
    path.write_text("\n".join(out) + "\n")


def _complete(package: Path, locale: Path) -> None:
    """Small sources with complete catalogues in every language."""
    (package / "web" / "templates" / "page.html").write_text("{% load i18n %}{% translate 'Invoices' %}\n")
    (package / "words.py").write_text(
        '_("Line %(number)s is suspended")\nngettext("%(count)s card", "%(count)s cards", 2)\n_("Costs")\n'
    )
    for language in catalogues.LANGUAGES:
        catalogues.renew(language, sources.texts_in(package), locale)
    words = {"Invoices": "Factures", "Costs": "Coûts", "%(count)s card": "%(count)s carte"}
    for language in ("fr", "nl", "de"):
        _translate(language, locale, {**words, "Line %(number)s is suspended": "La ligne %(number)s dort"})
