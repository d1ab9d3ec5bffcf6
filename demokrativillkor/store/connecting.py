"""Opening a database: SQLite in a file, or PostgreSQL."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIModule
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as AllTaken
from sqlalchemy.pool import ConnectionPoolEntry

from demokrativillkor.errors import ConfigurationError
from demokrativillkor.store.errors import StoreUnavailable

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",  # which is kept in the file
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA secure_delete=ON",
    "PRAGMA busy_timeout=5000",
)

_TURN = 5
"""Seconds that a request waits for a connection when all are taken."""

_BEGIN = "begin"

WRITES: Mapping[str, Any] = {_BEGIN: "BEGIN IMMEDIATE"}
"""Execution options of a connection that is going to write: SQLite then takes its lock at once (plain ``BEGIN`` loses
concurrent appends)."""

BY_DRIVER: Mapping[str, Any] = {_BEGIN: None}
"""Execution options of a connection that :func:`begin` and :func:`commit` are for."""

_FILE = "demokrativillkor.file"

_PATIENCE = {"connect_timeout": "5", "tcp_user_timeout": "10000"}
"""How long PostgreSQL is waited for: seconds to connect, milliseconds for an answer of its network. An address may say
otherwise."""

_TAKE = text("SELECT set_config('lock_timeout', '5s', true), pg_advisory_xact_lock(:lock)")
"""No writer waits longer for another than SQLite's would (``busy_timeout``)."""

_LOG_LOCK = 0x64766C6F67
"""The advisory lock of PostgreSQL under which the log grows (the letters ``dvlog``)."""


def open_engine(address: str, *, for_reading: bool = False) -> Engine:
    """A pool of connections to the database at ``address``, an SQLAlchemy URL.

    Args:
        for_reading: leave an SQLite file as it is, whatever is asked of it.

    Raises:
        ConfigurationError: the address cannot be used, or its driver is not installed.
    """
    try:
        url = make_url(address)
    except ArgumentError:
        raise _unusable("it is not written as one") from None
    match url.get_backend_name():
        case "sqlite":
            return _sqlite(url, ("PRAGMA query_only=ON", *_PRAGMAS[1:]) if for_reading else _PRAGMAS)
        case "postgresql":
            return _postgresql(url)
    raise _unusable("only sqlite and postgresql are supported")


def _unusable(why: str) -> ConfigurationError:
    return ConfigurationError(
        f"the database address cannot be used: {why}; write sqlite:///PATH or postgresql://USER@HOST/NAME"
    )


def _sqlite(url: URL, pragmas: Sequence[str]) -> Engine:
    if not url.database or url.database == ":memory:":
        raise _unusable("a log in memory is lost")
    # isolation_level=None: the driver begins nothing by itself, the listener below does.
    arguments = {"isolation_level": None, "check_same_thread": False, "timeout": 5}
    engine = create_engine(url, connect_args=arguments, pool_timeout=_TURN)
    file = _SameFile(Path(url.database))

    @event.listens_for(engine, "do_connect")
    def _connecting(*_how: Any) -> None:
        file.refuse_another()

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, record: ConnectionPoolEntry) -> None:
        file.remember()
        record.info[_FILE] = file
        for pragma in pragmas:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        if statement := connection.get_execution_options().get(_BEGIN, "BEGIN"):
            file.refuse_another()
            by_driver(connection, statement)

    return engine


def begin(connection: Connection) -> None:
    """Begin to write, on SQLite by the driver itself: SQLAlchemy takes as long for a transaction as for what is in it.

    PostgreSQL's begins with the first statement. A connection that is given back before :func:`commit` is rolled back.

    Raises:
        StoreUnavailable: the database's file is gone.
        DBAPIError: as :func:`by_driver`.
    """
    file: _SameFile | None = connection.info.get(_FILE)
    if file:
        file.refuse_another()
        by_driver(connection, WRITES[_BEGIN])


def commit(connection: Connection) -> None:
    """Commit what was begun.

    Raises:
        DBAPIError: as :func:`by_driver`.
    """
    if connection.in_transaction():  # SQLAlchemy came to know of it by a query
        connection.commit()
    else:
        by_driver(connection, "COMMIT")


def by_driver(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]] = ()) -> Any:
    """Let the driver itself carry out a statement, once for each row if there are any; its cursor (PEP 249).

    What SQLAlchemy does around a statement takes several times as long as most of those in a writer's turn.

    Raises:
        DBAPIError: as if SQLAlchemy had carried it out.
    """
    cursor = connection.connection.cursor()
    try:
        if rows:
            cursor.executemany(statement, rows)
        else:
            cursor.execute(statement)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_raised_by_sqlalchemy(connection, statement, error) from error
    return cursor


def _as_raised_by_sqlalchemy(connection: Connection, statement: str, error: DBAPIModule.Error) -> BaseException:
    dialect = connection.dialect
    is_gone = dialect.is_disconnect(error, connection.connection, None)
    if is_gone:
        connection.invalidate(error)
    return DBAPIError.instance(
        statement, None, error, dialect.loaded_dbapi.Error, connection_invalidated=is_gone, dialect=dialect
    )


class _SameFile:
    """Whether the path still leads to the file that was opened.

    A file that was removed goes on taking what is written, and loses it with the process.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: tuple[int, int] | None = None

    def remember(self) -> None:
        """Keep which file it is, the first time."""
        self._opened = self._opened or self._found()

    def refuse_another(self) -> None:
        """Refuse to read or write any other file.

        Raises:
            StoreUnavailable: the file is gone, or another is in its place.
        """
        if self._opened and self._found() != self._opened:
            raise StoreUnavailable(
                "the database file that was opened is no longer in its place; put it back, or start the service again"
            )

    def _found(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino


def _postgresql(url: URL) -> Engine:
    patient = url.set(drivername="postgresql+psycopg", query={**_PATIENCE, **url.query})
    try:
        return create_engine(patient, pool_pre_ping=True, pool_size=10, pool_timeout=_TURN)
    except (ImportError, NoSuchModuleError):
        raise ConfigurationError(
            "PostgreSQL needs its driver: install demokrativillkor with the extra postgres"
        ) from None


_NOT_PERMITTED = "42501"
"""PostgreSQL's code for what a role may not do."""


class LogLock:
    """Whose turn it is to append to the log, over all processes on one database.

    On SQLite a file beside the database, locked before ``BEGIN IMMEDIATE``: SQLite's own waiting sleeps between its
    attempts, and two writers starve each other. So could one that lets go of the file and takes it again before another
    has woken: a second file is held by whoever is next in line. On PostgreSQL an advisory lock inside the transaction.
    """

    def __init__(self, engine: Engine) -> None:
        self._files: tuple[int, int] | None = None
        database = engine.url.database
        if engine.dialect.name == "sqlite" and database:
            self._files = _opened(Path(f"{database}.next")), _opened(Path(f"{database}.lock"))

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the file, where there is one."""
        if self._files is None:
            yield
            return
        line, file = self._files
        fcntl.flock(line, fcntl.LOCK_EX)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
        finally:
            fcntl.flock(line, fcntl.LOCK_UN)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)

    def take(self, connection: Connection) -> None:
        """Inside the transaction: wait for the database's own lock, where it has one."""
        if connection.dialect.name == "postgresql":
            connection.execute(_TAKE, {"lock": _LOG_LOCK})

    def close(self) -> None:
        """Let go of the files."""
        for file in self._files or ():
            os.close(file)
        self._files = None


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreUnavailable(f"the lock file beside the database cannot be opened: {error.strerror}") from None


def is_undecodable(error: OperationalError) -> bool:
    """Whether SQLite was stopped by text that is not UTF-8, which nobody but a tamperer or a broken disk writes."""
    return isinstance(error.orig, sqlite3.OperationalError) and "decode to UTF-8" in str(error.orig)


@contextmanager
def any_text(connection: Connection) -> Iterator[None]:
    """Let SQLite hand over text that is not UTF-8: its wrong bytes stand for themselves, as lone surrogates."""
    driver: Any = connection.connection.driver_connection
    driver.text_factory = lambda stored: stored.decode(errors="surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = str


def not_permitted(error: DBAPIError) -> StoreUnavailable | None:
    """What is said where the role of the address may not do what was asked, ``None`` where it failed otherwise."""
    if getattr(error.orig, "sqlstate", None) != _NOT_PERMITTED:
        return None
    return StoreUnavailable(
        "the database role of this address may not do that; give the address of one that may, or let the owner run "
        "`demokrativillkor roles`"
    )


@contextmanager
def unavailable_when_it_fails() -> Iterator[None]:
    """Whatever the database raises becomes :class:`StoreUnavailable`, without its text: it could hold values."""
    try:
        yield
    except AllTaken:
        raise StoreUnavailable("the database is slow: no connection became free in time; ask again later") from None
    except DBAPIError as error:
        if refused := not_permitted(error):
            raise refused from error
        cause = type(error.orig).__name__
        raise StoreUnavailable(
            f"the database did not answer ({cause}); see that it runs and that its address is right"
        ) from error
