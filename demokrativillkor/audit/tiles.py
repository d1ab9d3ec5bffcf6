"""A long tree that is read from where its leaves are kept, and only where it must be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock

from demokrativillkor.audit.tree import Frontier, consistency_proof, folded, inclusion_proof, node_hash, root
from demokrativillkor.errors import DemokrativillkorError

HASH = 32
"""The length of a hash."""

HEIGHT = 8
"""A tile is a complete subtree of this height."""

WIDTH = 1 << HEIGHT
"""The leaves of a tile."""

_AT_ONCE = 64
"""Tiles read at once when the log has grown."""

ReadLeaves = Callable[[int, int], Sequence[bytes]]
"""The leaf hashes from the first position to before the last."""


class LogTooShort(DemokrativillkorError):
    """The log has fewer entries than the size that was asked about."""


class Tiles:
    """The tree over a log that only grows.

    The roots of complete tiles and of the complete subtrees above them are kept, 64 bytes for 256 entries. Leaves
    are read through a callable: 256 at most for the tile a proof begins in, and those after the last complete one.
    A log of any size up to that of the leaves can be asked about, and from several threads.
    """

    def __init__(self, read: ReadLeaves) -> None:
        self._read = read
        self._levels: list[bytearray] = [bytearray()]
        self._growing = Lock()

    def root(self, size: int) -> bytes:
        """The root of the log at that size.

        Raises:
            LogTooShort: the log has fewer entries.
        """
        return _Reading(self, size).root(0, size)

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """See :func:`~demokrativillkor.audit.tree.inclusion_proof`.

        Raises:
            LogTooShort: the log has fewer entries than ``size``.
            ValueError: there is no such entry in a log of that size.
        """
        return inclusion_proof(index, size, _Reading(self, size).root)

    def consistency(self, first: int, second: int) -> list[bytes]:
        """See :func:`~demokrativillkor.audit.tree.consistency_proof`.

        Raises:
            LogTooShort: the log has fewer entries than ``second``.
            ValueError: ``first`` is not between 0 and ``second``.
        """
        return consistency_proof(first, second, _Reading(self, second).root)

    def frontier(self, size: int) -> Frontier:
        """The right edge of the log at that size, to append to.

        Raises:
            LogTooShort: the log has fewer entries.
        """
        return Frontier.of(size, _Reading(self, size).subtrees(0, size))

    def forget(self, size: int) -> None:
        """Keep nothing that depends on entries from position ``size`` on: the log was cut there, or is in doubt."""
        with self._growing:
            for level, kept in enumerate(self._levels, start=HEIGHT):
                del kept[(size >> level) * HASH :]

    def grow(self, size: int) -> None:
        """Keep the roots of every tile that is complete at that size.

        Raises:
            LogTooShort: the log has fewer entries.
        """
        complete = size >> HEIGHT
        with self._growing:
            while (there := len(self._levels[0]) // HASH) < complete:
                upto = min(complete, there + _AT_ONCE)
                leaves = self.leaves(there * WIDTH, upto * WIDTH)
                for start in range(0, len(leaves), WIDTH):
                    self._keep(root(leaves[start : start + WIDTH]))

    def leaves(self, first: int, last: int) -> Sequence[bytes]:
        """The leaf hashes from ``first`` to before ``last``.

        Raises:
            LogTooShort: they are not all there.
        """
        found = self._read(first, last)
        if len(found) != last - first:
            raise LogTooShort(f"the log has fewer than {last} entries")
        return found

    def subtree(self, level: int, index: int) -> bytes:
        """The root of a complete subtree of at least a tile's height, which has been grown."""
        return bytes(self._levels[level - HEIGHT][index * HASH : (index + 1) * HASH])

    def _keep(self, tile: bytes) -> None:
        level, kept = 0, tile
        while True:
            if level == len(self._levels):
                self._levels.append(bytearray())
            row = self._levels[level]
            row += kept
            if len(row) // HASH % 2:
                return
            kept = node_hash(bytes(row[-2 * HASH : -HASH]), kept)
            level += 1


class _Reading:
    """One look at the tree at one size; the leaves of a tile are read once."""

    def __init__(self, tiles: Tiles, size: int) -> None:
        tiles.grow(size)
        self._tiles, self._size = tiles, size
        self._read: dict[int, Sequence[bytes]] = {}

    def root(self, first: int, last: int) -> bytes:
        """The root over a range that a proof is made of."""
        return folded(self.subtrees(first, last))

    def subtrees(self, first: int, last: int) -> list[bytes]:
        """The roots of the complete subtrees of a range that begins where one of its height does."""
        roots = []
        while first < last:
            level = (last - first).bit_length() - 1
            roots.append(self._subtree(level, first))
            first += 1 << level
        return roots

    def _subtree(self, level: int, first: int) -> bytes:
        if level >= HEIGHT:
            return self._tiles.subtree(level, first >> level)
        tile = first >> HEIGHT
        if tile not in self._read:
            self._read[tile] = self._tiles.leaves(tile * WIDTH, min((tile + 1) * WIDTH, self._size))
        within = first - tile * WIDTH
        return root(self._read[tile][within : within + (1 << level)])
