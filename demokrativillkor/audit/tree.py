"""The Merkle tree over the log's entries (RFC 6962 § 2.1) and its two proofs.

A root is a promise about every entry under it. An *inclusion proof* shows that one entry is among them, a
*consistency proof* that a longer log only added to a shorter one. Verification follows RFC 9162 § 2.1.3.2 and
§ 2.1.4.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()
"""The root of a log without entries."""

RangeRoot = Callable[[int, int], bytes]
"""The root over the entries from the first position to before the last."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: the roots of its complete subtrees, the largest first.

    To append costs one hash on average; the entries themselves are not kept.
    """

    __slots__ = ("_roots", "_size")

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._roots: list[bytes] = []
        self._size = 0
        self.extend(leaves)

    @property
    def size(self) -> int:
        """How many entries the tree is over."""
        return self._size

    @property
    def root(self) -> bytes:
        """The root over all entries so far."""
        return folded(self._roots)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        roots, size = self._roots, self._size
        while size & 1:
            leaf = sha256(b"\x01" + roots.pop() + leaf).digest()
            size >>= 1
        roots.append(leaf)
        self._size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes in order."""
        for leaf in leaves:
            self.append(leaf)

    def copy(self) -> Frontier:
        """A tree of its own with the same entries: appending to one leaves the other alone."""
        return Frontier.of(self._size, self._roots)

    @classmethod
    def of(cls, size: int, roots: Iterable[bytes]) -> Frontier:
        """The tree of that size whose complete subtrees have these roots, the largest first.

        Raises:
            ValueError: a tree of that size has another number of complete subtrees.
        """
        made = cls()
        made._roots, made._size = list(roots), size
        if len(made._roots) != size.bit_count():
            raise ValueError("a tree has as many complete subtrees as its size has ones in binary")
        return made


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over these leaf hashes."""
    return Frontier(leaves).root


def inclusion_proof(index: int, size: int, range_root: RangeRoot) -> list[bytes]:
    """The proof that the entry at ``index`` is in the log of that size (PATH of RFC 6962 § 2.1.1).

    Raises:
        ValueError: there is no such entry in a log of that size.
    """
    if not 0 <= index < size:
        raise ValueError("an entry is proven to be in a log that is longer than its position")
    return _beside(index, index + 1, size, range_root)


def consistency_proof(first: int, second: int, range_root: RangeRoot) -> list[bytes]:
    """The proof that the log of size ``second`` begins with that of size ``first`` (PROOF of RFC 6962 § 2.1.2).

    Raises:
        ValueError: ``first`` is not between 0 and ``second``.
    """
    if not 0 <= first <= second:
        raise ValueError("a log is proven to begin with one that is no longer than itself")
    if first in (0, second):
        return []
    start = first - (first & -first)
    beside = _beside(start, first, second, range_root)
    return beside if start == 0 else [range_root(start, first), *beside]


def is_included(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows that ``leaf`` stands at ``index`` in the log with that size and root."""
    if not 0 <= index < size:
        return False
    node, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = node_hash(sibling, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the log of size ``second`` begins with the one of size ``first``."""
    if not 0 <= first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    if first == 0:
        return not proof and first_root == EMPTY_ROOT
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    if not path:
        return False
    below = (first & -first).bit_length() - 1
    node, last = (first - 1) >> below, (second - 1) >> below
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def folded(roots: Sequence[bytes]) -> bytes:
    """One root over neighbouring complete subtrees, the largest first."""
    if not roots:
        return EMPTY_ROOT
    *rest, whole = roots
    for left in reversed(rest):
        whole = node_hash(left, whole)
    return whole


def _beside(start: int, end: int, size: int, range_root: RangeRoot) -> list[bytes]:
    """The roots of what lies beside the subtree from ``start`` to ``end`` on the way up to the root, lowest first."""
    first, last = 0, size
    found = []
    while (first, last) != (start, end):
        middle = first + (1 << (last - first - 1).bit_length() - 1)
        if start < middle:
            found.append((middle, last))
            last = middle
        else:
            found.append((first, middle))
            first = middle
    return [range_root(*each) for each in reversed(found)]
