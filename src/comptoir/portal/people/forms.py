"""What one fills in about people and rights."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.access.capabilities import ACCESS_OWNER, LINES_VIEW, SEAT_REPLACE
from comptoir.access.places import KnownPlace, line_place, place_to_give
from comptoir.access.queries import Person
from comptoir.inventory import queries as inventory
from comptoir.kernel.clock import brussels_date, brussels_midnight
from comptoir.parties.models import Language
from comptoir.portal.people.words import PROFILES, place_name
from comptoir.scope.actor import Actor
from comptoir.scope.models import ScopeNode

ONE_LINE = "line"
MOST_LINES = 8


class InviteForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200, error_messages={"required": _("Give the person's name.")})
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("They receive a message there and choose a password of their own."),
        error_messages={
            "required": _("Give an e-mail address: the person signs in with it."),
            "invalid": _("This is no e-mail address."),
        },
    )
    language = forms.ChoiceField(label=_("Language of messages and pages"), choices=Language.choices)


class RightForm(forms.Form):
    """What, where, until when; `at` is the present instant."""

    profile = forms.ChoiceField(
        label=_("What"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the person may do."), "invalid_choice": _("Choose one of these.")},
    )
    place = forms.ChoiceField(
        label=_("Where"),
        widget=forms.RadioSelect,
        help_text=_("The right covers everything below that place, also what is added later."),
        error_messages={"required": _("Choose where."), "invalid_choice": _("Choose one of these.")},
    )
    line = forms.CharField(label=_("Which line"), required=False, max_length=100)
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Leave it empty and the right runs until someone ends it."),
        error_messages={"invalid": _("This is no date.")},
    )

    def __init__(self, *args: Any, actor: Actor, places: Sequence[KnownPlace], at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor, self.at = actor, at
        self.fields["profile"].choices = [  # type: ignore[attr-defined]
            (profile, name)
            for profile, (name, _sentence) in PROFILES.items()
            if profile != ACCESS_OWNER or actor.may(SEAT_REPLACE)
        ]
        options_of_place = [(str(place.id), place_name(place)) for place in places]
        self.fields["place"].choices = [*options_of_place, (ONE_LINE, _("One line"))]  # type: ignore[attr-defined]
        sees = actor.may(LINES_VIEW)
        self.fields["line"].help_text = (
            _("Its number, or the name of who uses it.") if sees else _("Its place in the list of lines: 1, 2, 3 ...")
        )

    def clean_until(self) -> date | None:
        last: date | None = self.cleaned_data.get("until")
        if last is not None and last < brussels_date(self.at):
            raise forms.ValidationError(_("That day has passed."))
        return last

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = cleaned.get("place")
        if chosen == ONE_LINE:
            cleaned["node"] = self._line(str(cleaned.get("line", "")).strip())
        elif chosen:
            cleaned["node"] = place_to_give(self.actor, int(chosen))
        return cleaned

    @property
    def ends_at(self) -> datetime | None:
        """The instant after the last day."""
        last = self.cleaned_data.get("until")
        return brussels_midnight(last + timedelta(days=1)) if last else None

    def _line(self, said: str) -> ScopeNode | None:
        if not said:
            self.add_error("line", _("Say which line."))
            return None
        if not self.actor.may(LINES_VIEW):
            node = line_place(self.actor, int(said)) if said.isascii() and said.isdecimal() and len(said) < 9 else None
            if node is None:
                self.add_error("line", _("There is no line of that number."))
            return node
        found = inventory.search(self.actor, said, MOST_LINES)
        if len(found) == 1:
            return place_to_give(self.actor, found[0].scope_id)
        if found:
            named = ", ".join(f"{line.number} {line.label}".strip() for line in found)
            self.add_error("line", _now("Several lines fit: %(lines)s. Give the whole number.") % {"lines": named})
        else:
            self.add_error("line", _("No line has that number or name."))
        return None


class OwnerForm(forms.Form):
    """Who is next, typed twice: it cannot be undone by oneself."""

    person = forms.ChoiceField(label=_("The new Access Owner"), error_messages={"required": _("Choose a person.")})
    confirmation = forms.CharField(
        label=_("Type their e-mail address to confirm"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Type the e-mail address of the new Access Owner.")},
    )

    def __init__(self, *args: Any, people: Sequence[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = {str(person.user_id): person for person in people}
        choices = [("", _("Choose ...")), *((key, f"{p.name} ({p.email})") for key, p in self.people.items())]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        person = self.people.get(cleaned.get("person", ""))
        typed = str(cleaned.get("confirmation", "")).strip().lower()
        if person and typed and typed != person.email.lower():
            self.add_error("confirmation", _("This is not the e-mail address of the person you chose."))
        return cleaned
