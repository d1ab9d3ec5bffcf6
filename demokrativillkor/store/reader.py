"""What is kept, to be read: by the service, and by whoever audits a database without its key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine

from demokrativillkor.errors import ConfigurationError
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.store.connecting import open_engine, unavailable_when_it_fails
from demokrativillkor.store.keys import NotedRead, noted_reads
from demokrativillkor.store.migrations import refuse_earlier, refuse_later
from demokrativillkor.store.reading import (
    Evaluated,
    Filters,
    Page,
    read_decision,
    read_evaluated,
    read_events,
    read_page,
)
from demokrativillkor.store.reading import read_ruleset as stored_ruleset
from demokrativillkor.store.records import StoredDecision, StoredEvent


class Reader:
    """Reads a database. Any thread may use it.

    Every method raises :class:`~demokrativillkor.store.errors.StoreUnavailable` when the database does not answer; the
    next call tries again.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def of(cls, address: str) -> Reader:
        """The database at ``address`` as it is: nothing is made, brought up to date or signed.

        Raises:
            ConfigurationError: the address cannot be used, or there is no log of this version.
            StoreUnavailable: the database does not answer.
        """
        reader = cls(open_engine(address, for_reading=True))
        try:
            _refuse_absent(reader.engine)
            with reader.reading() as connection:
                refuse_later(connection)
                refuse_earlier(connection)
        except BaseException:
            reader.close()
            raise
        return reader

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read with: one state of the database from beginning to end."""
        with unavailable_when_it_fails(), self.engine.connect() as connection:
            yield connection

    def decision(self, decision_id: str) -> StoredDecision:
        """One decision whole; raises ``NotStored`` or ``Erased``."""
        with self.reading() as connection:
            return read_decision(connection, decision_id)

    def decisions(self, filters: Filters, *, page: int = 1, limit: int = 20) -> Page:
        """A page of the decisions, the newest first."""
        with self.reading() as connection:
            return read_page(connection, filters, page=page, limit=limit)

    def evaluated(self, decision_id: str | None = None) -> Iterator[Evaluated]:
        """What there is to evaluate again, of every decision or of one; raises ``NotStored`` or ``Erased``."""
        with self.reading() as connection:
            yield from read_evaluated(connection, decision_id)

    def events(self, decision_id: str) -> tuple[StoredEvent, ...]:
        """The events on a decision, in their order; without content where the case is erased."""
        with self.reading() as connection:
            return read_events(connection, decision_id)

    def reads(self, decision_id: str | None = None) -> Iterator[NotedRead]:
        """Who read what, the first first: of one decision, or of all."""
        with self.reading() as connection:
            yield from noted_reads(connection, decision_id)

    def ruleset(self, digest: str) -> RuleSet:
        """A rule set as it was when it was first used; raises ``NotStored``."""
        with self.reading() as connection:
            return stored_ruleset(connection, digest)


def _refuse_absent(engine: Engine) -> None:
    """A file that is not there would be made by being opened."""
    if engine.dialect.name == "sqlite" and not Path(str(engine.url.database)).exists():
        raise ConfigurationError("there is no database there; check data_folder, or the database address")
