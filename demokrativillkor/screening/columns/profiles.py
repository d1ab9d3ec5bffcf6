"""What differs between the rules that govern the applications of one table, ready to be looked up by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import polars as pl
from polars._typing import PolarsDataType

from demokrativillkor.assess.filling import OWN_LIMB
from demokrativillkor.condition import Condition, facts_of
from demokrativillkor.engine.columnar import ABSENT, expanded
from demokrativillkor.rule import ACTOR, ATTRIBUTED, Effect, Rule
from demokrativillkor.screening.columns.keys import Governed
from demokrativillkor.screening.columns.schema import Schema

Value = TypeVar("Value")


class Obstacle(NamedTuple):
    """The condition of an obstacle, and those of its facts that ``otherLimbs`` may fill."""

    condition: Condition
    limbs: frozenset[str]


class Requirement(NamedTuple):
    """The condition of a requirement or an advice, and when there is dispensation from it."""

    condition: Condition
    dispensation: Condition | None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Both, where there are two."""
        return (self.condition, self.dispensation) if self.dispensation else (self.condition,)


class Profile:
    """A rule set as it applies to a grant form and a kind of recipient.

    Attributes:
        obstacles, requirements, advice: condition → the rules of it that are in force, as a mask.
        all_obstacles, all_requirements: every rule with that effect, in force or not, as a mask.
        grounds: the grounds that must be examined, as a mask.
        reached: per actor's code, whether the rules have the limb that reaches such an actor.
        attributed: per actor's code, the code of the answer that the role gives.
    """

    def __init__(self, governed: Governed, schema: Schema) -> None:
        ruleset, applied = governed.ruleset, governed.applied
        self.ruleset = ruleset
        numbers = {rule.id: 1 << number for number, rule in enumerate(ruleset.rules)}

        def of(effect: Effect) -> list[tuple[Rule, int]]:
            return [(rule, numbers[rule.id]) for rule in ruleset.with_effect(effect)]

        def in_force(effect: Effect) -> list[tuple[Rule, Condition, int]]:
            return [
                (rule, rule.condition, bit)
                for rule, bit in of(effect)
                if rule.condition and rule.id not in applied.absent
            ]

        def written(condition: Condition) -> Condition:
            return expanded(condition, ruleset.conditions)

        def limbs(condition: Condition) -> frozenset[str]:
            return facts_of(condition, ruleset.conditions) & frozenset(ruleset.limb_facts)

        self.obstacles = _masks(
            (Obstacle(written(each), limbs(each)), bit) for _, each, bit in in_force(Effect.OBSTACLE)
        )
        self.requirements = _masks(
            (Requirement(written(each), rule.dispensation and written(rule.dispensation)), bit)
            for rule, each, bit in in_force(Effect.REQUIREMENT)
        )
        self.advice = _masks((Requirement(written(each), None), bit) for _, each, bit in in_force(Effect.ADVICE))
        self.all_obstacles = sum(bit for _, bit in of(Effect.OBSTACLE))
        self.all_requirements = sum(bit for _, bit in of(Effect.REQUIREMENT))
        self.grounds = sum(1 << schema.grounds.index(ground) for ground in applied.grounds)
        self.own_reached = OWN_LIMB in applied.limbs
        actors = (*schema.answers.get(ACTOR, ()), None)
        answers = schema.answers.get(ATTRIBUTED, ())
        defaults = map(ruleset.attribution.default_for, actors)
        self.reached = tuple(ruleset.limb_of_actor.get(actor or "", OWN_LIMB) in applied.limbs for actor in actors)
        self.attributed = tuple(answers.index(default) if default in answers else ABSENT for default in defaults)


def _masks(rules: Iterable[tuple[Value, int]]) -> Mapping[Value, int]:
    masks: dict[Value, int] = {}
    for condition, bit in rules:
        masks[condition] = masks.get(condition, 0) | bit
    return masks


PROFILE = "~profile"
"""The column that says by number which profile a row is under."""


class Profiles:
    """The profiles of one table, and looking up what they say by the number in :data:`PROFILE`.

    Where there are none, no row is decided, and whatever is looked up is null.
    """

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self.each = profiles

    def conditions(self, of: Callable[[Profile], Mapping[Value, int]]) -> dict[Value, pl.Expr]:
        """Every condition of that kind, with the rules of it that are in force on each row, as a mask."""
        found = dict.fromkeys(condition for profile in self.each for condition in of(profile))
        return {condition: self._in_force(of, condition) for condition in found}

    def look(self, of: Callable[[Profile], Any], dtype: PolarsDataType) -> pl.Expr:
        """What the profile of each row says."""
        values = [of(profile) for profile in self.each]
        if len(set(values)) <= 1:
            return pl.lit(values[0] if values else None, dtype)
        return pl.lit(pl.Series(values, dtype=dtype)).gather(pl.col(PROFILE))

    def look_by(self, of: Callable[[Profile], tuple[Any, ...]], code: pl.Expr, dtype: PolarsDataType) -> pl.Expr:
        """What the profile of each row says for the code on that row."""
        values = [of(profile) for profile in self.each]
        if len(set(values)) <= 1:
            return pl.lit(pl.Series(values[0], dtype=dtype)).gather(code) if values else pl.lit(None, dtype)
        every = pl.Series([value for each in values for value in each], dtype=dtype)
        return pl.lit(every).gather(pl.col(PROFILE) * len(values[0]) + code)

    def _in_force(self, of: Callable[[Profile], Mapping[Value, int]], condition: Value) -> pl.Expr:
        return self.look(lambda profile: of(profile).get(condition, 0), pl.UInt64())
