"""May it be signed: the process rules of the body that decides, on what the record tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from demokrativillkor.assess import Step, steps_before
from demokrativillkor.assess.process import Signed as ProcessOutcome
from demokrativillkor.bilingual import LANGUAGES, Bilingual, Language
from demokrativillkor.engine import Engine
from demokrativillkor.errors import Problem, SignatureBlocked
from demokrativillkor.record.case import Case
from demokrativillkor.record.events import Event, Signed
from demokrativillkor.record.facts import TOLD_BY_SIGNING, process_facts
from demokrativillkor.record.history import refuse_out_of_order
from demokrativillkor.record.parts import Against, Decided, Evaluated, EvaluatedStep
from demokrativillkor.rule import SignedOutcome
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.verdict import Verdict

_ABOUT: dict[Against, ProcessOutcome] = {
    Against.ADVERSE: SignedOutcome.ADVERSE,
    Against.FAVOURABLE: SignedOutcome.FAVOURABLE,
}


def sign(
    signed: Signed,
    case: Case,
    profile: RuleSet | None,
    events: Sequence[Event],
    *,
    unfinished: Iterable[Problem] = (),
    today: date | None = None,
    engine: Engine | None = None,
) -> Signed:
    """The signature with the process rules as they stood, ready to be added to the record.

    Args:
        profile: the process profile that the deciding rule set names; ``None`` where there is none.
        unfinished: what the letter still lacks.

    Raises:
        EventRefused: it cannot follow what the record holds.
        SignatureBlocked: the rules have no legal force, have no process profile, a step is not done, or the letter is
            not finished.
    """
    refuse_out_of_order(signed, case, events, today=today)
    under = _profile_for(signed.on, case.ruleset, profile)
    facts = process_facts(case, events, signed)
    steps = may_sign(signed, case.ruleset, under, facts, unfinished=unfinished, engine=engine)
    return replace(signed, evaluated=_evaluated(steps, under, facts))


def may_sign(
    signed: Signed,
    ruleset: RuleSet,
    profile: RuleSet | None,
    facts: Mapping[str, str],
    *,
    unfinished: Iterable[Problem] = (),
    engine: Engine | None = None,
) -> tuple[Step, ...]:
    """Every process rule about what the person signs, all of them met.

    Raises:
        SignatureBlocked: one problem for each rule that is not met or unknown, with its provision quoted, and for
            each thing the letter lacks; or the one that says why nothing can be signed under these rules.
    """
    under = _profile_for(signed.on, ruleset, profile)
    steps = steps_about(signed.decided, under, facts, engine=engine)
    if not steps:
        raise SignatureBlocked([_without_profile(f"{under.id} has no rule about this", "choose another profile")])
    blocking = [*(_blocked(step, under, facts) for step in steps if step.blocks), *unfinished]
    if blocking:
        raise SignatureBlocked(blocking)
    return steps


def steps_about(
    decided: Decided, profile: RuleSet, facts: Mapping[str, str], *, engine: Engine | None = None
) -> tuple[Step, ...]:
    """The process rules about what is decided; what is decided in part must meet those for and those against."""
    outcomes = _ABOUT.values() if decided.in_part else (_ABOUT[decided.outcome],)
    each = [step for outcome in outcomes for step in steps_before(outcome, profile, facts, engine=engine)]
    return tuple({step.rule.id: step for step in each}.values())


def steps_left(
    decided: Decided, case: Case, profile: RuleSet, events: Sequence[Event], *, engine: Engine | None = None
) -> tuple[Step, ...]:
    """The process rules that would block such a decision now, but for what the signature itself will tell."""
    facts = process_facts(case, events)
    steps = steps_about(decided, profile, facts, engine=engine)
    return tuple(step for step in steps if step.blocks and not TOLD_BY_SIGNING.issuperset(step.facts))


def _profile_for(on: date, ruleset: RuleSet, profile: RuleSet | None) -> RuleSet:
    """The profile, where something can be signed under these rules and it is the one they name."""
    if not ruleset.status.has_legal_force:
        raise SignatureBlocked([_without_force(ruleset)])
    if ruleset.process is None or profile is None:
        message = f"{ruleset.id} does not say what must be done before a decision is signed"
        raise SignatureBlocked([_without_profile(message, "name its process profile in the rule set (process)")])
    if profile.id != ruleset.process:
        message = f"{profile.id} is not the process profile of {ruleset.id}"
        raise SignatureBlocked([_without_profile(message, f"evaluate {ruleset.process}")])
    if on < profile.applies_from.on or (profile.applies_to and on > profile.applies_to):
        message = f"{profile.id} does not apply on the day of the signature"
        raise SignatureBlocked([_without_profile(message, "check the day")])
    return profile


def _without_force(ruleset: RuleSet) -> Problem:
    return Problem(
        code="no_legal_force",
        place="",
        message=f"nothing can be signed under {ruleset.id}: its status is {ruleset.status}",
        suggestion="assess under rules that are in force or adopted",
        explanation=ruleset.legal_force,
    )


def _without_profile(message: str, remedy: str) -> Problem:
    return Problem(code="no_process_profile", place="", message=message, suggestion=remedy)


def _blocked(step: Step, profile: RuleSet, facts: Mapping[str, str]) -> Problem:
    rule = step.rule
    unknown = step.verdict is Verdict.UNKNOWN
    what = "it is not known whether" if unknown else "this is not so:"
    return Problem(
        code="step_unknown" if unknown else "step_not_done",
        place="",
        message=f"{what} {rule.title.en[:1].lower()}{rule.title.en[1:]} ({rule.id}, {rule.citation.cite.en})",
        suggestion=f"record or answer {', '.join(step.facts)}",
        explanation=_explained(step, profile, facts),
    )


def _explained(step: Step, profile: RuleSet, facts: Mapping[str, str]) -> Bilingual:
    """The rule's reason for its verdict, with the words of the provision."""
    told = {language: _told(step, profile, facts, language) for language in LANGUAGES}
    return Bilingual(sv=told["sv"], en=told["en"])


def _told(step: Step, profile: RuleSet, facts: Mapping[str, str], language: Language) -> str:
    rule = step.rule
    reasons = {
        Verdict.MET: rule.reasons.met,
        Verdict.NOT_MET: rule.reasons.not_met,
        Verdict.UNKNOWN: rule.reasons.unknown,
    }
    said = (
        reasons[step.verdict]
        .to(language)
        .format(
            citation=rule.citation.cite.to(language), facts=", ".join(_answers(step.facts, profile, facts, language))
        )
    )
    quote = rule.citation.quote
    opening = "”" if language == "sv" else "“"
    return f"{said} {opening}{quote}”" if quote else said


def _answers(names: Iterable[str], profile: RuleSet, facts: Mapping[str, str], language: Language) -> Iterable[str]:
    for fact in (profile.facts_by_id[name] for name in names):
        answer = fact.label_of(facts.get(fact.id, ""))
        yield fact.label.to(language) + (f" ({answer.to(language)})" if answer else "")


def _evaluated(steps: Iterable[Step], profile: RuleSet, facts: Mapping[str, str]) -> Evaluated:
    return Evaluated(
        profile=profile.id,
        digest=profile.digest,
        facts=dict(facts),
        steps=tuple(EvaluatedStep(rule=step.rule.id, verdict=step.verdict.token, facts=step.facts) for step in steps),
    )
