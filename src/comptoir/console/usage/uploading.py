"""Handing a usage file over: received on disk, looked at, imported by a job."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from comptoir.access.capabilities import OPERATE_USAGE
from comptoir.console.jobs.views import job_url
from comptoir.console.uploads import assert_usage_file
from comptoir.console.usage.parts import running
from comptoir.usage.actions.uploads import upload as hand_over
from comptoir.usage.mapping_file import included
from comptoir.web import formats
from comptoir.web.request import PageRequest
from comptoir.web.uploads import Unusable, receiving, stream_of, too_large
from comptoir.web.views import console_view

MAPPINGS = {
    "plain-csv": _("Comptoir's own columns (CSV)"),
    "ndjson": _("Comptoir's own columns, one JSON object a line"),
    "mediation-pipe": _("Mediation files with pipes, date and time in columns of their own"),
}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.psv,.json,.ndjson,.jsonl,.parquet,.gz,.zst"}),
    )
    mapping = forms.ChoiceField(
        label=_("Mapping"), help_text=_("How the columns of the file become records."), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = included()
        names = [name for name in MAPPINGS if name in known] + [name for name in known if name not in MAPPINGS]
        self.fields["mapping"].choices = [(name, MAPPINGS.get(name, name)) for name in names]  # type: ignore[attr-defined]
        self.fields["mapping"].initial = names[0]
        self.fields["file"].help_text = _("CSV, NDJSON or Parquet, compressed or not, up to %(most)s.") % {
            "most": formats.volume(settings.UPLOAD_LIMIT)
        }


@csrf_exempt
@console_view(OPERATE_USAGE, methods=("GET", "POST"))
@receiving(lambda: settings.UPLOAD_LIMIT)
def upload(request: PageRequest) -> HttpResponse:
    """Takes a file; its import is a job. What it says is told when it has been read."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST":
        if sentence := too_large(request):
            form.errors.pop("file", None)
            form.add_error("file", sentence)
        elif form.is_valid():
            file = form.cleaned_data["file"]
            try:
                assert_usage_file(file)
            except Unusable as fault:
                form.add_error("file", str(fault))
            else:
                job = hand_over(
                    stream_of(file),
                    file_name=file.name,
                    mapping=form.cleaned_data["mapping"],
                    by=request.actor,
                    at=request.now,
                )
                return redirect(job_url(job))
    context = {"form": form, "jobs": running(request)}
    return render(request, "console/usage/upload.html", context, status=422 if form.errors else 200)
