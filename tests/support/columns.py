"""Applications as the two tables of a screening, and what ``assess`` says in the words of its result."""

import json
from collections.abc import Iterable
from typing import Any

import polars as pl
from pydantic import TypeAdapter

from demokrativillkor.application import Application
from demokrativillkor.assess import assess, governing
from demokrativillkor.decision import Decision, Outcome
from demokrativillkor.engine import Reference
from demokrativillkor.errors import InputRejected, NotCovered
from demokrativillkor.rulebook import Rulebook
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.screening.columns import Schema, Screen
from demokrativillkor.verdict import Verdict

_ADAPTER = TypeAdapter(Application)


def tables(applications: Iterable[Application], schema: Schema) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The applications and their findings as the columns of the schema."""
    rows, findings = [], []
    for application in applications:
        row, found = _rows(application)
        rows.append(row)
        findings.extend(found)
    return pl.DataFrame(rows, schema=dict(schema.applications)), pl.DataFrame(findings, schema=dict(schema.findings))


def _rows(application: Application):
    document = _ADAPTER.dump_python(application, mode="json", by_alias=True, exclude_defaults=True)
    plain = ("decisionDate", "grant", "grantForm", "stage", "awardDate", "grantYear", "recipientKind", "diaryNumber")
    judgement, period = application.exception, application.period
    row = {"applicationId": application.id, "reliesOn": list(application.relies_on)}
    row |= {name: document[name] for name in plain if name in document}
    row |= {"decisionDate": application.decision_date, "awardDate": application.award_date}
    row |= {f"examinations.{ground}": status for ground, status in application.examinations.items()}
    row |= dict(application.facts)
    if period:
        row |= {"periodFirst": period.first, "periodLast": period.last}
    if application.organisation:
        row |= {
            "organisationName": application.organisation.name,
            "organisationNumber": application.organisation.number,
        }
    if "closings" in document:
        row["closings"] = json.dumps(document["closings"])
    if judgement:
        row |= {"exceptionOutcome": judgement.outcome, "exceptionBy": judgement.by, "exceptionOn": judgement.on}
        row |= {"exceptionReasons": judgement.reasons, **judgement.factors}
    covers = judgement.covers if judgement else ()
    return row, [
        {
            "applicationId": application.id,
            "findingId": finding.id,
            "judgedBy": finding.judged_by,
            "judgedOn": finding.judged_on,
            "otherLimbs": finding.other_limbs,
            "covered": finding.id in covers or None,
            "evidence": json.dumps(given["evidence"]) if "evidence" in given else None,
            **finding.facts,
        }
        for finding, given in zip(application.findings, document.get("findings", ()), strict=True)
    ]


def differences(screen: Screen, applications: list[Application], book: Rulebook, named: RuleSet | None = None) -> list:
    """Every row of the result that is not what ``assess`` says, with what it is and what it should be."""
    found = screen(*tables(applications, screen.schema)).applications.collect().to_dicts()
    meant = [meaning(application, screen, book, named) for application in applications]
    return [(row, each) for row, each in zip(found, meant, strict=True) if row != each]


def meaning(application: Application, screen: Screen, book: Rulebook, named: RuleSet | None = None) -> dict[str, Any]:
    """The row that ``assess`` says there must be."""
    row: dict[str, Any] = {"applicationId": application.id, "ruleSet": None, "refused": None}
    row |= {"outcome": None, "outcomeReason": None, "exception": None, "findings": len(application.findings)}
    ruleset = None
    try:
        ruleset = governing(application, book, named)
        decision = assess(application, ruleset, engine=Reference(), examination_required=screen.examination_required)
    except NotCovered:
        return row | {"refused": "not_covered", "findings": 0} | dict.fromkeys(_MASKS, 0)
    except InputRejected as refused:
        return row | {"refused": refused.problems[0].code, "ruleSet": ruleset.id} | dict.fromkeys(_MASKS, 0)
    return row | {
        "ruleSet": decision.ruleset.id,
        "outcome": decision.outcome.value,
        "outcomeReason": decision.outcome_reason.value,
        "exception": decision.exception.token,
        **_masks(decision, screen),
    }


_MASKS = (
    "rulesMet",
    "rulesOpen",
    "rulesDecisive",
    "factsDecisive",
    "factsMissing",
    "applicationFactsDecisive",
    "applicationFactsMissing",
    "groundsMissing",
)


def _masks(decision: Decision, screen: Screen) -> dict[str, int]:
    schema, rules = screen.schema, screen.rules(decision.ruleset.id)
    undetermined = decision.outcome is Outcome.UNDETERMINED
    on_findings = [each for finding in decision.findings for each in finding.evaluations]
    on_application = [each.evaluation for each in decision.requirements]
    every = [*on_findings, *on_application, *decision.advice]
    deciding = [each for each in decision.requirements if each.evaluation.decisive]
    missing = [fact for each in deciding for fact in (*each.evaluation.open_facts, *each.dispensation.open_facts)]
    makes = [fact for each in deciding for fact in (*each.evaluation.decisive_facts, *each.dispensation.decisive_facts)]
    return {
        "rulesMet": bits(rules, (each.rule for each in every if each.verdict is Verdict.MET)),
        "rulesOpen": bits(rules, (each.rule for each in every if each.verdict is Verdict.UNKNOWN)),
        "rulesDecisive": bits(rules, (each.rule for each in every if each.decisive)),
        "factsDecisive": bits(
            schema.finding_facts, (fact for each in on_findings if each.decisive for fact in each.decisive_facts)
        ),
        "factsMissing": bits(
            schema.finding_facts,
            (fact for each in on_findings if each.decisive and undetermined for fact in each.open_facts),
        ),
        "applicationFactsDecisive": bits(schema.application_facts, makes),
        "applicationFactsMissing": bits(schema.application_facts, missing if undetermined else ()),
        "groundsMissing": bits(
            schema.grounds, (each.ground for each in decision.examined.grounds if undetermined and not each.suffices)
        ),
    }


def bits(names, present) -> int:
    """The mask with these bits."""
    there = set(present)
    return sum(1 << number for number, name in enumerate(names) if name in there)
