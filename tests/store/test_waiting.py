"""Who no longer waits gets nothing stored; who cannot know is told so."""

import fcntl
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event, make_url
from sqlalchemy.exc import DBAPIError

from demokrativillkor.store import Filters, Store, StoreUnavailable, Unsettled
from demokrativillkor.store.connecting import open_engine
from demokrativillkor.store.reader import Reader
from demokrativillkor.store.tables import Setting
from tests.support.serving import eventually
from tests.support.stores import fill, new, signer


@contextmanager
def turn_of_another(address):
    """Another process has the log to write."""
    if address.startswith("sqlite"):
        with Path(f"{make_url(address).database}.lock").open("rb+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
    else:
        with psycopg.connect(address) as other:
            other.execute("SELECT pg_advisory_xact_lock(%s)", [0x64766C6F67])
            yield


def test_a_request_that_is_given_up_before_its_turn_is_never_stored(address, store):
    with turn_of_another(address):
        given_up, kept = store.record(new()), store.record(new())
        assert given_up.cancel()
    made = kept.result(30).decision_id
    (listed,) = store.decisions(Filters()).decisions
    assert listed.decision_id == made


def test_what_the_database_refuses_takes_nothing_down_that_waits_with_it_and_brings_nothing_back(address, store):
    def breaking(transaction):
        transaction.add(Setting, name="broken", value=None)

    with turn_of_another(address):
        kept, given_up = store.record(new(1)), store.record(new(2))
        refused = store._writer.submit(breaking)
        assert given_up.cancel()
    with pytest.raises(StoreUnavailable, match="the database refused the rows"):
        refused.result(30)
    made = kept.result(30).decision_id
    (listed,) = store.decisions(Filters()).decisions
    assert listed.decision_id == made


def test_a_database_that_goes_away_while_it_commits_leaves_it_open_whether_it_was_stored(server):
    address = server.new_database()
    store = Store.open(address, signer())
    fill(store, 1)
    pids = []

    @event.listens_for(store.engine, "commit")
    def going_away(connection):
        if not pids:
            pids.append(connection.connection.driver_connection.info.backend_pid)
            server.run(f"SELECT pg_terminate_backend({pids[0]}, 10000)")

    with pytest.raises(Unsettled, match="ask again to know"):
        store.record(new()).result(30)
    assert fill(store, 1)
    store.close()


def test_a_file_that_was_removed_takes_nothing_more(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path}/log.db")
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    (tmp_path / "log.db").unlink()
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="no longer in its place; put it back"), engine.begin():
            pass
    assert not (tmp_path / "log.db").exists()
    engine.dispose()


def test_a_connection_that_does_not_become_free_is_the_database_that_does_not_answer(address, store, monkeypatch):
    reader = Reader.of(address)
    monkeypatch.setattr(reader.engine.pool, "_timeout", 0.01)
    monkeypatch.setattr(reader.engine.pool, "_max_overflow", 0)
    taken = [reader.engine.connect() for _ in range(reader.engine.pool.size())]
    with pytest.raises(StoreUnavailable, match="ask again later"), reader.reading():
        pass
    for each in taken:
        each.close()
    reader.close()


def test_the_writer_gives_its_connection_back_when_nothing_is_to_be_written(sqlite_store):
    fill(sqlite_store, 1)
    assert sqlite_store._writer._connection is not None
    assert eventually(lambda: sqlite_store._writer._connection is None)
    assert sqlite_store.engine.pool.checkedout() == 0
    assert fill(sqlite_store, 1)


def test_after_a_failure_the_writer_takes_another_connection(sqlite_store):
    fill(sqlite_store, 1)
    before = sqlite_store._writer._connection

    def failing(_transaction):
        raise DBAPIError("a statement", None, Exception())

    with pytest.raises(StoreUnavailable, match="nothing was stored"):
        sqlite_store._writer.submit(failing).result(30)
    assert fill(sqlite_store, 1)
    assert sqlite_store._writer._connection is not before


def test_a_server_that_was_away_between_two_turns_takes_the_next(server):
    store = Store.open(server.new_database(), signer())
    fill(store, 1)
    server.run(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
        "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    assert fill(store, 1)
    store.close()
