"""The database's versions (Alembic), in the package: an installed service brings its database up to date."""

from __future__ import annotations

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from demokrativillkor.errors import ConfigurationError
from demokrativillkor.store.connecting import WRITES, LogLock

_LOG = logging.getLogger(__name__)


def migrate(engine: Engine) -> None:
    """Bring the database to the newest version, and say so; a new one is made. Several processes may do so at once.

    Raises:
        ConfigurationError: the database was made by a later version of this software.
    """
    lock = LogLock(engine)
    try:
        with lock.held(), engine.execution_options(**WRITES).begin() as connection:
            lock.take(connection)
            refuse_later(connection)
            before = _current(connection)
            migrate_to(connection, "head")
            after = _current(connection)
    finally:
        lock.close()
    if before not in (None, after):
        _LOG.warning("the database was brought up to date, from schema version %s to %s", before, after)


def migrate_to(connection: Connection, version: str) -> None:
    """Bring the database to a version, within the transaction of the connection."""
    command.upgrade(_config(connection), version)


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


def refuse_earlier(connection: Connection) -> None:
    """Refuse a database that is still to be brought to the newest version, or holds no log at all.

    Raises:
        ConfigurationError: it is one.
    """
    current, needed = _current(connection), _scripts().get_current_head()
    if current is None:
        raise ConfigurationError("the database holds no log; check data_folder, or the database address")
    if current != needed:
        raise ConfigurationError(
            f"the database has schema version {current}, this program needs {needed}; start the service on it, or on a "
            "copy, which brings it up to date"
        )


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(Path(__file__).parent))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
