"""Whoever changes rights in a customer does so alone: the customer's row, then the person's, are held to the commit.

PostgreSQL locks the row (other tables may still refer to it); SQLite has locked the database with the transaction.
"""

from comptoir.access.models import User
from comptoir.parties.models import Customer


def hold_rights_of(customer: Customer) -> None:
    """No other action gives or ends rights of the customer until the commit."""
    Customer.objects.select_for_update(no_key=True).only("pk").get(pk=customer.pk)


def held(user: User) -> User:
    """The person as they are now; no other action gives them a right or stops them until the commit."""
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)
