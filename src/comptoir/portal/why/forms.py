"""Asking of anyone, anything and any day that has passed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.access import queries
from comptoir.access.capabilities import LINES_VIEW
from comptoir.access.models import User
from comptoir.access.places import KnownPlace, line_place
from comptoir.inventory import queries as inventory
from comptoir.kernel.clock import brussels_date, brussels_midnight
from comptoir.portal.people.words import CAPABILITIES, place_name
from comptoir.scope.actor import Actor

ONE_LINE = "line"
MOMENT = timedelta(microseconds=1)


class WhoForm(forms.Form):
    """Of whom, and on which day; nothing said: oneself, now."""

    person = forms.CharField(
        label=_("Of whom"),
        required=False,
        max_length=254,
        help_text=_("A name or an e-mail address; empty: yourself."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    on = forms.DateField(
        label=_("On which day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: now. A day that has passed is judged as it stood at its end."),
        error_messages={"invalid": _("This is no date.")},
    )

    def __init__(self, *args: Any, actor: Actor, oneself: User, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor, self.oneself, self.at = actor, oneself, at

    def clean_person(self) -> User:
        said = str(self.cleaned_data["person"]).strip()
        if not said:
            return self.oneself
        known = queries.once_members(self.actor)
        if said.isdecimal() and len(said) < 19:
            found = known.filter(user_id=int(said))
        elif "@" in said:
            found = known.filter(user__email=said.lower())
        else:
            found = known.filter(name__iexact=said)
        people: dict[int, User] = {one.user_id: one.user for one in found[:10]}
        if len(people) > 1:
            raise forms.ValidationError(_("Several people have that name: give the e-mail address."))
        if not people:
            raise forms.ValidationError(_("Nobody of your company has that name or address."))
        return next(iter(people.values()))

    def clean_on(self) -> date | None:
        day: date | None = self.cleaned_data.get("on")
        if day is not None and day > brussels_date(self.at):
            raise forms.ValidationError(_("That day is still to come."))
        return day

    @property
    def instant(self) -> datetime:
        """The instant that is asked about: now, or the end of the day."""
        day = self.cleaned_data.get("on")
        return min(self.at, brussels_midnight(day + timedelta(days=1)) - MOMENT) if day else self.at


class AskForm(WhoForm):
    """Also what, and where: for who may not see the thing itself, by kinds and numbers of places."""

    what = forms.ChoiceField(label=_("May they"), choices=list(CAPABILITIES.items()))
    where = forms.ChoiceField(label=_("Where"), error_messages={"invalid_choice": _("Choose one of these.")})
    line = forms.CharField(label=_("Which line"), required=False, max_length=100)

    field_order = ("person", "what", "where", "line", "on")

    def __init__(self, *args: Any, places: Sequence[KnownPlace], **options: Any) -> None:
        super().__init__(*args, **options)
        indent = "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}"
        choices = [(str(place.id), indent * place.depth + place_name(place)) for place in places]
        self.fields["where"].choices = [*choices, (ONE_LINE, _("One line"))]  # type: ignore[attr-defined]
        sees = self.actor.may(LINES_VIEW)
        self.fields["line"].help_text = (
            _("Its number, or the name of who uses it.") if sees else _("Its place in the list of lines: 1, 2, 3 ...")
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = cleaned.get("where")
        if chosen == ONE_LINE:
            cleaned["node"] = self._line(str(cleaned.get("line", "")).strip())
        elif chosen:
            cleaned["node"] = int(chosen)
        return cleaned

    def _line(self, said: str) -> int | None:
        if self.actor.may(LINES_VIEW):
            found = [line.scope_id for line in inventory.search(self.actor, said, 2)] if said else []
        else:
            place = line_place(self.actor, int(said)) if said.isascii() and said.isdecimal() and len(said) < 9 else None
            found = [place.pk] if place else []
        if len(found) == 1:
            return int(found[0])
        self.add_error("line", _("Say which line: exactly one must fit."))
        return None
