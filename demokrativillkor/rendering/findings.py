"""The reasons: every finding with who judged it, what it rests on, and what each rule says of it."""

from __future__ import annotations

from collections.abc import Iterator

from demokrativillkor.application import Evidence, Finding
from demokrativillkor.decision import AttributionSource, FindingEvaluation, RuleEvaluation
from demokrativillkor.rendering import phrases
from demokrativillkor.rendering.context import Context, item, paragraph, sentence
from demokrativillkor.rule import ACTOR, ATTRIBUTED, SetAside
from demokrativillkor.verdict import Verdict


def reasons(context: Context) -> list[str]:
    """Every finding with what each rule says of it."""
    lines = [context.say(phrases.REASONS)]
    if not context.decision.findings:
        lines.append(context.say(phrases.NO_FINDINGS))
    for finding in context.decision.findings:
        lines += ["", *_finding(context, finding)]
    return lines


def _finding(context: Context, finding: FindingEvaluation) -> Iterator[str]:
    say, answers = context.say, context.answers(finding.finding)
    yield paragraph(f"{say(phrases.FINDING)} {context.described(finding)}")
    yield from _recorded(context, context.findings[finding.finding])
    if all(each.set_aside_because is SetAside.LIMB_ABSENT for each in finding.evaluations):
        yield item(say(phrases.ACTOR_NOT_REACHED))
    else:
        yield item(f"{say(phrases.ATTRIBUTION)}: {attribution_told(context, finding)}")
    if limb := context.limb(finding):
        yield item(f"{say(phrases.WHY_REACHED)}: {context.cited(limb)}")
    if finding.filled:
        facts = ", ".join(say(fact.label) for fact in context.in_order(finding.filled))
        yield item(f"{say(phrases.FILLED)}: {facts}")
    rest = []
    for evaluation in finding.evaluations:
        if evaluation.verdict is Verdict.NOT_MET:
            rest.append(evaluation)
        else:
            yield from at_length(context, evaluation, context.reason(evaluation, answers))
    if rest:
        yield item(f"{say(phrases.REST)}:")
        for evaluation in rest:
            yield item(context.reason(evaluation, answers), 2)


def _recorded(context: Context, finding: Finding) -> Iterator[str]:
    """Who judged it, what was answered, and what it rests on."""
    say = context.say
    yield item(f"{say(phrases.JUDGED)}: {say(phrases.JUDGES[finding.judged_by])}, {finding.judged_on}")
    answers = ", ".join(
        f"{say(fact.label)} ({context.answer(fact, finding.facts)})" for fact in context.in_order(finding.facts)
    )
    if answers:
        yield item(f"{say(phrases.RECORDED)}: {answers}")
    evidence = [evidence_told(context, each) for each in finding.evidence] or [say(phrases.NO_EVIDENCE)]
    yield item(f"{say(phrases.EVIDENCE)}: {'; '.join(evidence)}")


def evidence_told(context: Context, evidence: Evidence) -> str:
    """What a piece of evidence is, when it was fetched, how far it is trusted, whether it was communicated."""
    say = context.say
    told = [say(phrases.EVIDENCE_KINDS[evidence.kind])]
    if evidence.reference:
        told.append(evidence.reference)
    if evidence.retrieved_on:
        told.append(f"{say(phrases.RETRIEVED)} {evidence.retrieved_on}")
    if evidence.credibility:
        told.append(f"{say(phrases.CREDIBILITY)} {say(phrases.CREDIBILITIES[evidence.credibility])}")
    on = evidence.communicated_on
    told.append(f"{say(phrases.COMMUNICATED)} {on}" if on else say(phrases.NOT_COMMUNICATED))
    return ", ".join(told)


def attribution_told(context: Context, finding: FindingEvaluation) -> str:
    """Whether the act counts as the organisation's own, and what settled that."""
    answers = context.answers(finding.finding)
    fact = context.ruleset.facts_by_id[ATTRIBUTED]
    how = context.say(phrases.ATTRIBUTED_BY[finding.attribution])
    default = context.ruleset.attribution.default_for(answers.get(ACTOR))
    if finding.attribution is AttributionSource.PERSON and default not in (None, answers[ATTRIBUTED]):
        how = f"{how}, {context.say(phrases.AGAINST_ROLE)}"
    return f"{context.answer(fact, answers)} ({how})"


def at_length(context: Context, evaluation: RuleEvaluation, reason: str) -> Iterator[str]:
    """A rule with its verdict, its reason and the words of the law."""
    say, rule = context.say, context.ruleset.rule(evaluation.rule)
    decisive = f", {say(phrases.DECISIVE)}" if evaluation.decisive else ""
    verdict = f"{say(phrases.VERDICTS[evaluation.verdict])}{decisive}"
    yield item(f"{context.named(rule)}. {sentence(verdict)}")
    yield paragraph(reason, 2)
    yield paragraph(context.cited(rule.citation), 2)
