"""A stored decision read back: the same object that was made, so that its texts can be rendered again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from demokrativillkor.application import Application, Examination
from demokrativillkor.decision import (
    SCHEMA,
    AttributionSource,
    Decision,
    Dispensation,
    Examined,
    ExaminedGround,
    FindingEvaluation,
    Notice,
    NotUsed,
    Outcome,
    OutcomeReason,
    RequirementEvaluation,
    RuleEvaluation,
    RuleEvaluations,
    WarningCode,
)
from demokrativillkor.provenance import Provenance
from demokrativillkor.rule import SetAside
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.verdict import Verdict

NOT_TOLD = Provenance(engine="", libraries={}, software="")
"""Stands where the caller has no provenance: no text tells it."""


def stored_decision(
    document: Mapping[str, Any],
    application: Application,
    rulesets: Mapping[str, RuleSet],
    provenance: Provenance = NOT_TOLD,
) -> Decision:
    """The decision with that canonical document.

    Args:
        rulesets: digest → resolved rule set, of every one the document names.

    Raises:
        ValueError: the document is of another schema.
        KeyError: a rule set is missing, or the document is no decision.
    """
    if document["schema"] != SCHEMA:
        raise ValueError("the decision is of another schema")
    deciding, *advisory = (rulesets[each["digest"]] for each in document["ruleSets"])
    return Decision(
        application_id=document["application"]["id"],
        application_digest=document["application"]["digest"],
        decision_date=date.fromisoformat(document["decisionDate"]),
        ruleset=deciding,
        outcome=Outcome(document["outcome"]),
        outcome_reason=OutcomeReason(document["outcomeReason"]),
        findings=tuple(map(_finding, document["findings"])),
        requirements=tuple(map(_requirement, document["requirements"])),
        advice=tuple(map(_evaluation, document["advice"])),
        advisory=tuple(advisory),
        examined=_examined(document["examination"]),
        exception=Verdict.from_token(document["exception"]["verdict"]),
        judgement=application.exception,
        not_used=tuple(NotUsed(each["fact"], each["finding"]) for each in document["notUsed"]),
        warnings=tuple(Notice(WarningCode(each["code"]), tuple(each["parameters"])) for each in document["warnings"]),
        provenance=provenance,
    )


def _finding(document: Mapping[str, Any]) -> FindingEvaluation:
    return FindingEvaluation(
        finding=document["id"],
        limb=document["limb"],
        attribution=AttributionSource(document["attribution"]),
        filled=tuple(document["filled"]),
        obstacle=Verdict.from_token(document["obstacle"]),
        rules=RuleEvaluations(tuple(map(_evaluation, document["evaluations"]))),
    )


def _evaluation(document: Mapping[str, Any]) -> RuleEvaluation:
    aside = document["setAsideBecause"]
    return RuleEvaluation(
        rule=document["rule"],
        verdict=Verdict.from_token(document["verdict"]),
        decisive=document["decisive"],
        decisive_facts=tuple(document["decisiveFacts"]),
        open_facts=tuple(document["openFacts"]),
        set_aside_because=SetAside(aside) if aside else None,
        citation=document["citation"],
    )


def _requirement(document: Mapping[str, Any]) -> RequirementEvaluation:
    given = document["dispensation"]
    verdict = Verdict.from_token(given["verdict"])
    dispensation = Dispensation(verdict, tuple(given["decisiveFacts"]), tuple(given["openFacts"]))
    return RequirementEvaluation(_evaluation(document), dispensation)


def _examined(document: Mapping[str, Any]) -> Examined:
    grounds = (
        ExaminedGround(each["ground"], Examination(each["status"]), each["suffices"]) for each in document["grounds"]
    )
    return Examined(Examination(document["required"]), tuple(grounds))
