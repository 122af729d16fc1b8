"""ScopedQuerySet: the one door to customer-reachable rows (A-12)."""

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models

if TYPE_CHECKING:
    from comptoir.scope.actor import Actor


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows limited, in the database query itself, to what an actor may see."""

    def visible_to(self, actor: "Actor", capability: str) -> Self:
        """Only rows on which `actor` holds `capability`; one sub-select, whatever the number of grants."""
        if capability in actor.staff:
            return self.all()
        nodes = actor.nodes(capability)
        if not nodes:
            return self.none()
        path, kind = getattr(self.model, "SCOPE_PATH", "scope"), getattr(self.model, "SCOPE_KIND", None)
        closure = apps.get_model("scope", "ScopeClosure" if kind is None else "WideClosure")
        of_kind = {} if kind is None else {"kind": kind}
        below = closure._default_manager.filter(ancestor_id__in=nodes, **of_kind)
        return self.filter(**{f"{path}__in": below.values("descendant_id")})
