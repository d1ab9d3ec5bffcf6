"""API keys and the record of who read what."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from demokrativillkor.store.errors import NotStored
from demokrativillkor.store.ids import now
from demokrativillkor.store.tables import AccessKey, AccessRead


@dataclass(frozen=True, kw_only=True)
class StoredKey:
    """An API key as it is kept: never its secret, only the secret's SHA-256."""

    key_id: str
    secret: bytes
    role: str
    unit: str
    label: str
    made_at: str
    expires_at: str | None
    revoked_at: str | None


@dataclass(frozen=True, kw_only=True)
class Read:
    """That a person read a part of a decision."""

    subject: str
    role: str
    decision_id: str
    part: str


def read_key(connection: Connection, key_id: str) -> StoredKey | None:
    """The key of that id."""
    row = connection.execute(select(AccessKey.__table__).where(AccessKey.key_id == key_id)).one_or_none()
    return StoredKey(**row._mapping) if row else None


def read_keys(connection: Connection) -> tuple[StoredKey, ...]:
    """Every key, the newest last."""
    rows = connection.execute(select(AccessKey.__table__).order_by(AccessKey.made_at, AccessKey.key_id))
    return tuple(StoredKey(**row._mapping) for row in rows)


def add_key(connection: Connection, key: StoredKey) -> None:
    """Keep a key."""
    connection.execute(insert(AccessKey).values(**vars(key)))


def revoke_key(connection: Connection, key_id: str) -> None:
    """Make a key worthless from now on.

    Raises:
        NotStored: there is no such key.
    """
    revoked = update(AccessKey).where(AccessKey.key_id == key_id, AccessKey.revoked_at.is_(None))
    if read_key(connection, key_id) is None:
        raise NotStored("there is no key of that id; list them with `demokrativillkor keys list`")
    connection.execute(revoked.values(revoked_at=now()))


def add_read(connection: Connection, read: Read) -> None:
    """Record that somebody read a decision."""
    connection.execute(insert(AccessRead).values(at=now(), **vars(read)))
