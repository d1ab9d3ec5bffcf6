"""The one thread of a process that writes to the log: what waits for it is committed together.

An answer is given after the commit, never before. One ``fsync`` then serves every request that came in meanwhile,
which is what makes a durable log as fast as it is.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, func, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidRequestError

from demokrativillkor.audit.entries import Entry
from demokrativillkor.audit.tree import leaf_hash
from demokrativillkor.store.connecting import WRITES, LogLock
from demokrativillkor.store.errors import StoreUnavailable
from demokrativillkor.store.tables import Base, LogLeaf

Result = TypeVar("Result")

_TOGETHER = 256
"""The most requests of one commit: what one of them waits for stays short."""


class Transaction:
    """What is going to be committed: rows in the order of their tables, and the next place in the log."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._next: int = connection.scalar(select(func.coalesce(func.max(LogLeaf.position) + 1, 0))) or 0
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
        for table in Base.metadata.sorted_tables:
            if rows := self._rows.pop(table.name, None):
                self.connection.execute(insert(table), rows)


Write = Callable[[Transaction], Result]
"""One request: it refuses by raising before it adds anything, else adds its rows and says what it made."""


class _Waiting:
    __slots__ = ("done", "write")

    def __init__(self, write: Write[Any]) -> None:
        self.write = write
        self.done: Future[Any] = Future()


class Writer:
    """The thread, its queue and its connection."""

    def __init__(self, engine: Engine, lock: LogLock) -> None:
        self._engine = engine.execution_options(**WRITES)
        self._lock = lock
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread = Thread(target=self._run, name="log-writer", daemon=True)
        self._thread.start()

    def submit(self, write: Write[Result]) -> Future[Result]:
        """What the write makes, once it is committed. A future cancelled before its turn is never carried out."""
        waiting = _Waiting(write)
        self._queue.put(waiting)
        return waiting.done

    def close(self) -> None:
        """Carry out what waits, then stop."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        open_ = True
        while open_:
            taken = self._taken()
            open_ = None not in taken
            wanted = [each for each in taken if each is not None and each.done.set_running_or_notify_cancel()]
            if wanted:
                self._carry_out(wanted)

    def _taken(self) -> list[_Waiting | None]:
        taken = [self._queue.get()]
        with suppress(queue.Empty):
            while taken[-1] is not None and len(taken) < _TOGETHER:
                taken.append(self._queue.get_nowait())
        return taken

    def _carry_out(self, wanted: Sequence[_Waiting]) -> None:
        """Commit them together; where one of them breaks the transaction, each by itself."""
        try:
            outcomes = self._commit(wanted)
        except IntegrityError:
            if len(wanted) > 1:
                for each in wanted:
                    self._carry_out([each])
                return
            outcomes = [StoreUnavailable("the database refused the rows")]
        except (DBAPIError, InvalidRequestError, OSError) as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            outcomes = [StoreUnavailable(f"nothing was stored ({type(cause).__name__})") for _ in wanted]
        except Exception as error:  # a defect: whoever waits must hear of it, and the thread must go on
            outcomes = [error for _ in wanted]
        for each, outcome in zip(wanted, outcomes, strict=True):
            if isinstance(outcome, Exception):
                each.done.set_exception(outcome)
            else:
                each.done.set_result(outcome)

    def _commit(self, wanted: Sequence[_Waiting]) -> list[Any]:
        with self._lock.held(), self._engine.begin() as connection:
            self._lock.take(connection)
            transaction = Transaction(connection)
            outcomes = [_attempt(each.write, transaction) for each in wanted]
            transaction.flush()
        return outcomes


def _attempt(write: Write[Any], transaction: Transaction) -> Any:
    try:
        return write(transaction)
    except DBAPIError:
        raise
    except Exception as refused:
        return refused
