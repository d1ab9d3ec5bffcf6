"""Who may do what: roles, principals and API keys.

A key is ``dvk_<id>_<secret>``. Kept of it are its id and the SHA-256 of the whole text: the secret has 256 random bits,
so no slow hash is needed. Where keys are kept is behind :class:`KeyStore`.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol


class Role(StrEnum):
    """What somebody may do. An auditor reads everything and decides nothing; an administrator runs the service.

    What is recorded in a case is recorded by an officer, or proposed by a machine client.
    """

    OFFICER = "officer"
    AUDITOR = "auditor"
    STEWARD = "steward"
    ADMIN = "admin"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks.

    Attributes:
        subject: an id that says nothing of the person: of a key, or an HMAC of who a token is about.
        roles: one; several where the same person is all of them, alone on the machine.
        unit: the unit whose decisions an officer sees.
    """

    subject: str
    roles: frozenset[Role]
    unit: str

    def has(self, *roles: Role) -> bool:
        """Whether one of these roles is among the principal's."""
        return not self.roles.isdisjoint(roles)

    @property
    def of_own_unit(self) -> bool:
        """Whether the decisions of the own unit alone are seen."""
        return not self.has(Role.AUDITOR, Role.ADMIN)


UNIT = re.compile("[a-z0-9][a-z0-9-]{0,62}")
"""How a unit is written."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What is kept of a key; times are in UTC.

    Attributes:
        digest: SHA-256 of the key's text, in hexadecimal.
    """

    id: str
    digest: str
    role: Role
    unit: str
    expires_at: datetime
    revoked_at: datetime | None = None

    @property
    def principal(self) -> Principal:
        """Who asks with this key."""
        return Principal(f"key:{self.id}", frozenset({self.role}), self.unit)

    def valid_at(self, now: datetime) -> bool:
        """Whether the key may be used at that time."""
        return now < self.expires_at and (self.revoked_at is None or now < self.revoked_at)

    def opens_with(self, text: str) -> bool:
        """Whether this is the text of the key, compared in constant time."""
        return hmac.compare_digest(self.digest, digest_of(text))


class KeyStore(Protocol):
    """Where API keys are kept."""

    def key(self, key_id: str) -> ApiKey | None:
        """The key of that id, also when it is revoked or has expired."""
        ...

    def has_keys(self) -> bool:
        """Whether some key may be used now."""
        ...


class MemoryKeys:
    """Keys kept in memory: for tests, and where no database is."""

    def __init__(self, keys: Iterable[ApiKey] = ()) -> None:
        self._keys = {key.id: key for key in keys}

    def key(self, key_id: str) -> ApiKey | None:
        """See :meth:`KeyStore.key`."""
        return self._keys.get(key_id)

    def has_keys(self) -> bool:
        """See :meth:`KeyStore.has_keys`."""
        return any(key.valid_at(datetime.now(UTC)) for key in self._keys.values())

    def add(self, key: ApiKey) -> None:
        """Keep the key."""
        self._keys[key.id] = key

    def revoke(self, key_id: str, at: datetime) -> None:
        """From that time the key may not be used."""
        self._keys[key_id] = replace(self._keys[key_id], revoked_at=at)


def new_key(role: Role, unit: str, expires_at: datetime) -> tuple[ApiKey, str]:
    """A key to keep, and its text, which is shown once and kept nowhere."""
    key_id = secrets.token_hex(6)
    text = f"dvk_{key_id}_{secrets.token_urlsafe(32)}"
    return ApiKey(key_id, digest_of(text), role, unit, expires_at), text


def id_in(text: str) -> str | None:
    """The id in the text of an API key; ``None`` where the text is not one."""
    found = _KEY.fullmatch(text)
    return found["id"] if found else None


def digest_of(text: str) -> str:
    """SHA-256 in hexadecimal: what is kept of a secret."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


_KEY = re.compile("dvk_(?P<id>[0-9a-f]{12})_[A-Za-z0-9_-]{43}")
