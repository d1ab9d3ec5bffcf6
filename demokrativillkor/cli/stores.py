"""Which database a command is about: the settings of the service, or what the command line says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from demokrativillkor.settings import Settings
    from demokrativillkor.store import Reader, Store

DataFolderOption = Annotated[
    Path | None, typer.Option("--data-folder", help="Folder of the service's data; by default that of the settings.")
]
DatabaseOption = Annotated[
    str | None, typer.Option("--database", help="Address of the database; by default that of the settings.")
]


def settings_of(data_folder: Path | None, database: str | None) -> Settings:
    """The settings, with what the command line says in their place."""
    from demokrativillkor.settings import load_settings

    given: dict[str, Any] = {"data_folder": data_folder, "database_url": database}
    return load_settings(**{name: value for name, value in given.items() if value is not None})


@contextmanager
def opened(data_folder: Path | None, database: str | None) -> Iterator[Store]:
    """The store the command is about."""
    from demokrativillkor.store.opening import open_store

    store = open_store(settings_of(data_folder, database))
    try:
        yield store
    finally:
        store.close()


@contextmanager
def opened_to_read(settings: Settings) -> Iterator[Reader]:
    """The database of these settings as it is, for which no key is needed."""
    from demokrativillkor.store import Reader

    reader = Reader.of(settings.database)
    try:
        yield reader
    finally:
        reader.close()
