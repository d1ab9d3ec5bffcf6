"""One decision with all that is needed to check it elsewhere, and every decision evaluated again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import orjson

from demokrativillkor import __version__
from demokrativillkor.audit.commitments import RecordContent
from demokrativillkor.audit.entries import DecisionEntry, ErasureEntry, parse_entry
from demokrativillkor.audit.export import Kept, KeptEvent, Logged, Since, export
from demokrativillkor.audit.notes import open_checkpoint
from demokrativillkor.audit.veil import veiled_content
from demokrativillkor.canonical import digest
from demokrativillkor.engine import Engine
from demokrativillkor.errors import InputRejected
from demokrativillkor.replay import replay
from demokrativillkor.ruleset import Role, RuleSet
from demokrativillkor.store.errors import Erased, NotStored
from demokrativillkor.store.packing import DamagedDocument, unpack
from demokrativillkor.store.reader import Reader
from demokrativillkor.store.reading import Evaluated
from demokrativillkor.store.records import StoredDecision
from demokrativillkor.store.store import Store


def export_decision(store: Store, decision_id: str, *, since: int | None = None, redact: bool = False) -> bytes:
    """The export of one decision, erased or not, with proofs that lead to a checkpoint issued now.

    Args:
        since: the size of an earlier checkpoint, from which a proof is to lead to that one too.

    Raises:
        NotStored: there is no such decision.
    """
    try:
        stored = store.decision(decision_id)
        erasure = None
        position = stored.position
    except Erased:
        stored = None
        position, erasure = _erased(store, decision_id)
    note = store.issue_checkpoint()
    checkpoint, _ = open_checkpoint(note, [store.log.signer.verifier])

    def logged(at: int) -> Logged:
        return Logged(position=at, entry=store.log.entry(at), proof=store.log.inclusion(at, checkpoint.size))

    entry = logged(position)
    parsed = parse_entry(entry.entry)
    assert isinstance(parsed, DecisionEntry)
    rulesets = [store.ruleset(each) for each in parsed.rule_sets]
    return export(
        entry,
        _kept(stored, rulesets) if stored else None,
        events=[
            KeptEvent(logged=logged(event.position), salt=event.salt, content=event.content)
            for event in store.events(decision_id)
            if event.position < checkpoint.size
        ],
        keys=[logged(at) for at, _ in store.log.of_kind("key")],
        rulesets=[ruleset.canonical for ruleset in rulesets],
        checkpoint=note,
        software=__version__,
        erasure=None if erasure is None else logged(erasure),
        since=None if since is None else Since(size=since, proof=store.log.consistency(since, checkpoint.size)),
        redact=redact,
    )


def record_content(stored: StoredDecision) -> RecordContent:
    """What the entry of a stored decision commits to."""
    return RecordContent(
        decision_id=stored.decision_id,
        recorded_at=stored.recorded_at,
        unit=stored.unit,
        subject=stored.subject,
        diary_number=stored.diary_number,
        outcome=stored.outcome,
        legal_force=stored.legal_force,
        rule_set=stored.rule_set_id,
        decision_date=stored.decision_date,
        supersedes=stored.supersedes,
        application=digest(stored.application),
        decision=stored.digest,
        aside=digest(stored.aside),
        provenance=stored.provenance,
    )


def _kept(stored: StoredDecision, rulesets: list[RuleSet]) -> Kept:
    record = record_content(stored)
    named = [ruleset for ruleset in rulesets if ruleset.role is not Role.PROCESS]
    veiled = veiled_content(record, orjson.loads(stored.application), orjson.loads(stored.decision), named)
    return Kept(
        salt=stored.salt,
        record=record.canonical,
        application=stored.application,
        decision=stored.decision,
        aside=stored.aside,
        veiled=veiled.canonical,
    )


def _erased(store: Store, decision_id: str) -> tuple[int, int]:
    """Where the entries of an erased decision and of its erasure stand. Reads the whole log: it is asked for rarely."""
    ordered = next(
        at
        for at, entry in store.log.of_kind("erasure")
        if isinstance(entry, ErasureEntry) and decision_id in entry.decisions
    )
    for first in range(0, ordered, 1000):
        for position, content in enumerate(store.log.entries(first, min(first + 1000, ordered)), first):
            entry = parse_entry(content)
            if isinstance(entry, DecisionEntry) and entry.decision_id == decision_id:
                return position, ordered
    raise NotStored("the log has no entry of this decision; run `demokrativillkor audit verify`")


@dataclass(frozen=True, slots=True)
class Replay:
    """One stored decision evaluated again: whether every byte and every column is the same, else why not."""

    decision_id: str
    same: bool
    why: str = ""


def replays(store: Reader, engine: Engine, *, only: str | None = None) -> Iterator[Replay]:
    """Stored decisions evaluated again under the rule sets stored with them; rule files play no part.

    Raises:
        NotStored, Erased: the one asked for.
    """
    rulesets: dict[str, RuleSet] = {}

    def ruleset_of(wanted: str) -> RuleSet:
        if wanted not in rulesets:
            rulesets[wanted] = store.ruleset(wanted)
        return rulesets[wanted]

    for stored in store.evaluated(only):
        why = _differs(stored, ruleset_of, engine)
        yield Replay(stored.decision_id, not why, why)


def _differs(stored: Evaluated, ruleset_of: Callable[[str], RuleSet], engine: Engine) -> str:
    """What comes out otherwise when the decision is made again; nothing where it is the same."""
    try:
        decision = unpack(stored.decision)
        again = replay(unpack(stored.application), decision, ruleset_of, engine)
    except (InputRejected, NotStored, DamagedDocument, ValueError, KeyError) as error:
        return f"it cannot be evaluated again ({type(error).__name__})"
    if again.canonical != decision:
        return "the decision comes out otherwise"
    columns = (again.outcome, again.legal_force, again.ruleset.id, again.decision_date.isoformat())
    if columns != (stored.outcome, stored.legal_force, stored.rule_set_id, stored.decision_date):
        return "the row says otherwise than the decision"
    return ""
