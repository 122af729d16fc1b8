"""Letters about access reviews: one is open, one waits (A-10; GC 9.2)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comptoir.access.letters.writing import address, to_people, who_manages
from comptoir.access.models import AccessReview
from comptoir.jobs.context import JobContext
from comptoir.jobs.registry import job


@job("access.review_opened")
def tell_of_review(context: JobContext, payload: dict[str, Any]) -> None:
    """To who manages access."""
    review = _review(payload)
    to_people(
        who_manages(review.customer_id, context),
        _("Who still needs access? A review is open"),
        _(
            "Hello %(reader)s,\n\nPlease look through who has access to the business portal for your company, and "
            "confirm or end each right by %(due)s: %(address)s"
        ),
        due=review.due_on,
        address=address("portal:reviews:show", review.pk),
    )


@job("access.review_reminder")
def remind_of_review(context: JobContext, payload: dict[str, Any]) -> None:
    """To who manages access, with how many rights wait."""
    review = _review(payload)
    if review.closed_at is not None:
        return
    to_people(
        who_manages(review.customer_id, context),
        _("The access review waits for you"),
        _(
            "Hello %(reader)s,\n\nRights that nobody has confirmed or ended yet: %(waiting)s. Please answer by "
            "%(due)s: %(address)s"
        ),
        due=review.due_on,
        waiting=payload["waiting"],
        address=address("portal:reviews:show", review.pk),
    )


def _review(payload: dict[str, Any]) -> AccessReview:
    return AccessReview.objects.get(pk=payload["review"])
