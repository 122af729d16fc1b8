"""The operator's own people: who holds which role, how they sign in, appointing them, ending a role."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.access.actions.staff import UnableToAppoint, UnableToEndRole, appoint_staff, end_staff_role
from comptoir.access.capabilities import OPERATE_STAFF, STAFF_ROLES
from comptoir.access.staff import StaffMember, staff
from comptoir.access.staff import staff_user as one_user
from comptoir.console.staff.forms import AppointForm, RoleForm
from comptoir.console.staff.words import opened_by, role_name, role_sentence
from comptoir.console.words import said
from comptoir.web.request import PageRequest
from comptoir.web.sensitive import sensitive
from comptoir.web.views import console_view


@console_view(OPERATE_STAFF)
def index(request: PageRequest) -> HttpResponse:
    """Everyone, and what each role opens in words."""
    people = staff(request.actor, request.now)
    context = {
        "people": [_shown(person) for person in people],
        "roles": [
            (role_name(role), role_sentence(role), opened_by(role), sum(role in one.roles for one in people))
            for role in sorted(STAFF_ROLES, key=lambda role: (len(STAFF_ROLES[role]), role))
        ],
    }
    return render(request, "console/staff/index.html", context)


@console_view(OPERATE_STAFF, methods=("GET", "POST"))
@sensitive
def appoint(request: PageRequest) -> HttpResponse:
    """Somebody new, with a first role."""
    form = AppointForm(request.POST or None, initial={"language": request.user.language})  # type: ignore[union-attr]
    if request.method == "POST" and form.is_valid():
        try:
            held = appoint_staff(**form.cleaned_data, by=request.actor, at=request.now, tell=True)
        except UnableToAppoint as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _now("%(name)s is appointed.") % {"name": form.cleaned_data["name"]})
            return redirect("console:staff:show", pk=held.user_id)
    return render(request, "console/staff/appoint.html", {"form": form}, status=422 if form.errors else 200)


@console_view(OPERATE_STAFF)
def show(request: PageRequest, pk: int) -> HttpResponse:
    """One person with their roles."""
    return _page(request, pk)


@console_view(OPERATE_STAFF, methods=("POST",))
@sensitive
def give(request: PageRequest, pk: int) -> HttpResponse:
    """One role more."""
    user = one_user(request.actor, request.now, pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            appoint_staff(
                email=user.email, name=user.name, role=form.cleaned_data["role"], by=request.actor, at=request.now
            )
        except UnableToAppoint as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _now("The role is given."))
            return redirect("console:staff:show", pk=pk)
    return _page(request, pk, form)


@console_view(OPERATE_STAFF, methods=("POST",))
@sensitive
def end(request: PageRequest, pk: int) -> HttpResponse:
    """A role less, at once."""
    user = one_user(request.actor, request.now, pk)
    try:
        end_staff_role(user, role=request.POST.get("role", ""), by=request.actor, at=request.now)
    except UnableToEndRole as refusal:
        messages.warning(request, said(refusal))
        return redirect("console:staff:show", pk=pk)
    messages.success(request, _now("The role has ended, and open sessions with it."))
    still = any(person.id == pk for person in staff(request.actor, request.now))
    is_oneself = pk == request.actor.user_id
    if is_oneself:
        return redirect("console:home")
    return redirect("console:staff:show", pk=pk) if still else redirect("console:staff:index")


def _page(request: PageRequest, pk: int, form: RoleForm | None = None) -> HttpResponse:
    one_user(request.actor, request.now, pk)
    person = next(one for one in staff(request.actor, request.now) if one.id == pk)
    context = {
        "person": _shown(person),
        "roles": [(role, role_name(role), role_sentence(role), opened_by(role)) for role in person.roles],
        "is_self": pk == request.actor.user_id,
        "more": bool(set(STAFF_ROLES) - set(person.roles)),
        "form": _with_choices(form, person),
    }
    return render(request, "console/staff/show.html", context, status=422 if form and form.errors else 200)


def _with_choices(form: RoleForm | None, person: StaffMember) -> RoleForm:
    return form if form is not None else RoleForm(held=person.roles)


def _shown(person: StaffMember) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "roles": [role_name(role) for role in person.roles],
        "state": _state(person),
        "last_login": person.last_login,
        "sessions": person.sessions,
        "has_second_step": person.has_second_step,
    }


def _state(person: StaffMember) -> tuple[str, Any]:
    if person.is_suspended:
        return "bad", _("Suspended")
    if not person.is_active:
        return "neutral", _("Sign-in closed")
    if person.last_login is None:
        return "info", _("Invited, has not signed in yet")
    return "good", _("Signs in")
