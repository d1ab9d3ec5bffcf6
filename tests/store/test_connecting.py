"""What the driver carries out itself, statements and transactions, goes as if SQLAlchemy had carried it out."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from demokrativillkor.store.connecting import BY_DRIVER, begin, by_driver, commit, open_engine

TABLE = "CREATE TABLE kept (name VARCHAR(9) PRIMARY KEY)"
INSERT = {"sqlite": "INSERT INTO kept VALUES (?)", "postgresql": "INSERT INTO kept VALUES (%s)"}
COUNT = "SELECT count(*) FROM kept"


def by_sqlalchemy(connection, statement, rows):
    return connection.exec_driver_sql(statement, rows or None)


def failure(carry_out, engine, statement, rows):
    """The error, the driver's own beneath it, and whether the connection is said to be gone."""
    with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        carry_out(connection, statement, rows)
    return type(caught.value), type(caught.value.orig), caught.value.connection_invalidated


def test_rows_are_inserted_and_a_failure_is_the_same_error(address):
    engine = open_engine(address)
    insert = INSERT[engine.dialect.name]
    with engine.begin() as connection:
        by_driver(connection, TABLE)
        by_driver(connection, insert, [("a",), ("b",)])
    with engine.connect() as connection:
        assert by_driver(connection, COUNT).fetchone()[0] == 2
    again, unknown = (insert, [("a",)]), ("SELECT nothing FROM nowhere", [])
    for statement, rows in (again, unknown):
        ours = failure(by_driver, engine, statement, rows)
        assert ours == failure(by_sqlalchemy, engine, statement, rows)
        assert (ours[0] is IntegrityError, ours[2]) == (statement is insert, False)
    engine.dispose()


@pytest.mark.parametrize("asks", [False, True], ids=["rows alone", "a query of SQLAlchemy's between"])
def test_what_the_driver_begins_is_kept_once_it_is_committed_and_only_then(address, asks):
    engine = open_engine(address)
    writing, insert = engine.execution_options(**BY_DRIVER), INSERT[engine.dialect.name]
    with engine.begin() as connection:
        by_driver(connection, TABLE)
    with engine.connect() as other:
        for name, commits in (("a", True), ("b", False), ("c", True)):
            with writing.connect() as connection:
                begin(connection)
                by_driver(connection, insert, [(name,)])
                if asks:
                    connection.scalar(text(COUNT))
                assert name not in other.scalars(text("SELECT name FROM kept")).all()
                other.rollback()
                if commits:
                    commit(connection)
        assert other.scalars(text("SELECT name FROM kept ORDER BY name")).all() == ["a", "c"]
    engine.dispose()


def test_a_connection_that_the_server_ended_is_told_to_be_gone_and_not_used_again(server):
    engine = open_engine(server.new_database())
    with engine.connect() as connection:
        number = by_driver(connection, "SELECT pg_backend_pid()").fetchone()[0]
        server.run(f"SELECT pg_terminate_backend({number})")
        with pytest.raises(DBAPIError) as caught:
            by_driver(connection, "SELECT 1")
        assert caught.value.connection_invalidated
        assert connection.invalidated
    with engine.connect() as connection:
        assert by_driver(connection, "SELECT pg_backend_pid()").fetchone()[0] != number
    engine.dispose()
