"""A statement that the driver carries out itself fails as one that SQLAlchemy carries out."""

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from demokrativillkor.store.connecting import by_driver, open_engine

TABLE = "CREATE TABLE kept (name VARCHAR(9) PRIMARY KEY)"
NAMED = {"sqlite": "INSERT INTO kept VALUES (:name)", "postgresql": "INSERT INTO kept VALUES (%(name)s)"}


def by_sqlalchemy(connection, statement, rows):
    return connection.exec_driver_sql(statement, rows or None)


def failure(carry_out, engine, statement, rows):
    """The error, the driver's own beneath it, and whether the connection is said to be gone."""
    with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        carry_out(connection, statement, rows)
    return type(caught.value), type(caught.value.orig), caught.value.connection_invalidated


def test_rows_are_inserted_and_a_failure_is_the_same_error(address):
    engine = open_engine(address)
    insert = NAMED[engine.dialect.name]
    with engine.begin() as connection:
        by_driver(connection, TABLE)
        by_driver(connection, insert, [{"name": "a"}, {"name": "b"}])
    with engine.connect() as connection:
        assert by_driver(connection, "SELECT count(*) FROM kept").fetchone()[0] == 2
    again, unknown = (insert, [{"name": "a"}]), ("SELECT nothing FROM nowhere", [])
    for statement, rows in (again, unknown):
        ours = failure(by_driver, engine, statement, rows)
        assert ours == failure(by_sqlalchemy, engine, statement, rows)
        assert (ours[0] is IntegrityError, ours[2]) == (statement is insert, False)
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
