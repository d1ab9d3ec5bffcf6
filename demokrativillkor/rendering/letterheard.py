"""Of a letter, the weighing: special reasons, what the organisation said, proportionality."""

from __future__ import annotations

from collections.abc import Iterator

from demokrativillkor.application import Stage
from demokrativillkor.record.events import Reply
from demokrativillkor.record.facts import standing_items
from demokrativillkor.record.parts import Against, Item
from demokrativillkor.rendering import letterphrases as words
from demokrativillkor.rendering import phrases
from demokrativillkor.rendering.blocks import Block, Items, Paragraph
from demokrativillkor.rendering.lettertold import Told
from demokrativillkor.rule import Effect
from demokrativillkor.verdict import Verdict


def exception(told: Told) -> Iterator[Block]:
    """Each factor and the overall reason, or that the question was not reached."""
    say, context = told.say, told.context
    rules = context.ruleset.with_effect(Effect.EXCEPTION)
    yield told.heading(words.EXCEPTION)
    if not rules:
        yield Paragraph(say(phrases.NO_EXCEPTION))
        return
    judgement = context.decision.judgement
    reached = any(finding.obstacle is not Verdict.NOT_MET for finding in context.decision.findings)
    if judgement:
        result = phrases.GRANTED if judgement.outcome == "granted" else phrases.REFUSED
        covers = ", ".join(sorted(judgement.covers)) or "–"
        yield Paragraph(
            f"{say(result)}: {say(phrases.JUDGES[judgement.by])}, {judgement.on}. {say(phrases.COVERS)}: {covers}."
        )
        factors = context.in_order(rules[0].factors)
        if factors:
            yield Items(tuple(f"{say(fact.label)}: {context.answer(fact, judgement.factors)}" for fact in factors))
        yield Paragraph(judgement.reasons)
    elif reached and not (told.signed and told.signed.exception):
        yield told.gap(words.GAP_EXCEPTION, "/exception")
    elif not reached:
        yield Paragraph(say(words.NO_OBSTACLE_REACHED))
    if told.signed and told.signed.exception:
        yield Paragraph(told.signed.exception)


def what_was_said(told: Told) -> Iterator[Block]:
    """What the organisation was told, what it said, and the answer to it."""
    say = told.say
    yield told.heading(words.SAID)
    items = [item for _, item in standing_items(told.events).values()]
    if items:
        yield Items(tuple(_item(told, item) for item in items))
    else:
        yield told.gap(words.GAP_HEARING, "", "record communicated first")
    replies = told.of(Reply)
    if not replies:
        yield Paragraph(say(words.NO_REPLY))
    for reply in replies:
        noted = f", {say(words.NOTED)} {reply.noted_by.name}, {reply.noted_by.title}" if reply.noted_by else ""
        noted += f" {reply.noted_on}" if reply.noted_on else ""
        reference = f", {reply.reference}" if reply.reference else ""
        yield Paragraph(f"{reply.on}, {say(words.CHANNELS[reply.channel])}{reference}{noted}:")
        yield told.or_gap(reply.summary, words.GAP_SUMMARY, "", "record the reply again with summary")
    response = told.signed.response if told.signed else None
    if response or replies:
        yield told.or_gap(response, words.GAP_RESPONSE, "/response")


def proportionality(told: Told) -> Iterator[Block]:
    """The weighing: always for stop and reclaim, and for whatever goes against the organisation."""
    weighed = told.signed.proportionality if told.signed else None
    adverse = told.signed is None or told.signed.outcome is Against.ADVERSE
    intrudes = told.context.application.stage in (Stage.PAYMENT, Stage.RECLAIM)
    if weighed or adverse or intrudes:
        yield told.heading(words.PROPORTIONALITY)
        yield told.or_gap(weighed, words.GAP_PROPORTIONALITY, "/proportionality")


def _item(told: Told, item: Item) -> str:
    say = told.say
    line = f"{item.reference}: {say(words.HEARINGS[item.hearing])}, {item.on}"
    if item.reply_by:
        line += f", {say(words.REPLY_BY)} {item.reply_by}"
    if item.decided_by:
        line += f" ({item.decided_by.name}, {item.decided_by.title})"
    return f"{line}. {item.reason}" if item.reason else f"{line}."
