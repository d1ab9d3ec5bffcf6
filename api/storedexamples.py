"""Examples of stored decisions and of the log: made by what answers requests, of a fixture with ids and times set."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from api.deps import links
from api.paging import listed, offsets
from api.records import (
    CheckpointItem,
    DecisionItem,
    DecisionList,
    EntryItem,
    EntryList,
    decision_item,
    decision_record,
    event_item,
    event_list,
    proof,
)
from api.schemas import Paging
from demokrativillkor.application import Application
from demokrativillkor.audit.entries import decision_entry, event_entry
from demokrativillkor.audit.notes import Checkpoint, Signer
from demokrativillkor.audit.tree import Frontier, leaf_hash
from demokrativillkor.canonical import canonical_bytes
from demokrativillkor.decision import Decision
from demokrativillkor.rendering.letter import write_letter
from demokrativillkor.rendering.trace import trace
from demokrativillkor.store import StoredDecision, StoredEvent

DECISION_ID = "d-01m89s7dhpf9bt9e4nrn2xj843"
EVENT_ID = "e-01m89s7dhpf9bt9e4nrn2xj844"
POSITION = 2
_AT = "2026-11-25T09:00:00.000000Z"

SECOND_READER = {
    "kind": "second_reader",
    "on": "2026-11-24",
    "name": "Exempel Exempelsson",
    "title": "handläggare",
    "agrees": True,
}
"""An event to add."""


def answers(application: Application, decision: Decision) -> dict[str, BaseModel | dict[str, Any]]:
    """Operation id → an answer."""
    stored, event = _stored(application, decision), _event()
    checkpoint = _checkpoint(stored.entry)
    return {
        "listDecisions": DecisionList(
            items=[DecisionItem(**decision_item(stored))], **listed(1, Paging(), "/decisions")
        ),
        "readDecision": decision_record(stored, [event]),
        "readCanonicalDecision": decision.document(),
        "readTrace": trace(decision, application, "en"),
        "readEvents": event_list(DECISION_ID, [event]),
        "addEvent": event_item(event),
        "readCheckpoint": checkpoint,
        "listEntries": EntryList(
            size=POSITION + 1,
            items=[EntryItem(position=POSITION, entry=json.loads(stored.entry))],
            links=offsets(POSITION + 1, POSITION, 20, "/log/entries") | links(checkpoint="/log/checkpoint"),
        ),
        "proveInclusion": proof("inclusion", POSITION, POSITION + 1, [leaf_hash(b"an entry")]),
        "proveConsistency": proof("consistency", POSITION, POSITION + 1, [leaf_hash(stored.entry)]),
    }


def letters(application: Application, decision: Decision) -> dict[str, str]:
    """Media type → a letter."""
    written = write_letter(application, decision, [], "sv")
    return {"text/html": written.html, "text/markdown": written.markdown}


def _stored(application: Application, decision: Decision) -> StoredDecision:
    return StoredDecision(
        decision_id=DECISION_ID,
        position=POSITION,
        recorded_at=_AT,
        unit="unit-1",
        subject="key:0123456789ab",
        diary_number=application.diary_number,
        outcome=decision.outcome,
        legal_force=decision.legal_force,
        rule_set_id=decision.ruleset.id,
        decision_date=decision.decision_date.isoformat(),
        supersedes=None,
        entry=decision_entry(_AT, DECISION_ID, [decision.ruleset.digest], "0" * 64, "1" * 64),
        provenance=json.dumps(decision.provenance.document()),
        salt=b"",
        application=application.canonical,
        decision=decision.canonical,
        aside=b"{}",
        rulesets=(decision.ruleset.digest,),
        superseded_by=None,
    )


def _event() -> StoredEvent:
    said = {"recordedAt": _AT, "content": SECOND_READER}
    return StoredEvent(
        event_id=EVENT_ID,
        position=POSITION + 1,
        decision_id=DECISION_ID,
        kind="second_reader",
        entry=event_entry(_AT, DECISION_ID, EVENT_ID, "second_reader", "0" * 64),
        salt=b"",
        content=canonical_bytes(said),
    )


def _checkpoint(entry: bytes) -> CheckpointItem:
    signer = Signer("example.org/decisions", bytes(32))
    root = Frontier([leaf_hash(b"key"), leaf_hash(b"rules"), leaf_hash(entry)]).root
    return CheckpointItem(
        size=POSITION + 1,
        note=Checkpoint(signer.name, POSITION + 1, root).signed(signer),
        verifiers=[signer.verifier.text],
        links=links(self="/log/checkpoint", entries="/log/entries"),
    )
