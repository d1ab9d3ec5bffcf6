"""A copy is whole at one moment while the service goes on, and becomes a database only where none is."""

import sqlite3
from pathlib import Path

import pytest

from demokrativillkor.errors import ConfigurationError
from demokrativillkor.store import Store
from demokrativillkor.store.backup import back_up, restore
from demokrativillkor.store.errors import StoreUnavailable
from demokrativillkor.store.verifying import Verification
from tests.support.stores import fill, new, signer


@pytest.fixture
def another(request, address, tmp_path):
    """The address of a second database of the same kind, which is not there yet or is empty."""
    if address.startswith("sqlite"):
        return f"sqlite:///{tmp_path}/restored.db"
    return request.getfixturevalue("server").new_database()


def test_a_copy_made_while_decisions_are_recorded_is_whole_and_verifies(store, another, tmp_path):
    before = fill(store, 5)
    waiting = [store.record(new(number)) for number in range(40)]
    back_up(store.engine, tmp_path / "copy")
    assert all(each.result(30) for each in waiting)
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0
    restore(tmp_path / "copy", another)
    restored = Store.open(another, signer())
    try:
        with restored.reading() as connection:
            verification = Verification(connection)
            assert list(verification.faults()) == []
        assert 5 <= verification.decisions <= 45
        assert restored.log.root(restored.log.size) == store.log.root(restored.log.size)
        assert restored.decision(before[0]).decision == store.decision(before[0]).decision
        assert fill(restored, 1)
    finally:
        restored.close()


def test_a_database_in_use_and_a_copy_that_is_there_are_never_replaced(store, address, tmp_path):
    fill(store, 1)
    back_up(store.engine, tmp_path / "copy")
    kept = (tmp_path / "copy").read_bytes()
    with pytest.raises(ConfigurationError, match="there is a file already; choose another name"):
        back_up(store.engine, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == kept
    fill(store, 1)
    size = store.log.size
    with pytest.raises(ConfigurationError, match="there is a database already|the database is not empty"):
        restore(tmp_path / "copy", address)
    assert store.log.size == size


def test_what_is_no_copy_makes_no_database(address, tmp_path):
    (tmp_path / "copy").write_bytes(b"Hemligt, but no copy of anything" * 100)
    with pytest.raises(StoreUnavailable, match="is it one|pg_restore ended with code") as refused:
        restore(tmp_path / "copy", address)
    assert "Hemligt" not in str(refused.value)
    opened = Store.open(address, signer())
    try:
        assert opened.log.size == 1
    finally:
        opened.close()


def test_a_copy_that_cannot_be_written_leaves_nothing_behind(store, tmp_path):
    with pytest.raises(StoreUnavailable):
        back_up(store.engine, tmp_path / "absent" / "copy")
    assert not list(Path(tmp_path).glob("*copy*"))


def test_a_database_that_somebody_writes_to_is_copied_all_the_same(sqlite_store, tmp_path):
    fill(sqlite_store, 2)
    locking = sqlite3.connect(tmp_path / "log.db", isolation_level=None)
    locking.execute("BEGIN IMMEDIATE")
    try:
        back_up(sqlite_store.engine, tmp_path / "copy")
    finally:
        locking.execute("ROLLBACK")
        locking.close()
    restore(tmp_path / "copy", f"sqlite:///{tmp_path}/again.db")
    again = Store.open(f"sqlite:///{tmp_path}/again.db", signer())
    try:
        assert again.log.size == sqlite_store.log.size
    finally:
        again.close()
