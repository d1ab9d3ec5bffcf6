"""Small synthetic rule sets and applications, so that a test states only what it is about."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from demokrativillkor.application import Application
from demokrativillkor.bilingual import Bilingual
from demokrativillkor.citation import Citation
from demokrativillkor.condition import Condition, FactIn
from demokrativillkor.decision import Decision
from demokrativillkor.rule import Basis, Definition, Effect, Fact, FactValue, Reasons, Rule, Scope, SetAside
from demokrativillkor.ruleset import Attribution, Limb, RuleSet, StartDate, Status, Stopped, Unverified

TEXT = Bilingual(sv="text", en="text")
YES_NO = ("yes", "no")
CITATION = Citation(source="source", provision="1 §", cite=Bilingual(sv="1 § lagen", en="the act, section 1"))


def fact(name: str, tokens: Iterable[str] = YES_NO, scope: Scope = Scope.FINDING, **options: Any) -> Fact:
    values = tuple(FactValue(token=token, label=TEXT) for token in tokens)
    return Fact(id=name, scope=scope, values=values, label=TEXT, question=TEXT, guidance=TEXT, **options)


def is_yes(name: str) -> FactIn:
    return FactIn(name, ("yes",))


def rule(rule_id: str, condition: Condition | None, effect: Effect = Effect.OBSTACLE, **options: Any) -> Rule:
    template = Bilingual(sv="{citation} {facts}", en="{citation} {facts}")
    options.setdefault("ground", f"ground_{rule_id}" if effect is Effect.OBSTACLE else None)
    return Rule(
        id=f"set:{rule_id}",
        title=TEXT,
        effect=effect,
        basis=Basis.TEXT,
        citation=CITATION,
        reasons=Reasons(met=template, not_met=template, unknown=template),
        not_formalised=TEXT,
        condition=condition,
        **options,
    )


def ruleset(
    rules: Iterable[Rule],
    facts: Iterable[Fact] = (),
    definitions: Iterable[Definition] = (),
    **options: Any,
) -> RuleSet:
    listed = tuple(rules)
    given: dict[str, Any] = {
        "status": Status.IN_FORCE,
        "limbs": (Limb(id="own"),),
        "attribution": Attribution(
            basis=Basis.INTERPRETATION, explanation=TEXT, attributed=("organisation",), not_attributed=("member",)
        ),
        "stopped_reasons": {
            "opinion": Stopped(title=TEXT, basis=Basis.TEXT, citation=CITATION, explanation=TEXT),
        },
        "unverified": (),
    } | options
    return RuleSet(
        id="set",
        title=TEXT,
        version="1",
        legal_force=TEXT,
        applies_from=StartDate(on=date(2020, 1, 1), exact=True),
        definitions=tuple(definitions),
        rules=listed,
        facts=tuple(facts),
        grounds={each.ground: TEXT for each in listed if each.ground},
        **given,
    )


def finding(finding_id: str, **facts: str) -> dict[str, Any]:
    other_limbs = facts.pop("otherLimbs", None)
    document: dict[str, Any] = {
        "id": finding_id,
        "judgedBy": "case_officer",
        "judgedOn": "2026-03-01",
        "facts": facts,
    }
    return document | ({"otherLimbs": other_limbs} if other_limbs else {})


def document(*findings: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    base: dict[str, Any] = {"id": "A-1", "decisionDate": "2026-04-15", "findings": list(findings)}
    return base | fields


def application(*findings: Mapping[str, Any], **fields: Any) -> Application:
    return Application.from_document(json.dumps(document(*findings, **fields)).encode())


def judgement(outcome: str, covers: Iterable[str]) -> dict[str, Any]:
    return {
        "by": "decision_maker",
        "on": "2026-03-30",
        "outcome": outcome,
        "covers": list(covers),
        "reasons": "Skäl.",
    }


ALL_REVIEWED = {f"ground_{number}": "reviewed" for number in range(1, 5)}

__all__ = [
    "ALL_REVIEWED",
    "CITATION",
    "TEXT",
    "Unverified",
    "application",
    "document",
    "fact",
    "finding",
    "is_yes",
    "judgement",
    "rule",
    "ruleset",
]


SHOWN = {"established": "shown", "actor": "board_member", "context": "event"}
"""A finding that is shown and that counts, before any limb is answered."""

EXAMINED = {"ground_1": "declared"}


def set_aside(decision: Decision, finding_id: str = "F1") -> set[SetAside | None]:
    """Why the rules on a finding did not count."""
    (found,) = [each for each in decision.findings if each.finding == finding_id]
    return {evaluation.set_aside_because for evaluation in found.evaluations}
