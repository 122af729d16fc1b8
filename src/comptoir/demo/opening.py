"""Lets the demo's people in: one password for all, addresses that count as confirmed, and the list of who is who."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password

from comptoir.access.models import User, UserKind
from comptoir.demo import delegating, people
from comptoir.demo.cast import Firm, Person
from comptoir.demo.world import World

_LISTED_FIRMS = 12


def open_doors(world: World) -> int:
    """How many people can sign in. The password is hashed once: a real hash takes its time."""
    persons = User.objects.filter(kind=UserKind.PERSON)
    persons.update(password=make_password(people.PASSWORD))
    users = persons.exclude(emailaddress__verified=True)
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users],
        ignore_conflicts=True,
    )
    listed = [_player(person, None) for person in world.cast.staff]
    from_outside = delegating.players(world)
    for firm in world.cast.firms[:_LISTED_FIRMS]:
        listed += [_player(person, firm) for person in firm.people]
        listed += [player for player in from_outside if player.customer == firm.code]
    people.write(settings.HOME, listed)
    return User.objects.count()


def _player(person: Person, firm: Firm | None) -> people.Player:
    return people.Player(
        email=person.email,
        name=person.name,
        profile=person.profile,
        customer=firm.code if firm else "",
        customer_name=firm.name if firm else "",
        language=person.language,
    )
