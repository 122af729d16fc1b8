"""Sentences about what a customer's directory provisions."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "directory.needs_a_user_name": _("Give a user name."),
    "directory.needs_an_address": _("Give an e-mail address: the person signs in with it."),
    "directory.user_name_taken": _("This directory already has a person of that user name."),
    "directory.person_twice": _("This directory already has a person of that e-mail address."),
    "directory.outdated": _("This was changed in the meantime. Read it again before you change it."),
    "directory.not_text": _("%(attribute)s holds a character that cannot be kept."),
    "directory.too_long": _("%(attribute)s has more than %(most)s characters."),
    "directory.too_many_addresses": _("A person has %(most)s e-mail addresses at most."),
    "directory.group_needs_a_name": _("Give the group a name."),
    "directory.group_too_large": _("A group has %(most)s members at most."),
    "directory.member_unknown": _("A member is no person of this directory."),
    "directory.member_no_person": _("Only people can be members of a group."),
}
