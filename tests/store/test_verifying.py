"""One changed byte anywhere in log, event, rule-set or case tables is found."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import LargeBinary, text

from demokrativillkor.audit.notes import Checkpoint, open_checkpoint
from demokrativillkor.store import Filters, NewEvent
from demokrativillkor.store.tables import CASES, FENCED, Base
from demokrativillkor.store.verifying import Verification
from tests.support.stores import fill, new, signer

TAMPERED = [
    (table, column.name)
    for table in (*FENCED, *CASES)
    if table != "access_read"
    for column in Base.metadata.tables[table].columns
]
"""Who read what is fenced but not in the log."""


def faults(store, *outside):
    with store.reading() as connection:
        verification = Verification(connection, outside)
        return [str(fault) for fault in verification.faults()], verification


def with_every_entry(store):
    """The store with rows in every table, of every kind of entry a service makes."""
    ids = fill(store, 8)
    for number, decision_id in enumerate(ids[:4]):
        store.append(
            NewEvent(decision_id=decision_id, kind="steps", content={"n": number}, subject="key:one", after=None)
        ).result()
    store.record(new(3, supersedes=ids[5])).result()
    store.issue_checkpoint()
    store.erase(store.plan_erasure("GB 1", Filters(), ids[3:5]))
    store.rotate(signer(2))
    store.issue_checkpoint()
    return store


@pytest.fixture
def filled(store):
    return with_every_entry(store)


def test_a_log_that_was_written_as_it_is_has_no_fault(filled):
    found, verification = faults(filled)
    assert found == []
    assert (verification.decisions, verification.events, verification.erased) == (7, 4, 2)
    assert (verification.size, verification.root) == (filled.log.size, filled.log.root(filled.log.size))
    assert len(verification.keys.keys) == 2


def test_an_empty_log_has_no_fault(store):
    assert faults(store)[0] == []


def tamper(store, *statements):
    """What whoever owns the database can do: the fences down, a change, the fences up again."""
    if store.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(store.engine.url.database)) as connection:
            fences = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in fences:
                connection.execute(f"DROP TRIGGER {name}")
            for statement, values in statements:
                connection.execute(statement, values)
            for _, sql in fences:
                connection.execute(sql)
            connection.commit()
        return
    with store.engine.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        for statement, values in statements:
            connection.execute(text(statement), values)
        connection.execute(text("SET session_replication_role = DEFAULT"))


def changed(value):
    if isinstance(value, bytes):
        middle = len(value) // 2
        return value[:middle] + bytes([value[middle] ^ 1]) + value[middle + 1 :]
    if isinstance(value, int):
        return value + 1000
    if value is None:
        return "d-" + "0" * 26
    middle = len(value) // 2
    return value[:middle] + chr(ord(value[middle]) ^ 1) + value[middle + 1 :]


def test_one_changed_byte_in_any_column_of_any_row_is_found(filled):
    with filled.engine.connect() as connection:
        tables = {
            name: connection.execute(Base.metadata.tables[name].select()).mappings().all()
            for name in {t for t, _ in TAMPERED}
        }
    for table, column in TAMPERED:
        (key,) = Base.metadata.tables[table].primary_key.columns.keys()
        rows = tables[table]
        assert rows, table
        for row in (rows[0], rows[-1]):
            value = changed(row[column])
            where = {"key": value if column == key else row[key]}
            there = f"UPDATE {table} SET {column} = :value WHERE {key} = :key"
            tamper(filled, (there, {"value": value, "key": row[key]}))
            found, _ = faults(filled)
            tamper(filled, (there, {"value": row[column], **where}))
            assert found, (table, column)
    assert faults(filled)[0] == []


def test_bytes_in_the_place_of_text_are_found_and_the_place_is_told(sqlite_store):
    fill(sqlite_store, 1)
    tamper(sqlite_store, ("UPDATE case_decision SET unit = x'00'", ()))
    position = sqlite_store.log.size - 1
    assert faults(sqlite_store)[0] == [
        f"entry {position}: a column of the case holds another kind of value than it was given"
    ]


@pytest.mark.parametrize(
    "other", ["'Tampered'", "x'54616d7065726564'", "5", "1.5", "CAST(x'54616d70657265643aff' AS TEXT)"]
)
def test_any_kind_of_value_in_any_column_is_found_with_its_place_and_not_repeated(sqlite_store, other):
    with_every_entry(sqlite_store)
    for table, column in TAMPERED:
        (key,) = Base.metadata.tables[table].primary_key.columns.keys()
        with closing(sqlite3.connect(sqlite_store.engine.url.database)) as connection:
            at, before = connection.execute(f"SELECT rowid, {column} FROM {table} ORDER BY {key} DESC").fetchone()
        try:
            tamper(sqlite_store, (f"UPDATE {table} SET {column} = {other} WHERE rowid = ?", (at,)))
        except sqlite3.IntegrityError:  # the key of such a table is a whole number, and SQLite sees to it
            continue
        found, _ = faults(sqlite_store)
        moved = int(other) if column == key and isinstance(before, int) else at
        tamper(sqlite_store, (f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (before, moved)))
        assert found, (table, column)
        assert "Tampered" not in "".join(found), (table, column)
    assert faults(sqlite_store)[0] == []


def test_an_erasure_that_nothing_orders_is_told_by_the_whole_id_of_its_decision(filled):
    decision_id = "d-" + "0" * 26
    tamper(
        filled,
        ("INSERT INTO log_erased SELECT :id, min(position) FROM log_erased", {"id": decision_id}),
    )
    assert faults(filled)[0] == [f"log_erased {decision_id}: no entry of the log orders this erasure"]


@pytest.mark.parametrize("column", ["application", "decision", "aside"])
def test_a_byte_added_to_a_packed_document_is_found(sqlite_store, column):
    fill(sqlite_store, 1)
    with sqlite_store.reading() as connection:
        packed = connection.scalar(text(f"SELECT {column} FROM case_decision"))
    tamper(sqlite_store, (f"UPDATE case_decision SET {column} = ?", (packed + b"\0",)))
    assert faults(sqlite_store)[0] == [f"entry {sqlite_store.log.size - 1}: a document of the case cannot be unpacked"]


@pytest.mark.parametrize("table", sorted({table for table, _ in TAMPERED}))
def test_a_row_that_is_taken_out_is_found(filled, table):
    (key,) = Base.metadata.tables[table].primary_key.columns.keys()
    with filled.engine.connect() as connection:
        first = connection.scalar(text(f"SELECT min({key}) FROM {table}"))
    tamper(filled, (f"DELETE FROM {table} WHERE {key} = :key", {"key": first}))
    assert faults(filled)[0] or table == "log_checkpoint"


def outside(store):
    """A checkpoint somebody keeps elsewhere."""
    return open_checkpoint(store.log.checkpoint(), [store.log.signer.verifier])[0]


def cut(store, size):
    """Cut off the end of the log with everything that belongs to it."""
    later = {"size": size}
    tamper(
        store,
        ("DELETE FROM case_event WHERE event_id IN (SELECT event_id FROM log_event WHERE position >= :size)", later),
        ("DELETE FROM case_decision WHERE position >= :size", later),
        ("DELETE FROM log_event WHERE position >= :size", later),
        ("DELETE FROM log_erased WHERE position >= :size", later),
        ("DELETE FROM log_rule_set WHERE position >= :size", later),
        ("DELETE FROM log_checkpoint WHERE size >= :size", later),
        ("DELETE FROM log_leaf WHERE position >= :size", later),
    )


def test_a_cut_tail_is_invisible_from_inside_and_found_against_an_outside_checkpoint(store):
    fill(store, 6)
    kept = outside(store)
    cut(store, store.log.size - 2)
    assert faults(store)[0] == []
    assert faults(store, kept)[0] == [
        f"checkpoint: the log has {kept.size - 2} entries, the checkpoint kept outside {kept.size}"
    ]


def test_a_rewritten_log_is_invisible_from_inside_and_found_against_an_outside_checkpoint(store):
    fill(store, 6)
    kept = outside(store)
    cut(store, 3)
    store._rulesets._known.clear()
    fill(store, 7)
    assert store.log.size >= kept.size
    assert faults(store)[0] == []
    assert faults(store, kept)[0] == [
        "checkpoint: the log was rewritten: it does not extend the checkpoint kept outside"
    ]


def test_a_log_that_has_grown_extends_the_checkpoint_kept_outside(store):
    fill(store, 3)
    kept = outside(store)
    fill(store, 3)
    assert faults(store, kept)[0] == []
    assert faults(store, Checkpoint(kept.origin, kept.size, b"\0" * 32))[0]


def test_binary_columns_are_what_the_list_of_columns_takes_them_for():
    binary = [c for t, c in TAMPERED if isinstance(Base.metadata.tables[t].columns[c].type, LargeBinary)]
    assert len(binary) == 10
