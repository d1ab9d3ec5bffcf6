"""The log as it is read: its size, entries, proofs and checkpoints."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from threading import Lock
from typing import Protocol

from sqlalchemy import Connection, func, select

from demokrativillkor.audit.entries import Entry, KeyEntry, parse_entry
from demokrativillkor.audit.keys import KeyHistory
from demokrativillkor.audit.notes import Checkpoint, Signer
from demokrativillkor.audit.tiles import Tiles
from demokrativillkor.store.errors import HandedOver, NotStored
from demokrativillkor.store.tables import LogCheckpoint, LogLeaf


class Connects(Protocol):
    """Gives a connection for reading."""

    def __call__(self) -> AbstractContextManager[Connection]:
        """A connection, given back at the end."""
        ...


class Log:
    """The log of one database. Proofs cost a few reads: roots of complete tiles are remembered."""

    def __init__(self, reading: Connects, signer: Signer) -> None:
        self._reading = reading
        self.signer = signer
        self._tiles = Tiles(self._hashes)
        self._lock = Lock()

    @property
    def size(self) -> int:
        """How many entries there are."""
        with self._reading() as connection:
            return connection.scalar(select(func.coalesce(func.max(LogLeaf.position) + 1, 0))) or 0

    def entries(self, first: int, last: int) -> list[bytes]:
        """The entries from ``first`` up to, not including, ``last``."""
        between = select(LogLeaf.entry).where(LogLeaf.position >= first, LogLeaf.position < last)
        with self._reading() as connection:
            return list(connection.scalars(between.order_by(LogLeaf.position)))

    def entry(self, position: int) -> bytes:
        """The entry at that place.

        Raises:
            NotStored: the log is shorter.
        """
        found = self.entries(position, position + 1)
        if not found:
            raise NotStored("the log has no entry at that place")
        return found[0]

    def root(self, size: int) -> bytes:
        """The root of the first ``size`` entries."""
        with self._lock:
            return self._tiles.root(size)

    def inclusion(self, position: int, size: int) -> list[bytes]:
        """The audit path of an entry in the log of that size (RFC 6962 § 2.1.1)."""
        with self._lock:
            return self._tiles.inclusion(position, size)

    def consistency(self, first: int, second: int) -> list[bytes]:
        """The proof that the log of the second size extends that of the first (RFC 6962 § 2.1.2)."""
        with self._lock:
            return self._tiles.consistency(first, second)

    @property
    def signs(self) -> bool:
        """Whether the key is still the one that signs the log as it is."""
        return self._is_signed_here(self.size)

    def checkpoint(self, size: int | None = None) -> str:
        """A signed note on the log as it is, or as it was at that size.

        Raises:
            HandedOver: another key signs the log of that size.
        """
        of = self.size if size is None else size
        if not self._is_signed_here(of):
            raise HandedOver("the log of that size is signed with another key; start again with the key in use")
        return Checkpoint(self.signer.name, of, self.root(of)).signed(self.signer)

    def issued(self) -> list[tuple[int, str]]:
        """Every checkpoint that was issued, by size."""
        with self._reading() as connection:
            rows = connection.execute(select(LogCheckpoint.size, LogCheckpoint.note).order_by(LogCheckpoint.size))
            return [(row.size, row.note) for row in rows]

    def of_kind(self, kind: str) -> list[tuple[int, Entry]]:
        """The entries of a kind that is neither ``decision`` nor ``event``, with their places."""
        wanted = select(LogLeaf.position, LogLeaf.entry).where(LogLeaf.kind == kind).order_by(LogLeaf.position)
        with self._reading() as connection:
            rows = connection.execute(wanted.where(LogLeaf.kind.not_in(("decision", "event")))).all()
        return [(row.position, parse_entry(row.entry)) for row in rows]

    def keys(self) -> KeyHistory:
        """Which keys have signed the log's checkpoints."""
        entries = self.of_kind("key")
        return KeyHistory.of((position, entry) for position, entry in entries if isinstance(entry, KeyEntry))

    def _is_signed_here(self, size: int) -> bool:
        return self.keys().signing(size) == self.signer.verifier

    def _hashes(self, first: int, last: int) -> Sequence[bytes]:
        between = select(LogLeaf.hash).where(LogLeaf.position >= first, LogLeaf.position < last)
        with self._reading() as connection:
            return list(connection.scalars(between.order_by(LogLeaf.position)))
