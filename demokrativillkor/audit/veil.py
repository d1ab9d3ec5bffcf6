"""What may be shown of a decision when its sensitive answers may not: the veiled application and decision.

Left out is not only every answer that is sensitive but everything it could be read or guessed from: which rules on
a finding were met and why, what was filled in, how the act was attributed, which grounds were examined, digests
over the whole. What is left is the same, to the byte, for all applications that differ in sensitive answers alone
and have the same outcome with the same obstacle verdict on each finding. docs/evidence.md lists what it still tells.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from json.encoder import encode_basestring as quoted
from typing import Any

from demokrativillkor.application import Application
from demokrativillkor.audit.commitments import RecordContent
from demokrativillkor.canonical import canonical_again
from demokrativillkor.condition import AllOf, Condition
from demokrativillkor.decision import Decision, WarningCode
from demokrativillkor.rule import Effect, Rule
from demokrativillkor.ruleset import RuleSet

VEILED_SCHEMA = "demokrativillkor/veiled/1"

Document = Mapping[str, Any]

Alike = tuple[Hashable, ...]
"""What two decisions share of which the same is shown."""

_REMEMBERED = 512
"""Decisions whose shown parts are remembered, for each group of rule sets."""

_FEW = 8
"""The most findings of a decision whose shown parts are remembered: with more, hardly two come out alike."""

_SHOWN_OF_APPLICATION = (
    "decisionDate",
    "grant",
    "grantForm",
    "stage",
    "awardDate",
    "period",
    "grantYear",
    "recipientKind",
)

_SHOWN_OF_DECISION = (
    "schema",
    "semanticsVersion",
    "ruleSets",
    "decisionDate",
    "legalForce",
    "outcome",
    "outcomeReason",
)

WITHHELD_OF_APPLICATION = (
    "/closings/*/reason",
    "/closings/*/wrote",
    "/diaryNumber",
    "/examinations",
    "/exception/factors",
    "/exception/reasons",
    "/facts/*",
    "/findings/*/evidence",
    "/findings/*/facts/*",
    "/findings/*/id",
    "/findings/*/otherLimbs",
    "/id",
    "/organisation",
)
"""The places of a canonical application that are left out, where they are not shown; the same for every application."""

WITHHELD_OF_DECISION = (
    "/advice/*",
    "/application",
    "/examination/grounds",
    "/findings/*/attribution",
    "/findings/*/evaluations",
    "/findings/*/filled",
    "/findings/*/id",
    "/findings/*/limb",
    "/notUsed",
    "/requirements/*",
    "/warnings/*",
)
"""The places of a canonical decision that are left out, where they are not shown; the same for every decision."""


@dataclass(frozen=True, kw_only=True, slots=True)
class VeiledContent:
    """What is under the commitment ``veiled``. ``application`` and ``decision`` are canonical JSON."""

    decision_id: str
    recorded_at: str
    unit: str
    outcome: str
    legal_force: str
    rule_set: str
    decision_date: str
    application: str
    decision: str

    @property
    def canonical(self) -> bytes:
        """The canonical bytes of the content."""
        return (
            f'{{"application":{self.application},"decision":{self.decision},'
            f'"decisionDate":{quoted(self.decision_date)},"decisionId":{quoted(self.decision_id)},'
            f'"legalForce":{quoted(self.legal_force)},"outcome":{quoted(self.outcome)},'
            f'"recordedAt":{quoted(self.recorded_at)},"ruleSet":{quoted(self.rule_set)},"schema":"{VEILED_SCHEMA}",'
            f'"unit":{quoted(self.unit)}}}'
        ).encode()


def veiled_content(
    record: RecordContent, application: Document, decision: Document, rulesets: Sequence[RuleSet]
) -> VeiledContent:
    """What may be shown of a recorded decision.

    Args:
        application, decision: the canonical ones, as JSON values.
        rulesets: the rule sets the decision names: the deciding one and those that advised.
    """
    veil = _veil(tuple(rulesets))
    return _content(record, canonical_again(veil.application(application)), canonical_again(veil.decision(decision)))


def veiled(record: RecordContent, application: Application, decision: Decision) -> VeiledContent:
    """:func:`veiled_content` of what was assessed just now."""
    veil = _veil((decision.ruleset, *decision.advisory))
    return _content(record, canonical_again(veil.application(application.document())), veil.shown_of(decision))


def _content(record: RecordContent, application: str, decision: str) -> VeiledContent:
    return VeiledContent(
        decision_id=record.decision_id,
        recorded_at=record.recorded_at,
        unit=record.unit,
        outcome=record.outcome,
        legal_force=record.legal_force,
        rule_set=record.rule_set,
        decision_date=record.decision_date,
        application=application,
        decision=decision,
    )


class Veil:
    """What of an application and a decision under these rule sets may be shown.

    Attributes:
        of_application: facts of an application that are shown: those the rules call not sensitive.
        of_finding: facts of a finding that are shown. Beside not being sensitive, a fact must be a demand by itself in
            every obstacle, or in none: any other tells which ground, or which kind of actor, was looked at.
        rules: the rules on the application whose evaluations are shown: those that reach no sensitive fact.
    """

    def __init__(self, rulesets: Iterable[RuleSet]) -> None:
        used = tuple(rulesets)
        listed = [fact for ruleset in used for fact in ruleset.facts]
        sensitive = {fact.id for fact in listed if fact.sensitive}
        self.of_application = frozenset(fact.id for fact in listed) - sensitive
        self.of_finding = self.of_application.difference(*(_entangled(ruleset) for ruleset in used))
        self.rules = frozenset(
            rule.id for ruleset in used for rule in ruleset.rules if not sensitive & _reached(rule, ruleset)
        )
        self._shown: dict[Alike, str] = {}

    def application(self, document: Document) -> dict[str, Any]:
        """The application without what is withheld; findings are known by their places."""
        findings = document.get("findings", [])
        shown = {key: document[key] for key in _SHOWN_OF_APPLICATION if key in document}
        shown["facts"] = self._facts(document, self.of_application)
        shown["findings"] = [
            {
                "facts": self._facts(finding, self.of_finding),
                "judgedBy": finding["judgedBy"],
                "judgedOn": finding["judgedOn"],
            }
            for finding in findings
        ]
        shown["closings"] = [{"by": each["by"], "on": each["on"]} for each in document.get("closings", [])]
        shown["exception"] = _judgement(document.get("exception"), findings)
        shown["withheld"] = list(WITHHELD_OF_APPLICATION)
        return shown

    def decision(self, document: Document) -> dict[str, Any]:
        """The decision without what is withheld; findings are known by their places."""
        findings, examination, exception = document["findings"], document["examination"], document["exception"]
        shown = {key: document[key] for key in _SHOWN_OF_DECISION}
        shown["findings"] = [{"obstacle": finding["obstacle"]} for finding in findings]
        shown["requirements"] = list(self._evaluations(document["requirements"]))
        shown["advice"] = list(self._evaluations(document["advice"]))
        shown["examination"] = {
            "required": examination["required"],
            "suffices": all(ground["suffices"] for ground in examination["grounds"]),
        }
        shown["exception"] = {
            "verdict": exception["verdict"],
            "judgement": _judgement(exception["judgement"], findings),
        }
        shown["warnings"] = [each for each in document["warnings"] if each["code"] != WarningCode.MET_BUT_NOT_REVIEWED]
        shown["withheld"] = list(WITHHELD_OF_DECISION)
        return shown

    def shown_of(self, decision: Decision) -> str:
        """:meth:`decision` of what was decided just now, as canonical JSON; what is shown alike is made once."""
        alike = _alike(decision)
        shown = self._shown.get(alike) if alike else None
        if shown is None:
            shown = canonical_again(self.decision(decision.outline()))
            if alike:
                if len(self._shown) >= _REMEMBERED:
                    self._shown.clear()
                self._shown[alike] = shown
        return shown

    def _facts(self, document: Document, shown: frozenset[str]) -> dict[str, str]:
        return {fact: answer for fact, answer in document.get("facts", {}).items() if fact in shown}

    def _evaluations(self, evaluations: Sequence[Document]) -> Iterator[Document]:
        return (each if each["rule"] in self.rules else {"rule": each["rule"]} for each in evaluations)


_veil = lru_cache(maxsize=256)(Veil)


def _alike(decision: Decision) -> Alike | None:
    """All that is shown of a decision under one veil; ``None`` where it is more, or more than can come out alike."""
    if decision.requirements or decision.advice or decision.judgement or len(decision.findings) > _FEW:
        return None
    return (
        decision.decision_date,
        decision.outcome,
        decision.outcome_reason,
        decision.exception,
        decision.examined.required,
        decision.examined.suffices,
        decision.warnings,
        *[finding.obstacle for finding in decision.findings],
    )


def _judgement(judgement: Document | None, findings: Sequence[Document]) -> dict[str, Any] | None:
    """Who judged the special reasons, when and how, and for which findings by their places."""
    if judgement is None:
        return None
    places = {finding["id"]: place for place, finding in enumerate(findings)}
    covers = sorted(places[each] for each in judgement["covers"] if each in places)
    return {"by": judgement["by"], "on": judgement["on"], "outcome": judgement["outcome"], "covers": covers}


def _entangled(ruleset: RuleSet) -> frozenset[str]:
    """The facts that some obstacle mentions, without those that every obstacle demands by themselves."""
    alone: list[set[str]] = []
    together: set[str] = set()
    for rule in ruleset.with_effect(Effect.OBSTACLE):
        alone.append(set())
        for demand in _demands(rule):
            facts = ruleset.facts_in(demand)
            (alone[-1] if len(facts) == 1 else together).update(facts)
    everywhere = set.intersection(*alone) if alone else set()
    return frozenset(together.union(*alone) - (everywhere - together))


def _demands(rule: Rule) -> tuple[Condition, ...]:
    match rule.condition:
        case AllOf(parts):
            return parts
        case None:
            return ()
        case condition:
            return (condition,)


def _reached(rule: Rule, ruleset: RuleSet) -> frozenset[str]:
    conditions = [condition for condition in (rule.condition, rule.dispensation) if condition]
    return frozenset[str]().union(*map(ruleset.facts_in, conditions))
