"""Tariffs: which prices usage from when; handing a new one over, checked in sentences before it is adopted."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from comptoir.access.capabilities import OPERATE_BILLING, OPERATE_CATALOGUE
from comptoir.billing import queries as bills
from comptoir.catalogue import queries
from comptoir.catalogue.actions.offerings import UnableToOffer, adopt_tariff
from comptoir.catalogue.models import TariffVersion
from comptoir.console.catalogue.lists import PLAN_KINDS, TariffList
from comptoir.console.catalogue.offerings import name_of
from comptoir.console.catalogue.parts import tabs
from comptoir.console.words import month_of, said
from comptoir.kernel.clock import brussels_date
from comptoir.rating.document import TariffFault
from comptoir.rating.reading import read_tariff
from comptoir.rating.tariff import Tariff
from comptoir.web import formats
from comptoir.web.listing import list_page
from comptoir.web.request import PageRequest
from comptoir.web.uploads import Unusable, receiving, text_of, too_large
from comptoir.web.views import console_view

MOST = 10_000_000
FOLDER = "tariffs-under-check"


class TariffForm(forms.Form):
    document = forms.FileField(
        label=_("Tariff"), help_text=_("A TOML file: zones, times, plans with their bundles and rates."),
        error_messages={"required": _("Choose the tariff's TOML file."), "empty": _("The file is empty.")},
    )  # fmt: skip
    destinations = forms.FileField(
        label=_("Destinations"), help_text=_("A CSV file beside it: number prefixes with their country and zone."),
        error_messages={"required": _("Choose the CSV file of destinations."), "empty": _("The file is empty.")},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """A tariff that was read without a fault, what it holds, and what to know before it is adopted."""

    digest: str
    tariff: Tariff
    plans: list[tuple[str, str, str]]
    unpriced: list[str]
    billed_months: list[str]
    taken: bool


@console_view(OPERATE_CATALOGUE)
def index(request: PageRequest) -> HttpResponseBase:
    """The tariffs, the latest first."""
    on = brussels_date(request.now)
    rows = list(queries.tariff_versions(request.actor))
    current = next((row for row in rows if row.from_on <= on), None)
    for row in rows:
        row.state = "later" if row.from_on > on else "now" if row is current else "before"  # type: ignore[attr-defined]
    return list_page(request, TariffList(rows), "console/catalogue/tariffs.html", {"tabs": tabs("tariffs")})


@console_view(OPERATE_CATALOGUE)
def show(request: PageRequest, pk: int) -> HttpResponse:
    """One tariff, word for word as it was adopted."""
    version = queries.tariff_version(request.actor, pk)
    tariff = queries.tariff_of(version)
    context = {"version": version, "tariff": tariff, "plans": _plans(tariff), "zones": _zones(tariff)}
    return render(request, "console/catalogue/tariff.html", context)


@csrf_exempt
@console_view(OPERATE_CATALOGUE, methods=("GET", "POST"))
@receiving(lambda: MOST)
def check(request: PageRequest) -> HttpResponse:
    """Reads two files and says what they hold and what is wrong with them; nothing is adopted."""
    form = TariffForm(request.POST or None, request.FILES or None)
    checked = None
    if request.method == "POST":
        if sentence := too_large(request):
            form = TariffForm({})
            form.errors.clear()
            form.add_error(None, sentence)
        elif form.is_valid():
            checked = _checked(request, form)
    status = 422 if form.errors else 200
    return render(request, "console/catalogue/adopt.html", {"form": form, "checked": checked}, status=status)


@console_view(OPERATE_CATALOGUE, methods=("POST",))
def adopt(request: PageRequest) -> HttpResponse:
    """Adopts the tariff that was checked; the same once more is the same tariff."""
    texts = _kept(request.POST.get("digest", ""))
    if texts is None:
        messages.error(request, _now("Hand the files over once more: what was checked is no longer here."))
        return redirect("console:catalogue:adopt")
    tariff = read_tariff(*texts)
    if missing := _unpriced(request, tariff):
        messages.error(
            request, _now("It does not price these plans on offer: %(plans)s.") % {"plans": ", ".join(missing)}
        )
        return redirect("console:catalogue:adopt")
    try:
        adopted = adopt_tariff(
            code=slugify(tariff.name)[:60] or "tariff",
            from_on=tariff.valid_from,
            document=texts[0],
            destinations=texts[1],
            by=request.actor,
            at=request.now,
        )
    except UnableToOffer as refusal:
        messages.error(request, said(refusal))
        return redirect("console:catalogue:adopt")
    messages.success(
        request, _now("Usage is priced by it from %(day)s on.") % {"day": formats.long_day(adopted.from_on)}
    )
    return redirect("console:catalogue:tariff", pk=adopted.pk)


def _checked(request: PageRequest, form: TariffForm) -> Checked | None:
    """The tariff of the two files; None, with the faults on the form, when there is one."""
    texts = []
    for name in ("document", "destinations"):
        try:
            texts.append(text_of(form.cleaned_data[name], MOST))
        except Unusable as fault:
            form.add_error(name, str(fault))
    if form.errors:
        return None
    try:
        tariff = read_tariff(*texts)
    except TariffFault as fault:
        form.add_error(None, _now("The tariff cannot be used: %(fault)s") % {"fault": fault})
        return None
    return Checked(
        digest=_keep(texts),
        tariff=tariff,
        plans=_plans(tariff),
        unpriced=_unpriced(request, tariff),
        billed_months=_billed(request, tariff.valid_from),
        taken=_is_taken(request, tariff.valid_from, texts),
    )


def _plans(tariff: Tariff) -> list[tuple[str, str, str]]:
    """(code, name, kind) of each plan."""
    return [(plan.id, name_of(plan), str(PLAN_KINDS[plan.kind.value])) for plan in tariff.plans]


def _zones(tariff: Tariff) -> list[tuple[str, str]]:
    """(name, countries) of each zone."""
    language = formats.language()
    return [
        (
            str(zone.names.get(language) or zone.names["en"]),
            str(_now("all others")) if zone.countries == ("*",) else ", ".join(map(formats.country, zone.countries)),
        )
        for zone in tariff.zones
    ]


def _unpriced(request: PageRequest, tariff: Tariff) -> list[str]:
    """Plans on offer that this tariff does not price: their usage could not be billed."""
    priced = {plan.id for plan in tariff.plans}
    offered = queries.plans(request.actor, tariff.valid_from).values_list("code", flat=True)
    return [code for code in offered if code not in priced]


def _billed(request: PageRequest, from_on: date) -> list[str]:
    """Months billed already that the tariff would have priced: they stay as they are."""
    if not request.actor.may(OPERATE_BILLING):
        return []
    periods = bills.runs().filter(trial=False, period__gte=f"{from_on:%Y-%m}").order_by("period")
    return [month_of(period) for period in periods.values_list("period", flat=True)]


def _is_taken(request: PageRequest, from_on: date, texts: list[str]) -> bool:
    """Whether another tariff begins on that very day."""
    version: TariffVersion | None = queries.tariff_versions(request.actor).filter(from_on=from_on).first()
    return version is not None and version.digest != hashlib.sha256("\0".join(texts).encode()).hexdigest()


def _keep(texts: list[str]) -> str:
    """Keeps the two texts under their digest until they are adopted or overtaken by later ones."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    for old in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)[:-8]:
        old.unlink(missing_ok=True)
    digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()
    (folder / digest).write_text(json.dumps(texts), encoding="utf-8")
    return digest


def _kept(digest: str) -> tuple[str, str] | None:
    path = _folder() / digest
    if len(digest) != 64 or not digest.isalnum() or not path.is_file():
        return None
    document, destinations = json.loads(path.read_text(encoding="utf-8"))
    return document, destinations


def _folder() -> Path:
    return Path(settings.HOME) / FOLDER
