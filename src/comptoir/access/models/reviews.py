"""The periodic access review: who still has what, confirmed or ended, with a record (A-10)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from comptoir.access.models.grants import Grant
from comptoir.access.models.people import User
from comptoir.parties.models import Customer


class AccessReview(models.Model):
    """One round over a customer's people and their rights, open until closed."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="access_reviews")
    opened_at = models.DateTimeField()
    opened_label = models.CharField(max_length=200)
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True)
    closed_label = models.CharField(max_length=200, blank=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(closed_at__isnull=True), name="one_open_access_review"
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.pk} of {self.customer_id}"


class ReviewAnswer(models.Model):
    """What was answered about one right of one person: confirmed, or ended."""

    review = models.ForeignKey(AccessReview, on_delete=models.PROTECT, related_name="answers")
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="review_answers")
    confirmed = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    by_label = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "grant"], name="review_answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.grant_id}"
