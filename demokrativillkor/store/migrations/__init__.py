"""The database's versions (Alembic), in the package: an installed service brings its database up to date."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from demokrativillkor.errors import ConfigurationError
from demokrativillkor.store.connecting import WRITES, LogLock


def migrate(engine: Engine) -> None:
    """Bring the database to the newest version; a new one is made. Several processes may do so at once.

    Raises:
        ConfigurationError: the database was made by a later version of this software.
    """
    lock = LogLock(engine)
    try:
        with lock.held(), engine.execution_options(**WRITES).begin() as connection:
            lock.take(connection)
            refuse_later(connection)
            command.upgrade(_config(connection), "head")
    finally:
        lock.close()


def at_head(connection: Connection) -> bool:
    """Whether the database has the newest version."""
    return _current(connection) == _scripts().get_current_head()


def refuse_later(connection: Connection) -> None:
    """Refuse a database of a later version than this software knows.

    Raises:
        ConfigurationError: it is one.
    """
    known = {script.revision for script in _scripts().walk_revisions()}
    current = _current(connection)
    if current is not None and current not in known:
        raise ConfigurationError("the database was made by a later version of demokrativillkor; install that version")


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(Path(__file__).parent))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
