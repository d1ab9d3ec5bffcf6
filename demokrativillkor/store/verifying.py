"""Is the log whole, and does every row say what was committed to? Reads everything once, in bounded memory.

What one database can show by itself ends there: somebody who rewrites all of it, or cuts off its end, leaves it in
agreement with itself. That is what a checkpoint kept elsewhere is for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import Connection, Row, Select, func, select
from sqlalchemy.exc import OperationalError

from demokrativillkor.audit.commitments import EVENT, RECORD, commit, derive, record_bytes
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
from demokrativillkor.counting import counted
from demokrativillkor.store.connecting import any_text, is_undecodable
from demokrativillkor.store.packing import DICTIONARY, DamagedDocument, dictionary, unpack
from demokrativillkor.store.tables import (
    CaseDecision,
    CaseEvent,
    LogCheckpoint,
    LogDictionary,
    LogErased,
    LogEvent,
    LogLeaf,
    LogRuleSet,
)

_AT_ONCE = 1000

Found = Row[*tuple[Any, ...]]
"""A row, column by column."""


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
        self._begin()

    def _begin(self) -> None:
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
        """Everything that is wrong, in the order of the log.

        Where SQLite holds text that is none, all is read once more with such text let through, so that its place is
        told: to let it through always would call Python for every text of every row.
        """
        told = 0
        try:
            for fault in self._faults():
                told += 1
                yield fault
        except OperationalError as error:
            if not is_undecodable(error):
                raise
        else:
            return
        self._begin()
        with any_text(self._connection):
            yield from islice(self._faults(), told, None)

    def _faults(self) -> Iterator[Fault]:
        self._issued = {row.size: row.note for row in self._rows(select(LogCheckpoint.size, LogCheckpoint.note))}
        self._sizes = {*self._issued, *(each.size for each in self._outside)}
        self._roots: dict[int, bytes] = {0: self._frontier.root}
        for row in self._rows(select(LogErased.decision_id, LogErased.position)):
            self._erasures[row.decision_id] = row.position
        yield from self._entries()
        yield from self._strays()
        yield from self._stored_rulesets()
        yield from self._stored_erasures()
        yield from self._stored_dictionaries()
        self.keys = KeyHistory.of(self._keys)
        for position in self.keys.broken_at:
            yield Fault(_entry(position), "the key entered here is not vouched for by the key before it")
        yield from self._checkpoints()

    def _rows(self, query: Select[*tuple[Any, ...]]) -> Iterator[Found]:
        with self._connection.execute(query) as rows:
            for some in rows.partitions():
                yield from some

    def _entries(self) -> Iterator[Fault]:
        cases = _Merged(self._rows(_CASES))
        events = _Merged(self._rows(_EVENTS))
        for expected, (position, kind, content, leaf) in enumerate(self._rows(_LEAVES)):
            if position != expected:
                yield Fault(_entry(expected), "an entry is missing here")
                return
            if not (isinstance(content, bytes) and isinstance(leaf, bytes)):
                yield Fault(_entry(position), "the entry or its hash is another kind of value than was written")
                self._grow(_NO_LEAF)
                continue
            self._grow(leaf)
            if leaf_hash(content) != leaf:
                yield Fault(_entry(position), "the entry is not the one its hash was made of")
            match kind:
                case "decision":
                    wrong = self._decision(content, cases.at(position))
                case "event":
                    wrong = self._event(content, events.at(position))
                case _:
                    wrong = self._other(position, kind, content)
            for message in wrong:
                yield Fault(_entry(position), message)
        for stray in (*cases.rest(), *events.rest()):
            place = _entry(stray) if isinstance(stray, int) else "a row whose position is no number"
            yield Fault(place, "a row stands for an entry that says something else or is not there")

    def _grow(self, leaf: bytes) -> None:
        self._frontier.append(leaf)
        if self._frontier.size in self._sizes:
            self._roots[self._frontier.size] = self._frontier.root

    def _decision(self, content: bytes, case: Found | None) -> Sequence[str]:
        entry = _read("decision", content, _decision_bytes)
        if entry is None:
            return ["this is no entry of a decision"]
        wrong = []
        if not self._rulesets.keys() >= set(entry["ruleSets"]):
            wrong.append("the decision rests on a rule set that was not entered before it")
        erased = entry["decisionId"] in self._erasures
        if case is None:
            self.erased += 1
            if not erased:
                wrong.append("the case is gone, and no erasure names it")
        elif erased:
            wrong.append("the case is there although the log says that it is erased")
        elif message := _case_differs(case, entry):
            wrong.append(message)
        else:
            self.decisions += 1
        return wrong

    def _event(self, content: bytes, event: Found | None) -> Sequence[str]:
        entry = _read("event", content, _event_bytes)
        if entry is None or event is None:
            return ["this is no entry of an event, or its row is gone"]
        if (event.event_id, event.decision_id, event.kind) != (entry["eventId"], entry["decisionId"], entry["event"]):
            return ["the event's row is not what was entered"]
        if event.content is None:
            if event.decision_id not in self._erasures:
                return ["what the event says is gone, and no erasure names its decision"]
        elif not _event_holds(event, entry["commitment"]):
            return ["what the event says is not what was committed to"]
        else:
            self.events += 1
        return []

    def _other(self, position: int, kind: str, content: bytes) -> Sequence[str]:
        entry = _parsed(content)
        if entry is None or entry.kind != kind:
            return ["this is no entry of the kind it is filed under"]
        if isinstance(entry, KeyEntry):
            self._keys.append((position, entry))
        elif isinstance(entry, RuleSetEntry):
            self._rulesets[entry.digest] = entry
        elif isinstance(entry, ErasureEntry):
            carried_out = [self._erasures.pop(each, None) == position for each in entry.decisions]
            return ["an erasure that is entered here is not carried out"] * carried_out.count(False)
        return []

    def _strays(self) -> Iterator[Fault]:
        known = self._connection.scalar(select(func.count()).select_from(CaseEvent)) or 0
        joined = self._connection.scalar(select(func.count()).select_from(LogEvent).join(CaseEvent)) or 0
        if known != joined:
            yield Fault("case_event", "a row belongs to no event")

    def _stored_rulesets(self) -> Iterator[Fault]:
        left = dict(self._rulesets)
        for row in self._rows(select(LogRuleSet.__table__, LogLeaf.entry).join(LogLeaf, isouter=True)):
            place = _named("log_rule_set", row.digest)
            entry = left.pop(row.digest, None)
            if entry is None or _parsed(row.entry) != entry or row.rule_set_id != entry.id:
                yield Fault(place, "the row is not what was entered")
            elif not _has_digest(row.document, row.digest):
                yield Fault(place, "the rule set is not the one with this digest")
        for entry in left.values():
            yield Fault(_named("log_rule_set", entry.digest), "the rule set is gone")

    def _stored_erasures(self) -> Iterator[Fault]:
        for decision_id in self._erasures:
            yield Fault(_named("log_erased", decision_id), "no entry of the log orders this erasure")

    def _stored_dictionaries(self) -> Iterator[Fault]:
        found = {row.number: row.document for row in self._rows(select(LogDictionary.number, LogDictionary.document))}
        if found.pop(DICTIONARY, None) != dictionary(DICTIONARY):
            yield Fault(
                f"log_dictionary {DICTIONARY}", "the dictionary is gone, or not the one documents are packed with"
            )
        for number in found:
            yield Fault(f"log_dictionary {number}", "no document is packed with such a dictionary")

    def _checkpoints(self) -> Iterator[Fault]:
        for size, note in self._issued.items():
            try:
                verifier = self.keys.signing(size)
                checkpoint, _ = open_checkpoint(note, [verifier] if verifier else [])
            except NoteRefused as refused:
                yield Fault(f"log_checkpoint {size}", str(refused))
                continue
            except (TypeError, AttributeError, UnicodeError):
                yield Fault(f"log_checkpoint {size}", "the checkpoint is another kind of value than was written")
                continue
            if checkpoint.size != size or self._roots.get(size) != checkpoint.root:
                yield Fault(f"log_checkpoint {size}", "the log is not the one this checkpoint was issued for")
        for outside in self._outside:
            if outside.size > self.size:
                has = counted(self.size, "entry", "entries")
                yield Fault("checkpoint", f"the log has {has}, the checkpoint kept outside {outside.size}")
            elif self._roots.get(outside.size) != outside.root:
                yield Fault("checkpoint", "the log was rewritten: it does not extend the checkpoint kept outside")


_LEAVES = select(LogLeaf.position, LogLeaf.kind, LogLeaf.entry, LogLeaf.hash).order_by(LogLeaf.position)

_CASES = select(
    CaseDecision.position,
    CaseDecision.salt,
    CaseDecision.application,
    CaseDecision.decision,
    CaseDecision.aside,
    CaseDecision.provenance,
    CaseDecision.decision_id,
    CaseDecision.recorded_at,
    CaseDecision.unit,
    CaseDecision.subject,
    CaseDecision.diary_number,
    CaseDecision.outcome,
    CaseDecision.legal_force,
    CaseDecision.rule_set_id,
    CaseDecision.decision_date,
    CaseDecision.supersedes,
).order_by(CaseDecision.position)
"""What is compressed, then the columns in the order of the record that was committed to."""

_EVENTS = (
    select(LogEvent.position, LogEvent.event_id, LogEvent.decision_id, LogEvent.kind, CaseEvent.salt, CaseEvent.content)
    .outerjoin(CaseEvent, CaseEvent.event_id == LogEvent.event_id)
    .order_by(LogEvent.position)
)


class _Merged:
    """Rows in the order of their positions, asked for in that order."""

    def __init__(self, rows: Iterator[Found]) -> None:
        self._rows = rows
        self._next = next(rows, None)
        self._passed: list[object] = []

    def at(self, position: int) -> Found | None:
        """The row at that position."""
        while (row := self._next) is not None and (not isinstance(row[0], int) or row[0] < position):
            self._step()
        if row is None or row[0] != position:
            return None
        self._next = next(self._rows, None)
        return row

    def rest(self) -> Iterator[object]:
        """The positions nobody asked for, and what stands in the place of one."""
        while self._next is not None:
            self._step()
        yield from self._passed

    def _step(self) -> None:
        assert self._next is not None
        self._passed.append(self._next[0])
        self._next = next(self._rows, None)


def _entry(position: int) -> str:
    return f"entry {position}"


_NO_LEAF = leaf_hash(b"")
"""Keeps the count of entries where one has no hash."""


def _named(table: str, value: object) -> str:
    """A row by its key, where that is written as one; whatever else stands there is not repeated."""
    key = _KEY.fullmatch(value) if isinstance(value, str) else None
    if key is None:
        return f"{table}, a row whose key is none"
    return f"{table} {key['id'] or key['digest'] + '…'}"


_KEY = re.compile(r"(?P<digest>sha256:[0-9a-f]{8})[0-9a-f]{56}|(?P<id>d-[0-9a-z]{26})")


def _parsed(content: object) -> Entry | None:
    try:
        return parse_entry(content) if isinstance(content, bytes) else None
    except EntryRefused:
        return None


def _read(kind: str, content: bytes, rebuilt: Callable[[dict[str, Any]], bytes]) -> dict[str, Any] | None:
    """The entry as JSON, where it is of that kind and in its canonical form."""
    try:
        entry: dict[str, Any] = orjson.loads(content)
        return entry if entry["kind"] == kind and rebuilt(entry) == content else None
    except (ValueError, KeyError, TypeError):
        return None


def _decision_bytes(entry: dict[str, Any]) -> bytes:
    committed = entry["commitments"]
    return decision_entry(entry["at"], entry["decisionId"], entry["ruleSets"], committed["record"], committed["veiled"])


def _event_bytes(entry: dict[str, Any]) -> bytes:
    return event_entry(entry["at"], entry["decisionId"], entry["eventId"], entry["event"], entry["commitment"])


def _case_differs(case: Found, entry: dict[str, Any]) -> str | None:
    """What is wrong with the row of a decision, if anything."""
    _, salt, application, decision, aside, provenance, decision_id, recorded_at, *columns = case
    try:
        digests = digest(unpack(application)), digest(unpack(decision)), digest(unpack(aside))
        recorded: Sequence[Any] = (decision_id, recorded_at, *columns, *digests, provenance)
        committed = commit(derive(salt, RECORD), record_bytes(*recorded))
    except DamagedDocument:
        return "a document of the case cannot be unpacked"
    except (TypeError, UnicodeError):  # SQLite holds any kind of value in any column, if somebody puts it there
        return "a column of the case holds another kind of value than it was given"
    same = decision_id == entry["decisionId"] and recorded_at == entry["at"]
    if same and committed == entry["commitments"]["record"]:
        return None
    return "the case is not what was committed to"


def _event_holds(event: Found, commitment: str) -> bool:
    try:
        return commit(derive(event.salt, EVENT), unpack(event.content)) == commitment
    except (DamagedDocument, TypeError):
        return False


def _has_digest(packed: bytes, expected: str) -> bool:
    try:
        return digest(unpack(packed)) == expected
    except (DamagedDocument, TypeError):
        return False
