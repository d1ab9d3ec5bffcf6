"""The database itself refuses what must never happen to the log and to cases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from api.health import store_checks
from demokrativillkor.engine import Reference
from demokrativillkor.errors import ConfigurationError
from demokrativillkor.settings import load_settings
from demokrativillkor.store import Filters, NewEvent, Read, Reader, Store, StoreUnavailable
from demokrativillkor.store.backup import back_up, restore
from demokrativillkor.store.connecting import WRITES, open_engine
from demokrativillkor.store.exporting import replays
from demokrativillkor.store.fences import grants
from demokrativillkor.store.migrations import migrate
from demokrativillkor.store.tables import CASES, FENCED, OPEN, Base
from demokrativillkor.store.verifying import Verification
from tests.support.stores import fill, signer

PROTECTED = (*FENCED, *CASES)


@pytest.fixture
def filled(store):
    """A store with a row in every table."""
    first, second = fill(store, 2)
    store.append(NewEvent(decision_id=first, kind="steps", content={}, subject="key:one", after=None)).result()
    store.issue_checkpoint()
    store.note_read(Read(subject="key:one", role="officer", decision_id=first, part="decision"))
    store.erase(store.plan_erasure("GB 1", Filters(), [second]))
    return store


def refused(store, statement):
    with pytest.raises(DBAPIError) as told, store.engine.execution_options(**WRITES).begin() as connection:
        connection.execute(text(statement))
    return str(told.value.orig)


def test_the_tables_that_are_made_are_those_that_are_described(store):
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    assert {*FENCED, *CASES, *OPEN} == set(Base.metadata.tables)


@pytest.mark.parametrize("table", PROTECTED)
def test_no_row_of_log_or_case_is_ever_changed(filled, table):
    for column in [each.name for each in Base.metadata.tables[table].columns]:
        assert f"{table}: this table is only ever added to" in refused(
            filled, f"UPDATE {table} SET {column} = {column}"
        )


@pytest.mark.parametrize("table", PROTECTED)
def test_no_row_of_log_or_case_is_removed(filled, table):
    assert f"{table}: " in refused(filled, f"DELETE FROM {table}")


@pytest.mark.parametrize("table", PROTECTED)
def test_no_row_of_log_or_case_is_replaced(filled, table):
    if filled.engine.dialect.name == "sqlite":
        with filled.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA recursive_triggers=OFF")
        refused(filled, f"REPLACE INTO {table} SELECT * FROM {table}")
    else:
        (key,) = Base.metadata.tables[table].primary_key.columns.keys()
        refused(
            filled, f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({key}) DO UPDATE SET {key} = {table}.{key}"
        )
    with filled.engine.connect() as connection:
        assert connection.scalar(text(f"SELECT count(*) FROM {table}")) > 0


def test_on_postgresql_no_table_of_log_or_case_is_emptied(server):
    store = Store.open(server.new_database(), signer())
    for table in PROTECTED:
        assert ": this table is only ever added to" in refused(store, f"TRUNCATE {table} CASCADE")
    store.close()


def test_an_entry_stands_right_after_the_last_one(filled):
    size = filled.log.size
    for position in (size + 1, -1):
        message = refused(filled, f"INSERT INTO log_leaf VALUES ({position}, 'decision', '', '')")
        assert "an entry must stand right after the last one" in message


def test_a_case_is_removed_only_with_an_erasure_in_the_log(filled):
    message = refused(filled, "DELETE FROM case_decision")
    assert "removed only when the log says that it is erased" in message


@pytest.fixture
def roles(server):
    """The addresses of the owner of an empty database, of the service and of who erases, as `roles` lets them."""
    address = server.new_database()
    owner = open_engine(address)
    migrate(owner)
    names = {role: f"{role}_{owner.url.database}" for role in ("service", "erasure")}
    with owner.begin() as connection:
        for name in names.values():
            connection.execute(text(f"CREATE ROLE {name} LOGIN"))
        for statement in grants(names["service"], names["erasure"]):
            connection.execute(text(statement))
    owner.dispose()
    return address, *(server.address(owner.url.database, name) for name in names.values())


def test_on_postgresql_the_service_reads_and_inserts_and_can_do_no_more(roles):
    address, as_service, as_eraser = roles
    service = Store.open(as_service, signer(), owner_address=address)
    ids = fill(service, 3)
    for statement in (
        "DELETE FROM case_decision",
        "UPDATE log_leaf SET kind = kind",
        "TRUNCATE log_leaf",
        "ALTER TABLE log_leaf DISABLE TRIGGER ALL",
        "DROP TRIGGER log_leaf_update ON log_leaf",
    ):
        assert "permission denied" in refused(service, statement) or "must be owner" in refused(service, statement)
    plan = service.plan_erasure("GB 1", Filters(), ids[:1])
    with pytest.raises(SQLAlchemyError), service.engine.begin() as connection:
        connection.execute(text("DELETE FROM case_event"))
    service.close()
    eraser = Store.open(as_eraser, signer(), owner_address=address)
    assert eraser.erase(plan)
    alone = Store(eraser.engine, signer(), eraser.address)
    assert not alone.erase(eraser.plan_erasure("GB 1", Filters(), ids[1:2]))
    assert not alone.scrub()
    assert eraser.scrub()
    assert eraser.decisions(Filters()).total == 1
    eraser.close()


def test_on_postgresql_it_is_told_whether_the_service_could_take_the_fences_down(roles):
    owner, as_service, _ = roles
    for address, owns in ((owner, True), (as_service, False)):
        store = Store.open(address, signer())
        (database, *_) = store_checks(store, load_settings())
        check = database()
        assert (store.owns_its_tables(), check.warning) == (owns, owns)
        assert check.told.endswith("one role does everything, fences alone protect the log") == owns
        store.close()


def test_on_postgresql_the_service_can_make_a_backup(roles, tmp_path):
    store = Store.open(roles[1], signer(), owner_address=roles[0])
    fill(store, 1)
    back_up(store.engine, tmp_path / "copy")
    store.close()
    assert (tmp_path / "copy").stat().st_size


def test_on_postgresql_a_backup_is_restored_on_a_server_that_has_not_its_roles(server, roles, tmp_path):
    store = Store.open(roles[1], signer(), owner_address=roles[0])
    ids = fill(store, 1)
    back_up(store.engine, tmp_path / "copy")
    store.close()
    names = [make_url(each).username for each in roles[1:]]
    owner = open_engine(roles[0])
    with owner.begin() as connection:
        for name in names:
            connection.execute(text(f"DROP OWNED BY {name}"))
            connection.execute(text(f"DROP ROLE {name}"))
    owner.dispose()
    address = server.new_database()
    restore(tmp_path / "copy", address)
    restored = Store.open(address, signer())
    assert [each.decision_id for each in restored.decisions(Filters()).decisions] == ids
    restored.close()


def test_on_postgresql_who_may_read_and_no_more_can_verify_and_replay(server, roles):
    store = Store.open(roles[1], signer(), owner_address=roles[0])
    fill(store, 2)
    store.close()
    database = make_url(roles[0]).database
    owner = open_engine(roles[0])
    with owner.begin() as connection:
        connection.execute(text(f"CREATE ROLE auditor_{database} LOGIN"))
        connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO auditor_{database}"))
    owner.dispose()
    reader = Reader.of(server.address(database, f"auditor_{database}"))
    with reader.reading() as connection:
        assert list(Verification(connection).faults()) == []
    assert [each.same for each in replays(reader, Reference())] == [True, True]
    reader.close()


def test_on_postgresql_a_role_that_may_not_make_tables_is_told_who_can_let_it(server, roles):
    role, empty = make_url(roles[1]).username, make_url(server.new_database()).database
    as_service = server.address(empty, role)
    with pytest.raises(StoreUnavailable, match="let the owner run `demokrativillkor roles`"):
        Store.open(as_service, signer())


def test_a_database_of_a_later_version_is_refused(address):
    Store.open(address, signer()).close()
    engine = open_engine(address)
    with engine.execution_options(**WRITES).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(ConfigurationError, match="later version of demokrativillkor"):
        Store.open(address, signer())


@pytest.mark.parametrize(
    ("address", "cause"),
    [
        ("nonsense", "not written as one"),
        ("mysql://localhost/x", "only sqlite and postgresql"),
        ("sqlite://", "in memory is lost"),
        ("sqlite:///:memory:", "in memory is lost"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_the_two_that_can(address, cause):
    with pytest.raises(ConfigurationError, match=cause) as told:
        open_engine(address)
    assert "write sqlite:///PATH or postgresql://USER@HOST/NAME" in str(told.value)
