"""Job: long work with a lease, a heartbeat, progress, a way to stop it, and a result. DailyStep: what a day needs."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Stopped")


class Job(models.Model):
    """A running job whose lease has expired is anyone's to take again: jobs must be safe to repeat.

    `created_at`, `started_at`, `finished_at` and `cancel_requested_at` are the platform's time; `lease_until`
    and `not_before` are the database's, which all workers share.
    """

    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=JobState, default=JobState.QUEUED)
    # The same piece of work asked for twice is one job while it is unfinished.
    key = models.CharField(max_length=200, blank=True)
    customer_ref = models.BigIntegerField(null=True)
    requested_by = models.BigIntegerField(null=True)
    requested_label = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=100, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    stage = models.CharField(max_length=60, blank=True)
    cancel_requested_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)
    # Why it failed: for people {"message", "values"}, put into words by the interfaces; for operators the trace.
    failure = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(state__in=["queued", "running"]) & ~models.Q(key=""),
                name="job_key_once_while_open",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=models.Q(state__in=["queued", "running"]), name="job_unfinished"),
            models.Index(fields=["requested_by", "customer_ref"], name="job_of_user"),
        ]
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.state})"

    @property
    def is_open(self) -> bool:
        return self.state in (JobState.QUEUED, JobState.RUNNING)


class DailyStep(models.Model):
    """One daily verb on one Brussels date: written when it is done or has failed, so that a day is done once."""

    on = models.DateField()
    name = models.CharField(max_length=60)
    finished_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["on", "name"], name="daily_step_once"),
        ]
        ordering: ClassVar = ["-on", "pk"]

    def __str__(self) -> str:
        return f"{self.name} on {self.on}"
