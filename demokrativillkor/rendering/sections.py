"""The sections of a text, each a list of lines, empty where there is nothing to say."""

from __future__ import annotations

from collections.abc import Iterator

from demokrativillkor.decision import AttributionSource, FindingEvaluation, OutcomeReason, RuleEvaluation, WarningCode
from demokrativillkor.rendering import phrases
from demokrativillkor.rendering.context import Context, item, paragraph
from demokrativillkor.rule import ACTOR, ATTRIBUTED, Effect, SetAside
from demokrativillkor.verdict import Verdict


def head(context: Context) -> list[str]:
    """What was assessed under which rules, and what such a result is worth."""
    decision, ruleset, say = context.decision, context.ruleset, context.say
    lines = [say(phrases.TITLE), f"{say(phrases.APPLICATION)}: {decision.application_id}"]
    if context.application.diary_number:
        lines.append(f"{say(phrases.DIARY_NUMBER)}: {context.application.diary_number}")
    status = say(phrases.STATUSES[ruleset.status])
    lines += [
        f"{say(phrases.DECISION_DATE)}: {decision.decision_date}",
        paragraph(f"{say(phrases.RULES)}: {say(ruleset.title)} ({status}, {say(phrases.VERSION)} {ruleset.version})"),
        paragraph(f"{say(phrases.LEGAL_FORCE)}: {say(ruleset.legal_force)}"),
    ]
    return lines


def outcome(context: Context) -> list[str]:
    """The outcome and, in one sentence, why."""
    decision, say = context.decision, context.say
    return [
        f"{say(phrases.OUTCOME)}: {say(phrases.OUTCOMES[decision.outcome])}",
        paragraph(say(phrases.OUTCOME_REASONS[decision.outcome_reason])),
        paragraph(say(phrases.ONLY_THESE_RULES)),
        paragraph(say(phrases.NOT_A_DECISION)),
    ]


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
    yield item(f"{say(phrases.ATTRIBUTION)}: {_attribution(context, finding)}")
    if finding.filled:
        facts = ", ".join(say(fact.label) for fact in context.in_order(finding.filled))
        yield item(f"{say(phrases.FILLED)}: {facts}")
    rest = []
    for evaluation in finding.evaluations:
        if evaluation.verdict is Verdict.NOT_MET:
            rest.append(evaluation)
        else:
            yield from _at_length(context, evaluation, context.reason(evaluation, answers))
    if rest:
        yield item(f"{say(phrases.REST)}:")
        for evaluation in rest:
            yield item(context.reason(evaluation, answers), 2)


def _attribution(context: Context, finding: FindingEvaluation) -> str:
    answers = context.answers(finding.finding)
    fact = context.ruleset.facts_by_id[ATTRIBUTED]
    how = context.say(phrases.ATTRIBUTED_BY[finding.attribution])
    default = context.ruleset.attribution.default_for(answers.get(ACTOR))
    if finding.attribution is AttributionSource.PERSON and default not in (None, answers[ATTRIBUTED]):
        how = f"{how}, {context.say(phrases.AGAINST_ROLE)}"
    return f"{context.answer(fact, answers)} ({how})"


def _at_length(context: Context, evaluation: RuleEvaluation, reason: str) -> Iterator[str]:
    say, rule = context.say, context.ruleset.rule(evaluation.rule)
    decisive = f", {say(phrases.DECISIVE)}" if evaluation.decisive else ""
    verdict = f"{say(phrases.VERDICTS[evaluation.verdict])}{decisive}"
    yield item(f"{context.named(rule)}. {_sentence(verdict)}")
    yield paragraph(reason, 2)
    yield paragraph(context.cited(rule.citation), 2)


def requirements(context: Context) -> list[str]:
    """Requirements on the application."""
    say = context.say
    lines: list[str] = []
    for requirement in context.decision.requirements:
        evaluation = requirement.evaluation
        lines += _at_length(context, evaluation, context.reason(evaluation, context.application.facts))
        rule = context.ruleset.rule(evaluation.rule)
        if rule.dispensation:
            lines.append(
                paragraph(f"{say(phrases.DISPENSATION)}: {say(phrases.VERDICTS[requirement.dispensation])}", 2)
            )
    return [say(phrases.REQUIREMENTS), *lines] if lines else []


def exception(context: Context) -> list[str]:
    """Special reasons: what a person judged, or that it must be judged."""
    decision, say = context.decision, context.say
    rules = context.ruleset.with_effect(Effect.EXCEPTION)
    if not rules:
        return [say(phrases.EXCEPTION), say(phrases.NO_EXCEPTION)]
    rule, judgement = rules[0], decision.judgement
    lines = [say(phrases.EXCEPTION), paragraph(context.cited(rule.citation))]
    if judgement is None:
        needed = any(finding.obstacle is not Verdict.NOT_MET for finding in decision.findings)
        return [*lines, paragraph(say(phrases.EXCEPTION_NEEDED if needed else phrases.EXCEPTION_NOT_NEEDED))]
    result = phrases.GRANTED if judgement.outcome == "granted" else phrases.REFUSED
    lines.append(f"{say(result)}: {say(phrases.JUDGES[judgement.by])}, {judgement.on}.")
    lines.append(f"{say(phrases.COVERS)}: {', '.join(sorted(judgement.covers)) or '–'}.")
    lines += [
        item(f"{say(fact.label)}: {context.answer(fact, judgement.factors)}") for fact in context.in_order(rule.factors)
    ]
    if decision.exception is Verdict.UNKNOWN:
        lines.append(paragraph(say(phrases.NOT_ALL_COVERED)))
    return lines


def examination(context: Context) -> list[str]:
    """How far every own ground was examined."""
    say, examined = context.say, context.decision.examined
    lines = [
        f"{say(phrases.EXAMINATION)} ({say(phrases.REQUIRED).lower()}: {say(phrases.EXAMINATIONS[examined.required])})"
    ]
    for ground in examined.grounds:
        enough = "" if ground.suffices else f", {say(phrases.NOT_ENOUGH)}"
        label = say(context.ruleset.grounds[ground.ground])
        lines.append(item(f"{label}: {say(phrases.EXAMINATIONS[ground.status])}{enough}"))
    return lines


def completion(context: Context) -> list[str]:
    """What is missing, as a request that can be sent."""
    say, lines = context.say, []
    for finding in context.decision.findings:
        missing = {fact for each in finding.evaluations if each.decisive for fact in each.open_facts}
        if ATTRIBUTED in missing and ACTOR not in context.answers(finding.finding):
            missing.add(ACTOR)
        if missing:
            lines.append(item(f"{say(phrases.FINDING)} {context.described(finding)}:"))
            lines += [item(say(fact.question), 2) for fact in context.in_order(missing)]
    open_facts = {
        fact
        for each in context.decision.requirements
        if each.evaluation.decisive
        for fact in each.evaluation.open_facts
    }
    lines += [item(say(fact.question)) for fact in context.in_order(open_facts)]
    for ground in context.decision.examined.grounds:
        if not ground.suffices and context.decision.outcome_reason in _WAITS_FOR_EXAMINATION:
            lines.append(item(f"{say(phrases.EXAMINE_GROUND)}: {say(context.ruleset.grounds[ground.ground])}"))
    return [say(phrases.COMPLETION), paragraph(say(phrases.COMPLETION_OPENING)), *lines] if lines else []


_WAITS_FOR_EXAMINATION = {
    OutcomeReason.SPECIAL_REASONS_OPEN,
    OutcomeReason.FACTS_MISSING,
    OutcomeReason.NOT_EXAMINED,
}


def set_aside(context: Context) -> list[str]:
    """What might have counted and did not, and why."""
    say, lines = context.say, []
    for finding in context.decision.findings:
        for because in SetAside:
            rules = [
                context.ruleset.rule(each.rule) for each in finding.evaluations if each.set_aside_because is because
            ]
            if rules:
                cited = "; ".join(context.cite(rule.citation) for rule in rules)
                lines.append(item(f"{finding.finding}: {say(phrases.SET_ASIDE_BECAUSE[because])} ({cited})."))
    for requirement in context.decision.requirements:
        evaluation = requirement.evaluation
        if evaluation.set_aside_because:
            cited = context.cite(context.ruleset.rule(evaluation.rule).citation)
            lines.append(item(f"{_sentence(say(phrases.SET_ASIDE_BECAUSE[evaluation.set_aside_because]))} ({cited})"))
    return [say(phrases.SET_ASIDE), *lines] if lines else []


def advice(context: Context) -> list[str]:
    """Advice, which never changes the outcome."""
    lines = [
        item(f"{context.named(context.ruleset.rule(each.rule))}. {context.reason(each, context.application.facts)}")
        for each in context.decision.advice
    ]
    return [context.say(phrases.ADVICE), *lines] if lines else []


def reading(context: Context) -> list[str]:
    """How the rules are read: shared conditions with their sources, and whose acts count."""
    say, lines = context.say, []
    for definition in context.ruleset.definitions:
        told = [f"{_sentence(say(definition.title))} {say(phrases.BASES[definition.basis])}"]
        if definition.citation:
            told.append(context.cited(definition.citation))
        if definition.not_formalised:
            told.append(say(definition.not_formalised))
        lines.append(item(" ".join(told)))
    for rule in context.ruleset.rules:
        if rule.effect is not Effect.PROCESS:
            basis = say(phrases.BASES[rule.basis])
            lines.append(item(f"{context.named(rule)}. {basis} {say(rule.not_formalised)}"))
    attribution = context.ruleset.attribution
    basis = say(phrases.BASES[attribution.basis])
    lines.append(item(f"{say(phrases.WHOSE_ACTS)}. {basis} {say(attribution.explanation)}"))
    return [say(phrases.READING), *lines]


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def notes(context: Context) -> list[str]:
    """Warnings, what is not verified, and what was recorded without being used."""
    say, lines = context.say, []
    for warning in context.decision.warnings:
        lines.append(item(say(phrases.WARNINGS[warning.code]).format(*warning.parameters)))
        if warning.code is WarningCode.UNVERIFIED:
            lines += [item(say(each.text), 2) for each in context.ruleset.unverified]
    for fact in context.decision.not_used:
        where = f" ({fact.finding})" if fact.finding else ""
        lines.append(item(f"{say(phrases.NOT_USED)}: {fact.fact}{where}"))
    return [say(phrases.NOTES), *lines] if lines else []


def identity(context: Context) -> list[str]:
    """The digests under which decision, application and rules can be found again."""
    decision, say = context.decision, context.say
    return [
        say(phrases.IDENTITY),
        f"{say(phrases.DIGEST_OF_DECISION)}: {decision.digest}",
        f"{say(phrases.DIGEST_OF_APPLICATION)}: {decision.application_digest}",
        f"{say(phrases.DIGEST_OF_RULES)}: {decision.ruleset.id} {decision.ruleset.digest}",
    ]
