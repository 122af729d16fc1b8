"""What the operator writes: versions of documents, conflicts between documents."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from comptoir.lifecycle.models import DocumentKind
from comptoir.web.uploads import Unusable, text_of

MOST = 400_000


class VersionForm(forms.Form):
    """A text for each language, pasted or as a text file; a file counts before what is pasted."""

    kind = forms.ChoiceField(label=_("Document"), choices=DocumentKind.choices)
    effective_on = forms.DateField(
        label=_("Holds from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Say from which day it holds."), "invalid": _("This is no date.")},
    )

    def __init__(self, *args: Any, languages: Sequence[str], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["effective_on"].initial = today
        self.languages = tuple(languages)
        names = dict(settings.LANGUAGES)
        for language in self.languages:
            self.fields[f"text_{language}"] = forms.CharField(
                label=names[language],
                required=False,
                max_length=MOST,
                strip=False,
                widget=forms.Textarea(attrs={"rows": 6, "lang": language}),
            )
            self.fields[f"file_{language}"] = forms.FileField(
                label=_("or a text file (%(language)s)") % {"language": names[language]},
                required=False,
                widget=forms.FileInput(attrs={"accept": ".txt,.md,text/plain"}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for language in self.languages:
            given = cleaned.get(f"file_{language}")
            if given is not None:
                try:
                    cleaned[f"text_{language}"] = text_of(given, MOST)
                except Unusable as problem:
                    self.add_error(f"file_{language}", str(problem))
            elif not cleaned.get(f"text_{language}", "").strip():
                self.add_error(f"text_{language}", _("The text is needed in every language."))
        return cleaned

    @property
    def texts(self) -> dict[str, str]:
        return {language: self.cleaned_data[f"text_{language}"] for language in self.languages}


class ConflictForm(forms.Form):
    """Which documents differ, about what, for whom."""

    kinds = forms.MultipleChoiceField(
        label=_("Documents that say different things"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose two documents, or more.")},
    )
    subject = forms.CharField(
        label=_("What they differ about"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what the documents differ about.")},
    )
    customer = forms.CharField(
        label=_("Code of the customer"),
        required=False,
        max_length=40,
        help_text=_("Leave it empty when it concerns everybody."),
    )

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["kinds"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(kinds)
