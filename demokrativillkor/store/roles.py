"""PostgreSQL's roles: one that owns the tables, one that serves, one that erases."""

from __future__ import annotations

from sqlalchemy import text

from demokrativillkor.store.connecting import open_engine, unavailable_when_it_fails
from demokrativillkor.store.fences import grants
from demokrativillkor.store.migrations import migrate


def grant_roles(owner_address: str, service: str, erasure: str | None) -> None:
    """Bring the database up to date, and let the roles do what they must.

    Raises:
        StoreUnavailable: the database does not answer, or there is no such role.
    """
    engine = open_engine(owner_address)
    try:
        with unavailable_when_it_fails():
            migrate(engine)
            with engine.begin() as connection:
                for statement in grants(service, erasure):
                    connection.execute(text(statement))
    finally:
        engine.dispose()
