"""The list of jobs."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comptoir.console.jobs.words import title_of
from comptoir.jobs.models import JobState
from comptoir.web.listing import (
    ChoiceFilter,
    Column,
    DateFilter,
    Empty,
    Listing,
    MomentColumn,
    NumberColumn,
    StatusColumn,
    TextFilter,
)
from comptoir.web.progress import TONES

STATES = {state: (TONES[state], state.label) for state in JobState}
KINDS = (
    ("billing.run", _("Bill run")),
    ("billing.try", _("Trial of a bill run")),
    ("usage.import", _("Import of a usage file")),
    ("usage.replay", _("Replay of records")),
    ("base.import", _("Base import")),
    ("jobs.daily", _("The day's work")),
    ("lifecycle.export", _("Export of a customer's data")),
)


class JobList(Listing):
    key = "jobs"
    title = _("Jobs")
    columns = (
        Column("title", _("Job"), source=title_of, link=lambda row: reverse("console:jobs:show", args=[row.pk])),
        Column("requested_label", _("Asked by"), sort=True),
        MomentColumn("created_at", _("Asked"), sort=True),
        MomentColumn("started_at", _("Started"), sort=True, shown=False),
        MomentColumn("finished_at", _("Ended"), sort=True),
        NumberColumn("attempts", _("Attempts"), sort=True),
        StatusColumn("state", _("State"), states=STATES, sort=True),
    )
    filters = (
        TextFilter("requested_label", "kind"),
        ChoiceFilter("state", _("State"), [(state.value, state.label) for state in JobState]),
        ChoiceFilter("kind", _("Kind"), KINDS),
        DateFilter("created_at", _("Asked"), instants=True),
    )
    default_sort = "-created_at"
    nothing = Empty(
        _("No jobs yet"), _("Long work stands here while it runs and after: imports, bill runs, exports."),
        icon="refresh",
    )  # fmt: skip

    def row_tone(self, row: object) -> str:
        return "bad" if getattr(row, "state", "") == JobState.FAILED else ""
