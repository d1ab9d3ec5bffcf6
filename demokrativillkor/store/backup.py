"""A copy of the database as it is at one moment, and a database made from one."""

from __future__ import annotations

import os
import secrets
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, inspect

from demokrativillkor.errors import ConfigurationError
from demokrativillkor.store.connecting import open_engine, unavailable_when_it_fails
from demokrativillkor.store.errors import StoreUnavailable


def back_up(engine: Engine, to: Path) -> None:
    """Write a copy to a new file, while the service goes on; whole or not at all.

    Raises:
        ConfigurationError: there is a file of that name, or PostgreSQL's programs are not installed.
        StoreUnavailable: it cannot be written or read.
    """
    if to.exists():
        raise ConfigurationError(f"{to.name}: there is a file already; choose another name")
    beside = to.with_name(f".{to.name}.{secrets.token_hex(8)}")
    try:
        if engine.dialect.name == "sqlite":
            _copy(Path(engine.url.database or ""), beside)
        else:
            _run(engine, "pg_dump", "--format=custom", f"--file={beside}")
        beside.chmod(0o600)
        beside.replace(to)
    except OSError as error:
        raise StoreUnavailable(f"{to.name}: the copy cannot be written ({error.strerror}); check the folder") from None
    finally:
        beside.unlink(missing_ok=True)


def restore(backup: Path, address: str) -> None:
    """Make the database at ``address``, which must not be there yet or be empty, from a copy.

    Raises:
        ConfigurationError: there is no such copy, or the database is not empty.
        StoreUnavailable: it cannot be written.
    """
    if not backup.is_file():
        raise ConfigurationError(f"{backup.name}: there is no such file; give the file that `backup` wrote")
    engine = open_engine(address)
    try:
        if engine.dialect.name == "sqlite":
            _restore_file(backup, Path(engine.url.database or ""))
            return
        with unavailable_when_it_fails(), engine.connect() as connection:
            if inspect(connection).get_table_names():
                raise ConfigurationError("the database is not empty; restore into a new one")
        _run(engine, "pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-acl", str(backup))
    finally:
        engine.dispose()


def _restore_file(backup: Path, database: Path) -> None:
    if database.exists() and database.stat().st_size:
        raise ConfigurationError("there is a database already; move it away first, it is evidence")
    beside = database.with_name(f".{database.name}.{secrets.token_hex(8)}")
    try:
        _copy(backup, beside)
        beside.replace(database)
    except OSError as error:
        raise StoreUnavailable(f"the database cannot be written ({error.strerror}); check the folder") from None
    finally:
        beside.unlink(missing_ok=True)


def _copy(one: Path, other: Path) -> None:
    try:
        read_only = f"file:{one}?mode=ro"
        with closing(sqlite3.connect(read_only, uri=True)) as source, closing(sqlite3.connect(other)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        with other.open("rb") as written:
            os.fsync(written.fileno())
    except sqlite3.Error as error:
        raise StoreUnavailable(f"the database cannot be copied ({type(error).__name__}); is it one?") from None


def _run(engine: Engine, program: str, *arguments: str) -> None:
    url = engine.url
    environment = {**os.environ, "PGPASSWORD": url.password} if url.password else None
    dsn = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    try:
        done = subprocess.run(
            [program, f"--dbname={dsn}", *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except FileNotFoundError:
        raise ConfigurationError(f"{program} is not installed; install PostgreSQL's client programs") from None
    if done.returncode:
        raise StoreUnavailable(f"{program} ended with code {done.returncode}; run it by hand to see why")
