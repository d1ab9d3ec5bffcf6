"""How a record stands, in a few words for a list or a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from demokrativillkor.record.events import Appealed, Corrected, Departed, Event, SecondReader, Superseded, Withdrawn
from demokrativillkor.record.facts import settled, standing_items
from demokrativillkor.record.history import signature_in
from demokrativillkor.record.parts import Decided, Item


class State(StrEnum):
    """Where a record is. ``heard``: all that was sent is answered, or the time to answer is over."""

    OPEN = "open"
    AWAITING_REPLY = "awaiting_reply"
    HEARD = "heard"
    SIGNED = "signed"
    APPEALED = "appealed"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How the record stands.

    Attributes:
        reply_by: the last day to answer what was sent, while it is awaited.
        decided, signed_on: what persons decided, and when.
        second_reader: whether the last second reader agreed; ``None`` without one.
        superseded_by: the id of the decision that took its place.
    """

    state: State
    reply_by: date | None
    decided: Decided | None
    signed_on: date | None
    departed: bool
    corrected: bool
    second_reader: bool | None
    superseded_by: str | None

    def document(self) -> dict[str, Any]:
        """The standing as plain JSON values."""
        return {
            "state": str(self.state),
            "replyBy": self.reply_by and self.reply_by.isoformat(),
            "decided": self.decided and str(self.decided),
            "outcome": self.decided and str(self.decided.outcome),
            "signedOn": self.signed_on and self.signed_on.isoformat(),
            "departed": self.departed,
            "corrected": self.corrected,
            "secondReader": self.second_reader,
            "supersededBy": self.superseded_by,
        }


def standing(events: Sequence[Event]) -> Standing:
    """How a record with these events stands."""
    signed = signature_in(events)
    awaited = _awaited(events)
    open_days = [item.reply_by for item in awaited if item.reply_by]
    readers = [event.agrees for event in events if isinstance(event, SecondReader)]
    successors = [event.by for event in events if isinstance(event, Superseded)]
    return Standing(
        state=_state(events, awaiting=bool(awaited)),
        reply_by=max(open_days, default=None) if not signed else None,
        decided=signed.decided if signed else None,
        signed_on=signed.on if signed else None,
        departed=any(isinstance(event, Departed) for event in events),
        corrected=any(isinstance(event, Corrected) for event in events),
        second_reader=readers[-1] if readers else None,
        superseded_by=successors[-1] if successors else None,
    )


def _awaited(events: Sequence[Event]) -> list[Item]:
    sent = [each for each in standing_items(events).values() if each[1].hearing.reached_the_organisation]
    return [item for position, item in sent if not settled(position, item, events)]


def _state(events: Sequence[Event], *, awaiting: bool) -> State:
    for of, state in ((Superseded, State.SUPERSEDED), (Withdrawn, State.WITHDRAWN), (Appealed, State.APPEALED)):
        if any(isinstance(event, of) for event in events):
            return state
    if signature_in(events):
        return State.SIGNED
    if awaiting:
        return State.AWAITING_REPLY
    return State.HEARD if standing_items(events) else State.OPEN
