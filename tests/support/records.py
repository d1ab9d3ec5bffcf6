"""Decisions as a store would record them, without a store."""

import json
from pathlib import Path

from demokrativillkor.application import Application
from demokrativillkor.audit.commitments import RecordContent
from demokrativillkor.canonical import canonical_text
from demokrativillkor.decision import Decision
from demokrativillkor.resources import fixtures_folder

AT = "2026-11-25T12:00:00.123456Z"
DECISION_ID = "d-06g3zk9v9x5r70t1m2n3p4q5rs"


def fixture_documents() -> dict[str, dict]:
    """The synthetic applications by name, as plain values."""
    folder = Path(fixtures_folder()) / "applications"
    return {path.stem: json.loads(path.read_bytes()) for path in sorted(folder.glob("*.json"))}


def parsed(document: dict) -> Application:
    return Application.from_document(json.dumps(document).encode())


def record_of(decision: Decision, application: Application, **fields) -> RecordContent:
    """The record content of a decision, with digests that are those of its bytes."""
    given = {
        "decision_id": DECISION_ID,
        "recorded_at": AT,
        "unit": "grants",
        "subject": "k1:5d41402abc4b2a76b9719d911017c592",
        "diary_number": application.diary_number,
        "outcome": decision.outcome,
        "legal_force": decision.legal_force,
        "rule_set": decision.ruleset.id,
        "decision_date": decision.decision_date.isoformat(),
        "supersedes": None,
        "application": application.digest,
        "decision": decision.digest,
        "aside": "sha256:" + "0" * 64,
        "provenance": canonical_text(decision.provenance.document()),
    }
    return RecordContent(**(given | fields))
