"""Assess one application under one rule set: a pure function from what is known to a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from demokrativillkor import __version__
from demokrativillkor.application import Application, Examination, RequiredExamination
from demokrativillkor.assess.applying import Applied, applied_to
from demokrativillkor.assess.evaluating import FORM_ABSENT, Conduct, evaluations_under, reached, requirement_standing
from demokrativillkor.assess.filling import Filled, fill
from demokrativillkor.assess.outcome import Combined, combine, exception_verdict, requirement_failed
from demokrativillkor.assess.refusing import refuse_advisory, refuse_inapplicable, refuse_opinion_beside_obstacle
from demokrativillkor.decision import (
    Decision,
    Dispensation,
    Examined,
    ExaminedGround,
    FindingEvaluation,
    Notice,
    NotUsed,
    RequirementEvaluation,
    RuleEvaluation,
    WarningCode,
)
from demokrativillkor.engine import Engine, default_engine
from demokrativillkor.engine.compile import (
    DISPENSATION,
    REMEMBERED,
    Codes,
    Explained,
    Program,
    application_program,
    finding_program,
)
from demokrativillkor.engine.reference import Explanation
from demokrativillkor.provenance import Provenance
from demokrativillkor.rule import Effect, Rule, SetAside
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.verdict import Verdict, some


def assess(
    application: Application,
    ruleset: RuleSet,
    *,
    engine: Engine | None = None,
    advisory: Sequence[RuleSet] = (),
    examination_required: RequiredExamination = Examination.DECLARED,
    evaluated_at: datetime | None = None,
) -> Decision:
    """What ``ruleset`` says of ``application``, with cited reasons.

    Args:
        advisory: rule sets of advice, to be told beside the decision; they change no outcome.
        engine: by default durable-rules verified against the reference, where durable-rules can be loaded.
        examination_required: what the authority's own profile demands of the examination of a ground.
        evaluated_at: the caller's clock, for the provenance; there is no clock in here.

    Raises:
        NotCovered: the rule set does not apply on the decision date or to the grant form, or an advisory one
            gives no advice.
        InputRejected: the application rests on a stopped reason or contradicts itself.
        EngineError: the engine failed, or two engines disagree.
    """
    engine = engine or default_engine()
    refuse_inapplicable(application, ruleset)
    if advisory:
        refuse_advisory(application, advisory)
    applied = applied_to(ruleset, application.grant_form, application.recipient_kind)
    conducts = _conducts(application, ruleset, applied, engine)
    refuse_opinion_beside_obstacle(application, conducts, ruleset)
    requirements, advice = _on_application(application, ruleset, applied, engine)
    examined = _examined(application, applied, examination_required)
    obstacles = {conduct.finding.id: conduct.explained.strongest for conduct in conducts}
    in_act = ruleset.has_exception
    combined = combine(
        some(obstacles.values()),
        exception_verdict(obstacles, application.exception, in_act=in_act),
        some([requirement.failed for requirement in requirements]),
        examined.suffices,
    )
    evaluations = evaluations_under(ruleset)
    findings = [
        FindingEvaluation(
            finding.id,
            filled.limb,
            filled.attribution,
            filled.limbs,
            explained.strongest,
            evaluations.of_obstacles(explained, combined),
        )
        for finding, filled, explained in conducts
    ]
    return Decision(
        application_id=application.id,
        application_digest=application.digest,
        decision_date=application.decision_date,
        ruleset=ruleset,
        outcome=combined.outcome,
        outcome_reason=combined.reason,
        findings=tuple(findings),
        requirements=_requirement_evaluations(requirements, ruleset, combined),
        advice=_advice(application, ruleset, advice, advisory, engine),
        advisory=tuple(advisory),
        examined=examined,
        exception=combined.exception,
        judgement=application.exception,
        not_used=_not_used(application, ruleset, advisory),
        warnings=(*_warnings(application, ruleset, in_act=in_act), *_not_reviewed(conducts, examined, ruleset)),
        provenance=_provenance(engine, evaluated_at),
    )


@lru_cache(maxsize=256)
def _provenance(engine: Engine, evaluated_at: datetime | None) -> Provenance:
    return Provenance(engine=engine.name, libraries=engine.versions, software=__version__, evaluated_at=evaluated_at)


Advice = list[tuple[Rule, Explanation]]
"""Rules of advice, each explained."""


def _advice(
    application: Application, ruleset: RuleSet, own: Advice, advisory: Sequence[RuleSet], engine: Engine
) -> tuple[RuleEvaluation, ...]:
    """The advice of the deciding rule set, then that of those beside it."""
    if not (own or advisory):
        return ()
    beside = [(each, _on_application(application, each, applied_to(each, None, None), engine)[1]) for each in advisory]
    return tuple(
        evaluations_under(each).of(rule, why, decisive=False, set_aside=SetAside.ADVISORY)
        for each, advice in ((ruleset, own), *beside)
        for rule, why in advice
    )


@dataclass(frozen=True, slots=True)
class _Requirement:
    """A requirement explained, the dispensation from it explained, and whether it bars."""

    rule: Rule
    explanation: Explanation
    dispensation: Explanation
    failed: Verdict


_NO_DISPENSATION = Explanation(Verdict.NOT_MET, (), ())
"""Stands for the dispensation from a requirement that knows none."""


def _conducts(application: Application, ruleset: RuleSet, applied: Applied, engine: Engine) -> list[Conduct]:
    program = finding_program(ruleset)
    conducts = []
    for finding in application.sorted_findings:
        filled = fill(finding.facts, finding.other_limbs, ruleset)
        explained = engine.evaluate(program, _encoded(program, filled))
        conducts.append(Conduct(finding, filled, reached(explained, program, applied, filled.limb)))
    return conducts


@lru_cache(maxsize=REMEMBERED)
def _encoded(program: Program, filled: Filled) -> Codes:
    return program.encode(filled.facts)


def _on_application(
    application: Application, ruleset: RuleSet, applied: Applied, engine: Engine
) -> tuple[list[_Requirement], list[tuple[Rule, Explanation]]]:
    """The requirements and the advice of the rule set, explained."""
    program = application_program(ruleset)
    if not program.names:
        return [], []
    explained = engine.evaluate(program, program.encode(application.facts))
    why = dict(zip(program.names, explained.explanations, strict=True))
    requirements = []
    for rule in ruleset.with_effect(Effect.REQUIREMENT):
        dispensation = why.get(rule.id + DISPENSATION, _NO_DISPENSATION)
        if rule.id in applied.absent:
            requirements.append(_Requirement(rule, FORM_ABSENT, _NO_DISPENSATION, Verdict.NOT_MET))
        else:
            failed = requirement_failed(why[rule.id].verdict, dispensation.verdict)
            requirements.append(_Requirement(rule, why[rule.id], dispensation, failed))
    advice = [rule for rule in ruleset.with_effect(Effect.ADVICE) if rule.id not in applied.absent]
    return requirements, [(rule, why[rule.id]) for rule in advice]


_NOT_EXAMINED = Examination.NOT_EXAMINED


def _examined(application: Application, applied: Applied, required: Examination) -> Examined:
    get = application.examinations.get
    statuses = [get(ground, _NOT_EXAMINED) for ground in applied.grounds]
    return _examined_from(required, applied.grounds, tuple(statuses))


@lru_cache(maxsize=4096)
def _examined_from(required: Examination, grounds: tuple[str, ...], statuses: tuple[Examination, ...]) -> Examined:
    order = list(Examination)
    enough = order[order.index(required) :]
    each = zip(grounds, map(Examination, statuses), strict=True)
    examined = [ExaminedGround(ground, status, status in enough) for ground, status in each]
    return Examined(Examination(required), tuple(examined))  # text that equals it would be remembered in its place


def _requirement_evaluations(
    requirements: list[_Requirement], ruleset: RuleSet, combined: Combined
) -> tuple[RequirementEvaluation, ...]:
    if not requirements:
        return ()
    standing = requirement_standing(combined)
    evaluation = evaluations_under(ruleset).of
    return tuple(
        RequirementEvaluation(
            evaluation(each.rule, each.explanation, *standing[each.failed]),
            Dispensation(each.dispensation.verdict, each.dispensation.decisive, each.dispensation.open),
        )
        for each in requirements
    )


def _not_used(application: Application, ruleset: RuleSet, advisory: Sequence[RuleSet]) -> tuple[NotUsed, ...]:
    on_finding = ruleset.facts_used_on_findings
    not_used = []
    if application.facts:
        on_application = frozenset(fact for each in (ruleset, *advisory) for fact in application_program(each).facts)
        not_used = [NotUsed(fact, None) for fact in sorted(application.facts.keys() - on_application)]
    if application.grant_form and not ruleset.grant_forms:
        not_used.append(NotUsed("grantForm", None))
    if application.recipient_kind and not ruleset.depends_on_recipient_kind:
        not_used.append(NotUsed("recipientKind", None))
    for finding in application.sorted_findings:
        if not finding.facts.keys() <= on_finding:
            not_used.extend(NotUsed(fact, finding.id) for fact in sorted(finding.facts.keys() - on_finding))
    return tuple(not_used)


def _warnings(application: Application, ruleset: RuleSet, *, in_act: bool) -> tuple[Notice, ...]:
    passed = ruleset.checked_until is not None and application.decision_date > ruleset.checked_until
    return _standing_warnings(ruleset, passed, application.exception is not None and not in_act)


@lru_cache(maxsize=1024)
def _standing_warnings(ruleset: RuleSet, passed: bool, exception_not_in_act: bool) -> tuple[Notice, ...]:
    warnings = []
    if passed:
        warnings.append(Notice(WarningCode.CHECKED_UNTIL_PASSED, (str(ruleset.checked_until),)))
    if ruleset.unverified:
        warnings.append(Notice(WarningCode.UNVERIFIED, tuple(item.id for item in ruleset.unverified)))
    if exception_not_in_act:
        warnings.append(Notice(WarningCode.EXCEPTION_NOT_IN_ACT))
    return tuple(warnings)


def _not_reviewed(conducts: list[Conduct], examined: Examined, ruleset: RuleSet) -> tuple[Notice, ...]:
    """A warning for obstacles that are met on grounds nobody has recorded as reviewed."""
    met = [_grounds_met(ruleset, conduct.explained) for conduct in conducts]
    return _unreviewed(examined, frozenset().union(*met))


@lru_cache(maxsize=REMEMBERED)
def _grounds_met(ruleset: RuleSet, explained: Explained) -> frozenset[str | None]:
    each = zip(ruleset.with_effect(Effect.OBSTACLE), explained.verdicts, strict=True)
    return frozenset(rule.ground for rule, verdict in each if verdict is Verdict.MET)


@lru_cache(maxsize=4096)
def _unreviewed(examined: Examined, met: frozenset[str | None]) -> tuple[Notice, ...]:
    reviewed = {ground.ground for ground in examined.grounds if ground.status is Examination.REVIEWED}
    grounds = tuple(ground.ground for ground in examined.grounds if ground.ground in met - reviewed)
    return (Notice(WarningCode.MET_BUT_NOT_REVIEWED, grounds),) if grounds else ()
