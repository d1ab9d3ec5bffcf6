"""The decision: what the rules say of one application, and what stands beside it.

The *canonical decision* is the RFC 8785 bytes of :meth:`Decision.document`; they follow from the
application, the examination, the resolved rule sets and :data:`SEMANTICS_VERSION`, and from nothing else.
Who evaluated it, with what and when is :class:`~demokrativillkor.provenance.Provenance`, beside it.

The bytes are put together from parts that are kept (an evaluation's bytes are made once, equal evaluations
are one object); a test holds them against the bytes of the whole document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from demokrativillkor.application import Examination, ExceptionJudgement
from demokrativillkor.canonical import canonical_text, digest
from demokrativillkor.once import Once
from demokrativillkor.provenance import Provenance
from demokrativillkor.rule import SetAside
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.verdict import Verdict

SEMANTICS_VERSION = 1
"""Changes only when an outcome, a code or the shape of the canonical decision can change."""

SCHEMA = "demokrativillkor/decision/1"

_REASON_CODES = {Verdict.MET: "met", Verdict.NOT_MET: "notMet", Verdict.UNKNOWN: "unknown"}


class Outcome(StrEnum):
    """What the rules applied lead to. ``eligible`` means no more than that they show no obstacle."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    UNDETERMINED = "undetermined"


class OutcomeReason(StrEnum):
    """The first that applies, in this order, within each outcome."""

    OBSTACLE = "obstacle"
    FORMAL = "formal"
    SPECIAL_REASONS_OPEN = "specialReasonsOpen"
    FACTS_MISSING = "factsMissing"
    NOT_EXAMINED = "notExamined"
    EXCEPTION_GRANTED = "exceptionGranted"
    NO_OBSTACLE = "noObstacle"


class LegalForce(StrEnum):
    """What a decision under the rules is worth: nothing under a proposal or a template."""

    NONE = "none"
    FULL = "full"


class AttributionSource(StrEnum):
    """How it came to be settled whether the actor's conduct counts as the organisation's."""

    PERSON = "person"
    ROLE = "role"
    OPEN = "open"


@dataclass(frozen=True, eq=False)
class RuleEvaluation:
    """One rule on one finding, or on the application.

    Attributes:
        decisive: whether this evaluation is part of what makes the outcome.
        decisive_facts, open_facts: the facts that make the verdict; the unknown ones that keep it unknown.
        set_aside_because: why it did not count although it might have.
        citation: the citation's id in the rule set.
    """

    rule: str
    verdict: Verdict
    decisive: bool
    decisive_facts: tuple[str, ...]
    open_facts: tuple[str, ...]
    set_aside_because: SetAside | None
    citation: str

    @property
    def reason_code(self) -> str:
        """Which of the rule's reasons is to be rendered: ``met``, ``notMet`` or ``unknown``."""
        return _REASON_CODES[self.verdict]

    @property
    def reason_facts(self) -> tuple[str, ...]:
        """The facts the reason names: the open ones while it is unknown, else the decisive ones."""
        return self.open_facts if self.verdict is Verdict.UNKNOWN else self.decisive_facts

    def document(self) -> dict[str, Any]:
        """The evaluation as it stands in the canonical decision."""
        return {
            "rule": self.rule,
            "verdict": self.verdict.token,
            "decisive": self.decisive,
            "decisiveFacts": list(self.decisive_facts),
            "openFacts": list(self.open_facts),
            "setAsideBecause": self.set_aside_because,
            "reason": {"code": self.reason_code, "parameters": {"facts": list(self.reason_facts)}},
            "citation": self.citation,
        }


@dataclass(frozen=True, eq=False)
class RuleEvaluations:
    """Rules evaluated together, in the rules' order."""

    each: tuple[RuleEvaluation, ...]

    @Once
    def canonical(self) -> str:
        """The canonical form of the list of their documents."""
        return canonical_text([evaluation.document() for evaluation in self.each])


class FindingEvaluation(NamedTuple):
    """Every obstacle on one finding.

    Attributes:
        obstacle: the verdict of *any obstacle on this finding*.
        filled: limbs answered by the judge's ``otherLimbs: no``.
    """

    finding: str
    limb: str
    attribution: AttributionSource
    filled: tuple[str, ...]
    obstacle: Verdict
    rules: RuleEvaluations

    @property
    def evaluations(self) -> tuple[RuleEvaluation, ...]:
        """Every obstacle of the rule set on this finding."""
        return self.rules.each

    def document(self) -> dict[str, Any]:
        """The finding as it stands in the canonical decision."""
        return {
            "id": self.finding,
            "limb": self.limb,
            "attribution": self.attribution,
            "filled": list(self.filled),
            "obstacle": self.obstacle.token,
            "evaluations": [evaluation.document() for evaluation in self.evaluations],
        }

    @property
    def canonical(self) -> str:
        """The canonical form of :meth:`document`; every value is an id, a token or made before."""
        return (
            f'{{"attribution":"{self.attribution}","evaluations":{self.rules.canonical},'
            f'"filled":{_tokens(self.filled)},'
            f'"id":"{self.finding}","limb":"{self.limb}","obstacle":"{self.obstacle.token}"}}'
        )


@dataclass(frozen=True, slots=True)
class Dispensation:
    """Whether a dispensation from a requirement was given, and the facts that decide it or keep it open."""

    verdict: Verdict
    decisive_facts: tuple[str, ...]
    open_facts: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """The dispensation as it stands in the canonical decision."""
        return {
            "verdict": self.verdict.token,
            "decisiveFacts": list(self.decisive_facts),
            "openFacts": list(self.open_facts),
        }


@dataclass(frozen=True, slots=True)
class RequirementEvaluation:
    """One requirement on the application, with the dispensation from it."""

    evaluation: RuleEvaluation
    dispensation: Dispensation

    def document(self) -> dict[str, Any]:
        """The requirement as it stands in the canonical decision."""
        return self.evaluation.document() | {"dispensation": self.dispensation.document()}


@dataclass(frozen=True, slots=True)
class ExaminedGround:
    """How far one own ground was examined, and whether that suffices."""

    ground: str
    status: Examination
    suffices: bool


@dataclass(frozen=True, eq=False)
class Examined:
    """The examination of every own ground, against what the authority's own profile demands."""

    required: Examination
    grounds: tuple[ExaminedGround, ...]

    @Once
    def suffices(self) -> bool:
        """Whether no ground is left to examine."""
        return all(ground.suffices for ground in self.grounds)

    def document(self) -> dict[str, Any]:
        """The examination as it stands in the canonical decision."""
        grounds = [
            {"ground": ground.ground, "status": ground.status, "suffices": ground.suffices} for ground in self.grounds
        ]
        return {"required": self.required, "grounds": grounds}


class WarningCode(StrEnum):
    """What the reader must know about the rules or the input although it changes no verdict."""

    CHECKED_UNTIL_PASSED = "checkedUntilPassed"
    UNVERIFIED = "unverified"
    EXCEPTION_NOT_IN_ACT = "exceptionNotInAct"
    MET_BUT_NOT_REVIEWED = "metButNotReviewed"


class Notice(NamedTuple):
    """A warning: a frozen code and its parameters."""

    code: WarningCode
    parameters: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """The warning as it stands in the canonical decision."""
        return {"code": self.code, "parameters": list(self.parameters)}


class NotUsed(NamedTuple):
    """A known fact that the rules do not use; ``finding`` is ``None`` for a fact of the application."""

    fact: str
    finding: str | None

    def document(self) -> dict[str, Any]:
        """The fact as it stands in the canonical decision."""
        return {"fact": self.fact, "finding": self.finding}


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the rules say of one application (Swedish: *beslutsunderlag*). The authority makes the decision.

    Attributes:
        ruleset: the deciding rule set; ``advisory`` those that advised beside it.
        exception: the verdict of the exception; ``judgement`` is what a person recorded, if anything.
    """

    application_id: str
    application_digest: str
    decision_date: date
    ruleset: RuleSet
    outcome: Outcome
    outcome_reason: OutcomeReason
    findings: tuple[FindingEvaluation, ...]
    requirements: tuple[RequirementEvaluation, ...]
    advice: tuple[RuleEvaluation, ...]
    advisory: tuple[RuleSet, ...] = ()
    examined: Examined
    exception: Verdict
    judgement: ExceptionJudgement | None
    not_used: tuple[NotUsed, ...]
    warnings: tuple[Notice, ...]
    provenance: Provenance

    def document(self) -> dict[str, Any]:
        """The canonical decision as plain JSON values."""
        return self._document([finding.document() for finding in self.findings])

    def outline(self) -> dict[str, Any]:
        """:meth:`document` with no more of each finding than whether an obstacle is met: most of it is the rest."""
        return self._document([{"id": each.finding, "obstacle": each.obstacle.token} for each in self.findings])

    def _document(self, findings: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "semanticsVersion": SEMANTICS_VERSION,
            "ruleSets": _ruleset_documents((self.ruleset, *self.advisory)),
            "application": {"id": self.application_id, "digest": self.application_digest},
            "decisionDate": self.decision_date.isoformat(),
            "legalForce": self.legal_force,
            "outcome": self.outcome,
            "outcomeReason": self.outcome_reason,
            "findings": findings,
            "requirements": [requirement.document() for requirement in self.requirements],
            "advice": [evaluation.document() for evaluation in self.advice],
            "examination": self.examined.document(),
            "exception": _exception_document(self.exception, self.judgement),
            "notUsed": [fact.document() for fact in self.not_used],
            "warnings": [warning.document() for warning in self.warnings],
        }

    @property
    def legal_force(self) -> LegalForce:
        """Whether a decision of the authority can rest on this one."""
        return LegalForce.FULL if self.ruleset.status.has_legal_force else LegalForce.NONE

    @Once
    def canonical(self) -> bytes:
        """The canonical bytes of :meth:`document`."""
        findings = ",".join([finding.canonical for finding in self.findings])
        text = (
            f'{{"advice":{_documents(self.advice)},'
            f'"application":{{"digest":"{self.application_digest}","id":"{self.application_id}"}},'
            f'"decisionDate":"{self.decision_date.isoformat()}",'
            f'"examination":{_examined_text(self.examined)},'
            f'"exception":{_exception_text(self.exception, self.judgement)},'
            f'"findings":[{findings}],'
            f'"legalForce":"{self.legal_force}",'
            f'"notUsed":{_documents(self.not_used)},'
            f'"outcome":"{self.outcome}",'
            f'"outcomeReason":"{self.outcome_reason}",'
            f'"requirements":{_documents(self.requirements)},'
            f'"ruleSets":{_ruleset_text((self.ruleset, *self.advisory))},'
            f'"schema":"{SCHEMA}",'
            f'"semanticsVersion":{SEMANTICS_VERSION},'
            f'"warnings":{_warnings_text(self.warnings)}}}'
        )
        return text.encode("utf-8")

    @Once
    def digest(self) -> str:
        """``sha256:…`` of :attr:`canonical`."""
        return digest(self.canonical)


class _HasDocument(Protocol):
    def document(self) -> dict[str, Any]: ...


def _ruleset_documents(rulesets: tuple[RuleSet, ...]) -> list[dict[str, str]]:
    return [
        {
            "id": ruleset.id,
            "role": ruleset.role,
            "version": ruleset.version,
            "status": ruleset.status,
            "digest": ruleset.digest,
        }
        for ruleset in rulesets
    ]


def _exception_document(verdict: Verdict, judgement: ExceptionJudgement | None) -> dict[str, Any]:
    recorded = judgement and {
        "by": judgement.by,
        "on": judgement.on.isoformat(),
        "outcome": judgement.outcome,
        "covers": sorted(judgement.covers),
    }
    return {"verdict": verdict.token, "judgement": recorded}


def _documents(items: Sequence[_HasDocument]) -> str:
    return canonical_text([item.document() for item in items]) if items else "[]"


def _exception_text(verdict: Verdict, judgement: ExceptionJudgement | None) -> str:
    return _NO_JUDGEMENT[verdict] if judgement is None else canonical_text(_exception_document(verdict, judgement))


_NO_JUDGEMENT = {verdict: canonical_text(_exception_document(verdict, None)) for verdict in Verdict}

_tokens = lru_cache(maxsize=4096)(lambda tokens: canonical_text(list(tokens)))
_ruleset_text = lru_cache(maxsize=256)(lambda rulesets: canonical_text(_ruleset_documents(rulesets)))
_examined_text = lru_cache(maxsize=4096)(lambda examined: canonical_text(examined.document()))
_warnings_text = lru_cache(maxsize=256)(_documents)
