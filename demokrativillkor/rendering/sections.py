"""The sections of a text, each a list of lines, empty where there is nothing to say."""

from __future__ import annotations

from demokrativillkor.application import Examination
from demokrativillkor.bilingual import Bilingual
from demokrativillkor.decision import SEMANTICS_VERSION, LegalForce, RuleEvaluation, WarningCode
from demokrativillkor.rendering import phrases
from demokrativillkor.rendering.context import CONTEXT, Context, item, paragraph, sentence
from demokrativillkor.rendering.findings import at_length
from demokrativillkor.rule import ATTRIBUTED, Effect, Rule, SetAside
from demokrativillkor.verdict import Verdict


def head(context: Context) -> list[str]:
    """What was assessed under which rules, and what such a result is worth."""
    decision, ruleset, say = context.decision, context.ruleset, context.say
    organisation = context.application.organisation
    beside = {
        phrases.DIARY_NUMBER: context.application.diary_number,
        phrases.ORGANISATION_NUMBER: organisation.number if organisation else None,
    }
    status = say(phrases.STATUSES[ruleset.status])
    return [
        say(phrases.TITLE),
        f"{say(phrases.APPLICATION)}: {decision.application_id}",
        *(f"{say(what)}: {value}" for what, value in beside.items() if value),
        f"{say(phrases.DECISION_DATE)}: {decision.decision_date}",
        paragraph(f"{say(phrases.RULES)}: {say(ruleset.title)} ({status}, {say(phrases.VERSION)} {ruleset.version})"),
        paragraph(f"{say(phrases.LEGAL_FORCE)}: {say(ruleset.legal_force)}"),
    ]


def outcome(context: Context) -> list[str]:
    """The outcome and, in one sentence, why."""
    decision, say = context.decision, context.say
    binds = decision.legal_force is LegalForce.FULL
    return [
        f"{say(phrases.OUTCOME)}: {say(phrases.OUTCOMES[decision.outcome])}",
        paragraph(say(phrases.OUTCOME_REASONS[decision.outcome_reason])),
        paragraph(say(phrases.ONLY_THESE_RULES if context.ruleset.act is None else phrases.ONLY_WHAT_IS_EXAMINED)),
        paragraph(say(phrases.NOT_A_DECISION if binds else phrases.WITHOUT_FORCE)),
    ]


def requirements(context: Context) -> list[str]:
    """Requirements on the application."""
    say = context.say
    lines: list[str] = []
    for requirement in context.decision.requirements:
        evaluation = requirement.evaluation
        if evaluation.set_aside_because is SetAside.NOT_IN_FORCE_FOR_FORM:
            continue
        lines += at_length(context, evaluation, context.reason(evaluation, context.application.facts))
        rule = context.ruleset.rule(evaluation.rule)
        if rule.dispensation:
            verdict = say(phrases.VERDICTS[requirement.dispensation.verdict])
            where = f" {context.cited(rule.dispensation_citation)}" if rule.dispensation_citation else ""
            lines.append(paragraph(f"{say(phrases.DISPENSATION)}: {verdict}.{where}", 2))
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
    lines.append(paragraph(f"{say(phrases.STATED_REASONS)}: {judgement.reasons}"))
    lines += [
        item(f"{say(fact.label)}: {context.answer(fact, judgement.factors)}") for fact in context.in_order(rule.factors)
    ]
    if decision.exception is Verdict.UNKNOWN:
        lines.append(paragraph(say(phrases.NOT_ALL_COVERED)))
    return lines


def examination(context: Context) -> list[str]:
    """How far every own ground was examined."""
    say, examined = context.say, context.decision.examined
    lines = [f"{say(phrases.EXAMINATION)} ({say(phrases.REQUIRED)}: {say(phrases.EXAMINATIONS[examined.required])})"]
    for ground in examined.grounds:
        enough = "" if ground.suffices else f", {say(phrases.NOT_ENOUGH)}"
        label = say(context.ruleset.grounds[ground.ground])
        lines.append(item(f"{label}: {say(phrases.EXAMINATIONS[ground.status])}{enough}"))
    return lines


def closings(context: Context) -> list[str]:
    """Who closed an investigation, when, why, and what was written."""
    say, lines = context.say, []
    for closing in context.application.closings:
        lines.append(item(f"{say(phrases.JUDGES[closing.by])}, {closing.on}. {closing.reason}"))
        for finding, answers in sorted(closing.wrote.items()):
            wrote = ", ".join(
                f"{say(fact.label)} ({context.answer(fact, answers)})" for fact in context.in_order(answers)
            )
            lines.append(item(f"{say(phrases.WROTE)}: {finding}: {wrote}", 2))
    return [say(phrases.CLOSINGS), *lines] if lines else []


def to_investigate(context: Context) -> list[str]:
    """Every open question that can decide, for the authority."""
    say, lines = context.say, []
    for finding, facts in context.open_on_findings():
        lines.append(item(f"{say(phrases.FINDING)} {context.described(finding)}:"))
        lines += [item(say(fact.question), 2) for fact in facts]
    lines += [item(say(fact.question)) for fact in context.open_on_application()]
    if context.decision.examined.required is Examination.REVIEWED:
        lines += [
            item(f"{say(phrases.REVIEW_GROUND)}: {say(context.ruleset.grounds[ground])}")
            for ground in context.open_grounds()
        ]
    return [say(phrases.TO_INVESTIGATE), *lines] if lines else []


def completion(context: Context) -> list[str]:
    """What the organisation can be asked for, as a request that can be sent."""
    say, lines = context.say, []
    for finding, facts in context.open_on_findings():
        labels = ", ".join(say(fact.label) for fact in facts if fact.askable)
        asked = f"{say(phrases.INFORMATION_ON)} {labels}" if labels else say(phrases.YOUR_ACCOUNT)
        lines.append(item(f"{say(phrases.FINDING)} {context.described(finding)}: {asked}."))
    lines += [item(say(fact.question)) for fact in context.open_on_application() if fact.askable]
    if context.decision.examined.required is Examination.DECLARED:
        lines += [
            item(f"{say(phrases.DECLARE_GROUND)} {context.conditions_on(ground)}.") for ground in context.open_grounds()
        ]
    return [say(phrases.COMPLETION), paragraph(say(phrases.COMPLETION_OPENING)), *lines] if lines else []


def set_aside(context: Context) -> list[str]:
    """What might have counted and did not, and why."""
    say, lines = context.say, []
    for finding in context.decision.findings:
        aside: dict[str, list[str]] = {}
        for because in SetAside:
            for each in finding.evaluations:
                if each.set_aside_because is because:
                    cite = context.cite(context.ruleset.rule(each.rule).citation)
                    aside.setdefault(say(_why_aside(because, each)), []).append(cite)
        lines += [item(f"{finding.finding}: {why} ({'; '.join(cited)}).") for why, cited in aside.items()]
    for because in SetAside:
        rules = [
            context.ruleset.rule(each.evaluation.rule)
            for each in context.decision.requirements
            if each.evaluation.set_aside_because is because
        ]
        if rules:
            cited = "; ".join(context.named(rule) for rule in rules)
            lines.append(item(f"{sentence(say(phrases.SET_ASIDE_BECAUSE[because]))} ({cited})"))
    return [say(phrases.SET_ASIDE), *lines] if lines else []


def _why_aside(because: SetAside, evaluation: RuleEvaluation) -> Bilingual:
    """Why a rule did not count; what is not attributed can be so for the actor, for the context, or for both."""
    if because is SetAside.NOT_ATTRIBUTED and CONTEXT in evaluation.decisive_facts:
        both = ATTRIBUTED in evaluation.decisive_facts
        return phrases.NEITHER_ATTRIBUTED_NOR_WITHIN if both else phrases.NOT_WITHIN_ACTIVITIES
    return phrases.SET_ASIDE_BECAUSE[because]


def advice(context: Context) -> list[str]:
    """Advice, which never changes the outcome."""
    given = [each for each in context.decision.advice if each.verdict is Verdict.MET]
    open_still = [each for each in context.decision.advice if each.verdict is Verdict.UNKNOWN]
    lines = []
    for each in given:
        rule = context.rule(each.rule)
        lines.append(item(f"{context.named(rule)}. {context.reason(each, context.application.facts)}"))
        lines.append(paragraph(context.cited(rule.citation), 2))
    if open_still:
        lines.append(paragraph(context.say(phrases.ADVICE_OPEN).format(count=len(open_still))))
    return [context.say(phrases.ADVICE), *lines] if lines else []


def reading(context: Context) -> list[str]:
    """How the rules are read: shared conditions with their sources, and whose acts count."""
    say, lines = context.say, []
    for definition in context.ruleset.definitions:
        told = [f"{sentence(say(definition.title))} {say(phrases.BASES[definition.basis])}"]
        if definition.citation:
            told.append(context.cited(definition.citation))
        if definition.not_formalised:
            told.append(say(definition.not_formalised))
        lines.append(item(" ".join(told)))
    lines += [
        item(f"{context.named(rule)}. {_how_read(context, rule)}")
        for rule in context.ruleset.rules
        if rule.effect not in (Effect.PROCESS, Effect.REQUIREMENT)
    ]
    requirements: dict[str, list[str]] = {}
    for rule in context.ruleset.with_effect(Effect.REQUIREMENT):
        requirements.setdefault(_how_read(context, rule), []).append(context.named(rule))
    lines += [item(f"{'; '.join(named)}. {how}") for how, named in requirements.items()]
    attribution = context.ruleset.attribution
    basis = say(phrases.BASES[attribution.basis])
    lines.append(item(f"{say(phrases.WHOSE_ACTS)}. {basis} {say(attribution.explanation)}"))
    return [say(phrases.READING), *lines]


def _how_read(context: Context, rule: Rule) -> str:
    return f"{context.say(phrases.BASES[rule.basis])} {context.say(rule.not_formalised)}"


def notes(context: Context) -> list[str]:
    """Warnings, what is not verified, and what was recorded without being used."""
    say, lines = context.say, []
    for warning in context.decision.warnings:
        grounds = ", ".join(
            say(context.ruleset.grounds[each]) for each in warning.parameters if each in context.ruleset.grounds
        )
        lines.append(item(say(phrases.WARNINGS[warning.code]).format(*warning.parameters, grounds=grounds)))
        if warning.code is WarningCode.UNVERIFIED:
            lines += [item(say(each.text), 2) for each in context.ruleset.unverified]
    for fact in context.decision.not_used:
        where = f" ({fact.finding})" if fact.finding else ""
        lines.append(item(f"{say(phrases.NOT_USED)}: {fact.fact}{where}"))
    return [say(phrases.NOTES), *lines] if lines else []


def identity(context: Context) -> list[str]:
    """The digests under which decision, application and rules can be found again."""
    decision, say = context.decision, context.say
    rulesets = (decision.ruleset, *decision.advisory)
    return [
        say(phrases.IDENTITY),
        f"{say(phrases.DIGEST_OF_DECISION)}: {decision.digest}",
        f"{say(phrases.DIGEST_OF_APPLICATION)}: {decision.application_digest}",
        *(f"{say(phrases.DIGEST_OF_RULES)}: {each.id} {each.digest}" for each in rulesets),
        f"{say(phrases.SEMANTICS)}: {say(phrases.VERSION)} {SEMANTICS_VERSION}",
    ]
