"""The trace of a decision: every rule on every finding with its condition, node by node, as plain JSON values.

One pure function of the decision, its rule sets and the application; for the service, pages and other programs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from demokrativillkor.application import Application
from demokrativillkor.bilingual import Language
from demokrativillkor.citation import Citation
from demokrativillkor.condition import AllOf, AnyOf, FactIn, Not, Use
from demokrativillkor.decision import Decision, FindingEvaluation, RequirementEvaluation, RuleEvaluation
from demokrativillkor.engine.reference import Judged, judge
from demokrativillkor.rendering import phrases
from demokrativillkor.rendering.context import Context
from demokrativillkor.rendering.findings import attribution_told, evidence_told
from demokrativillkor.rule import UNKNOWN, Effect, Fact, Rule
from demokrativillkor.ruleset import RuleSet

SCHEMA = "demokrativillkor/trace/1"


def trace(decision: Decision, application: Application, language: Language) -> dict[str, Any]:
    """The trace in one language: labels, reasons and quotes beside the words of the canonical decision."""
    context = Context(decision, application, language)
    return {
        "schema": SCHEMA,
        "language": language,
        "decision": {"digest": decision.digest, "legalForce": str(decision.legal_force)},
        "outcome": {
            "token": str(decision.outcome),
            "label": context.say(phrases.OUTCOMES[decision.outcome]),
            "reason": str(decision.outcome_reason),
            "reasonText": context.say(phrases.OUTCOME_REASONS[decision.outcome_reason]),
            "legalForceText": context.say(decision.ruleset.legal_force),
        },
        "ruleSets": [_ruleset(context, each) for each in (decision.ruleset, *decision.advisory)],
        "findings": [_finding(context, finding) for finding in decision.findings],
        "requirements": [_requirement(context, each) for each in decision.requirements],
        "examination": _examination(context),
        "exception": _exception(context),
        "advice": [_rule(context, each, application.facts) for each in decision.advice],
        "notUsed": [each.document() for each in decision.not_used],
        "warnings": list(_warnings(context)),
    }


def _ruleset(context: Context, ruleset: RuleSet) -> dict[str, Any]:
    return {
        "id": ruleset.id,
        "title": context.say(ruleset.title),
        "role": str(ruleset.role),
        "status": str(ruleset.status),
        "statusText": context.say(phrases.STATUSES[ruleset.status]),
        "version": ruleset.version,
        "digest": ruleset.digest,
    }


def _finding(context: Context, finding: FindingEvaluation) -> dict[str, Any]:
    given = context.findings[finding.finding]
    answers = context.answers(finding.finding)
    limb = context.limb(finding)
    return {
        "id": finding.finding,
        "label": context.described(finding),
        "judgedBy": context.say(phrases.JUDGES[given.judged_by]),
        "judgedOn": given.judged_on.isoformat(),
        "evidence": [evidence_told(context, each) for each in given.evidence],
        "limb": {"id": finding.limb, "citation": _citation(context, limb) if limb else None},
        "attribution": {"source": str(finding.attribution), "text": attribution_told(context, finding)},
        "filled": [context.say(fact.label) for fact in context.in_order(finding.filled)],
        "verdict": finding.obstacle.token,
        "rules": [_rule(context, each, answers) for each in finding.evaluations],
    }


def _requirement(context: Context, requirement: RequirementEvaluation) -> dict[str, Any]:
    facts, rule = context.application.facts, context.rule(requirement.evaluation.rule)
    told = _rule(context, requirement.evaluation, facts)
    condition = rule.dispensation
    citation = rule.dispensation_citation
    told["dispensation"] = {
        "verdict": requirement.dispensation.verdict.token,
        "condition": _condition(context, rule, facts, dispensation=True) if condition else None,
        "citation": _citation(context, citation) if citation else None,
    }
    return told


def _rule(context: Context, evaluation: RuleEvaluation, answers: Mapping[str, str]) -> dict[str, Any]:
    rule, aside = context.rule(evaluation.rule), evaluation.set_aside_because
    return {
        "rule": rule.id,
        "title": context.say(rule.title),
        "effect": str(rule.effect),
        "basis": str(rule.basis),
        "verdict": evaluation.verdict.token,
        "verdictText": context.say(phrases.VERDICTS[evaluation.verdict]),
        "decisive": evaluation.decisive,
        "reason": context.reason(evaluation, answers),
        "decisiveFacts": [_answer(context, fact, answers) for fact in context.in_order(evaluation.decisive_facts)],
        "openFacts": [_answer(context, fact, answers) for fact in context.in_order(evaluation.open_facts)],
        "setAside": aside and {"because": str(aside), "text": context.say(phrases.SET_ASIDE_BECAUSE[aside])},
        "citation": _citation(context, rule.citation),
        "notFormalised": context.say(rule.not_formalised),
        "condition": _condition(context, rule, answers) if rule.condition else None,
    }


def _answer(context: Context, fact: Fact, answers: Mapping[str, str]) -> dict[str, str]:
    return {
        "fact": fact.id,
        "label": context.say(fact.label),
        "question": context.say(fact.question),
        "answer": answers.get(fact.id, UNKNOWN),
        "answerLabel": context.answer(fact, answers),
    }


def _citation(context: Context, citation: Citation) -> dict[str, Any]:
    return {
        "id": citation.id,
        "cite": context.cite(citation),
        "quote": citation.quote,
        "source": citation.source,
        "sourceDigest": citation.digest,
    }


def _condition(
    context: Context, rule: Rule, answers: Mapping[str, str], *, dispensation: bool = False
) -> dict[str, Any]:
    """The condition with a verdict on every node, on the answers as the rules saw them."""
    named = rule.id.partition(":")[0]
    ruleset = next(each for each in (context.ruleset, *context.decision.advisory) if each.id == named)
    condition = rule.dispensation if dispensation else rule.condition
    if condition is None:
        raise ValueError("a rule without a condition has no tree")
    facts = ruleset.facts_by_id
    known = {name: answer for name, answer in answers.items() if name in facts and answer in facts[name].tokens}
    return _node(context, ruleset, judge(condition, ruleset.conditions, known), answers)


def _node(context: Context, ruleset: RuleSet, judged: Judged, answers: Mapping[str, str]) -> dict[str, Any]:
    node: dict[str, Any] = {"verdict": judged.verdict.token}
    match judged.condition:
        case FactIn(name, values):
            fact = ruleset.facts_by_id[name]
            wanted = [fact.label_of(value) for value in values]
            node |= {"kind": "fact", **_answer(context, fact, answers), "values": list(values)}
            node["valueLabels"] = [context.say(label) for label in wanted if label]
            return node
        case Use(name):
            definition = ruleset.definitions_by_name[name]
            node |= {"kind": "use", "name": name, "title": context.say(definition.title)}
            node["citation"] = _citation(context, definition.citation) if definition.citation else None
        case AllOf():
            node["kind"] = "all"
        case AnyOf():
            node["kind"] = "any"
        case Not():
            node["kind"] = "not"
    node["parts"] = [_node(context, ruleset, part, answers) for part in judged.parts]
    return node


def _examination(context: Context) -> dict[str, Any]:
    examined, say = context.decision.examined, context.say
    grounds = [
        {
            "ground": each.ground,
            "label": say(context.ruleset.grounds[each.ground]),
            "status": str(each.status),
            "statusText": say(phrases.EXAMINATIONS[each.status]),
            "suffices": each.suffices,
        }
        for each in examined.grounds
    ]
    return {"required": str(examined.required), "grounds": grounds}


def _exception(context: Context) -> dict[str, Any]:
    rules, judgement = context.ruleset.with_effect(Effect.EXCEPTION), context.decision.judgement
    told: dict[str, Any] = {
        "verdict": context.decision.exception.token,
        "citation": _citation(context, rules[0].citation) if rules else None,
        "judgement": None,
    }
    if judgement:
        factors = context.in_order(rules[0].factors) if rules else []
        told["judgement"] = {
            "by": context.say(phrases.JUDGES[judgement.by]),
            "on": judgement.on.isoformat(),
            "outcome": judgement.outcome,
            "covers": sorted(judgement.covers),
            "reasons": judgement.reasons,
            "factors": [_answer(context, fact, judgement.factors) for fact in factors],
        }
    return told


def _warnings(context: Context) -> Iterator[dict[str, Any]]:
    grounds = context.ruleset.grounds
    for warning in context.decision.warnings:
        named = ", ".join(context.say(grounds[each]) for each in warning.parameters if each in grounds)
        text = context.say(phrases.WARNINGS[warning.code]).format(*warning.parameters, grounds=named)
        yield {**warning.document(), "text": text}
