"""An export of everything one may see: asked for, watched, fetched (P-05)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.access.capabilities import DATA_EXPORT
from comptoir.jobs.queue import request_stop
from comptoir.kernel.clock import brussels_date
from comptoir.lifecycle import queries
from comptoir.lifecycle.actions.exports import ask_for_export, note_fetched
from comptoir.lifecycle.models import DataExport
from comptoir.web.progress import ShownJob, shown_job
from comptoir.web.sensitive import sensitive
from comptoir.web.views import portal_view


@dataclass(frozen=True, slots=True)
class ShownExport:
    """One export: ready, or with the progress of its job."""

    export: DataExport
    progress: ShownJob | None


def shown_exports(request: Any) -> list[ShownExport]:
    """One's own exports, the latest first."""
    return [_shown(request, one) for one in queries.exports(request.actor, request.now)]


@portal_view(DATA_EXPORT, methods=("POST",))
@sensitive
def ask(request: Any) -> HttpResponse:
    """Starts an export of all that this person may see."""
    ask_for_export(by=request.actor, at=request.now)
    messages.success(request, _("The export is being made. You can leave this page."))
    return redirect(_address())


@portal_view(DATA_EXPORT)
def fragment(request: Any, pk: int) -> HttpResponse:
    """The progress alone, asked for every second while it is made; the page anew once it is over."""
    shown = _one(request, pk)
    if shown.progress is None:
        response = HttpResponse(status=204)
    else:
        response = render(request, "web/components/progress.html", {"job": shown.progress})
    if shown.progress is None or not shown.progress.is_open:
        response.headers["HX-Refresh"] = "true"
    return response


@portal_view(DATA_EXPORT, methods=("POST",))
def stop(request: Any, pk: int) -> HttpResponse:
    """Stops it between two files."""
    shown = _one(request, pk)
    if shown.export.job is not None:
        request_stop(job=shown.export.job, by=request.actor, at=request.now)
    return redirect(_address())


@portal_view(DATA_EXPORT)
@sensitive
def file(request: Any, pk: int) -> HttpResponseBase:
    """The file, for whoever asked for it, with the rights it was made with; noted each time."""
    found = queries.export(request.actor, pk, request.now)
    path = Path(settings.DOCUMENTS_ROOT) / found.path
    try:
        opened = path.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    note_fetched(found, by=request.actor, at=request.now)
    name = f"export-{brussels_date(found.asked_at):%Y%m%d}.zip"
    return FileResponse(opened, as_attachment=True, filename=name, content_type="application/zip")


def _one(request: Any, pk: int) -> ShownExport:
    for one in queries.exports(request.actor, request.now):
        if one.pk == pk:
            return _shown(request, one)
    raise Http404


def _shown(request: Any, export: DataExport) -> ShownExport:
    if export.ready_at is not None or export.job is None:
        return ShownExport(export, None)
    progress = shown_job(
        export.job,
        now=request.now,
        title=_("Export of your data"),
        url=reverse("portal:contract:export_progress", args=[export.pk]),
        stop_url=reverse("portal:contract:export_stop", args=[export.pk]),
    )
    return ShownExport(export, progress)


def _address() -> str:
    return reverse("portal:contract:index") + "#export"
