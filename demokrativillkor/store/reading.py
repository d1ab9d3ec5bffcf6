"""What is read back: decisions, their events, rule sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, Row, Select, func, select
from sqlalchemy.orm import aliased

from demokrativillkor.ruleset import RuleSet
from demokrativillkor.store.errors import Erased, NotStored
from demokrativillkor.store.packing import unpack
from demokrativillkor.store.records import StoredDecision, StoredEvent, Summary
from demokrativillkor.store.tables import CaseDecision, CaseEvent, LogErased, LogEvent, LogLeaf, LogRuleSet

_LISTED = (
    CaseDecision.decision_id,
    CaseDecision.position,
    CaseDecision.recorded_at,
    CaseDecision.unit,
    CaseDecision.subject,
    CaseDecision.diary_number,
    CaseDecision.outcome,
    CaseDecision.legal_force,
    CaseDecision.rule_set_id,
    CaseDecision.decision_date,
    CaseDecision.supersedes,
)

_AT_ONCE = 500
"""Rows that are fetched together."""


class Evaluated(NamedTuple):
    """What a stored decision rests on and what came of it. The documents are packed."""

    decision_id: str
    outcome: str
    legal_force: str
    rule_set_id: str
    decision_date: str
    application: bytes
    decision: bytes


_EVALUATED = tuple(getattr(CaseDecision, name) for name in Evaluated._fields)


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which decisions are listed: nothing about conduct or role can be asked for (lag 2024:488 10 §).

    Attributes:
        first, last: decision dates, both included, YYYY-MM-DD.
    """

    outcome: str | None = None
    rule_set: str | None = None
    first: str | None = None
    last: str | None = None
    unit: str | None = None
    diary_number: str | None = None

    def applied(self, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """The query for these decisions only."""
        equal = (
            (CaseDecision.outcome, self.outcome),
            (CaseDecision.rule_set_id, self.rule_set),
            (CaseDecision.unit, self.unit),
            (CaseDecision.diary_number, self.diary_number),
        )
        for column, value in equal:
            if value is not None:
                query = query.where(column == value)
        if self.first is not None:
            query = query.where(CaseDecision.decision_date >= self.first)
        if self.last is not None:
            query = query.where(CaseDecision.decision_date <= self.last)
        return query


@dataclass(frozen=True)
class Page:
    """Some of the decisions, the newest first, and how many there are in all."""

    decisions: tuple[Summary, ...]
    total: int


def read_page(connection: Connection, filters: Filters, *, page: int, limit: int) -> Page:
    """The ``page``:th page (from 1) of the decisions, ``limit`` on each."""
    total = connection.scalar(filters.applied(select(func.count()).select_from(CaseDecision))) or 0
    newest = filters.applied(select(*_LISTED)).order_by(CaseDecision.position.desc())
    rows = connection.execute(newest.limit(limit).offset((page - 1) * limit))
    return Page(tuple(Summary(**row._mapping) for row in rows), total)


def read_decision(connection: Connection, decision_id: str) -> StoredDecision:
    """One decision whole.

    Raises:
        NotStored: there is none of that id.
        Erased: its case content was erased.
    """
    row = connection.execute(_whole().where(CaseDecision.decision_id == decision_id)).one_or_none()
    if row is None:
        raise _absent(connection, decision_id)
    return _stored(row)


def _absent(connection: Connection, decision_id: str) -> Erased | NotStored:
    if connection.scalar(select(LogErased.position).where(LogErased.decision_id == decision_id)) is not None:
        return Erased("the case content of this decision was erased; the log shows by what order")
    return NotStored("there is no such decision")


def read_evaluated(connection: Connection, decision_id: str | None = None) -> Iterator[Evaluated]:
    """What there is to evaluate again, of every decision in the order of the log or of one; little memory is used.

    Raises:
        NotStored, Erased: the one asked for.
    """
    query = select(*_EVALUATED).order_by(CaseDecision.position)
    if decision_id is not None:
        query = query.where(CaseDecision.decision_id == decision_id)
    found = False
    for row in connection.execution_options(yield_per=_AT_ONCE).execute(query):
        found = True
        yield Evaluated._make(row)
    if decision_id is not None and not found:
        raise _absent(connection, decision_id)


def _whole() -> Select[*tuple[Any, ...]]:
    by = aliased(CaseDecision)
    return (
        select(
            *_LISTED,
            CaseDecision.provenance,
            CaseDecision.salt,
            CaseDecision.application,
            CaseDecision.decision,
            CaseDecision.aside,
            LogLeaf.entry,
            by.decision_id.label("superseded_by"),
        )
        .join(LogLeaf, LogLeaf.position == CaseDecision.position)
        .outerjoin(by, by.supersedes == CaseDecision.decision_id)
    )


def _stored(row: Row[Any]) -> StoredDecision:
    columns = dict(row._mapping)
    for packed in ("application", "decision", "aside"):
        columns[packed] = unpack(columns[packed])
    return StoredDecision(**columns, rulesets=tuple(orjson.loads(row.entry)["ruleSets"]))


def read_events(connection: Connection, decision_id: str) -> tuple[StoredEvent, ...]:
    """The events on a decision, in their order."""
    events = (
        select(
            LogEvent.event_id,
            LogEvent.position,
            LogEvent.decision_id,
            LogEvent.kind,
            LogLeaf.entry,
            CaseEvent.salt,
            CaseEvent.content,
        )
        .join(LogLeaf, LogLeaf.position == LogEvent.position)
        .outerjoin(CaseEvent, CaseEvent.event_id == LogEvent.event_id)
        .where(LogEvent.decision_id == decision_id)
        .order_by(LogEvent.position)
    )
    return tuple(_event(dict(row._mapping)) for row in connection.execute(events))


def _event(columns: dict[str, Any]) -> StoredEvent:
    packed = columns.pop("content")
    return StoredEvent(**columns, content=None if packed is None else unpack(packed))


def read_ruleset(connection: Connection, digest: str) -> RuleSet:
    """The rule set with that digest, as it was when it was first used.

    Raises:
        NotStored: no decision rests on such a rule set.
    """
    packed = connection.scalar(select(LogRuleSet.document).where(LogRuleSet.digest == digest))
    if packed is None:
        raise NotStored("no stored decision rests on a rule set with this digest")
    return RuleSet.from_document(unpack(packed))
