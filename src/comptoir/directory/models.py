"""What a customer's directory has told: its people and its groups, each the customer's own (A-15)."""

import uuid
from typing import ClassVar

from django.db import models

from comptoir.access.models import User
from comptoir.directory.wanted import called
from comptoir.kernel.sorting import SORT_KEY_LENGTH
from comptoir.parties.models import Customer


def new_id() -> str:
    """An id that says nothing."""
    return str(uuid.uuid4())


class Provisioned(models.Model):
    """What people and groups of a directory have in common. Names ending in `_key` are compared, not shown."""

    public_id = models.CharField(max_length=36, unique=True, default=new_id)
    external_id = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class DirectoryUser(Provisioned):
    """A person as the customer's directory describes them. Two customers that name the same person have two rows.

    `user` is who signs in; none while the directory has never said that the person is active. What the directory
    says stays here: of the user themself, who may belong elsewhere too, it changes nothing.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="directory_users")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="directory_users")
    user_name = models.CharField(max_length=254)
    user_name_key = models.CharField(max_length=300)
    display_name = models.CharField(max_length=200, blank=True)
    display_name_key = models.CharField(max_length=400, blank=True)
    formatted = models.CharField(max_length=200, blank=True)
    formatted_key = models.CharField(max_length=400, blank=True)
    given_name = models.CharField(max_length=200, blank=True)
    given_name_key = models.CharField(max_length=400, blank=True)
    family_name = models.CharField(max_length=200, blank=True)
    family_name_key = models.CharField(max_length=400, blank=True)
    language = models.CharField(max_length=40, blank=True)
    language_key = models.CharField(max_length=80, blank=True)
    #: Orders and finds by what the directory calls the person; made of that name, never shown.
    sort_name = models.CharField(max_length=SORT_KEY_LENGTH)
    # None: the directory says nothing any more, which is not active either.
    active = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "user_name_key"], name="directory_user_name_once"),
            models.UniqueConstraint(fields=["customer", "user"], name="directory_user_once"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} of {self.customer_id}"

    @property
    def name(self) -> str:
        """What the directory calls the person."""
        return called(self)


class DirectoryEmail(models.Model):
    """One e-mail address of a person, as the directory has it."""

    person = models.ForeignKey(DirectoryUser, on_delete=models.CASCADE, related_name="emails")
    value = models.CharField(max_length=254)
    value_key = models.CharField(max_length=300, db_index=True)
    type = models.CharField(max_length=40, blank=True)
    type_key = models.CharField(max_length=80, blank=True)
    display = models.CharField(max_length=200, blank=True)
    display_key = models.CharField(max_length=400, blank=True)
    # None: not said.
    primary = models.BooleanField(null=True)

    def __str__(self) -> str:
        return f"e-mail address of {self.person_id}"


class DirectoryGroup(Provisioned):
    """A group of the directory. It gives no right: who holds what is decided in the portal."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="directory_groups")
    display_name = models.CharField(max_length=200)
    display_name_key = models.CharField(max_length=400, db_index=True)
    members = models.ManyToManyField(DirectoryUser, related_name="groups")

    def __str__(self) -> str:
        return f"{self.public_id} of {self.customer_id}"
