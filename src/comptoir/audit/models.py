"""The append-only audit log, one hash chain per customer, and the outbox that feeds what follows a commit."""

from typing import Any, ClassVar

from django.db import models

from comptoir.scope.models import ScopedModel, ScopeNode

OPERATOR = 0


class AuditChain(models.Model):
    """Head and length of one chain; key 0 is the operator's own."""

    customer_ref = models.BigIntegerField(unique=True)
    length = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"chain {self.customer_ref}"


class AuditEvent(ScopedModel):
    """One thing that happened: who, through which channel, what, on what, when. Written once, never changed."""

    chain = models.ForeignKey(AuditChain, on_delete=models.PROTECT, related_name="events")
    sequence = models.BigIntegerField()
    scope = models.ForeignKey(ScopeNode, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_index=True)
    actor_label = models.CharField(max_length=200)
    actor_user = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=20)
    verb = models.CharField(max_length=60, db_index=True)
    object_type = models.CharField(max_length=60)
    object_ref = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="audit_sequence_once"),
        ]
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type}:{self.object_ref}"

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise TypeError("An audit event is never changed.")
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("An audit event is never deleted.")


class OutboxEvent(models.Model):
    """Written in the action's own transaction; dispatched to jobs after the commit, at least once."""

    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=models.Q(dispatched_at__isnull=True), name="outbox_undispatched"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
