"""Is the log whole, and does every row say what was committed to? Reads everything once, in bounded memory.

What one database can show by itself ends there: somebody who rewrites all of it, or cuts off its end, leaves it in
agreement with itself. That is what a checkpoint kept elsewhere is for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Row, Select, func, select

from demokrativillkor.audit.commitments import EVENT, RECORD, RecordContent, commit, derive
from demokrativillkor.audit.entries import (
    Entry,
    EntryRefused,
    ErasureEntry,
    KeyEntry,
    RuleSetEntry,
    decision_entry,
    event_entry,
    parse_entry,
)
from demokrativillkor.audit.keys import KeyHistory
from demokrativillkor.audit.notes import Checkpoint, NoteRefused, open_checkpoint
from demokrativillkor.audit.tree import Frontier, leaf_hash
from demokrativillkor.canonical import digest
from demokrativillkor.store.packing import DamagedDocument, unpack
from demokrativillkor.store.tables import (
    CaseDecision,
    CaseEvent,
    LogCheckpoint,
    LogErased,
    LogEvent,
    LogLeaf,
    LogRuleSet,
)

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was written: where, and what."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class Verification:
    """One pass over a database.

    Attributes:
        size, root: of the log as it was read, once :meth:`faults` has come to its end.
        decisions, events, erased: how many were found whole, and how many decisions are erased.
        keys: which keys sign the log's checkpoints.
    """

    def __init__(self, connection: Connection, outside: Iterable[Checkpoint] = ()) -> None:
        self._connection = connection.execution_options(yield_per=_AT_ONCE)
        self._outside = tuple(outside)
        self._frontier = Frontier()
        self._keys: list[tuple[int, KeyEntry]] = []
        self._erasures: dict[str, int] = {}
        self._rulesets: dict[str, RuleSetEntry] = {}
        self.decisions = self.events = self.erased = 0
        self.keys = KeyHistory(())

    @property
    def size(self) -> int:
        """How many entries were read."""
        return self._frontier.size

    @property
    def root(self) -> bytes:
        """The root over what was read."""
        return self._frontier.root

    def faults(self) -> Iterator[Fault]:
        """Everything that is wrong, in the order of the log."""
        self._issued = {row.size: row.note for row in self._rows(select(LogCheckpoint.size, LogCheckpoint.note))}
        self._sizes = {*self._issued, *(each.size for each in self._outside)}
        self._roots: dict[int, bytes] = {0: self._frontier.root}
        for row in self._rows(select(LogErased.decision_id, LogErased.position)):
            self._erasures[row.decision_id] = row.position
        yield from self._entries()
        yield from self._strays()
        yield from self._stored_rulesets()
        yield from self._stored_erasures()
        self.keys = KeyHistory.of(self._keys)
        for position in self.keys.broken_at:
            yield Fault(_entry(position), "the key entered here is not vouched for by the key before it")
        yield from self._checkpoints()

    def _rows(self, query: Select[*tuple[Any, ...]]) -> Iterator[Row[Any]]:
        with self._connection.execute(query) as rows:
            yield from rows

    def _entries(self) -> Iterator[Fault]:
        cases = _Merged(self._rows(select(CaseDecision.__table__).order_by(CaseDecision.position)))
        events = _Merged(self._rows(_EVENTS))
        for position, row in enumerate(self._rows(_LEAVES)):
            if row.position != position:
                yield Fault(_entry(position), "an entry is missing here")
                return
            self._grow(row)
            if leaf_hash(row.entry) != row.hash:
                yield Fault(_entry(position), "the entry is not the one its hash was made of")
            match row.kind:
                case "decision":
                    yield from self._decision(row, cases.at(position))
                case "event":
                    yield from self._event(row, events.at(position))
                case _:
                    yield from self._other(row)
        for stray in (*cases.rest(), *events.rest()):
            yield Fault(_entry(stray), "a row stands for an entry that says something else or is not there")

    def _grow(self, row: Row[Any]) -> None:
        self._frontier.append(row.hash)
        if self._frontier.size in self._sizes:
            self._roots[self._frontier.size] = self._frontier.root

    def _decision(self, row: Row[Any], case: Row[Any] | None) -> Iterator[Fault]:
        entry = _read("decision", row, _decision_bytes)
        if entry is None:
            yield Fault(_entry(row.position), "this is no entry of a decision")
            return
        if not self._rulesets.keys() >= set(entry["ruleSets"]):
            yield Fault(_entry(row.position), "the decision rests on a rule set that was not entered before it")
        erased = entry["decisionId"] in self._erasures
        if case is None:
            self.erased += 1
            if not erased:
                yield Fault(_entry(row.position), "the case is gone, and no erasure names it")
        elif erased:
            yield Fault(_entry(row.position), "the case is there although the log says that it is erased")
        elif message := _case_differs(case, entry):
            yield Fault(_entry(row.position), message)
        else:
            self.decisions += 1

    def _event(self, row: Row[Any], event: Row[Any] | None) -> Iterator[Fault]:
        entry = _read("event", row, _event_bytes)
        if entry is None or event is None:
            yield Fault(_entry(row.position), "this is no entry of an event, or its row is gone")
        elif (event.event_id, event.decision_id, event.kind) != (entry["eventId"], entry["decisionId"], entry["event"]):
            yield Fault(_entry(row.position), "the event's row is not what was entered")
        elif event.content is None:
            if event.decision_id not in self._erasures:
                yield Fault(_entry(row.position), "what the event says is gone, and no erasure names its decision")
        elif not _event_holds(event, entry["commitment"]):
            yield Fault(_entry(row.position), "what the event says is not what was committed to")
        else:
            self.events += 1

    def _other(self, row: Row[Any]) -> Iterator[Fault]:
        entry = _parsed(row.entry)
        if entry is None or entry.kind != row.kind:
            yield Fault(_entry(row.position), "this is no entry of the kind it is filed under")
        elif isinstance(entry, KeyEntry):
            self._keys.append((row.position, entry))
        elif isinstance(entry, RuleSetEntry):
            self._rulesets[entry.digest] = entry
        elif isinstance(entry, ErasureEntry):
            for decision_id in entry.decisions:
                if self._erasures.pop(decision_id, None) != row.position:
                    yield Fault(_entry(row.position), "an erasure that is entered here is not carried out")

    def _strays(self) -> Iterator[Fault]:
        known = self._connection.scalar(select(func.count()).select_from(CaseEvent)) or 0
        joined = self._connection.scalar(select(func.count()).select_from(LogEvent).join(CaseEvent)) or 0
        if known != joined:
            yield Fault("case_event", "a row belongs to no event")

    def _stored_rulesets(self) -> Iterator[Fault]:
        left = dict(self._rulesets)
        for row in self._rows(select(LogRuleSet.__table__, LogLeaf.entry).join(LogLeaf, isouter=True)):
            place = f"log_rule_set {row.digest[:15]}…"
            entry = left.pop(row.digest, None)
            if entry is None or row.entry is None or _parsed(row.entry) != entry or row.rule_set_id != entry.id:
                yield Fault(place, "the row is not what was entered")
            elif not _has_digest(row.document, row.digest):
                yield Fault(place, "the rule set is not the one with this digest")
        for entry in left.values():
            yield Fault(f"log_rule_set {entry.digest[:15]}…", "the rule set is gone")

    def _stored_erasures(self) -> Iterator[Fault]:
        for decision_id in self._erasures:
            yield Fault(f"log_erased {decision_id}", "no entry of the log orders this erasure")

    def _checkpoints(self) -> Iterator[Fault]:
        for size, note in self._issued.items():
            try:
                verifier = self.keys.signing(size)
                checkpoint, _ = open_checkpoint(note, [verifier] if verifier else [])
            except NoteRefused as refused:
                yield Fault(f"log_checkpoint {size}", str(refused))
                continue
            if checkpoint.size != size or self._roots.get(size) != checkpoint.root:
                yield Fault(f"log_checkpoint {size}", "the log is not the one this checkpoint was issued for")
        for outside in self._outside:
            if outside.size > self.size:
                yield Fault(
                    "checkpoint", f"the log has {self.size} entries, the checkpoint kept outside {outside.size}"
                )
            elif self._roots.get(outside.size) != outside.root:
                yield Fault("checkpoint", "the log was rewritten: it does not extend the checkpoint kept outside")


_LEAVES = select(LogLeaf.position, LogLeaf.kind, LogLeaf.entry, LogLeaf.hash).order_by(LogLeaf.position)

_EVENTS = (
    select(LogEvent.position, LogEvent.event_id, LogEvent.decision_id, LogEvent.kind, CaseEvent.salt, CaseEvent.content)
    .outerjoin(CaseEvent, CaseEvent.event_id == LogEvent.event_id)
    .order_by(LogEvent.position)
)


class _Merged:
    """Rows in the order of their positions, asked for in that order."""

    def __init__(self, rows: Iterator[Row[Any]]) -> None:
        self._rows = rows
        self._next = next(rows, None)
        self._passed: list[int] = []

    def at(self, position: int) -> Row[Any] | None:
        """The row at that position."""
        while self._next is not None and self._next.position < position:
            self._step()
        row = self._next
        if row is None or row.position != position:
            return None
        self._next = next(self._rows, None)
        return row

    def rest(self) -> Iterator[int]:
        """The positions nobody asked for."""
        while self._next is not None:
            self._step()
        yield from self._passed

    def _step(self) -> None:
        assert self._next is not None
        self._passed.append(self._next.position)
        self._next = next(self._rows, None)


def _entry(position: int) -> str:
    return f"entry {position}"


def _parsed(content: bytes) -> Entry | None:
    try:
        return parse_entry(content)
    except EntryRefused:
        return None


def _read(kind: str, row: Row[Any], rebuilt: Callable[[dict[str, Any]], bytes]) -> dict[str, Any] | None:
    """The entry as JSON, where it is of that kind and in its canonical form."""
    try:
        entry: dict[str, Any] = orjson.loads(row.entry)
        return entry if entry["kind"] == kind and rebuilt(entry) == row.entry else None
    except (ValueError, KeyError, TypeError):
        return None


def _decision_bytes(entry: dict[str, Any]) -> bytes:
    committed = entry["commitments"]
    return decision_entry(entry["at"], entry["decisionId"], entry["ruleSets"], committed["record"], committed["veiled"])


def _event_bytes(entry: dict[str, Any]) -> bytes:
    return event_entry(entry["at"], entry["decisionId"], entry["eventId"], entry["event"], entry["commitment"])


def _case_differs(case: Row[Any], entry: dict[str, Any]) -> str | None:
    """What is wrong with the row of a decision, if anything."""
    try:
        content = RecordContent(
            decision_id=case.decision_id,
            recorded_at=case.recorded_at,
            unit=case.unit,
            subject=case.subject,
            diary_number=case.diary_number,
            outcome=case.outcome,
            legal_force=case.legal_force,
            rule_set=case.rule_set_id,
            decision_date=case.decision_date,
            supersedes=case.supersedes,
            application=digest(unpack(case.application)),
            decision=digest(unpack(case.decision)),
            aside=digest(unpack(case.aside)),
            provenance=case.provenance,
        )
    except DamagedDocument:
        return "a document of the case cannot be unpacked"
    same = case.decision_id == entry["decisionId"] and case.recorded_at == entry["at"]
    if same and commit(derive(case.salt, RECORD), content.canonical) == entry["commitments"]["record"]:
        return None
    return "the case is not what was committed to"


def _event_holds(event: Row[Any], commitment: str) -> bool:
    try:
        return commit(derive(event.salt, EVENT), unpack(event.content)) == commitment
    except DamagedDocument:
        return False


def _has_digest(packed: bytes, expected: str) -> bool:
    try:
        return digest(unpack(packed)) == expected
    except DamagedDocument:
        return False
