"""Triggers that refuse what must never happen to the log and to cases.

They are a fence, not evidence: whoever owns the database can take them down. Evidence is the signed checkpoint kept
elsewhere. What they hold off is mistakes, and a service that was broken into: on PostgreSQL the service's own role can
do no more than read and insert.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, text

from demokrativillkor.store.tables import CASES, NEXT_POSITION, Base

_NEVER = "this table is only ever added to"
_GAP = "an entry must stand right after the last one"
_NOT_ERASED = "a case is removed only when the log says that it is erased"
_OWNED = "SELECT bool_or(pg_has_role(tableowner, 'USAGE')) FROM pg_tables WHERE tablename = ANY(:tables)"

_ERASED = {
    "case_decision": "OLD.decision_id IN (SELECT decision_id FROM log_erased)",
    "case_event": (
        "EXISTS (SELECT 1 FROM log_erased JOIN log_event USING (decision_id) WHERE log_event.event_id = OLD.event_id)"
    ),
}


def sqlite_fences(tables: Collection[str]) -> Iterator[str]:
    """The statements for SQLite that fence these tables.

    ``REPLACE`` is caught as an insert: it walks past triggers before a delete.
    """
    for table in tables:
        (key,) = Base.metadata.tables[table].primary_key.columns.keys()
        never, message = (f"NOT ({_ERASED[table]})", _NOT_ERASED) if table in _ERASED else ("1", _NEVER)
        yield _sqlite(table, "update", "UPDATE", "1", _NEVER)
        yield _sqlite(table, "replace", "INSERT", f"EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})", _NEVER)
        yield _sqlite(table, "delete", "DELETE", never, message)
    if "log_leaf" in tables:
        yield _sqlite("log_leaf", "gap", "INSERT", f"NEW.position <> ({NEXT_POSITION})", _GAP)


def _sqlite(table: str, name: str, on: str, when: str, message: str) -> str:
    return (
        f"CREATE TRIGGER {table}_{name} BEFORE {on} ON {table} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: {message}'); END"
    )


def postgresql_fences(tables: Collection[str]) -> Iterator[str]:
    """The statements for PostgreSQL that fence these tables, once the functions are there."""
    for table in tables:
        yield _postgresql(table, "update", "UPDATE", "STATEMENT", "refused")
        yield _postgresql(table, "truncate", "TRUNCATE", "STATEMENT", "refused")
        if table in _ERASED:
            yield _postgresql(table, "delete", "DELETE", "ROW", f"{table}_erased")
        else:
            yield _postgresql(table, "delete", "DELETE", "STATEMENT", "refused")
    if "log_leaf" in tables:
        yield _postgresql("log_leaf", "gap", "INSERT", "ROW", "no_gap")


def postgresql_functions() -> Iterator[str]:
    """The statements that make what the fences of PostgreSQL do."""
    yield _function("refused", f"RAISE EXCEPTION '%: {_NEVER}', TG_TABLE_NAME;")
    yield _function(
        "no_gap", f"IF NEW.position <> ({NEXT_POSITION}) THEN RAISE EXCEPTION 'log_leaf: {_GAP}'; END IF; RETURN NEW;"
    )
    for table, erased in _ERASED.items():
        refusal = f"IF NOT ({erased}) THEN RAISE EXCEPTION '{table}: {_NOT_ERASED}'; END IF; RETURN OLD;"
        yield _function(f"{table}_erased", refusal)


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION dv_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def _postgresql(table: str, name: str, on: str, each: str, function: str) -> str:
    return f"CREATE TRIGGER {table}_{name} BEFORE {on} ON {table} FOR EACH {each} EXECUTE FUNCTION dv_{function}()"


def owns_tables(connection: Connection) -> bool:
    """Whether, on PostgreSQL, the role is or belongs to the owner of one of our tables, or may do everything."""
    return bool(connection.scalar(text(_OWNED), {"tables": list(Base.metadata.tables)}))


def grants(service: str, erasure: str | None = None) -> Iterator[str]:
    """What the service's role, and the role that erases, may do on PostgreSQL.

    Args:
        service, erasure: names of roles, quoted as identifiers.
    """
    for role in filter(None, (service, erasure)):
        yield f"GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO {role}"
        yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"
        yield f"GRANT UPDATE, DELETE ON access_key, repeat, setting TO {role}"
    if erasure:
        yield f"GRANT DELETE ON {', '.join(CASES)} TO {erasure}"
