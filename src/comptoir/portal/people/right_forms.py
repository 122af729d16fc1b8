"""What one fills in about a right: what, where, from when to when, for how much, and by which tie."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.access.capabilities import LINES_VIEW, ORDERS_PLACE
from comptoir.access.models import Membership, Tie
from comptoir.access.places import KnownPlace, line_place
from comptoir.inventory import queries as inventory
from comptoir.kernel.clock import brussels_date, brussels_midnight
from comptoir.kernel.money import to_micro
from comptoir.portal.people.what import What
from comptoir.portal.people.words import CAPABILITIES, TIES
from comptoir.scope.actor import Actor
from comptoir.scope.models import ScopeNode
from comptoir.web.rights import ORDER

ONE_LINE = "line"
MOST_LINES = 8
DEAREST = Decimal(1_000_000)


class PlaceForm(forms.Form):
    """Where and when. `places` are offered; `reach` gives the node of one, or of a line, and raises DoesNotExist."""

    place = forms.CharField(
        label=_("Where"),
        max_length=20,
        help_text=_("The right covers everything below that place, also what is added later."),
        error_messages={"required": _("Choose where.")},
    )
    line = forms.CharField(label=_("Which line"), required=False, max_length=100)
    from_on = forms.DateField(
        label=_("First day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: from now on."),
        error_messages={"invalid": _("This is no date.")},
    )
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: until someone ends it."),
        error_messages={"invalid": _("This is no date.")},
    )
    limit = forms.DecimalField(
        label=_("Most that one order may cost, in euros"),
        required=False,
        min_value=Decimal(0),
        max_value=DEAREST,
        max_digits=11,
        decimal_places=2,
        localize=True,
        help_text=_("Empty: no limit of its own."),
        error_messages={"invalid": _("This is no amount.")},
    )
    may_delegate = forms.BooleanField(
        label=_("They may pass this right on to colleagues"),
        required=False,
        help_text=_("Never more than they hold. What they pass on ends when theirs ends."),
    )

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        places: Sequence[KnownPlace],
        at: datetime,
        reach: Callable[[int], ScopeNode],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.actor, self.at, self.reach = actor, at, reach
        self.places = {str(place.id) for place in places}
        sees = actor.may(LINES_VIEW)
        self.fields["line"].help_text = (
            _("Its number, or the name of who uses it.") if sees else _("Its place in the list of lines: 1, 2, 3 ...")
        )

    def clean_place(self) -> str:
        chosen: str = self.cleaned_data["place"]
        if chosen != ONE_LINE and chosen not in self.places:
            raise forms.ValidationError(_("Choose one of these."))
        return chosen

    def clean_from_on(self) -> date | None:
        return self._not_passed("from_on")

    def clean_until(self) -> date | None:
        return self._not_passed("until")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = cleaned.get("place")
        if chosen == ONE_LINE:
            cleaned["node"] = self._line(str(cleaned.get("line", "")).strip())
        elif chosen:
            cleaned["node"] = self.reach(int(chosen))
        first, last = cleaned.get("from_on"), cleaned.get("until")
        if first and last and last < first:
            self.add_error("until", _("The last day lies before the first."))
        return cleaned

    @property
    def starts_at(self) -> datetime | None:
        """The instant of a first day to come; None: now."""
        first = self.cleaned_data.get("from_on")
        return brussels_midnight(first) if first and first > brussels_date(self.at) else None

    @property
    def ends_at(self) -> datetime | None:
        """The instant after the last day."""
        last = self.cleaned_data.get("until")
        return brussels_midnight(last + timedelta(days=1)) if last else None

    @property
    def limit_micro(self) -> int | None:
        limit = self.cleaned_data.get("limit")
        return to_micro(limit) if limit is not None else None

    def _not_passed(self, name: str) -> date | None:
        day: date | None = self.cleaned_data.get(name)
        if day is not None and day < brussels_date(self.at):
            raise forms.ValidationError(_("That day has passed."))
        return day

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
            return self._reached(found[0].scope_id)
        if found:
            named = ", ".join(f"{line.number} {line.label}".strip() for line in found)
            self.add_error("line", _now("Several lines fit: %(lines)s. Give the whole number.") % {"lines": named})
        else:
            self.add_error("line", _("No line has that number or name."))
        return None

    def _reached(self, node_id: int) -> ScopeNode | None:
        try:
            return self.reach(node_id)
        except ScopeNode.DoesNotExist:
            self.add_error("line", _("You may not give this right there."))
            return None


class RightForm(PlaceForm):
    """A right for one member, by someone who gives rights."""

    field_order = ("what", "place", "line", "from_on", "until", "limit", "may_delegate", "tie")
    what = forms.ChoiceField(
        label=_("What"),
        error_messages={"required": _("Choose what the person may do."), "invalid_choice": _("Choose one of these.")},
    )
    tie = forms.ChoiceField(
        label=_("Tie with your company"),
        widget=forms.RadioSelect,
        choices=list(TIES.items()),
        help_text=_("You confirm that it exists today. When it ends, say so: the person leaves in one step."),
        error_messages={"required": _("Say by which tie the person belongs to your company.")},
    )

    def __init__(self, *args: Any, whats: Sequence[What], member: Membership, **options: Any) -> None:
        super().__init__(*args, **options)
        self.whats = {what.key: what for what in whats}
        self.fields["what"].choices = [(what.key, what.name) for what in whats]  # type: ignore[attr-defined]
        self.fields["tie"].initial = member.tie or None
        if member.tie == Tie.THIRD_PARTY:
            del self.fields["tie"]

    @property
    def chosen(self) -> What:
        return self.whats[self.cleaned_data["what"]]

    @property
    def limit_micro(self) -> int | None:
        """Only who orders has one."""
        return super().limit_micro if ORDERS_PLACE in self.chosen.capabilities else None


class PassOnForm(PlaceForm):
    """A right that someone holds, or a part of it, for a colleague."""

    field_order = ("email", "parts", "place", "line", "from_on", "until", "limit", "may_delegate")
    email = forms.EmailField(
        label=_("E-mail address of the colleague"),
        max_length=254,
        error_messages={
            "required": _("Say to whom: their e-mail address."),
            "invalid": _("This is no e-mail address."),
        },
    )
    parts = forms.MultipleChoiceField(
        label=_("What"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one thing."), "invalid_choice": _("Choose one of these.")},
    )

    def __init__(self, *args: Any, capabilities: frozenset[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.capabilities = capabilities
        held = [one for one in ORDER if one in capabilities]
        self.fields["parts"].choices = [(one, CAPABILITIES[one]) for one in held]  # type: ignore[attr-defined]
        self.fields["parts"].initial = held
        if ORDERS_PLACE not in capabilities:
            del self.fields["limit"]

    @property
    def chosen(self) -> tuple[str, ...]:
        """The part that is passed on; all of it is said by nothing."""
        parts = frozenset(self.cleaned_data["parts"])
        return () if parts == self.capabilities else tuple(sorted(parts))
