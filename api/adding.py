"""An event as it is made ready to be added: read, in order after what the record holds, and signed with its letter."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from api.problems import ProblemRaised
from api.problemtypes import PRECONDITION_FAILED, PRECONDITION_REQUIRED
from api.reading import events_in, letterhead, read_back, seen
from api.records import etag_of
from demokrativillkor.access import Principal
from demokrativillkor.engine import Engine
from demokrativillkor.errors import EventRefused, Problem
from demokrativillkor.record import Case, Event, Kind, Signed, read_event, refuse_out_of_order, sign
from demokrativillkor.record.events import Corrected
from demokrativillkor.rendering import freeze, left_in, left_to_write, write_letter
from demokrativillkor.rulebook import Vocabulary
from demokrativillkor.ruleset import Role as RuleSetRole
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.settings import Settings
from demokrativillkor.store import NewEvent, Store, StoredDecision, StoredEvent


@dataclass(frozen=True, slots=True)
class Adding:
    """What events are added to, and under what."""

    store: Store
    vocabulary: Vocabulary
    engine: Engine
    settings: Settings

    def checked(
        self, decision_id: str, principal: Principal, if_match: str | None, body: bytes
    ) -> tuple[NewEvent, StoredDecision]:
        """The event, where it may follow what the record holds, and the decision it is added to."""
        stored = seen(self.store, decision_id, principal)
        before = self.store.events(decision_id)
        _refuse_stale(if_match, stored, before)
        event = read_event(body, self.vocabulary).event
        if event.kind is Kind.SUPERSEDED:
            message, remedy = "a decision is superseded by recording another", "record it with supersedes"
            raise EventRefused([Problem(code="unknown_value", place="/kind", message=message, suggestion=remedy)])
        new = NewEvent(
            decision_id=decision_id,
            kind=event.kind,
            content=self._in_order(event, stored, events_in(before)).document(),
            subject=principal.subject,
            after=before[-1].event_id if before else None,
        )
        return new, stored

    def _in_order(self, event: Event, stored: StoredDecision, before: Sequence[Event]) -> Event:
        rulesets = [self.store.ruleset(each) for each in stored.rulesets]
        case = Case.stored(stored.application_given, json.loads(stored.decision), rulesets[0])
        if isinstance(event, Signed):
            event, lacking = self._with_letter(event, stored, before)
            profile = _process(rulesets)
            return sign(event, case, profile, before, unfinished=lacking, today=_today(), engine=self.engine)
        refuse_out_of_order(event, case, before, today=_today())
        if isinstance(event, Corrected) and event.letter and (unfinished := list(left_in(event.letter))):
            raise EventRefused(unfinished)
        return event

    def _with_letter(
        self, signed: Signed, stored: StoredDecision, before: Sequence[Event]
    ) -> tuple[Signed, list[Problem]]:
        """The signature with its letter frozen, written here unless it came with one, and what the letter lacks."""
        if signed.letter:
            return signed, list(left_in(signed.letter))
        head = letterhead(self.settings, stored)
        letter = write_letter(*read_back(self.store, stored), before, signed.language, head=head, signing=signed)
        return replace(signed, letter=freeze(letter)), list(left_to_write(letter))


def _process(rulesets: Sequence[RuleSet]) -> RuleSet | None:
    """The process profile that was stored with the decision."""
    return next((each for each in rulesets if each.role is RuleSetRole.PROCESS), None)


def _today() -> date:
    """The latest day that it can be in Sweden, where the clock is one hour ahead of UTC, or two."""
    return (datetime.now(UTC) + timedelta(hours=2)).date()


def _refuse_stale(if_match: str | None, stored: StoredDecision, events: tuple[StoredEvent, ...]) -> None:
    if if_match is None:
        raise ProblemRaised(PRECONDITION_REQUIRED, "Send If-Match with the ETag of the decision as it was read.")
    if if_match.strip() != f'"{etag_of(stored, events)}"':
        raise ProblemRaised(PRECONDITION_FAILED, "If-Match is not the ETag of the decision as it is. Read it again.")
