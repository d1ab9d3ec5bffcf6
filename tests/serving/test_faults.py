"""A database that is gone, locked, full or read-only is told with 503; nothing is half written, and it passes."""

import sqlite3
from contextlib import closing, contextmanager
from itertools import count

import psycopg
import pytest
from sqlalchemy import make_url

from tests.support.disks import small_disk, unwritable
from tests.support.kept import BODY, JSON, Kept, client_of, is_problem, record
from tests.support.serving import eventually, serving

_keys = (f"request-{number}" for number in count())

LOG_LOCK = 0x64766C6F67


@contextmanager
def moved_away(kept, _server):
    data, away = kept.folder / "data", kept.folder / "away"
    data.rename(away)
    try:
        yield
    finally:
        away.rename(data)


@contextmanager
def replaced(kept, _server):
    """Another database stands where it was: an older one, say."""
    file = kept.folder / "data" / "demokrativillkor.db"
    file.rename(file.with_suffix(".kept"))
    sqlite3.connect(file).close()
    file.touch()
    try:
        yield
    finally:
        file.with_suffix(".kept").replace(file)


@contextmanager
def locked_file(kept, _server):
    with closing(sqlite3.connect(kept.folder / "data" / "demokrativillkor.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def unwritable_file(kept, _server):
    file = kept.folder / "data" / "demokrativillkor.db"
    with unwritable(file, file.with_name(f"{file.name}-wal")):
        yield


@contextmanager
def stopped(_kept, server):
    server.stop()
    try:
        yield
    finally:
        server.start()


@contextmanager
def locked_log(kept, _server):
    with psycopg.connect(kept.address, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [LOG_LOCK])
        yield


@contextmanager
def read_only(_kept, server):
    server.run("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()")
    try:
        yield
    finally:
        server.run("ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()")


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory):
    kept = Kept.sqlite(tmp_path_factory.mktemp("sqlite"))
    with serving(kept.folder) as served:
        yield kept, served


@pytest.fixture(scope="module")
def on_postgresql(tmp_path_factory, server):
    kept = Kept.postgresql(tmp_path_factory.mktemp("postgresql"), server.new_database())
    with serving(kept.folder, **kept.environment) as served:
        yield kept, served


@pytest.mark.parametrize(
    ("database", "fault", "reads"),
    [
        ("on_sqlite", moved_away, False),
        ("on_sqlite", replaced, False),
        ("on_sqlite", locked_file, True),
        ("on_sqlite", unwritable_file, True),
        ("on_postgresql", stopped, False),
        ("on_postgresql", locked_log, True),
        ("on_postgresql", read_only, True),
    ],
)
def test_what_the_database_cannot_take_is_told_and_what_was_asked_again_is_stored_once(request, database, fault, reads):
    kept, served = request.getfixturevalue(database)
    server = request.getfixturevalue("server") if database == "on_postgresql" else None
    key = next(_keys)
    with client_of(served) as client:
        assert record(served, client, f"before {key}".replace(" ", "-")).status_code == 201
        before = kept.decisions()
        with fault(kept, server):
            assert is_problem(record(served, client, key), 503, "store-unavailable")
            assert is_problem(client.get("/health/ready"), 503, "not-ready")
            assert client.get("/health/live").status_code == 200
            assert client.post(f"{served.api}/assessments", content=BODY, headers=JSON).status_code == 200
            listed = client.get(f"{served.api}/decisions")
            assert listed.status_code == 200 if reads else is_problem(listed, 503, "store-unavailable")
        assert eventually(lambda: client.get("/health/ready").status_code == 200)
        assert kept.decisions() == before
        made = [record(served, client, key) for _ in range(2)]
    assert [each.status_code for each in made] == [201, 201]
    assert kept.decisions() == [*before, made[0].json()["decisionId"]]
    assert made[1].json()["decisionId"] == made[0].json()["decisionId"]
    assert served.process.poll() is None


@contextmanager
def full_file(tmp_path, _request):
    with small_disk(tmp_path / "data") as disk:
        yield disk, Kept.sqlite(tmp_path)


@contextmanager
def full_tables(tmp_path, request):
    server = request.getfixturevalue("server")
    with small_disk(server.folder / "small") as disk:
        server.hand_over(disk.folder)
        server.run(f"CREATE TABLESPACE small LOCATION '{disk.folder}'")
        address = server.new_database("TABLESPACE small")
        yield disk, Kept.postgresql(tmp_path, address)
        server.run(f"DROP DATABASE {make_url(address).database} WITH (FORCE)", "DROP TABLESPACE small")


@pytest.mark.parametrize("database", [full_file, full_tables])
def test_a_full_disk_is_told_and_what_was_acknowledged_is_there(tmp_path, request, database):
    with database(tmp_path, request) as (disk, kept), serving(tmp_path, **kept.environment) as served:
        with client_of(served) as client:
            made = [record(served, client, next(_keys)).json()["decisionId"]]
            disk.fill()
            refused = []
            while not refused:  # a page that is there already takes a few more
                answer = record(served, client, next(_keys))
                if answer.status_code == 201:
                    made.append(answer.json()["decisionId"])
                    assert len(made) < 200
                else:
                    refused.append(answer)
            assert is_problem(refused[0], 503, "store-unavailable")
            assert client.post(f"{served.api}/assessments", content=BODY, headers=JSON).status_code == 200
            assert client.get(f"{served.api}/decisions").json()["total"] == len(made)
            disk.free()
            made.append(record(served, client, next(_keys)).json()["decisionId"])
            assert client.get("/health/ready").status_code == 200
        assert kept.decisions() == made
