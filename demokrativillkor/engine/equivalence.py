"""Do two conditions ever differ? Answered for every combination of the facts they mention.

The facts are answered one by one. While some are not answered yet, a condition's verdict lies between two
bounds, Kleene's operations taken at both ends; where the bounds of both conditions meet, every combination
of the remaining answers is decided at once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import prod
from typing import NamedTuple

from demokrativillkor.condition import AllOf, AnyOf, Condition, FactIn, Not, Use, leaves_of
from demokrativillkor.engine.compile import classes_of
from demokrativillkor.engine.reference import leaf_verdict
from demokrativillkor.rule import Fact
from demokrativillkor.verdict import Verdict, every, opposite, some

MOST_STEPS = 200_000
"""Beyond this many partial combinations the question is refused."""

Bounds = tuple[Verdict, Verdict]
Answers = Mapping[str, str | None]
"""Fact → its answer, ``None`` for unknown; a fact that is missing is not answered yet."""


class TooManyCombinations(ValueError):
    """The conditions mention facts with more combinations than can be gone through."""


class Region(NamedTuple):
    """Combinations of answers on which neither condition's verdict changes.

    Attributes:
        answers: what they have in common; facts that are missing are free.
        combinations: how many they are, with *unknown* as one answer and answers that no leaf tells apart as one.
    """

    answers: Answers
    one: Verdict
    other: Verdict
    combinations: int


def regions(
    one: Condition,
    other: Condition,
    definitions: Mapping[str, Condition],
    changed: Mapping[str, Condition],
    facts: Mapping[str, Fact],
) -> Iterator[Region]:
    """All combinations of answers, with what ``one`` under ``definitions`` and ``other`` under ``changed`` say.

    Raises:
        TooManyCombinations: it takes more than :data:`MOST_STEPS` steps to go through them.
    """
    leaves = [*leaves_of(one, definitions), *leaves_of(other, changed)]
    options = {leaf.fact: _distinct_answers(facts[leaf.fact], leaves) for leaf in leaves}
    names = tuple(options)
    waiting: list[dict[str, str | None]] = [{}]
    steps = 0
    while waiting:
        answers = waiting.pop()
        steps += 1
        if steps > MOST_STEPS:
            raise TooManyCombinations(f"more combinations of {len(names)} facts than can be gone through")
        first, second = _bounds(one, definitions, answers), _bounds(other, changed, answers)
        if first[0] is first[1] and second[0] is second[1]:
            free = prod(len(options[name]) for name in names if name not in answers)
            yield Region(answers, first[0], second[0], free)
        else:
            name = names[len(answers)]
            waiting.extend(answers | {name: answer} for answer in options[name])


def difference(
    one: Condition,
    other: Condition,
    definitions: Mapping[str, Condition],
    changed: Mapping[str, Condition],
    facts: Mapping[str, Fact],
) -> dict[str, str] | None:
    """Known answers (the rest unknown) on which the two conditions differ, see :func:`regions`.

    ``None`` means that there are none: the conditions are equivalent under three-valued logic.

    Raises:
        TooManyCombinations: it takes more than :data:`MOST_STEPS` steps to tell.
    """
    for region in regions(one, other, definitions, changed, facts):
        if region.one is not region.other:
            return {name: answer for name, answer in region.answers.items() if answer is not None}
    return None


def _distinct_answers(fact: Fact, leaves: Iterable[FactIn]) -> Sequence[str | None]:
    groups = classes_of(fact, [leaf for leaf in leaves if leaf.fact == fact.id])
    return [None, *(group[0] for group in groups)]


def _bounds(condition: Condition, definitions: Mapping[str, Condition], answers: Answers) -> Bounds:
    match condition:
        case FactIn(fact):
            if fact not in answers:
                return Verdict.NOT_MET, Verdict.MET
            verdict = leaf_verdict(condition, answers[fact])
            return verdict, verdict
        case Use(name):
            return _bounds(definitions[name], definitions, answers)
        case Not(part):
            low, high = _bounds(part, definitions, answers)
            return opposite(high), opposite(low)
        case AllOf(parts) | AnyOf(parts):
            combine = every if isinstance(condition, AllOf) else some
            bounds = [_bounds(part, definitions, answers) for part in parts]
            return combine(low for low, _ in bounds), combine(high for _, high in bounds)
