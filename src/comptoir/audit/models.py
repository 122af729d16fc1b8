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


class PersonalValue(models.Model):
    """A personal value that events name by its salted digest alone: erasing it leaves every chain whole.

    `field` is "author" for who did something (one row for all the same person did under one name), else the name
    of a value that belongs to one event.
    """

    chain = models.ForeignKey(AuditChain, on_delete=models.PROTECT, related_name="personal_values")
    field = models.CharField(max_length=40)
    user_ref = models.BigIntegerField(null=True)
    salt = models.CharField(max_length=32)
    value = models.TextField()
    digest = models.CharField(max_length=64)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["chain", "field", "user_ref"], name="personal_value_of"),
            models.Index(fields=["user_ref"], name="personal_value_user"),
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.pk}"


class AuditEvent(ScopedModel):
    """One thing that happened: who, through which channel, what, on what, when. Written once, never changed."""

    chain = models.ForeignKey(AuditChain, on_delete=models.PROTECT, related_name="events")
    sequence = models.BigIntegerField()
    scope = models.ForeignKey(ScopeNode, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_index=True)
    # None only of events from before names could be erased: `sealed_label` says who then, inside the chain.
    author = models.ForeignKey(PersonalValue, null=True, on_delete=models.PROTECT, related_name="events")
    sealed_label = models.CharField(max_length=200, blank=True)
    actor_user = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=20)
    verb = models.CharField(max_length=60, db_index=True)
    object_type = models.CharField(max_length=60)
    object_ref = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    # {name: digest of the personal value}
    personal = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="audit_sequence_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["chain", "at", "id"], name="audit_event_newest")]
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type}:{self.object_ref}"

    @property
    def actor_label(self) -> str:
        """Who did it; empty once that was erased."""
        return self.author.value if self.author is not None else self.sealed_label

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise TypeError("An audit event is never changed.")
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("An audit event is never deleted.")


class AuditHead(models.Model):
    """How long a chain was on a day, and its head: kept apart from the chain, so that cutting off its end shows."""

    chain = models.ForeignKey(AuditChain, on_delete=models.PROTECT, related_name="heads")
    on = models.DateField()
    length = models.BigIntegerField()
    head = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["chain", "on"], name="audit_head_once_a_day")]

    def __str__(self) -> str:
        return f"{self.chain_id} {self.on}"


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
