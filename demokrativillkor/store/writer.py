"""The one thread of a process that writes to the log: what waits for it is committed together.

An answer is given after the commit, never before. One ``fsync`` then serves every request that came in meanwhile,
which is what makes a durable log as fast as it is.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from threading import Thread
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Dialect, Engine, insert
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidRequestError

from demokrativillkor.audit.entries import Entry
from demokrativillkor.audit.tree import leaf_hash
from demokrativillkor.once import Once
from demokrativillkor.store.connecting import BY_DRIVER, LogLock, begin, by_driver, commit, not_permitted
from demokrativillkor.store.errors import StoreUnavailable, Unsettled
from demokrativillkor.store.tables import NEXT_POSITION, Base, LogLeaf

Result = TypeVar("Result")

_Values = tuple[Any, ...]

_PARAMETERS: Mapping[str, Any] = {"sqlite": "qmark", "postgresql": "format"}
"""How each database's driver takes a row by its places. By names, SQLite's lets another thread go first at each of
them."""


@dataclass(frozen=True, slots=True)
class _Insert:
    """How rows are added to a table: the statement, as the driver takes it, and the values of a row in its order."""

    table: str
    statement: str
    values: Callable[[Mapping[str, Any]], _Values]


def _inserts(dialect: Dialect) -> list[_Insert]:
    """Those of all tables, in the order in which rows may refer to each other."""
    written: Dialect = cast(Any, type(dialect))(paramstyle=_PARAMETERS[dialect.name])
    return [
        _Insert(table.name, str(insert(table).compile(dialect=written)), itemgetter(*table.columns.keys()))
        for table in Base.metadata.sorted_tables
    ]


_TOGETHER = 256
"""The most requests of one commit: what one of them waits for stays short."""

_KEPT = 1.0
"""Seconds that a connection to SQLite is kept when nothing is to be written."""

_STOPPING = 30
"""Seconds for what still waits when the process stops."""


class Transaction:
    """What is going to be committed: rows in the order of their tables, and the next place in the log."""

    def __init__(self, connection: Connection, inserts: Sequence[_Insert]) -> None:
        self.connection = connection
        self._inserts = inserts
        self._next: int = by_driver(connection, NEXT_POSITION).fetchone()[0]
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._done: set[tuple[str, str]] = set()

    @property
    def size(self) -> int:
        """The size of the log with what is to be added."""
        return self._next

    def enter(self, entry: Entry) -> int:
        """Add an entry to the log; its place."""
        return self.enter_bytes(entry.kind, entry.canonical)

    def enter_bytes(self, kind: str, entry: bytes) -> int:
        """Add an entry of that kind, which is canonical already."""
        position = self._next
        self.add(LogLeaf, position=position, kind=kind, entry=entry, hash=leaf_hash(entry))
        self._next += 1
        return position

    def add(self, table: type[Base], **columns: Any) -> None:
        """Add a row."""
        self._rows.setdefault(table.__tablename__, []).append(columns)

    def first(self, what: str, name: str) -> bool:
        """Whether nothing in this transaction has asked the same before."""
        if (what, name) in self._done:
            return False
        self._done.add((what, name))
        return True

    def flush(self) -> None:
        """Send the rows, so that queries of this transaction see them."""
        for each in self._inserts:
            if rows := self._rows.pop(each.table, None):
                by_driver(self.connection, each.statement, [each.values(row) for row in rows])


Write = Callable[[Transaction], Result]
"""One request: it refuses by raising before it adds anything, else adds its rows and says what it made."""


class _Waiting:
    def __init__(self, write: Write[Any]) -> None:
        self.write = write
        self.done: Future[Any] = Future()

    @Once
    def taken_on(self) -> bool:
        """Whether somebody still waits for it; from then on it cannot be cancelled."""
        return self.done.set_running_or_notify_cancel()

    def settle(self, outcome: Any) -> None:
        """Tell whoever waits."""
        if not self.taken_on:
            return
        if isinstance(outcome, Exception):
            self.done.set_exception(outcome)
        else:
            self.done.set_result(outcome)


class Writer:
    """The thread, its queue and its connection."""

    def __init__(self, engine: Engine, lock: LogLock) -> None:
        self._engine = engine.execution_options(**BY_DRIVER)
        self._inserts = _inserts(engine.dialect)
        self._lock = lock
        self._keeps = engine.dialect.name == "sqlite"
        self._connection: Connection | None = None
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._closing = False
        self._thread = Thread(target=self._run, name="log-writer", daemon=True)
        self._thread.start()

    def submit(self, write: Write[Result]) -> Future[Result]:
        """What the write makes, once it is committed.

        A future that can be cancelled is never carried out: its turn begins when the log is this process's to write.
        """
        waiting = _Waiting(write)
        self._queue.put(waiting)
        return waiting.done

    def close(self) -> None:
        """Carry out what waits, then stop; a database that hangs is not waited for any longer than that."""
        self._queue.put(None)
        self._thread.join(_STOPPING)

    def _run(self) -> None:
        while not self._closing:
            try:
                first = self._queue.get(timeout=_KEPT if self._connection else None)
            except queue.Empty:
                self._let_go()
                continue
            if first is None:
                break
            self._carry_out([first])
        self._let_go()

    def _arrived(self) -> Iterator[_Waiting]:
        """What waits by now, up to the end of the queue or of what is waited for."""
        with suppress(queue.Empty):
            while (each := self._queue.get_nowait()) is not None:
                yield each
            self._closing = True

    def _carry_out(self, waiting: list[_Waiting], *, alone: bool = False) -> None:
        """Commit them with what has arrived when their turn comes; where one breaks the transaction, each alone."""
        try:
            self._commit(waiting, alone=alone)
        except IntegrityError:
            if len(waiting) > 1:
                for each in waiting:
                    self._carry_out([each], alone=True)
                return
            waiting[0].settle(StoreUnavailable("the database refused the rows"))
        except (DBAPIError, InvalidRequestError, OSError) as error:
            refused = not_permitted(error) if isinstance(error, DBAPIError) else None
            cause = error.orig if isinstance(error, DBAPIError) else error
            for each in waiting:
                each.settle(refused or StoreUnavailable(f"nothing was stored ({type(cause).__name__})"))
        except Exception as error:  # a defect: whoever waits must hear of it, and the thread must go on
            for each in waiting:
                each.settle(error)

    def _commit(self, waiting: list[_Waiting], *, alone: bool) -> None:
        with self._lock.held(), self._connected() as connection:
            begin(connection)
            self._lock.take(connection)
            transaction = Transaction(connection, self._inserts)
            if not alone:  # a turn costs more than what is done in it
                waiting.extend(islice(self._arrived(), _TOGETHER - len(waiting)))
            wanted = [each for each in waiting if each.taken_on]
            outcomes = [_attempt(each.write, transaction) for each in wanted]
            transaction.flush()
            try:
                commit(connection)
            except DBAPIError as error:
                if error.connection_invalidated:
                    raise Unsettled("the database went away while it committed; ask again to know") from error
                raise
        for each, outcome in zip(wanted, outcomes, strict=True):
            each.settle(outcome)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        """A sound connection.

        SQLite's is kept for the next turn unless this one failed: taking one costs as much as storing a decision.
        PostgreSQL's is given back, since the pool makes sure that the server is there still.
        """
        self._connection = self._connection or self._engine.connect()
        try:
            yield self._connection
        except BaseException:
            self._let_go()
            raise
        if not self._keeps:
            self._let_go()

    def _let_go(self) -> None:
        """Give the connection back; one that is lost has nothing to say to that."""
        connection, self._connection = self._connection, None
        if connection:
            with suppress(DBAPIError):
                connection.close()


def _attempt(write: Write[Any], transaction: Transaction) -> Any:
    try:
        return write(transaction)
    except DBAPIError:
        raise
    except Exception as refused:
        return refused
