"""Stored decisions as they are answered with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import Field
from pydantic.alias_generators import to_camel

from api.deps import links
from api.schemas import Answer, Day, Link, Listed, Paging, Query
from demokrativillkor.audit.notes import base64_of
from demokrativillkor.decision import Outcome
from demokrativillkor.store import StoredDecision, StoredEvent, Summary

DecisionId = Annotated[str, Path(alias="decisionId", description="Id of a decision. *Underlagets id.*", max_length=300)]


class DecisionsAsked(Paging):
    """Which decisions; nothing about conduct or role can be asked for."""

    outcome: Outcome | None = Field(None, description="Only with that outcome. *Bara med det utfallet.*")
    rules: str | None = Field(
        None, max_length=64, description="Only under that rule set. *Bara under det regelverket.*"
    )
    first: Day | None = Field(None, alias="from", description="First decision date. *Första beslutsdag.*")
    last: Day | None = Field(None, alias="to", description="Last decision date. *Sista beslutsdag.*")
    unit: str | None = Field(None, max_length=64, description="Only of that unit. *Bara den enhetens.*")
    diary_number: str | None = Field(
        None, max_length=300, description="With that diary number. *Med det diarienumret.*"
    )


class EntriesAsked(Query):
    """Which entries of the log."""

    offset: int = Field(0, ge=0, le=2**53, description="Place of the first, from 0. *Den förstas plats, från 0.*")
    limit: int = Field(20, ge=1, le=100, description="Most entries. *Högst så många.*")


class InclusionAsked(Query):
    """Of which entry, in the log of which size."""

    position: int = Field(ge=0, le=2**53, description="Place of the entry. *Postens plats.*")
    size: int | None = Field(
        None, ge=1, le=2**53, description="Size of the log; by default as it is. *Loggens storlek.*"
    )


class ConsistencyAsked(Query):
    """Between which sizes of the log."""

    first: int = Field(ge=0, le=2**53, description="The smaller size. *Den mindre storleken.*")
    second: int | None = Field(None, ge=1, le=2**53, description="The larger size; by default as it is. *Den större.*")


class DecisionItem(Answer):
    """A stored decision in short."""

    decision_id: str
    position: int = Field(description="Place of its entry in the log.")
    recorded_at: str
    unit: str
    diary_number: str | None
    outcome: str
    legal_force: str
    rule_set: str
    decision_date: str
    supersedes: str | None
    links: dict[str, Link] = Field(alias="_links")


class DecisionList(Listed):
    """The decisions asked for, the newest first."""

    items: list[DecisionItem]


class EventItem(Answer):
    """Something a person did about a decision. ``content`` is null where the case is erased."""

    event_id: str
    event: str
    position: int
    recorded_at: str | None
    content: dict[str, Any] | None


class EventList(Answer):
    """The events of a decision, in their order."""

    items: list[EventItem]
    links: dict[str, Link] = Field(alias="_links")


class DecisionRecord(DecisionItem):
    """A stored decision whole: the proposal of the rules, never mixed with what persons decided (the events)."""

    digest: str = Field(description="SHA-256 of the canonical decision.")
    superseded_by: str | None
    decision: dict[str, Any]
    application: dict[str, Any]
    provenance: dict[str, Any]
    events: list[EventItem]


class CheckpointItem(Answer):
    """The log as it is, signed (C2SP tlog-checkpoint)."""

    size: int
    note: str
    verifiers: list[str] = Field(description="Public keys of the log, the one in use last.")
    links: dict[str, Link] = Field(alias="_links")


class EntryItem(Answer):
    """An entry of the log."""

    position: int
    entry: dict[str, Any]


class EntryList(Answer):
    """Entries of the log, in their order."""

    size: int
    items: list[EntryItem]
    links: dict[str, Link] = Field(alias="_links")


class Proof(Answer):
    """Hashes that lead from an entry, or from a smaller log, to a root (RFC 6962)."""

    kind: Literal["inclusion", "consistency"]
    first: int = Field(description="Place of the entry, or the smaller size.")
    size: int
    hashes: list[str] = Field(description="In base64.")
    links: dict[str, Link] = Field(alias="_links")


def decision_item(summary: Summary) -> dict[str, Any]:
    """A stored decision in short."""
    path = f"/decisions/{summary.decision_id}"
    return {
        "decision_id": summary.decision_id,
        "position": summary.position,
        "recorded_at": summary.recorded_at,
        "unit": summary.unit,
        "diary_number": summary.diary_number,
        "outcome": summary.outcome,
        "legal_force": summary.legal_force,
        "rule_set": summary.rule_set_id,
        "decision_date": summary.decision_date,
        "supersedes": summary.supersedes,
        "links": links(self=path, canonical=f"{path}/canonical", events=f"{path}/events"),
    }


def decision_record(stored: StoredDecision, events: Sequence[StoredEvent]) -> DecisionRecord:
    """A stored decision whole."""
    item = decision_item(stored)
    path = f"/decisions/{stored.decision_id}"
    others = {"supersedes": stored.supersedes, "superseded_by": stored.superseded_by}
    item["links"] |= links(trace=f"{path}/trace", letter=f"{path}/letter") | links(
        **{to_camel(name): f"/decisions/{other}" for name, other in others.items() if other}
    )
    return DecisionRecord(
        **item,
        digest=stored.digest,
        superseded_by=stored.superseded_by,
        decision=json.loads(stored.decision),
        application=json.loads(stored.application),
        provenance=json.loads(stored.provenance),
        events=[event_item(event) for event in events],
    )


def event_item(event: StoredEvent) -> EventItem:
    """An event of a decision."""
    said = event.document
    return EventItem(
        event_id=event.event_id,
        event=event.kind,
        position=event.position,
        recorded_at=said.get("recordedAt"),
        content=said.get("content"),
    )


def event_list(decision_id: str, events: Sequence[StoredEvent]) -> EventList:
    """The events of a decision."""
    path = f"/decisions/{decision_id}"
    items = [event_item(event) for event in events]
    return EventList(items=items, links=links(self=f"{path}/events", decision=path))


def proof(kind: Literal["inclusion", "consistency"], first: int, size: int, hashes: Sequence[bytes]) -> Proof:
    """A proof as it is answered with."""
    encoded = [base64_of(each) for each in hashes]
    return Proof(kind=kind, first=first, size=size, hashes=encoded, links=links(checkpoint="/log/checkpoint"))


def etag_of(stored: StoredDecision, events: Sequence[StoredEvent]) -> str:
    """What changes when, and only when, something is added to the decision."""
    return etag_of_digest(stored.digest, events[-1].event_id if events else "")


def etag_of_digest(digest: str, last_event: str = "") -> str:
    """The ETag of a decision with that digest and that last event; being superseded is an event."""
    return hashlib.sha256(f"{digest}\n{last_event}".encode()).hexdigest()
