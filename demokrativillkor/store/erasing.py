"""Erasure (*gallring*): case content goes, by an order that the log keeps; the log still verifies."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, func, select, text

from demokrativillkor.audit.entries import ErasureEntry
from demokrativillkor.store.errors import StoreUnavailable
from demokrativillkor.store.fences import owns_tables
from demokrativillkor.store.ids import now
from demokrativillkor.store.reading import Filters
from demokrativillkor.store.tables import CaseDecision, CaseEvent, LogErased, LogEvent, Repeat
from demokrativillkor.store.writer import Transaction, Write
from demokrativillkor.store.writing import refuse_absent

_AT_ONCE = 500
"""Ids in one statement: databases bound how many a statement may have."""

_EMPTIED = ("case_decision", "case_event", "repeat")

_IN_ENTRY = 10_000
"""Decisions that one entry of the log can name; a larger erasure has several, under the same order."""


@dataclass(frozen=True)
class Erasure:
    """What an order erases.

    Attributes:
        order: the authority's order, one line, for example its diary number; it stands in the log in clear.
        decisions: ids, in the order of the log.
        events: how many events go with them.
    """

    order: str
    decisions: tuple[str, ...]
    events: int


def planned(connection: Connection, order: str, filters: Filters, ids: Sequence[str] = ()) -> Erasure:
    """What an erasure would erase: the decisions of these ids, else those the filters choose."""
    chosen = filters.applied(select(CaseDecision.decision_id)).order_by(CaseDecision.position)
    found = tuple(connection.scalars(chosen))
    if ids:
        wanted = set(ids)
        found = tuple(each for each in found if each in wanted)
    counts = (
        connection.scalar(select(func.count()).select_from(LogEvent).where(LogEvent.decision_id.in_(some))) or 0
        for some in _in_parts(found)
    )
    return Erasure(order, found, sum(counts))


def erasing(erasure: Erasure) -> Write[None]:
    """Enter the order into the log and remove what it names."""

    def write(transaction: Transaction) -> None:
        for decision_id in erasure.decisions:
            refuse_absent(transaction, decision_id)
        for named in _in_parts(erasure.decisions, _IN_ENTRY):
            position = transaction.enter(ErasureEntry(at=now(), order=erasure.order, decisions=tuple(named)))
            for decision_id in named:
                transaction.add(LogErased, decision_id=decision_id, position=position)
        transaction.flush()
        for some in _in_parts(erasure.decisions):
            events = select(LogEvent.event_id).where(LogEvent.decision_id.in_(some))
            transaction.connection.execute(delete(CaseEvent).where(CaseEvent.event_id.in_(events)))
            transaction.connection.execute(delete(Repeat).where(Repeat.decision_id.in_(some)))
            transaction.connection.execute(delete(CaseDecision).where(CaseDecision.decision_id.in_(some)))

    return write


def scrub(engine: Engine) -> bool:
    """Leave no copy of removed rows in the database's files; whether nobody stood in the way.

    On SQLite removed rows are overwritten (``secure_delete``), the file is written anew, and the write-ahead log is
    emptied, which another process that is reading can hold up. On PostgreSQL the tables are written anew, which only
    their owner can do.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in _EMPTIED:
                connection.execute(text(f"VACUUM FULL {table}"))  # of another's table: nothing but a warning
            return owns_tables(connection)
    raw = engine.raw_connection()  # outside any transaction
    try:
        cursor = raw.cursor()
        cursor.execute("VACUUM")
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.Error as error:
        raise StoreUnavailable(f"the database file was not written anew ({type(error).__name__})") from error
    finally:
        raw.close()
    return not busy


def _in_parts(ids: Sequence[str], size: int = _AT_ONCE) -> Iterable[Sequence[str]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
