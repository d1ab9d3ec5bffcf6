"""Of a letter, what the application and the rules give: the head, the provisions, the circumstances, the grounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from demokrativillkor.application import Evidence
from demokrativillkor.decision import FindingEvaluation, LegalForce, RuleEvaluation
from demokrativillkor.record.facts import standing_items
from demokrativillkor.record.parts import Hearing
from demokrativillkor.rendering import actphrases, phrases
from demokrativillkor.rendering import letterphrases as words
from demokrativillkor.rendering.blocks import Block, Heading, Items, Missing, Notice, Paragraph, Terms
from demokrativillkor.rendering.context import sentence
from demokrativillkor.rendering.findings import attribution_told, evidence_told
from demokrativillkor.rendering.lettertold import Told
from demokrativillkor.rule import Effect, SetAside
from demokrativillkor.verdict import Verdict

ESTABLISHED = "established"
"""The fact that says whether the act is shown."""

_ANEW = "record a new decision that supersedes this one, of an application with {}, or send a letter of your own"


def head(told: Told) -> Iterator[Block]:
    """What it is, whether it is anything yet, and who writes to whom."""
    say, application, ruleset = told.say, told.context.application, told.context.ruleset
    if told.context.decision.legal_force is LegalForce.NONE:
        yield Notice(f"{say(words.NO_FORCE)} {say(phrases.LEGAL_FORCE)}: {say(ruleset.legal_force)}")
    if told.signed is None:
        yield Notice(say(words.DRAFT))
    if told.copy_of:
        yield Notice(say(words.COPIES[told.copy_of]))
    yield Heading(say(words.TITLES[application.stage]), 1)
    if told.context.language == "en":
        yield Paragraph(say(words.TRANSLATION))
    organisation = application.organisation
    name = told.head.organisation_name or (organisation.name if organisation else None)
    number = organisation.number if organisation else None
    authority = ruleset.act.authority if ruleset.act else ruleset.adoption.body if ruleset.adoption else None
    of_rules = say(authority) if authority else None
    lines = (
        (words.AUTHORITY, told.head.authority or of_rules, "set authority"),
        (words.UNIT, told.head.unit, "the record names no unit"),
        (phrases.DIARY_NUMBER, told.head.diary_number or application.diary_number, _ANEW.format("diaryNumber")),
        (words.DATE, str(told.signed.on) if told.signed else None, "sign it"),
        (words.PARTY, ", ".join(filter(None, (name, number))), _ANEW.format("organisation")),
    )
    pairs = [(say(what), value or say(words.NOT_RECORDED)) for what, value, _ in lines]
    if told.head.address:
        pairs.insert(1, (say(words.AT), told.head.address))
    missing = tuple(Missing(what, "", remedy) for what, value, remedy in lines if not value)
    yield Terms(tuple(pairs), missing)


def matter(told: Told) -> Iterator[Block]:
    """Which grant, stage, form and time."""
    say, application, ruleset = told.say, told.context.application, told.context.ruleset
    form = ruleset.grant_forms.get(application.grant_form or "")
    kind = actphrases.RECIPIENT_KINDS.get(application.recipient_kind or "")
    period = application.period
    pairs = {
        words.ACT: say(ruleset.title),
        actphrases.STAGE: say(actphrases.STAGES[application.stage]),
        actphrases.GRANT_FORM: say(form) if form else None,
        actphrases.RECIPIENT: say(kind) if kind else None,
        actphrases.AWARDED: str(application.award_date) if application.award_date else None,
        actphrases.PERIOD: f"{period.first} – {period.last}" if period else None,
        actphrases.GRANT_YEAR: str(application.grant_year) if application.grant_year else None,
    }
    yield told.heading(words.MATTER)
    yield Terms(tuple((say(what), value) for what, value in pairs.items() if value))


def provisions(told: Told) -> Iterator[Block]:
    """The provisions that decide, their wording and why this one, each quoted."""
    say, context = told.say, told.context
    ruleset = context.ruleset
    yield told.heading(words.PROVISIONS)
    if ruleset.act:
        yield Paragraph(f"{say(words.WORDING)} {ruleset.act.amending}.")
    if ruleset.adoption:
        adoption = ruleset.adoption
        yield Paragraph(f"{say(actphrases.ADOPTED)}: {say(adoption.body)}, {adoption.on}, {adoption.paragraph}.")
    if transition := ruleset.transition:
        see = f" {say(actphrases.SEE)} {context.cited(transition.citation)}" if transition.citation else ""
        yield Paragraph(f"{say(actphrases.WHY_THIS_VERSION)}: {say(transition.explanation)}{see}")
    applied = dict.fromkeys(context.rule(each.rule).citation for each in _decisive(told))
    exception = [rule.citation for rule in ruleset.with_effect(Effect.EXCEPTION)]
    yield Items(tuple(context.cited(citation) for citation in dict.fromkeys((*applied, *exception))))


def circumstances(told: Told) -> Iterator[Block]:
    """Per finding what the judgement rests on, with its sources, and what was not shown."""
    say, context = told.say, told.context
    yield told.heading(words.CIRCUMSTANCES)
    if not context.decision.findings:
        yield Paragraph(say(phrases.NO_FINDINGS))
    for evaluation in context.decision.findings:
        finding = context.findings[evaluation.finding]
        yield Heading(f"{say(phrases.FINDING)} {context.described(evaluation)}", 3)
        lines = [f"{say(phrases.JUDGED)}: {say(phrases.JUDGES[finding.judged_by])}, {finding.judged_on}."]
        if rests := _answered(told, evaluation, known=True):
            lines.append(f"{say(words.ANSWERS)}: {rests}.")
        if not_shown := _answered(told, evaluation, known=False):
            lines.append(f"{say(words.NOT_SHOWN)}: {not_shown}.")
        if not all(each.set_aside_because is SetAside.LIMB_ABSENT for each in evaluation.evaluations):
            lines.append(f"{say(phrases.ATTRIBUTION)}: {attribution_told(context, evaluation)}.")
        lines += [f"{say(words.SOURCE)}: {evidence_told(context, _heard(told, each))}." for each in finding.evidence]
        yield Items(tuple(lines))
        if not finding.evidence:
            yield told.gap(words.GAP_SOURCE, "", "record a new decision whose findings have evidence")


def grounds(told: Told) -> Iterator[Block]:
    """What each condition and requirement that decides says, and why the others do not."""
    say, context = told.say, told.context
    yield told.heading(words.GROUNDS)
    lines: list[str] = []
    for finding in context.decision.findings:
        answers = context.answers(finding.finding)
        for each in finding.evaluations:
            aside = each.set_aside_because
            why = f" {sentence(say(phrases.SET_ASIDE_BECAUSE[aside]))}" if aside else ""
            lines.append(f"{finding.finding}: {context.reason(each, answers)}{why}")
    for requirement in context.decision.requirements:
        evaluation = requirement.evaluation
        if evaluation.set_aside_because is not SetAside.NOT_IN_FORCE_FOR_FORM:
            lines.append(context.reason(evaluation, context.application.facts))
    examined = context.decision.examined
    for ground in examined.grounds:
        label = sentence(say(context.ruleset.grounds[ground.ground])).rstrip(".")
        lines.append(f"{label}: {say(phrases.EXAMINATIONS[ground.status])}.")
    if lines:
        yield Items(tuple(lines))


def left_to_person(told: Told) -> Iterator[Block]:
    """Conditions of the act that no rule examined: a person must have."""
    left = told.context.ruleset.not_covered
    if left:
        yield told.heading(words.LEFT)
        yield Items(tuple(f"{told.say(each.what)} ({told.context.cite(each.citation)})" for each in left))


def _decisive(told: Told) -> Iterator[RuleEvaluation]:
    """The rules applied, in their order: those that make the outcome."""
    decision = told.context.decision
    for finding in decision.findings:
        yield from (each for each in finding.evaluations if each.decisive)
    for requirement in decision.requirements:
        if requirement.evaluation.decisive:
            yield requirement.evaluation


def _heard(told: Told, evidence: Evidence) -> Evidence:
    """The evidence with the day it was communicated, where the record tells it."""
    _, item = standing_items(told.events).get(evidence.reference or "", (0, None))
    if item and item.hearing is Hearing.COMMUNICATED:
        return replace(evidence, communicated_on=item.on)
    return evidence


def _answered(told: Told, evaluation: FindingEvaluation, *, known: bool) -> str:
    """The facts that decide and their answers; or those that were not shown or are not clear."""
    context = told.context
    given = context.answers(evaluation.finding)
    if known:
        wanted = {fact for each in evaluation.evaluations if each.decisive for fact in each.decisive_facts}
        wanted |= {
            fact for each in evaluation.evaluations if each.verdict is Verdict.MET for fact in each.decisive_facts
        }
        facts = [fact for fact in context.in_order(wanted) if fact.label_of(given.get(fact.id, "")) is not None]
        return ", ".join(f"{context.say(fact.label)} ({context.answer(fact, given)})" for fact in facts)
    missing = {fact for each in evaluation.evaluations for fact in each.open_facts}
    if given.get(ESTABLISHED) == "not_shown":
        missing.add(ESTABLISHED)
    return ", ".join(context.say(fact.label) for fact in context.in_order(missing))
