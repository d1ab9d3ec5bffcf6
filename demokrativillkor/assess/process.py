"""What must have been done before a decision may be signed: the process rules of a profile, on the record of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from demokrativillkor.engine import Engine, default_engine
from demokrativillkor.engine.compile import rule_program
from demokrativillkor.errors import NotCovered, Problem
from demokrativillkor.rule import Effect, Rule, SignedOutcome
from demokrativillkor.ruleset import Role, RuleSet
from demokrativillkor.verdict import Verdict

Signed = Literal[SignedOutcome.ADVERSE, SignedOutcome.FAVOURABLE]
"""What the person signs: a decision against the organisation, or one for it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One process rule on the record.

    Attributes:
        verdict: met where the step is done; anything else blocks the signature and cites the provision.
        facts: the facts that make the verdict; while it is unknown those that are open.
    """

    rule: Rule
    verdict: Verdict
    facts: tuple[str, ...]

    @property
    def blocks(self) -> bool:
        """Whether the decision may not be signed."""
        return self.verdict is not Verdict.MET


def steps_before(
    signed: Signed, profile: RuleSet, facts: Mapping[str, str], *, engine: Engine | None = None
) -> tuple[Step, ...]:
    """Every process rule of the profile that is about such a decision, on what the record says.

    Args:
        facts: fact id → answer, of the scope ``process``; what is absent is unknown.

    Raises:
        NotCovered: the rule set is no process profile.
        EngineError: the engine failed, or a fact has an answer that is none of its answers.
    """
    if profile.role is not Role.PROCESS:
        message, remedy = f"the rule set {profile.id} is no process profile", "name one of the process profiles"
        raise NotCovered([Problem(code="not_covered", place="", message=message, suggestion=remedy)])
    chosen = engine or default_engine()
    about = (rule for rule in profile.with_effect(Effect.PROCESS) if rule.outcomes in (signed, SignedOutcome.BOTH))
    return tuple(_step(rule, profile, facts, chosen) for rule in about)


def _step(rule: Rule, profile: RuleSet, facts: Mapping[str, str], engine: Engine) -> Step:
    program = rule_program(profile, rule.id)
    (why,) = engine.evaluate(program, program.encode(facts)).explanations
    return Step(rule, why.verdict, why.open or why.decisive)
