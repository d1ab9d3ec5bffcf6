"""The store that the settings describe: its folder, its signing key, its outside checkpoint."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sqlalchemy import select

from demokrativillkor.audit.entries import KeyEntry, parse_entry
from demokrativillkor.audit.keyfiles import new_seed, read_signer, write_key
from demokrativillkor.audit.notes import NoteRefused, Signer
from demokrativillkor.errors import ConfigurationError
from demokrativillkor.settings import Settings
from demokrativillkor.store.connecting import open_engine, unavailable_when_it_fails
from demokrativillkor.store.outside import LogBehind, Outside, hold, keep_outside
from demokrativillkor.store.store import Store
from demokrativillkor.store.tables import LogLeaf

KEY_FILE = "signing-key.pem"


def open_store(settings: Settings, *, accept_shorter: str | None = None) -> Store:
    """The store, made on first start, held against the checkpoint kept outside.

    Args:
        accept_shorter: why a log that does not reach that checkpoint is to be used all the same.

    Raises:
        ConfigurationError: it cannot be opened so; :class:`LogBehind` where the log is not what it was.
        StoreUnavailable: the database does not answer.
    """
    _make(settings.data_folder)
    store = Store.open(settings.database, signer(settings), owner_address=_owner(settings))
    try:
        _held(store, settings, accept_shorter)
    except BaseException:
        store.close()
        raise
    return store


def signer(settings: Settings) -> Signer:
    """The log's key, under the log's name; made where none is given and there is none.

    Raises:
        ConfigurationError: it cannot be read or made, the log's is missing, or PostgreSQL is used and no key is given.
    """
    name = _name_of_log(settings.database)
    path = settings.signing_key_file or settings.data_folder / KEY_FILE
    if settings.signing_key_file is None and not path.exists():
        if name is not None:
            raise ConfigurationError(
                f"{KEY_FILE}: the key that signs this log is not in the data folder; put it there, or set "
                "signing_key_file"
            )
        if not settings.database.startswith("sqlite"):
            raise ConfigurationError(
                "signing_key_file: several services can share this database, so the key is given to each; make one "
                "with `demokrativillkor audit new-key FILE`"
            )
        make_key(path)
    if name is None:
        public = read_signer(path, "unnamed").verifier.public
        name = f"demokrativillkor/{hashlib.sha256(public).hexdigest()[:16]}"
    return read_signer(path, name)


def make_key(path: Path) -> None:
    """Write a new signing key.

    Raises:
        ConfigurationError: it cannot be written, or there is a file.
    """
    try:
        write_key(path, new_seed())
    except FileExistsError:
        raise ConfigurationError(f"{path.name}: there is a file already; choose another name") from None
    except OSError as error:
        raise ConfigurationError(
            f"{path.name}: the key cannot be written ({error.strerror}); check the folder"
        ) from None


def _owner(settings: Settings) -> str | None:
    return settings.database_owner_url.get_secret_value() if settings.database_owner_url else None


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"data_folder: it cannot be made ({error.strerror}); choose a folder that you may write to"
        ) from None


def _name_of_log(address: str) -> str | None:
    """The name in the log's first entry, ``None`` where there is no log yet."""
    engine = open_engine(address)
    try:
        with unavailable_when_it_fails(), engine.connect() as connection:
            if not engine.dialect.has_table(connection, LogLeaf.__tablename__):
                return None
            first = connection.scalar(select(LogLeaf.entry).where(LogLeaf.position == 0))
    finally:
        engine.dispose()
    entry = parse_entry(first) if first else None
    return entry.name if isinstance(entry, KeyEntry) else None


def _held(store: Store, settings: Settings, accept_shorter: str | None) -> None:
    if settings.checkpoint is None:
        return
    outside = Outside(settings.checkpoint)
    note = outside.read()
    if note is None:
        return
    try:
        hold(store, note, override=accept_shorter)
    except NoteRefused:
        raise LogBehind("what is kept outside is no checkpoint of this log; check the setting checkpoint") from None
    if accept_shorter is not None:
        outside.write(store.issue_checkpoint())


__all__ = ["KEY_FILE", "LogBehind", "Outside", "keep_outside", "make_key", "open_store", "signer"]
