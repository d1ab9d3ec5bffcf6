"""API keys and the record of who read what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from demokrativillkor.access import ApiKey, Role
from demokrativillkor.audit.entries import instant
from demokrativillkor.store.errors import NotStored
from demokrativillkor.store.ids import now
from demokrativillkor.store.tables import AccessKey, AccessRead


@dataclass(frozen=True, kw_only=True)
class Read:
    """That a person read a part of a decision."""

    subject: str
    role: str
    decision_id: str
    part: str


def read_key(connection: Connection, key_id: str) -> ApiKey | None:
    """The key of that id, also when it is revoked or has expired."""
    row = connection.execute(select(AccessKey.__table__).where(AccessKey.key_id == key_id)).one_or_none()
    return _key(row) if row else None


def read_keys(connection: Connection) -> tuple[tuple[ApiKey, str], ...]:
    """Every key with what it was made for, the newest last."""
    rows = connection.execute(select(AccessKey.__table__).order_by(AccessKey.made_at, AccessKey.key_id))
    return tuple((_key(row), row.label) for row in rows)


def usable_keys(connection: Connection, at: datetime) -> int:
    """How many keys may be used at that time."""
    usable = AccessKey.revoked_at.is_(None) & (AccessKey.expires_at > instant(at))
    return connection.scalar(select(func.count()).select_from(AccessKey).where(usable)) or 0


def add_key(connection: Connection, key: ApiKey, label: str) -> None:
    """Keep a key."""
    row = {
        "key_id": key.id,
        "secret": key.digest,
        "role": key.role,
        "unit": key.unit,
        "label": label,
        "made_at": now(),
        "expires_at": instant(key.expires_at),
    }
    connection.execute(insert(AccessKey).values(row))


def revoke_key(connection: Connection, key_id: str) -> None:
    """Make a key worthless from now on.

    Raises:
        NotStored: there is no such key.
    """
    if read_key(connection, key_id) is None:
        raise NotStored("there is no key of that id; list them with `demokrativillkor keys list`")
    unrevoked = update(AccessKey).where(AccessKey.key_id == key_id, AccessKey.revoked_at.is_(None))
    connection.execute(unrevoked.values(revoked_at=now()))


def _key(row: Row[*tuple[Any, ...]]) -> ApiKey:
    revoked = row.revoked_at and datetime.fromisoformat(row.revoked_at)
    expires = datetime.fromisoformat(row.expires_at)
    return ApiKey(row.key_id, row.secret, Role(row.role), row.unit, expires, revoked)


def add_read(connection: Connection, read: Read) -> None:
    """Record that somebody read a decision."""
    connection.execute(insert(AccessRead).values(at=now(), **vars(read)))


@dataclass(frozen=True, kw_only=True)
class NotedRead(Read):
    """A read as it was noted: ``at`` is when, RFC 3339 in UTC."""

    at: str


def noted_reads(connection: Connection, decision_id: str | None = None) -> Iterator[NotedRead]:
    """Every read of a decision by a person, or of every decision, the first first."""
    columns = [AccessRead.at, AccessRead.subject, AccessRead.role, AccessRead.decision_id, AccessRead.part]
    reads = select(*columns).order_by(AccessRead.number)
    if decision_id is not None:
        reads = reads.where(AccessRead.decision_id == decision_id)
    for row in connection.execute(reads, execution_options={"yield_per": 1000}):
        yield NotedRead(**row._mapping)
