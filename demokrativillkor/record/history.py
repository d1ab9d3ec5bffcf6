"""What may follow what in a record: each refusal says why, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from demokrativillkor.application import Stage
from demokrativillkor.decision import Outcome
from demokrativillkor.errors import EventRefused, Problem
from demokrativillkor.record.case import Case
from demokrativillkor.record.events import (
    Appealed,
    Communicated,
    Corrected,
    Departed,
    Event,
    Reply,
    ReplyPeriodPassed,
    Signed,
    Steps,
    Superseded,
    Withdrawn,
)
from demokrativillkor.record.facts import ONLY_EVENTS_TELL, standing_items, told_by_events
from demokrativillkor.record.parts import Against, Decided, FrozenLetter
from demokrativillkor.rule import UNKNOWN

_OF_STAGE = {
    Stage.APPLICATION: (Decided.GRANTED, Decided.GRANTED_IN_PART, Decided.REFUSED, Decided.REJECTED),
    Stage.PAYMENT: (Decided.PAID_OUT, Decided.STOPPED),
    Stage.RECLAIM: (Decided.RECLAIMED, Decided.RECLAIMED_IN_PART, Decided.NOT_RECLAIMED),
    Stage.STATUS: (Decided.STATUS_GRANTED, Decided.STATUS_REFUSED, Decided.REJECTED),
}

_PROPOSED = {Outcome.INELIGIBLE: Against.ADVERSE, Outcome.ELIGIBLE: Against.FAVOURABLE}


def refuse_out_of_order(event: Event, case: Case, events: Sequence[Event], *, today: date | None = None) -> None:
    """Refuse an event that cannot follow what the record holds.

    Args:
        events: what the record holds, in the order it was added.
        today: the caller's date, where it has one: nothing is recorded before it has happened.

    Raises:
        EventRefused: with every reason why not.
    """
    problems = [*why_not(event, case, events)]
    if today:
        late = [place for place, day in _days(event).items() if day and day > today]
        problems += [_day(place, "this day has not come yet", "record it when it has happened") for place in late]
    if problems:
        raise EventRefused(problems)


def _days(event: Event) -> dict[str, date | None]:
    """The days on which something in the event happened; the last day to answer is not one of them."""
    match event:
        case Communicated():
            return {f"/items/{index}/on": item.on for index, item in enumerate(event.items)}
        case Reply():
            return {"/on": event.on, "/notedOn": event.noted_on}
        case Appealed():
            return {"/on": event.on, "/forwardedOn": event.forwarded_on}
        case _:
            return {"/on": event.on}


def why_not(event: Event, case: Case, events: Sequence[Event]) -> Iterator[Problem]:
    """Every reason why the event cannot follow these."""
    ended = list(_ended(event, events))
    if ended:
        yield from ended
        return
    match event:
        case Communicated():
            yield from _items(event, case)
        case Reply():
            yield from _reply(event, events)
        case ReplyPeriodPassed():
            yield from _period(event, events)
        case Steps():
            yield from _steps(event, case, events)
        case Signed():
            yield from _decided(event, case)
            yield from _signature_day(event, case, events)
            yield from _departure(event, case, events)
        case Corrected() | Appealed():
            yield from _after_signing(event, events)


def departs(signed: Signed, case: Case) -> bool:
    """Whether what is signed differs from what the rules propose.

    In part is neither all for nor all against, and so differs from both; and where the rules leave it undetermined
    there is nothing to agree with: whoever decides it all the same must say why.
    """
    return signed.decided.in_part or _PROPOSED.get(case.proposal.outcome) is not signed.decided.outcome


def signature_in(events: Sequence[Event]) -> Signed | None:
    """The signed decision, if there is one."""
    return next((event for event in events if isinstance(event, Signed)), None)


def letter_in(events: Sequence[Event]) -> FrozenLetter | None:
    """The letter that stands: as it was corrected last, else as it was signed."""
    letters = [event.letter for event in events if isinstance(event, Signed | Corrected) and event.letter]
    return letters[-1] if letters else None


def _ended(event: Event, events: Sequence[Event]) -> Iterator[Problem]:
    """Why nothing of its kind follows any more.

    An appeal of a signed decision comes in also after another took its place; it then covers the new one too
    (förvaltningslagen 46 § andra stycket).
    """
    signed = signature_in(events)
    closed = any(isinstance(each, Withdrawn | Superseded) for each in events)
    if closed and not (signed and isinstance(event, Appealed)):
        message = "the record is closed: the application was withdrawn or another decision took its place"
        yield _refusal("record_closed", message, "assess again and record the new decision")
    elif signed and not isinstance(event, Corrected | Appealed | Superseded):
        message = "the decision is signed: only a correction, an appeal or another decision can follow"
        yield _refusal("already_signed", message, "to change it, record a new decision that supersedes it")
    elif not signed and isinstance(event, Corrected | Appealed):
        message = "the decision is not signed, so that there is nothing to correct or to appeal"
        yield _refusal("not_signed", message, "sign it first")


def _items(event: Communicated, case: Case) -> Iterator[Problem]:
    findings = {finding.id for finding in case.application.findings}
    seen: set[str] = set()
    for index, item in enumerate(event.items):
        place = f"/items/{index}"
        if item.reference in seen:
            yield _problem(
                "duplicate_id", f"{place}/reference", "this item stands there before", "record each item once"
            )
        seen.add(item.reference)
        if item.finding is not None and item.finding not in findings:
            message, remedy = "no finding has this id", "name a finding of the application"
            yield _problem("unknown_finding", f"{place}/finding", message, remedy)
        if item.reply_by and not item.hearing.reached_the_organisation:
            message, remedy = "there is nothing to answer: the item was not sent", "leave replyBy out"
            yield _problem("contradiction", f"{place}/replyBy", message, remedy)
        elif item.reply_by and item.reply_by < item.on:
            yield _day(f"{place}/replyBy", "the time to answer ends before the item was sent", "give the last day")


def _reply(event: Reply, events: Sequence[Event]) -> Iterator[Problem]:
    sent = [item.on for _, item in standing_items(events).values() if item.hearing.reached_the_organisation]
    if not sent:
        yield _refusal("nothing_communicated", "nothing was sent that could be answered", "record communicated first")
    elif event.on < min(sent):
        yield _day("/on", "the answer came in before anything was sent", "give the day it came in")
    if event.noted_on and event.noted_on < event.on:
        yield _day("/notedOn", "the answer was noted before it came in", "give the day it was noted")


def _period(event: ReplyPeriodPassed, events: Sequence[Event]) -> Iterator[Problem]:
    last = [item.reply_by for _, item in standing_items(events).values() if item.reply_by]
    if not last:
        message = "no time to answer was set"
        yield _refusal("nothing_communicated", message, "record communicated with replyBy first")
    elif event.on <= max(last):
        yield _day("/on", "the time to answer is not over: its last day belongs to it", "record it the day after")


def _steps(event: Steps, case: Case, events: Sequence[Event]) -> Iterator[Problem]:
    told = told_by_events(case, events)
    for fact, answer in event.answers.items():
        place = f"/answers/{fact}"
        if fact in ONLY_EVENTS_TELL:
            message = f"{fact} is not for anybody to answer: the record itself shows it"
            yield _problem("told_by_events", place, message, "record the event that shows it")
        elif answer != UNKNOWN and told.get(fact, answer) != answer:
            message = f"this answer to {fact} contradicts what the record shows"
            remedy = f"answer {told[fact]}, as it shows, or record the event that changes that"
            yield _problem("contradicts_events", place, message, remedy)


def _decided(event: Signed, case: Case) -> Iterator[Problem]:
    allowed = _OF_STAGE[case.application.stage]
    if event.decided not in allowed:
        message = "this is not decided at the stage the application is in"
        yield _problem("contradiction", "/decided", message, f"write {' or '.join(allowed)}")
    if event.outcome is not event.decided.outcome:
        message = f"what is decided is {event.decided.outcome} to the organisation"
        yield _problem("contradiction", "/outcome", message, "in part is adverse; mend one of the two")
    if sum(decider.chair for decider in event.deciders) > 1:
        yield _problem("contradiction", "/deciders", "more than one is chair", "name one chair")
    if event.letter and not event.letter.intact:
        message, remedy = "the digest of the letter is not that of its text", "freeze the text again"
        yield _problem("wrong_digest", "/letter/digest", message, remedy)
    if event.letter and event.letter.language != event.language:
        message, remedy = "the letter is in another language than the decision", "freeze the letter that is signed"
        yield _problem("contradiction", "/letter/language", message, remedy)


def _signature_day(event: Signed, case: Case, events: Sequence[Event]) -> Iterator[Problem]:
    start = case.proposal.decision_date
    if event.on < start:
        yield _day(
            "/on", "this is before the day whose rules were applied", f"sign on {start} or later, or assess again"
        )
    end = case.ruleset.applies_to
    if end and event.on > end:
        message = "the rules applied are no longer those of this day"
        yield _problem("rules_ended", "/on", message, "assess again with this day as the decision date")
    if any(event.on < each.on for each in events):
        message = "something in the record happened after this day"
        yield _day("/on", message, "give the day the decision is made")


def _departure(event: Signed, case: Case, events: Sequence[Event]) -> Iterator[Problem]:
    if departs(event, case) and not any(isinstance(each, Departed) for each in events):
        message = f"what is signed differs from what the rules propose ({case.proposal.outcome})"
        yield _refusal("not_departed", message, "record departed first: who departs from the proposal, and why")


def _after_signing(event: Corrected | Appealed, events: Sequence[Event]) -> Iterator[Problem]:
    signed = signature_in(events)
    if signed and event.on < signed.on:
        yield _day("/on", "this is before the decision was signed", "give the day it happened")
    if isinstance(event, Appealed) and event.forwarded_on and event.forwarded_on < event.on:
        yield _day("/forwardedOn", "the appeal was handed over before it came in", "give the day it was handed over")
    letter = event.letter if isinstance(event, Corrected) else None
    if letter and not letter.intact:
        message, remedy = "the digest of the letter is not that of its text", "freeze the text again"
        yield _problem("wrong_digest", "/letter/digest", message, remedy)


def _refusal(code: str, message: str, remedy: str) -> Problem:
    return _problem(code, "", message, remedy)


def _day(place: str, message: str, remedy: str) -> Problem:
    return _problem("out_of_order", place, message, remedy)


def _problem(code: str, place: str, message: str, remedy: str) -> Problem:
    return Problem(code=code, place=place, message=message, suggestion=remedy)
