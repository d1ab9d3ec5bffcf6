"""Which keys sign a log's checkpoints, and from where on: each is announced in the log, signed by the one before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from demokrativillkor.audit.entries import KeyEntry
from demokrativillkor.audit.notes import NoteRefused, Signer, Verifier, base64_of, from_base64


@dataclass(frozen=True, slots=True)
class Announced:
    """A key, and the position of the entry that announces it: it signs every longer log until the next is."""

    position: int
    verifier: Verifier


@dataclass(frozen=True, slots=True)
class KeyHistory:
    """The keys of a log in their order.

    Attributes:
        broken_at: the positions of key entries that do not follow from the one before; their keys are not valid,
            and no key after the first of them is.
    """

    keys: tuple[Announced, ...]
    broken_at: tuple[int, ...] = ()

    @classmethod
    def of(cls, entries: Iterable[tuple[int, KeyEntry]]) -> KeyHistory:
        """The history told by a log's key entries, each with its position, in the log's order."""
        keys: list[Announced] = []
        broken: list[int] = []
        for position, entry in entries:
            before = keys[-1].verifier if keys else None
            if not broken and follows(entry, before):
                keys.append(Announced(position, Verifier.parse(entry.verifier)))
            else:
                broken.append(position)
        return cls(tuple(keys), tuple(broken))

    def signing(self, size: int) -> Verifier | None:
        """The key that signs checkpoints of a log of that size."""
        if self.broken_at and size > self.broken_at[0]:
            return None
        valid = [each.verifier for each in self.keys if each.position < size]
        return valid[-1] if valid else None

    def vouched_by(self, verifier: Verifier) -> tuple[Verifier, ...]:
        """The keys that trust in this one reaches: itself and those after it; none where it is not among them."""
        verifiers = [each.verifier for each in self.keys]
        return tuple(verifiers[verifiers.index(verifier) :]) if verifier in verifiers else ()


def follows(entry: KeyEntry, before: Verifier | None) -> bool:
    """Whether the entry announces a key of the same log, signed by the key before, or is rightly the first."""
    verifier = Verifier.parse(entry.verifier)
    if entry.name != verifier.name:
        return False
    if before is None or entry.previous is None or entry.signature is None:
        return before is None and entry.previous is None and entry.signature is None
    same_log = verifier.name == before.name and entry.previous == before.key_id.hex()
    return same_log and before.verifies(entry.verifier.encode(), from_base64(entry.signature))


def first_key(at: str, signer: Signer) -> KeyEntry:
    """The entry that announces a log's first key."""
    return KeyEntry(at=at, name=signer.name, verifier=signer.verifier.text, previous=None, signature=None)


def rotation(at: str, new: Signer, previous: Signer) -> KeyEntry:
    """The entry by which one key hands over to the next.

    Raises:
        NoteRefused: the two have different names, which are the log's.
    """
    if new.name != previous.name:
        raise NoteRefused("a log's new key has the log's own name, as the one before")
    text = new.verifier.text
    return KeyEntry(
        at=at,
        name=new.name,
        verifier=text,
        previous=previous.verifier.key_id.hex(),
        signature=base64_of(previous.sign(text.encode())),
    )
