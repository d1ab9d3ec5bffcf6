"""Of a letter, what persons decide: the decision, its reasons, conditions, effect, who, and how it is appealed."""

from __future__ import annotations

from collections.abc import Iterator

from demokrativillkor.act import Clause, DecisionKind, Topic
from demokrativillkor.record.events import Departed
from demokrativillkor.record.parts import Decided
from demokrativillkor.rendering import letterphrases as words
from demokrativillkor.rendering import phrases
from demokrativillkor.rendering.acts import APPEALED_AT_STAGE, clauses_at_stage
from demokrativillkor.rendering.blocks import Block, Items, Paragraph
from demokrativillkor.rendering.lettertold import Told

STATE_PROCESS = "process-state-authority"
"""The profile of bodies to which förvaltningslagen applies as a whole, with its rules on how to appeal."""

_KINDS = {
    Decided.GRANTED: (DecisionKind.GRANT,),
    Decided.GRANTED_IN_PART: (DecisionKind.GRANT, DecisionKind.REFUSAL),
    Decided.REFUSED: (DecisionKind.REFUSAL,),
    Decided.REJECTED: (DecisionKind.REFUSAL, DecisionKind.OTHER),
    Decided.PAID_OUT: (DecisionKind.OTHER,),
    Decided.STOPPED: (DecisionKind.STOP,),
    Decided.RECLAIMED: (DecisionKind.RECLAIM,),
    Decided.RECLAIMED_IN_PART: (DecisionKind.RECLAIM,),
    Decided.NOT_RECLAIMED: (DecisionKind.OTHER,),
    Decided.STATUS_GRANTED: (DecisionKind.STATUS,),
    Decided.STATUS_REFUSED: (DecisionKind.STATUS, DecisionKind.REFUSAL),
}


def what_is_decided(told: Told) -> Iterator[Block]:
    """What persons decide; in a draft a gap, and apart from it what the rules propose."""
    yield told.heading(words.WHAT_IS_DECIDED)
    if told.signed:
        yield Paragraph(f"{told.say(words.DECIDED[told.signed.decided])}.")
        yield Paragraph(told.signed.decision)
        return
    yield told.gap(words.GAP_DECISION, "/decision")
    decision = told.context.decision
    yield told.heading(words.PROPOSAL)
    yield Paragraph(told.say(words.PROPOSALS[decision.outcome]))
    yield Paragraph(told.say(phrases.OUTCOME_REASONS[decision.outcome_reason]))


def reasons(told: Told) -> Iterator[Block]:
    """The persons' own reasons, and why they depart from what the rules propose."""
    yield told.heading(words.OWN_REASONS)
    yield told.or_gap(told.signed.reasons if told.signed else None, words.GAP_REASONS, "/reasons")
    for event in told.of(Departed):
        by, why = f"{event.by.name}, {event.by.title}", told.say(words.DEPARTURES[event.ground])
        yield Paragraph(f"{told.say(words.DEPARTED)}: {why} ({by}, {event.on}).")
        yield Paragraph(event.reasons)


def conditions(told: Told) -> Iterator[Block]:
    """Conditions, reservation, and the information that the act demands."""
    signed, context = told.signed, told.context
    yield told.heading(words.CONDITIONS)
    yield Items(signed.conditions) if signed and signed.conditions else Paragraph(told.say(words.NO_CONDITIONS))
    if signed and signed.reservation:
        yield Paragraph(f"{told.say(words.RESERVATION)}: {signed.reservation}")
    clauses = [clause for clause in clauses_at_stage(context) if clause.topic is not Topic.APPEAL]
    if clauses:
        yield Items(tuple(f"{told.say(clause.summary)} {context.cited(clause.citation)}" for clause in clauses))


def takes_effect(told: Told) -> Iterator[Block]:
    """When the decision takes effect."""
    yield told.heading(words.EFFECT)
    yield told.or_gap(told.signed.takes_effect if told.signed else None, words.GAP_EFFECT, "/takesEffect")


def who(told: Told) -> Iterator[Block]:
    """Who decided, who was rapporteur, who else took part, and who dissents."""
    say, signed = told.say, told.signed
    yield told.heading(words.WHO)
    if signed is None:
        yield told.gap(words.GAP_WHO, "/deciders")
        return
    yield Items(
        tuple(
            f"{each.name}, {each.title}" + (f" ({say(words.CHAIR)})" if each.chair else "") for each in signed.deciders
        )
    )
    for what, persons in ((words.RAPPORTEURS, signed.rapporteurs), (words.OTHERS, signed.others)):
        told_of = "; ".join(f"{each.name}, {each.title}" for each in persons)
        yield Paragraph(f"{say(what)}: {told_of or '–'}.")
    if not signed.dissents:
        yield Paragraph(say(words.NO_DISSENT))
    for dissent in signed.dissents:
        yield Paragraph(f"{say(words.DISSENT)} ({dissent.name}, {dissent.title}): {dissent.opinion}")


def appeal(told: Told) -> Iterator[Block]:
    """Whether it can be appealed, and if so where, how and by when."""
    clauses = list(_appeal_clauses(told))
    written = told.signed.appeal if told.signed else None
    yield told.heading(words.APPEAL)
    if clauses:
        yield Items(tuple(f"{told.say(each.summary)} {told.context.cited(each.citation)}" for each in clauses))
    if written:
        yield Paragraph(written)
    elif not clauses:
        yield told.gap(words.GAP_APPEAL, "/appeal")
    elif {clause.appealable for clause in clauses} == {True, False}:
        yield told.gap(words.OPPOSED, "/appeal")
    if written is None and any(clause.appealable for clause in clauses):
        yield from _how(told)


def _how(told: Told) -> Iterator[Block]:
    if told.context.ruleset.process == STATE_PROCESS:
        yield Paragraph(told.say(words.HOW_TO_APPEAL))
    else:
        yield told.gap(words.GAP_HOW, "/appeal")
    address = told.head.appeal_address or told.head.address
    line = address and f"{told.say(words.ADDRESS)}: {address}"
    yield told.or_gap(line, words.GAP_ADDRESS, "", "set appeal_address or authority_address, or write it in appeal")
    if told.head.appeal_court:
        yield Paragraph(f"{told.say(words.COURT)}: {told.head.appeal_court}")


def _appeal_clauses(told: Told) -> Iterator[Clause]:
    """The clauses on appeal of such a decision; in a draft those on any at this stage."""
    stage = told.context.application.stage
    kinds = frozenset(_KINDS[told.signed.decided]) if told.signed else APPEALED_AT_STAGE[stage]
    for clause in clauses_at_stage(told.context, kinds):
        if clause.topic is Topic.APPEAL and not kinds.isdisjoint(clause.decisions):
            yield clause
