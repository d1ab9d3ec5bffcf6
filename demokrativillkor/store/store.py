"""The store: one database, its log, and the thread that writes to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Connection, Engine, insert, select, update

from demokrativillkor.access import ApiKey
from demokrativillkor.audit.entries import Entry, RulebookEntry, ScreeningEntry
from demokrativillkor.audit.keys import first_key, rotation
from demokrativillkor.audit.notes import Signer
from demokrativillkor.errors import ConfigurationError
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.store.connecting import WRITES, LogLock, open_engine, unavailable_when_it_fails
from demokrativillkor.store.erasing import Erasure, erasing, planned, scrub
from demokrativillkor.store.fences import owns_tables
from demokrativillkor.store.ids import now
from demokrativillkor.store.keys import Read, add_key, add_read, read_key, read_keys, revoke_key, usable_keys
from demokrativillkor.store.log import Log
from demokrativillkor.store.migrations import at_head, migrate
from demokrativillkor.store.reader import Reader
from demokrativillkor.store.reading import Filters
from demokrativillkor.store.records import NewDecision, NewEvent, Recorded
from demokrativillkor.store.tables import LogCheckpoint, Setting
from demokrativillkor.store.writer import Transaction, Writer
from demokrativillkor.store.writing import RuleSets, appending, noting, noting_rulebook, noting_screening, recording

_TRIED = "written"
"""The setting that says when it was last tried whether the log can be written."""


class Store(Reader):
    """Everything the service keeps. Any thread may use it; what writes to the log returns a future."""

    def __init__(self, engine: Engine, signer: Signer, owner_address: str) -> None:
        super().__init__(engine)
        self._owner_address = owner_address
        self.log = Log(self.reading, signer)
        self._lock = LogLock(engine)
        self._writer = Writer(engine, self._lock)
        self._rulesets = RuleSets()

    @classmethod
    def open(cls, address: str, signer: Signer, *, owner_address: str | None = None) -> Store:
        """The store at ``address``, made and brought up to date first.

        Args:
            signer: signs checkpoints; the first one to open a log is entered into it.
            owner_address: who may change tables, where the service's own role may not.

        Raises:
            ConfigurationError: the address or the database cannot be used, or the log has another key.
            StoreUnavailable: the database does not answer.
        """
        store = cls(open_engine(address), signer, owner_address or address)
        try:
            with store._owning() as owner:
                migrate(owner)
            store._begin()
        except BaseException:
            store.close()
            raise
        return store

    @property
    def address(self) -> str:
        """The database's address without its password."""
        return self.engine.url.render_as_string(hide_password=True)

    def close(self) -> None:
        """Finish what was taken on, then let go of the database."""
        self._writer.close()
        self._lock.close()
        super().close()

    @contextmanager
    def _owning(self) -> Iterator[Engine]:
        """The database as its owner has it."""
        owner = open_engine(self._owner_address)
        try:
            with unavailable_when_it_fails():
                yield owner
        finally:
            owner.dispose()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction on tables that are not the log's."""
        with unavailable_when_it_fails(), self.engine.execution_options(**WRITES).begin() as connection:
            yield connection

    def record(self, new: NewDecision) -> Future[Recorded]:
        """Record a decision: its rows, its rule sets and its entry in one transaction.

        The future raises ``KeyReused``, ``Superseded``, ``NotStored``, ``Erased`` (of the one superseded).
        """
        return self.prepare(new)()

    def prepare(self, new: NewDecision) -> Callable[[], Future[Recorded]]:
        """Do of :meth:`record` what takes time and waits for nobody; what is given back does the rest."""
        return partial(self._writer.submit, recording(new, self._rulesets))

    def append(self, new: NewEvent) -> Future[str]:
        """Append an event; the future gives its id, or raises ``StaleState``, ``NotStored`` or ``Erased``."""
        return self._writer.submit(appending(new))

    def note(self, entry: Entry) -> Future[int]:
        """Enter something that is neither decision nor event; the future gives its place."""
        return self._writer.submit(noting(entry))

    def note_rulebook(self, entry: RulebookEntry) -> Future[int | None]:
        """Enter which rules apply from now on; ``None`` where the last such entry says so already."""
        return self._writer.submit(noting_rulebook(entry))

    def note_screening(self, entry: ScreeningEntry) -> Future[int | None]:
        """Enter that a round was screened; ``None`` where the log has that run already."""
        return self._writer.submit(noting_screening(entry))

    def rotate(self, new: Signer) -> int:
        """Hand over to another key: the old one signs that it does. The entry's place."""
        position = self.note(rotation(now(), new, self.log.signer)).result()
        self.log.signer = new
        return position

    def keep_rulesets(self, rulesets: Sequence[RuleSet]) -> Future[None]:
        """Enter rule sets that the log does not have yet."""
        return self._writer.submit(lambda transaction: self._rulesets.enter(transaction, rulesets))

    def issue_checkpoint(self) -> str:
        """A signed note on the log as it is, kept so that a later verification holds the log against it.

        Of the log as it is committed: what is written in the same turn is for the next.
        """

        def write(transaction: Transaction) -> str:
            transaction.flush()
            size = self.log.size
            kept: str | None = transaction.connection.scalar(
                select(LogCheckpoint.note).where(LogCheckpoint.size == size)
            )
            if kept is None:
                kept = self.log.checkpoint(size)
                transaction.add(LogCheckpoint, size=size, note=kept)
            return kept

        return self._writer.submit(write).result()

    def plan_erasure(self, order: str, filters: Filters, ids: Sequence[str] = ()) -> Erasure:
        """What an erasure would erase; nothing is changed."""
        with self.reading() as connection:
            return planned(connection, order, filters, ids)

    def erase(self, erasure: Erasure) -> bool:
        """Erase it; whether no copy is left in the database's files, as :meth:`scrub` says."""
        self._writer.submit(erasing(erasure)).result()
        return self.scrub()

    def scrub(self) -> bool:
        """Leave no copy of what was erased in the database's files; whether that could be done.

        Another process can hold it up on SQLite. On PostgreSQL only the tables' owner can do it.
        """
        with self._owning() as owner:
            return scrub(owner)

    def key(self, key_id: str) -> ApiKey | None:
        """The API key of that id, also when it is revoked or has expired."""
        with self.reading() as connection:
            return read_key(connection, key_id)

    def has_keys(self) -> bool:
        """Whether some API key may be used now."""
        with self.reading() as connection:
            return usable_keys(connection, datetime.now(UTC)) > 0

    def api_keys(self) -> tuple[tuple[ApiKey, str], ...]:
        """Every API key with what it was made for."""
        with self.reading() as connection:
            return read_keys(connection)

    def add_key(self, key: ApiKey, label: str) -> None:
        """Keep an API key, and what it is for."""
        with self._writing() as connection:
            add_key(connection, key, label)

    def revoke_key(self, key_id: str) -> None:
        """Make an API key worthless; raises ``NotStored``."""
        with self._writing() as connection:
            revoke_key(connection, key_id)

    def note_read(self, read: Read) -> None:
        """Record that a person read a decision."""
        with self._writing() as connection:
            add_read(connection, read)

    def try_writing(self) -> Future[None]:
        """Write something of no consequence in the log's turn, to know whether the log can be written."""
        return self._writer.submit(lambda transaction: _keep(transaction.connection, _TRIED, now()))

    def owns_its_tables(self) -> bool:
        """Whether, on PostgreSQL, the role that serves could take the fences down."""
        with self.reading() as connection:
            return owns_tables(connection)

    def is_current(self) -> bool:
        """Whether the database has the newest version."""
        with self.reading() as connection:
            return at_head(connection)

    def _begin(self) -> None:
        """Enter the key of a new log, or refuse a key that is not the log's."""
        if not self.log.keys().keys:
            self._writer.submit(self._first_key).result()
        current = self.log.keys().keys[-1].verifier
        if current.text != self.log.signer.verifier.text:
            raise ConfigurationError(
                "the signing key is not the one this log is signed with; give that key, or change keys with "
                "`demokrativillkor audit rotate-key`"
            )

    def _first_key(self, transaction: Transaction) -> None:
        if not transaction.size:  # else another process was first
            transaction.enter(first_key(now(), self.log.signer))


def _keep(connection: Connection, name: str, value: str) -> None:
    changed = connection.execute(update(Setting).where(Setting.name == name).values(value=value))
    if not changed.rowcount:
        connection.execute(insert(Setting).values(name=name, value=value))
