"""What the record tells of the process: from the application, from the events, and from answers that persons gave.

Nothing is guessed. What neither an event nor an answer tells is unknown, and so is what an answer says otherwise than
the events: both block the signature until a person has answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from demokrativillkor.application import Evidence, EvidenceKind
from demokrativillkor.record.case import Case
from demokrativillkor.record.events import Communicated, Event, Reply, ReplyPeriodPassed, Signed, Steps
from demokrativillkor.record.parts import Hearing, Item
from demokrativillkor.rule import UNKNOWN

ONLY_EVENTS_TELL = frozenset(
    {
        "hearing",
        "replyTime",
        "hearingReasonNoted",
        "findingsEvidence",
        "decidedBy",
        "recordDayContent",
        "recordDeciders",
        "recordOthers",
        "dissent",
    }
)
"""Facts that the record itself shows; an answer given in ``steps`` would only hide that it does not."""

TOLD_BY_SIGNING = frozenset({"decidedBy", "recordDayContent", "recordDeciders", "recordOthers", "dissent"})
"""Facts that the signature itself tells: open until there is one."""

_NOTHING_BUT_A_REASON_TO_INVESTIGATE = frozenset({EvidenceKind.TIP})
"""Kinds of material that are no evidence by themselves."""


def process_facts(case: Case, events: Sequence[Event], signing: Signed | None = None) -> dict[str, str]:
    """Fact id → answer, of the scope ``process``; what is not known is left out.

    Args:
        events: in the order they were added.
        signing: the signature that is about to be added, if any.
    """
    told = told_by_events(case, events, signing)
    answered = {fact: answer for fact, answer in answers_of(events).items() if fact not in ONLY_EVENTS_TELL}
    agreed = {fact: answer for fact, answer in answered.items() if told.get(fact, answer) == answer}
    contradicted = answered.keys() - agreed.keys()
    return {fact: answer for fact, answer in (told | agreed).items() if fact not in contradicted and answer != UNKNOWN}


def answers_of(events: Iterable[Event]) -> dict[str, str]:
    """What persons have answered about the process; of several answers to one fact the last."""
    answers: dict[str, str] = {}
    for event in events:
        if isinstance(event, Steps):
            answers |= event.answers
    return answers


def told_by_events(case: Case, events: Sequence[Event], signing: Signed | None = None) -> dict[str, str]:
    """What the application, the decision and the events tell by themselves."""
    told = _of_evidence(case, signing.on if signing else None)
    told |= _of_hearing(case, events) | _of_oral_answers(events)
    if case.application.relies_on:
        told["restsOnStoppedReason"] = "yes"
    if signing:
        told |= _of_signature(signing)
    return told


def standing_items(events: Iterable[Event]) -> dict[str, tuple[int, Item]]:
    """Reference → the item as it was last recorded, with the position of that event."""
    return {
        item.reference: (position, item)
        for position, event in enumerate(events)
        if isinstance(event, Communicated)
        for item in event.items
    }


def _of_evidence(case: Case, signed_on: date | None) -> dict[str, str]:
    """Is there evidence for what is held against the organisation, and have its sources been judged."""
    held = case.held_against()
    if not held:
        return {"findingsEvidence": "no_findings"}
    good = [[each for each in evidence if _is_evidence(each, signed_on)] for evidence in held.values()]
    told = {"findingsEvidence": "all" if all(good) else "some_lack"}
    if all(each.credibility for evidence in held.values() for each in evidence) and all(good):
        told["sourcesAssessed"] = "yes"
    return told


def _is_evidence(evidence: Evidence, signed_on: date | None) -> bool:
    """A tip is a reason to investigate, and what was fetched after the decision was no ground for it."""
    late = signed_on and evidence.retrieved_on and evidence.retrieved_on > signed_on
    return evidence.kind not in _NOTHING_BUT_A_REASON_TO_INVESTIGATE and not late


def _of_hearing(case: Case, events: Sequence[Event]) -> dict[str, str]:
    items = standing_items(events)
    told = _reply_time(items.values(), events)
    each = [item for _, item in items.values()]
    if not each or not _covers(each, case):
        return told
    told["hearing"] = _heard(each)
    excepted = [item for item in each if item.hearing is not Hearing.COMMUNICATED]
    if excepted:
        noted = all(item.reason and item.decided_by for item in excepted)
        told["hearingReasonNoted"] = "yes" if noted else "no"
    return told


def _heard(items: Iterable[Item]) -> Hearing:
    """Over all items: secrecy if any was limited by it, else the exception, communicated only if all were."""
    there = {item.hearing for item in items}
    order = (Hearing.LIMITED_SECRECY, Hearing.EXEMPT_2, Hearing.EXEMPT_3, Hearing.NOT_NEEDED)
    return next((hearing for hearing in order if hearing in there), Hearing.COMMUNICATED)


def _covers(items: Sequence[Item], case: Case) -> bool:
    """Whether every piece of evidence that can be held against the organisation is among the items."""
    findings = {item.finding for item in items}
    references = {item.reference for item in items}
    return all(
        finding in findings or (evidence and all(each.reference in references for each in evidence))
        for finding, evidence in case.held_against().items()
    )


def _reply_time(items: Iterable[tuple[int, Item]], events: Sequence[Event]) -> dict[str, str]:
    """Whether everything that was sent has been answered, or the time to answer it is over."""
    there = list(items)
    if not there:
        return {}
    sent = [(position, item) for position, item in there if item.hearing.reached_the_organisation]
    if not sent:
        return {"replyTime": "nothing_communicated"}
    open_items = [(position, item) for position, item in sent if not settled(position, item, events)]
    if open_items:
        return {"replyTime": "running" if all(item.reply_by for _, item in open_items) else "not_set"}
    answered = any(isinstance(event, Reply) for event in events)
    return {"replyTime": "answered" if answered else "expired"}


def settled(position: int, item: Item, events: Sequence[Event]) -> bool:
    """Whether the item, recorded at that position, was answered since, or the time to answer it passed."""
    return any(_settles(event, item) for event in events[position + 1 :])


def _settles(event: Event, item: Item) -> bool:
    if isinstance(event, Reply):
        return event.final and event.on >= item.on
    return isinstance(event, ReplyPeriodPassed) and item.reply_by is not None and event.on > item.reply_by


def _of_oral_answers(events: Iterable[Event]) -> dict[str, str]:
    """Whether every oral answer was noted, by whom and when; that none came in, only a person can say."""
    oral = [event for event in events if isinstance(event, Reply) and event.channel.oral]
    if not oral:
        return {}
    noted = all(event.noted_by and event.noted_on for event in oral)
    return {"oralFactsDocumented": "documented" if noted else "not_documented"}


def _of_signature(signed: Signed) -> dict[str, str]:
    several = len(signed.deciders) > 1
    chairs = sum(decider.chair for decider in signed.deciders)
    told = {
        "decidedBy": "several_persons" if several else "one_person",
        "recordDeciders": "no" if several and chairs != 1 else "yes",
        "recordOthers": "yes",
        "dissent": "recorded" if signed.dissents else "none",
    }
    if signed.letter and signed.letter.intact:
        told["recordDayContent"] = "yes"
    if signed.response:
        told["replyConsidered"] = "yes"
    return told
