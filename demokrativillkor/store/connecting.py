"""Opening a database: SQLite in a file, or PostgreSQL."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from demokrativillkor.errors import ConfigurationError
from demokrativillkor.store.errors import StoreUnavailable

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA secure_delete=ON",
    "PRAGMA busy_timeout=5000",
)

WRITES = {"writes": True}
"""Execution options of a connection that is going to write: SQLite then takes its lock at once (plain ``BEGIN`` loses
concurrent appends)."""

_LOG_LOCK = 0x64766C6F67
"""The advisory lock of PostgreSQL under which the log grows (the letters ``dvlog``)."""


def open_engine(address: str) -> Engine:
    """A pool of connections to the database at ``address``, an SQLAlchemy URL.

    Raises:
        ConfigurationError: the address cannot be used, or its driver is not installed.
    """
    try:
        url = make_url(address)
    except ArgumentError:
        raise _unusable("it is not written as one") from None
    match url.get_backend_name():
        case "sqlite":
            return _sqlite(url)
        case "postgresql":
            return _postgresql(url)
    raise _unusable("only sqlite and postgresql are supported")


def _unusable(why: str) -> ConfigurationError:
    return ConfigurationError(
        f"the database address cannot be used: {why}; write sqlite:///PATH or postgresql://USER@HOST/NAME"
    )


def _sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise _unusable("a log in memory is lost")
    # isolation_level=None: the driver begins nothing by itself, the listener below does.
    engine = create_engine(url, connect_args={"isolation_level": None, "check_same_thread": False, "timeout": 5})

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: URL) -> Engine:
    try:
        return create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, pool_size=10)
    except (ImportError, NoSuchModuleError):
        raise ConfigurationError(
            "PostgreSQL needs its driver: install demokrativillkor with the extra postgres"
        ) from None


class LogLock:
    """Whose turn it is to append to the log, over all processes on one database.

    On SQLite a file beside the database, locked before ``BEGIN IMMEDIATE``: SQLite's own waiting sleeps between its
    attempts, and two writers starve each other. On PostgreSQL an advisory lock inside the transaction.
    """

    def __init__(self, engine: Engine) -> None:
        self._file: int | None = None
        database = engine.url.database
        if engine.dialect.name == "sqlite" and database:
            self._file = _opened(Path(f"{database}.lock"))

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the file, where there is one."""
        if self._file is None:
            yield
            return
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def take(self, connection: Connection) -> None:
        """Inside the transaction: wait for the database's own lock, where it has one."""
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOG_LOCK})

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreUnavailable(f"the lock file beside the database cannot be opened: {error.strerror}") from None


@contextmanager
def unavailable_when_it_fails() -> Iterator[None]:
    """Whatever the database raises becomes :class:`StoreUnavailable`, without its text: it could hold values."""
    try:
        yield
    except DBAPIError as error:
        cause = type(error.orig).__name__
        raise StoreUnavailable(
            f"the database did not answer ({cause}); see that it runs and that its address is right"
        ) from error
