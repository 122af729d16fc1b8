"""The first hour as a checklist."""

from django.http import HttpResponse
from django.shortcuts import render

from comptoir.access.capabilities import OPERATE_SETTINGS
from comptoir.billing import queries as bills
from comptoir.console.setup.parts import tabs
from comptoir.console.setup.steps import next_of, steps
from comptoir.web.request import PageRequest
from comptoir.web.views import console_view


@console_view(OPERATE_SETTINGS)
def show(request: PageRequest) -> HttpResponse:
    """What is done, what comes next."""
    found = steps(request)
    context = {
        "steps": found,
        "next": next_of(found),
        "done": sum(step.done for step in found),
        "first_invoice": bills.invoices(request.actor).order_by("pk").first(),
        "tabs": tabs("first_hour"),
    }
    return render(request, "console/setup/index.html", context)
