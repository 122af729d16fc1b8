"""What the database itself holds against: an event, once written, is neither changed nor deleted there either.

A brake and a witness, not a wall: whoever may change the database's own rules can take these away. What was done then
still breaks the chain (log.py) or is missed by the files that stand elsewhere (heads.py).
"""

from collections.abc import Iterable

TABLE = "audit_auditevent"
CHANGED, DELETED = "audit_event_never_changed", "audit_event_never_deleted"
_SENTENCES = {
    CHANGED: ("UPDATE", "An audit event is never changed."),
    DELETED: ("DELETE", "An audit event is never deleted."),
}


def statements(vendor: str) -> Iterable[str]:
    """The statements that set the guards of a database."""
    for name, (when, sentence) in _SENTENCES.items():
        if vendor == "postgresql":
            yield (
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$"
            )
            yield f"CREATE OR REPLACE TRIGGER {name} BEFORE {when} ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {name}()"
            if name == DELETED:
                yield (
                    f"CREATE OR REPLACE TRIGGER {name}_at_once BEFORE TRUNCATE ON {TABLE} "
                    f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
                )
        else:
            yield (
                f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {when} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            )


def undoing(vendor: str) -> Iterable[str]:
    """The statements that take them away: for a migration that changes the table, which sets them again after."""
    for name in _SENTENCES:
        if vendor == "postgresql":
            yield f"DROP TRIGGER IF EXISTS {name} ON {TABLE}"
            yield f"DROP TRIGGER IF EXISTS {name}_at_once ON {TABLE}"
        else:
            yield f"DROP TRIGGER IF EXISTS {name}"
