"""The customer's world as a directed tree, its closure, and the base of everything that has a place in it."""

from typing import ClassVar

from django.db import models

from comptoir.scope.querysets import ScopedQuerySet


class ScopeKind(models.TextChoices):
    """What a node stands for; the order is from wide to narrow (A-06)."""

    GROUP = "group"
    CUSTOMER = "customer"
    CUSTOMER_ACCOUNT = "customer_account"
    BILLING_ACCOUNT = "billing_account"
    COST_CENTRE = "cost_centre"
    SITE = "site"
    LINE = "line"


class ScopeNode(models.Model):
    """One place in a customer's world. `label` may be customer data: never show it to a manager role."""

    kind = models.CharField(max_length=20, choices=ScopeKind)
    label = models.CharField(max_length=200)
    # The customer whose world this is; a group node belongs to its parent company.
    customer_ref = models.BigIntegerField(null=True)

    class Meta:
        # With the kind: the log and the seat ask for the one group or customer node among all of a customer's lines.
        indexes: ClassVar = [models.Index(fields=["customer_ref", "kind"], name="scope_node_of")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.pk}"


class ScopeEdge(models.Model):
    """A node may hang from more than one parent: a line from its billing account and from its cost centre."""

    child = models.ForeignKey(ScopeNode, on_delete=models.CASCADE, related_name="edges_up", db_index=False)
    parent = models.ForeignKey(ScopeNode, on_delete=models.CASCADE, related_name="edges_down")
    # Empty: for as long as anything is known.
    from_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["child", "parent"], name="scope_edge_once"),
            models.CheckConstraint(condition=~models.Q(child=models.F("parent")), name="scope_edge_no_self"),
        ]

    def __str__(self) -> str:
        return f"{self.parent_id}>{self.child_id}"


class PastEdge(models.Model):
    """An edge that was, from `from_at` (empty: as long as anything is known) until `to_at`: for "why could I?"."""

    child = models.ForeignKey(ScopeNode, on_delete=models.CASCADE, related_name="past_edges_up")
    parent = models.ForeignKey(ScopeNode, on_delete=models.CASCADE, related_name="past_edges_down")
    from_at = models.DateTimeField(null=True)
    to_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(to_at__gt=models.F("from_at")), name="scope_past_edge_lasted"),
        ]

    def __str__(self) -> str:
        return f"{self.parent_id}>{self.child_id} until {self.to_at}"


class ScopeClosure(models.Model):
    """Every (ancestor, descendant) pair, each node with itself included."""

    # No index of its own: the constraint below begins with it, and covers the question "what lies below?".
    ancestor = models.ForeignKey(ScopeNode, on_delete=models.CASCADE, related_name="closure_down", db_index=False)
    descendant = models.ForeignKey(ScopeNode, on_delete=models.CASCADE, related_name="closure_up")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ancestor", "descendant"], name="scope_closure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.ancestor_id}>>{self.descendant_id}"


class WideClosure(models.Model):
    """The closure again, of what is wider than a line: a hundredth of the rows, by kind.

    It finds the billing accounts of a large customer without reading past its lines; and a database that counts
    apart how many of these there are, and how many lines, reads a list in the right order.
    """

    ancestor = models.ForeignKey(ScopeNode, on_delete=models.CASCADE, related_name="wide_down", db_index=False)
    kind = models.CharField(max_length=20, choices=ScopeKind)
    descendant = models.ForeignKey(ScopeNode, on_delete=models.CASCADE, related_name="wide_up")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ancestor", "kind", "descendant"], name="scope_wide_closure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.ancestor_id}>>{self.descendant_id}"


class ScopedModel(models.Model):
    """Base of every customer-reachable model: lists, counts and searches start at `visible_to` (A-12)."""

    #: Path from this model to the ScopeNode that decides who may see a row.
    SCOPE_PATH: ClassVar[str] = "scope"
    #: The kind of place on which every row stands, where it is one and wider than a line: seeing is then quicker.
    SCOPE_KIND: ClassVar[str | None] = None

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True


class Located(ScopedModel):
    """A scoped thing with a place of its own."""

    scope = models.ForeignKey(ScopeNode, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
