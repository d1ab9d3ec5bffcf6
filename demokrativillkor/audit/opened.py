"""An export taken apart, and held against the log: signatures, proofs, the order of entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from demokrativillkor.audit.entries import (
    DecisionEntry,
    Entry,
    EntryRefused,
    ErasureEntry,
    EventEntry,
    KeyEntry,
    parse_entry,
)
from demokrativillkor.audit.export import Export, ExportRefused, ItemPart
from demokrativillkor.audit.keys import KeyHistory
from demokrativillkor.audit.notes import Checkpoint, NoteRefused, Verifier, open_note, read_note
from demokrativillkor.audit.tree import is_consistent, is_included, leaf_hash
from demokrativillkor.audit.verification import Check, check, impossible, unshown
from demokrativillkor.canonical import canonical_bytes

Kind = TypeVar("Kind", bound=Entry)


@dataclass(frozen=True, slots=True)
class Opened:
    """An export whose entries and checkpoint are of the right kinds."""

    export: Export
    checkpoint: Checkpoint
    decision: DecisionEntry
    events: tuple[EventEntry, ...]
    keys: tuple[KeyEntry, ...]
    erasure: ErasureEntry | None

    @classmethod
    def of(cls, export: Export) -> Opened:
        """The export opened.

        Raises:
            ExportRefused: an entry or the checkpoint is not what its place says.
        """
        try:
            return cls(
                export,
                Checkpoint.parse(read_note(export.checkpoint)[0]),
                _entry(export.decision, DecisionEntry),
                tuple(_entry(each, EventEntry) for each in export.events),
                tuple(_entry(each, KeyEntry) for each in export.keys),
                _entry(export.erasure, ErasureEntry) if export.erasure else None,
            )
        except (EntryRefused, NoteRefused) as error:
            raise ExportRefused(f"not an export, or a damaged one: {error}") from None

    @property
    def history(self) -> KeyHistory:
        """The log's keys, as its entries tell."""
        positions = [each.position for each in self.export.keys]
        return KeyHistory.of(zip(positions, self.keys, strict=True))

    @property
    def signing(self) -> Verifier | None:
        """The key that is to have signed the export's checkpoint."""
        return self.history.signing(self.checkpoint.size)


def _entry(item: ItemPart, kind: type[Kind]) -> Kind:
    entry = parse_entry(canonical_bytes(item.entry))
    if not isinstance(entry, kind):
        raise EntryRefused("an entry is of another kind than its place says")
    return entry


def log_checks(opened: Opened) -> Iterator[Check]:
    """Is everything in the log of the checkpoint, and is the checkpoint signed by the log's key?"""
    export, size = opened.export, opened.checkpoint.size
    broken = opened.history.broken_at
    yield check("keys", not broken, "each key of the log was signed by the one before", broken[0] if broken else None)
    yield check("checkpoint", _signed(opened), "the log's key of that time signed the checkpoint")
    for item in export.items:
        leaf = leaf_hash(canonical_bytes(item.entry))
        included = is_included(item.position, size, leaf, item.hashes, opened.checkpoint.root)
        yield check("inclusion", included, "the checkpoint's log holds this entry at its position", item.position)
    yield check("order", _in_order(export), "the entries stand in the log's order, what follows a decision after it")


def _signed(opened: Opened) -> bool:
    signing = opened.signing
    if signing is None or signing.name != opened.checkpoint.origin:
        return False
    try:
        open_note(opened.export.checkpoint, [signing])
    except NoteRefused:
        return False
    return True


def _in_order(export: Export) -> bool:
    keys = [each.position for each in export.keys]
    told = [export.decision.position, *(each.position for each in export.events)]
    erased = [export.decision.position, *([export.erasure.position] if export.erasure else [])]
    return all(map(_rising, (keys, told, erased)))


def _rising(numbers: Sequence[int]) -> bool:
    return all(one < other for one, other in pairwise(numbers))


def origin_checks(opened: Opened, verifier: Verifier | None, outside: Checkpoint | None) -> Iterator[Check]:
    """Is it the log that is known from elsewhere?"""
    if verifier is not None:
        vouched = opened.signing in opened.history.vouched_by(verifier)
        yield check("key", vouched, "the key given signed the checkpoint, or handed over to the key that did")
    if outside is not None:
        yield _same_log(opened, outside)
        yield from _reach(opened.export, outside, verifier)
    if verifier is None and outside is None:
        yield impossible("origin", "no key and no checkpoint was given")


def _same_log(opened: Opened, outside: Checkpoint) -> Check:
    """Checkpoints of two sizes can be compared by the proof alone that leads from the smaller to the larger."""
    inside, since = opened.checkpoint, opened.export.since
    says = "the log of the checkpoint given and that of the export are the same"
    if outside.origin != inside.origin or outside.size == inside.size:
        return check("outsideCheckpoint", (outside.origin, outside.root) == (inside.origin, inside.root), says)
    if since is None or since.size != outside.size:
        why = "no proof leads to the checkpoint given: have the decision exported again --since that checkpoint"
        return unshown("outsideCheckpoint", why)
    consistent = is_consistent(outside.size, inside.size, outside.root, inside.root, since.hashes)
    return check("outsideCheckpoint", consistent, says)


def _reach(export: Export, outside: Checkpoint, verifier: Verifier | None) -> Iterator[Check]:
    """A checkpoint says nothing of entries that came after it; a key that is known does."""
    if verifier is not None:
        return
    position = export.decision.position
    if position < outside.size:
        yield check("reach", True, "the checkpoint given is later than the decision", position)
    else:
        yield unshown("reach", "the decision came after the checkpoint given: give a later one, or a key", position)
    for event in export.events:
        if event.position >= outside.size:
            yield impossible("reach", "the event came after the checkpoint given", event.position)
