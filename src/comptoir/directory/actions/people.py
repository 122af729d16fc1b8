"""People told by a directory: let in, described anew, let go, forgotten (A-15)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from comptoir.access.actions.members import rename_member
from comptoir.access.actions.people import UnableToDeactivate, UnableToInvite, deactivate_user, invite_user
from comptoir.access.capabilities import SCIM_PROVISION
from comptoir.access.models import Membership, UserKind
from comptoir.audit.log import record
from comptoir.directory.models import DirectoryEmail, DirectoryUser
from comptoir.directory.shapes import held_person
from comptoir.directory.wanted import UnableToProvision, WantedPerson, assert_writable, folded
from comptoir.kernel.sorting import sort_key
from comptoir.parties.models import Customer, Language
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import authorize

__all__ = ["UnableToDeactivate", "UnableToInvite", "UnableToProvision", "describe", "forget", "provision"]
_TEXTS = ("user_name", "display_name", "formatted", "given_name", "family_name", "language")


class Outdated(UnableToProvision):
    """It was changed since the directory last read it."""


@transaction.atomic
def provision(customer: Customer, wanted: WantedPerson, *, by: Actor, at: datetime) -> DirectoryUser:
    """A person whom the directory tells us about; an active one is invited, as by hand.

    Raises UnableToProvision, UnableToInvite and NotAuthorized. Someone who belongs to another customer too stays
    as they are: they get a membership here, under the name that this directory gives them.
    """
    assert_may_provision(customer, by)
    _assert_sensible(wanted)
    _assert_free(customer, wanted, but=None)
    person = DirectoryUser(customer=customer, active=wanted.active, created_at=at, changed_at=at, **_columns(wanted))
    _saved(person)
    _keep_emails(person, wanted)
    if wanted.active:
        _let_in(person, wanted, tell=True, by=by, at=at)
    record(actor=by, verb="directory.person_provisioned", obj=person, customer_id=customer.pk, at=at, **_whom(person))
    return person


@transaction.atomic
def describe(
    person: DirectoryUser, wanted: WantedPerson, *, by: Actor, at: datetime, version: int | None = None
) -> DirectoryUser:
    """The person as the directory describes them now; nothing happens where nothing differs.

    Who is no longer active is let go in the same act, and is let in again once they are. `version` is the one that
    the directory read: raises Outdated if it is another by now. Raises UnableToDeactivate for who holds the seat.
    """
    person = _locked(person)
    assert_may_provision(person.customer, by)
    _assert_version(person, version)
    held = held_person(person)
    if wanted == held:
        return person
    _assert_sensible(wanted)
    _assert_free(person.customer, wanted, but=person.pk)
    for name, value in _columns(wanted).items():
        setattr(person, name, value)
    was_active, person.active = bool(person.active), wanted.active
    person.version += 1
    person.changed_at = at
    _saved(person)
    if wanted.emails != held.emails:
        _keep_emails(person, wanted)
    _follow(person, wanted, held, was_active=was_active, by=by, at=at)
    changed = sorted(name for name in wanted.__slots__ if getattr(wanted, name) != getattr(held, name))
    noted: dict[str, Any] = {**_whom(person), "fields": changed, "active": bool(person.active)}
    record(actor=by, verb="directory.person_changed", obj=person, customer_id=person.customer_id, at=at, **noted)
    return person


@transaction.atomic
def forget(person: DirectoryUser, *, by: Actor, at: datetime, version: int | None = None) -> None:
    """The directory no longer has the person: they are let go, and what it told of them is erased."""
    person = _locked(person)
    assert_may_provision(person.customer, by)
    _assert_version(person, version)
    if person.active:
        _let_go(person, by=by, at=at)
    record(
        actor=by, verb="directory.person_removed", obj=person, customer_id=person.customer_id, at=at, **_whom(person)
    )
    person.delete()


def assert_may_provision(customer: Customer, by: Actor) -> None:
    """Raises NotAuthorized unless `by` provisions people of the whole of `customer`."""
    authorize(by, SCIM_PROVISION, customer)


def _follow(
    person: DirectoryUser, wanted: WantedPerson, held: WantedPerson, *, was_active: bool, by: Actor, at: datetime
) -> None:
    """What the change means for who may act for the customer."""
    if was_active and not wanted.active:
        _let_go(person, by=by, at=at)
    elif wanted.active and not was_active:
        _let_in(person, wanted, tell=person.user_id is None, by=by, at=at)
    elif person.user is not None and wanted.name != held.name:
        rename_member(person.customer, user=person.user, name=wanted.name, by=by, at=at)


def _let_in(person: DirectoryUser, wanted: WantedPerson, *, tell: bool, by: Actor, at: datetime) -> None:
    """The person belongs to the customer; who they are is settled the first time and never changes after."""
    user = invite_user(
        person.customer,
        email=person.user.email if person.user else wanted.address,
        name=wanted.name,
        language=_language(wanted, person.customer),
        tell=tell,
        by=by,
        at=at,
    )
    if user.kind != UserKind.PERSON:
        raise UnableToProvision("directory.needs_an_address")
    if person.user_id is None:
        if DirectoryUser.objects.filter(customer=person.customer, user=user).exists():
            raise UnableToProvision("directory.person_twice")
        person.user = user
        _saved(person)
    else:
        rename_member(person.customer, user=user, name=wanted.name, by=by, at=at)


def _let_go(person: DirectoryUser, *, by: Actor, at: datetime) -> None:
    """The person acts for the customer no longer. Someone let go by hand already is not let go twice."""
    user = person.user
    belongs = Membership.objects.filter(customer=person.customer, user=user, to_at=None)
    if user is not None and belongs.exists():
        deactivate_user(person.customer, user=user, by=by, at=at)


def _assert_sensible(wanted: WantedPerson) -> None:
    assert_writable(wanted)
    if not wanted.user_name:
        raise UnableToProvision("directory.needs_a_user_name")
    if not wanted.address:
        raise UnableToProvision("directory.needs_an_address")


def _assert_free(customer: Customer, wanted: WantedPerson, *, but: int | None) -> None:
    alike = DirectoryUser.objects.filter(customer=customer, user_name_key=folded(wanted.user_name))
    taken = alike.exclude(pk=but) if but is not None else alike
    if taken.exists():
        raise UnableToProvision("directory.user_name_taken")


def _assert_version(person: DirectoryUser, version: int | None) -> None:
    if version is not None and version != person.version:
        raise Outdated("directory.outdated")


def _locked(person: DirectoryUser) -> DirectoryUser:
    rows = DirectoryUser.objects.select_for_update(of=("self",)).select_related("customer", "user")
    return rows.get(pk=person.pk, customer_id=person.customer_id)


def _saved(person: DirectoryUser) -> None:
    """Two at once with one user name, or for one person: the second is refused."""
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise UnableToProvision("directory.user_name_taken") from None


def _columns(wanted: WantedPerson) -> Mapping[str, Any]:
    texts = {name: getattr(wanted, name) for name in _TEXTS}
    keys = {f"{name}_key": folded(said) for name, said in texts.items()}
    return {**texts, **keys, "sort_name": sort_key(wanted.name), "external_id": wanted.external_id}


def _keep_emails(person: DirectoryUser, wanted: WantedPerson) -> None:
    person.emails.all().delete()
    DirectoryEmail.objects.bulk_create(
        DirectoryEmail(
            person=person,
            value=email.value,
            value_key=folded(email.value),
            type=email.type,
            type_key=folded(email.type),
            display=email.display,
            display_key=folded(email.display),
            primary=email.primary,
        )
        for email in wanted.emails
    )


def _language(wanted: WantedPerson, customer: Customer) -> str:
    spoken = wanted.language[:2].lower()
    return spoken if spoken in Language.values else customer.language


def _whom(person: DirectoryUser) -> dict[str, Any]:
    return {"user": person.user_id}
