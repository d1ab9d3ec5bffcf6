"""What is written for each request: its entry in the log and its rows, in one transaction.

Everything that costs time (commitments, compression) is done before the writer's turn; in its turn a request checks
what can have changed, and adds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from demokrativillkor.audit.commitments import (
    EVENT,
    RECORD,
    VEILED,
    EventContent,
    RecordContent,
    commit,
    derive,
    new_salt,
)
from demokrativillkor.audit.entries import (
    Entry,
    RulebookEntry,
    RuleSetEntry,
    ScreeningEntry,
    decision_entry,
    event_entry,
    parse_entry,
)
from demokrativillkor.audit.veil import veiled
from demokrativillkor.canonical import digest
from demokrativillkor.record.events import Superseded as SupersededBy
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.store.errors import Erased, KeyReused, NotStored, StaleState, Superseded
from demokrativillkor.store.ids import new_id, now
from demokrativillkor.store.packing import NOTHING, pack
from demokrativillkor.store.records import NewDecision, NewEvent, Recorded, Repeatable, aside_of
from demokrativillkor.store.tables import CaseDecision, CaseEvent, LogErased, LogEvent, LogLeaf, LogRuleSet, Repeat
from demokrativillkor.store.writer import Transaction, Write


class RuleSets:
    """The rule sets the log has, as far as this process knows."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def enter(self, transaction: Transaction, rulesets: Iterable[RuleSet]) -> None:
        """Enter those that the log does not have yet."""
        for ruleset in rulesets:
            if ruleset.digest not in self._known:
                self._enter(transaction, ruleset)

    def _enter(self, transaction: Transaction, ruleset: RuleSet) -> None:
        there = select(LogRuleSet.position).where(LogRuleSet.digest == ruleset.digest)
        if transaction.connection.scalar(there) is not None:
            self._known.add(ruleset.digest)  # committed by somebody
            return
        if transaction.first("rule set", ruleset.digest):
            position = transaction.enter(
                RuleSetEntry(at=now(), digest=ruleset.digest, id=ruleset.id, version=ruleset.version)
            )
            transaction.add(
                LogRuleSet,
                digest=ruleset.digest,
                position=position,
                rule_set_id=ruleset.id,
                document=pack(ruleset.canonical),
            )


def recording(new: NewDecision, rulesets: RuleSets) -> Write[Recorded]:
    """Record a decision, or find it again where the request came before."""
    decision, application = new.decision, new.application
    decision_id, at, salt, aside = new_id("d"), now(), new_salt(), aside_of(application)
    content = RecordContent(
        decision_id=decision_id,
        recorded_at=at,
        unit=new.unit,
        subject=new.subject,
        diary_number=application.diary_number,
        outcome=decision.outcome,
        legal_force=decision.legal_force,
        rule_set=decision.ruleset.id,
        decision_date=decision.decision_date.isoformat(),
        supersedes=new.supersedes,
        application=application.digest,
        decision=decision.digest,
        aside=digest(aside),
        provenance=decision.provenance.canonical,
    )
    logged = decision_entry(
        at=at,
        decision_id=decision_id,
        rule_sets=[ruleset.digest for ruleset in new.rulesets],
        record=commit(derive(salt, RECORD), content.canonical),
        veiled=commit(derive(salt, VEILED), veiled(content, application, decision).canonical),
    )
    row = {
        **columns_of(content),
        "salt": salt,
        "application": pack(application.canonical),
        "decision": pack(decision.canonical),
        "aside": pack(aside) if aside != b"{}" else NOTHING,
    }

    def write(transaction: Transaction) -> Recorded:
        if new.repeatable and (before := _made_before(transaction, new.repeatable)):
            return before
        if new.supersedes:
            _refuse_superseded(transaction, new.supersedes)
        rulesets.enter(transaction, new.rulesets)
        position = transaction.enter_bytes("decision", logged)
        transaction.add(CaseDecision, position=position, **row)
        if new.repeatable:
            repeatable = new.repeatable
            transaction.add(Repeat, key=repeatable.key, body=repeatable.body, decision_id=decision_id, at=at)
            transaction.flush()
        if new.supersedes:
            told = SupersededBy(on=date.fromisoformat(at[:10]), by=decision_id)
            _add_event(transaction, new.supersedes, told.kind, told.document(), new.subject)
            transaction.flush()
        return Recorded(decision_id=decision_id, position=position)

    return write


def appending(new: NewEvent) -> Write[str]:
    """Append an event; its id."""

    def write(transaction: Transaction) -> str:
        refuse_absent(transaction, new.decision_id)
        if last_event(transaction, new.decision_id) != new.after:
            raise StaleState("something was added to the decision since it was read; read it again")
        event_id = _add_event(transaction, new.decision_id, new.kind, new.content, new.subject)
        transaction.flush()
        return event_id

    return write


def noting(entry: Entry) -> Write[int]:
    """Enter something that is no decision and no event; its place."""
    return lambda transaction: transaction.enter(entry)


def noting_rulebook(entry: RulebookEntry) -> Write[int | None]:
    """Enter which rules apply from now on; ``None`` where the last such entry says so already.

    It is looked up in the writer's turn, so that of several workers that read the same rules one enters them.
    """
    newest = select(LogLeaf.entry).where(LogLeaf.kind == entry.kind).order_by(LogLeaf.position.desc()).limit(1)

    def write(transaction: Transaction) -> int | None:
        transaction.flush()
        last = transaction.connection.scalar(newest)
        before = parse_entry(last) if last else None
        if isinstance(before, RulebookEntry) and replace(before, at=entry.at) == entry:
            return None
        return transaction.enter(entry)

    return write


def noting_screening(entry: ScreeningEntry) -> Write[int | None]:
    """Enter that a round was screened; ``None`` where the log has that run already, which is looked up in its turn."""
    screenings = select(LogLeaf.entry).where(LogLeaf.kind == entry.kind, LogLeaf.kind.not_in(("decision", "event")))

    def write(transaction: Transaction) -> int | None:
        transaction.flush()
        before = map(parse_entry, transaction.connection.scalars(screenings))
        if any(isinstance(each, ScreeningEntry) and each.run == entry.run for each in before):
            return None
        return transaction.enter(entry)

    return write


def refuse_absent(transaction: Transaction, decision_id: str) -> None:
    """Refuse a decision that is not there.

    Raises:
        Erased: its case content was erased.
        NotStored: there is no such decision.
    """
    connection = transaction.connection
    if connection.scalar(select(CaseDecision.position).where(CaseDecision.decision_id == decision_id)) is not None:
        return
    if connection.scalar(select(LogErased.position).where(LogErased.decision_id == decision_id)) is not None:
        raise Erased("the case content of this decision was erased; the log shows by what order")
    raise NotStored("there is no such decision")


def last_event(transaction: Transaction, decision_id: str) -> str | None:
    """The id of the last event on a decision."""
    newest = select(LogEvent.event_id).where(LogEvent.decision_id == decision_id).order_by(LogEvent.position.desc())
    found: str | None = transaction.connection.scalar(newest.limit(1))
    return found


def _made_before(transaction: Transaction, repeatable: Repeatable) -> Recorded | None:
    """What the request made when it came first.

    Raises:
        KeyReused: that was another request.
    """
    made = (
        select(Repeat.body, Repeat.decision_id, CaseDecision.position)
        .join(CaseDecision, CaseDecision.decision_id == Repeat.decision_id)
        .where(Repeat.key == repeatable.key)
    )
    found = transaction.connection.execute(made).one_or_none()
    if found is None:
        return None
    if found.body != repeatable.body:
        raise KeyReused("the idempotency key was used before, for another request; use a new one")
    return Recorded(decision_id=found.decision_id, position=found.position, again=True)


def _refuse_superseded(transaction: Transaction, decision_id: str) -> None:
    refuse_absent(transaction, decision_id)
    by_another = select(CaseDecision.position).where(CaseDecision.supersedes == decision_id)
    if transaction.connection.scalar(by_another) is not None or not transaction.first("supersedes", decision_id):
        raise Superseded("another decision stands instead of this one already; supersede that one")


def columns_of(content: RecordContent) -> dict[str, Any]:
    """The columns of the case's row that are the content itself; the documents beside them are under its digests."""
    return {
        "decision_id": content.decision_id,
        "recorded_at": content.recorded_at,
        "unit": content.unit,
        "subject": content.subject,
        "diary_number": content.diary_number,
        "outcome": content.outcome,
        "legal_force": content.legal_force,
        "rule_set_id": content.rule_set,
        "decision_date": content.decision_date,
        "supersedes": content.supersedes,
        "provenance": content.provenance,
    }


def _add_event(transaction: Transaction, decision_id: str, kind: str, said: Mapping[str, Any], subject: str) -> str:
    event_id, at, salt = new_id("e"), now(), new_salt()
    content = EventContent(
        decision_id=decision_id, event_id=event_id, recorded_at=at, event=kind, subject=subject, content=said
    )
    logged = event_entry(
        at=at,
        decision_id=decision_id,
        event_id=event_id,
        event=kind,
        commitment=commit(derive(salt, EVENT), content.canonical),
    )
    position = transaction.enter_bytes("event", logged)
    transaction.add(LogEvent, event_id=event_id, position=position, decision_id=decision_id, kind=kind)
    transaction.add(CaseEvent, event_id=event_id, salt=salt, content=pack(content.canonical))
    return event_id
