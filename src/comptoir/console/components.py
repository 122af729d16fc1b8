"""Every component in all its states, for those who build pages and for the tests that look at them."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.console.samples import (
    MOMENT,
    STATES,
    EmptyList,
    SampleForm,
    SampleList,
    sample_charts,
    sample_explanation,
    sample_jobs,
    samples,
)
from comptoir.jobs.models import Job
from comptoir.kernel.money import Money
from comptoir.web import icons
from comptoir.web.components import TONES
from comptoir.web.explaining import explanation_page
from comptoir.web.listing import list_page
from comptoir.web.listing.shown import Shown
from comptoir.web.progress import ShownJob, shown_job
from comptoir.web.request import PageRequest
from comptoir.web.views import console_view


@console_view(methods=("GET", "POST"))
def show(request: PageRequest) -> HttpResponseBase:
    if request.method == "POST":
        messages.success(request, _("Done."), extra_tags="undo:" + reverse("console:components"))
        messages.error(request, _("One row could not be changed."))
        return redirect("console:components")
    wrong = SampleForm({"name": "", "email": "nobody", "remark": "…"}, auto_id="wrong_%s")
    here = reverse("console:components")
    context = {
        "empty_list": Shown(EmptyList([]), request),
        "blind_list": Shown(EmptyList([], capability="no.such"), request),
        "form": SampleForm(),
        "wrong_form": wrong,
        "explanation": sample_explanation(),
        "charts": sample_charts(),
        "jobs": [_shown(job, request) for job in sample_jobs(request.now)],
        "states": STATES.values(),
        "tones": TONES[:4],
        "icon_names": icons.names(),
        "tabs": [(_("Overview"), here, True), (_("Usage"), here, False), (_("Settings"), here, False)],
        "amount": Money.of("97412.80"),
        "moment": MOMENT,
    }
    return list_page(request, SampleList(samples()), "console/components.html", context)


@console_view()
def job(request: PageRequest, number: int) -> HttpResponseBase:
    """What the page asks for while a job runs."""
    found = next((job for job in sample_jobs(request.now) if job.pk == number), None)
    if found is None:
        raise Http404
    return render(request, "web/components/progress.html", {"job": _shown(found, request)})


@console_view()
def why(request: PageRequest) -> HttpResponseBase:
    return explanation_page(
        request,
        sample_explanation(),
        title=_("Why this figure?"),
        back=reverse("console:components"),
        back_label=_("Components"),
    )


def _shown(job: Job, request: PageRequest) -> ShownJob:
    here, url = reverse("console:components"), reverse("console:components_job", args=[job.pk])
    return shown_job(job, now=request.now, title=_("Pricing of November"), url=url, stop_url=here)
