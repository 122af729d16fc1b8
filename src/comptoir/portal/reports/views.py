"""Reports (Invoice Insights): the basic views for everyone, the standard reports for Plus and Advanced."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from comptoir.access.capabilities import REPORTS_VIEW
from comptoir.insights.levels import Access, access_of
from comptoir.insights.queries import monthly_costs, periods_of, run_report
from comptoir.insights.reports import BASIC, REPORTS, Report
from comptoir.kernel.clock import brussels_date
from comptoir.portal.reports.charts import MOST_BARS, months, ranking
from comptoir.portal.reports.lists import report_list
from comptoir.portal.reports.words import ANSWERS, LEVELS, TITLES
from comptoir.portal.words import month_of
from comptoir.web.listing import list_page
from comptoir.web.views import portal_view


@portal_view(REPORTS_VIEW)
def index(request: Any) -> HttpResponse:
    """The basic views of the last closed period and the reports there are.

    Each view asks the lake, so each comes as a piece of its own once the page stands; `?whole=1` gives a
    browser without scripts all of them at once.
    """
    today = brussels_date(request.now)
    access = access_of(request.actor, today)
    periods = periods_of(request.actor, access, today)
    period = _period(request, periods)
    context: dict[str, Any] = {
        "access": access,
        "level": LEVELS[access.level],
        "periods": _choices(periods, period),
        "period": period,
        "standard": [_named(report) for report in _open_to(access) if report not in BASIC],
    }
    if period:
        whole = request.GET.get("whole") == "1"
        context |= {"month": month_of(period), "views": [_named(report) for report in BASIC], "whole": whole}
        if whole:
            context["months"] = months(monthly_costs(request.actor, periods))
            context["views"] = [_view(request, report, period) for report in BASIC]
    return render(request, "portal/reports/index.html", context)


@portal_view(REPORTS_VIEW)
def evolution(request: Any) -> HttpResponse:
    """What each closed month cost, as the piece of the index that shows it."""
    today = brussels_date(request.now)
    access = access_of(request.actor, today)
    periods = periods_of(request.actor, access, today)
    chart = months(monthly_costs(request.actor, periods))
    return render(request, "portal/reports/evolution.html", {"months": chart})


@portal_view(REPORTS_VIEW)
def basic(request: Any, report: str) -> HttpResponse:
    """One basic view with its chart, as the piece of the index that shows it."""
    today = brussels_date(request.now)
    found = next((one for one in BASIC if one.id == report), None)
    access = access_of(request.actor, today)
    period = _period(request, periods_of(request.actor, access, today))
    if found is None or not period:
        raise Http404
    return render(request, "portal/reports/basic.html", {"view": _view(request, found, period), "period": period})


@portal_view(REPORTS_VIEW)
def show(request: Any, report: str) -> HttpResponseBase:
    """One report over one period."""
    today = brussels_date(request.now)
    access = access_of(request.actor, today)
    found = REPORTS.get(report)
    if found is None or found not in _open_to(access):
        raise Http404
    periods = periods_of(request.actor, access, today)
    period = _period(request, periods)
    if not period:
        raise Http404
    cost_centres_of = "today" if request.GET.get("centres") == "today" else "period"
    listing = report_list(request.actor, found, period, access, cost_centres_of)
    context = {
        "report": _named(found),
        "period": period,
        "month": month_of(period),
        "periods": _choices(periods, period),
        "by_cost_centre": found.needs_cards,
        "cost_centres_of": cost_centres_of,
        "access": access,
        "level": LEVELS[access.level],
    }
    return list_page(request, listing, "portal/reports/show.html", context)


def _open_to(access: Access) -> list[Report]:
    return [report for report in REPORTS.values() if report.basic or access.standard_reports]


def _named(report: Report) -> dict[str, Any]:
    return {
        "id": report.id,
        "title": TITLES[report.id],
        "answers": ANSWERS[report.id],
        "url": reverse("portal:reports:show", args=[report.id]),
        "piece": reverse("portal:reports:basic", args=[report.id]) if report.basic else "",
    }


def _view(request: Any, report: Report, period: str) -> dict[str, Any]:
    rows = run_report(request.actor, report, period, limit=MOST_BARS).rows
    return {**_named(report), "chart": ranking(report, rows, period)}


def _period(request: HttpRequest, periods: list[str]) -> str:
    asked = request.GET.get("period", "")
    return asked if asked in periods else (periods[0] if periods else "")


def _choices(periods: list[str], chosen: str) -> list[tuple[str, str, bool]]:
    return [(period, month_of(period), period == chosen) for period in periods]
