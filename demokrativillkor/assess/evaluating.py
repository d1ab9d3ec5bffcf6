"""From the explanation of a condition to the evaluation of a rule: was it decisive, or why was it set aside."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from demokrativillkor.application import Finding
from demokrativillkor.assess.applying import Applied
from demokrativillkor.assess.filling import Filled
from demokrativillkor.assess.outcome import Combined
from demokrativillkor.decision import Outcome, RuleEvaluation, RuleEvaluations
from demokrativillkor.engine.compile import Explained, Program, remember
from demokrativillkor.engine.reference import Explanation
from demokrativillkor.rule import ACTOR, Effect, Rule, SetAside
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.verdict import Verdict

LIMB_ABSENT = Explanation(Verdict.NOT_MET, (ACTOR,), ())
"""Stands for every obstacle on conduct that the act has no limb for."""

FORM_ABSENT = Explanation(Verdict.NOT_MET, (), ())
"""Stands for a rule that is not in force for this grant form or kind of recipient."""


class Conduct(NamedTuple):
    """A finding with what the obstacles say of it."""

    finding: Finding
    filled: Filled
    explained: Explained


@lru_cache(maxsize=4096)
def reached(explained: Explained, program: Program, applied: Applied, limb: str) -> Explained:
    """What is left of the explanations of obstacles for conduct under that limb, where only this applies."""
    if limb not in applied.limbs:
        return Explained.of(LIMB_ABSENT for _ in program.names)
    if applied.absent.isdisjoint(program.names):
        return explained
    each = zip(program.names, explained.explanations, strict=True)
    return Explained.of(FORM_ABSENT if name in applied.absent else why for name, why in each)


Standing = Mapping[Verdict, tuple[bool, SetAside | None]]
"""Per verdict: is such an evaluation decisive for the outcome, and if it was set aside, why."""


def obstacle_standing(combined: Combined) -> Standing:
    """How obstacles of each verdict stand in an application with this outcome."""
    against = _standing_of_what_is_not_ruled_out(combined)
    met_decides = combined.outcome is Outcome.INELIGIBLE and combined.exception is Verdict.NOT_MET
    return {
        Verdict.MET: (True, None) if met_decides else against,
        Verdict.UNKNOWN: against,
        Verdict.NOT_MET: (combined.outcome is Outcome.ELIGIBLE, None),
    }


def _standing_of_what_is_not_ruled_out(combined: Combined) -> tuple[bool, SetAside | None]:
    if combined.exception is Verdict.MET:
        return combined.outcome is Outcome.ELIGIBLE, SetAside.EXCEPTED
    if combined.outcome is Outcome.INELIGIBLE:
        return False, SetAside.OTHER_RULE_DECIDED
    return True, None


def requirement_standing(combined: Combined) -> Standing:
    """How requirements stand, by the verdict of their having *failed*."""
    match combined.outcome:
        case Outcome.ELIGIBLE:
            return dict.fromkeys(Verdict, (True, None))
        case Outcome.UNDETERMINED:
            return {verdict: (verdict is Verdict.UNKNOWN, None) for verdict in Verdict}
        case Outcome.INELIGIBLE:
            return {
                Verdict.MET: (True, None),
                Verdict.UNKNOWN: (False, SetAside.OTHER_RULE_DECIDED),
                Verdict.NOT_MET: (False, None),
            }


class Evaluations:
    """Makes the evaluations of one rule set; equal ones are the same object, so that their text is made once."""

    def __init__(self, ruleset: RuleSet) -> None:
        self._ruleset = ruleset
        self._obstacles = ruleset.with_effect(Effect.OBSTACLE)
        self._made: dict[tuple[Explained, Outcome, Verdict], RuleEvaluations] = {}

    def of_obstacles(self, explained: Explained, combined: Combined) -> RuleEvaluations:
        """Every obstacle on one finding, in an application with that outcome."""
        key = (explained, combined.outcome, combined.exception)
        made = self._made.get(key)
        if made is None:
            standing = obstacle_standing(combined)
            rules = zip(self._obstacles, explained.explanations, strict=True)
            each = tuple(self.of(rule, why, *standing[why.verdict]) for rule, why in rules)
            made = remember(self._made, key, RuleEvaluations(each))
        return made

    def of(
        self, rule: Rule, explanation: Explanation, decisive: bool, set_aside: SetAside | None = None
    ) -> RuleEvaluation:
        """The rule with that explanation; what the explanation itself says of setting aside comes first."""
        return RuleEvaluation(
            rule=rule.id,
            verdict=explanation.verdict,
            decisive=decisive,
            decisive_facts=explanation.decisive,
            open_facts=explanation.open,
            set_aside_because=inherent_set_aside(explanation, self._ruleset) or set_aside,
            citation=rule.citation.id,
        )


def inherent_set_aside(explanation: Explanation, ruleset: RuleSet) -> SetAside | None:
    """Why the explanation itself sets the rule aside: only definitions that say so kept it from being met."""
    if explanation is LIMB_ABSENT:
        return SetAside.LIMB_ABSENT
    if explanation is FORM_ABSENT:
        return SetAside.NOT_IN_FORCE_FOR_FORM
    reasons = [ruleset.definitions_by_name[name].set_aside for name in explanation.kept_out_by]
    return reasons[0] if reasons and None not in reasons else None


evaluations_under = lru_cache(maxsize=256)(Evaluations)
"""The :class:`Evaluations` of a rule set."""
