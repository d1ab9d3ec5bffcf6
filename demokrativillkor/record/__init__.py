"""The record of a decision: what persons add to what the rules propose, and whether it may be signed."""

from demokrativillkor.record.case import Case, Proposal
from demokrativillkor.record.events import Event, Kind, Signed
from demokrativillkor.record.facts import process_facts
from demokrativillkor.record.history import departs, letter_in, refuse_out_of_order
from demokrativillkor.record.reading import EventIntake, read_event, stored_event
from demokrativillkor.record.signing import may_sign, sign, steps_left
from demokrativillkor.record.standing import Standing, State, standing
from demokrativillkor.record.stored import stored_decision

__all__ = [
    "Case",
    "Event",
    "EventIntake",
    "Kind",
    "Proposal",
    "Signed",
    "Standing",
    "State",
    "departs",
    "letter_in",
    "may_sign",
    "process_facts",
    "read_event",
    "refuse_out_of_order",
    "sign",
    "standing",
    "steps_left",
    "stored_decision",
    "stored_event",
]
