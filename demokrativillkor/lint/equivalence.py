"""Do two conditions ever differ? Answered for every combination of the facts they mention.

The facts are answered one by one. While some are not answered yet, a condition's verdict lies between two
bounds, Kleene's operations taken at both ends; where the bounds of both conditions meet, every combination
of the remaining answers is decided at once.
"""

from collections.abc import Iterable, Mapping, Sequence

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


def difference(
    one: Condition,
    other: Condition,
    definitions: Mapping[str, Condition],
    changed: Mapping[str, Condition],
    facts: Mapping[str, Fact],
) -> dict[str, str] | None:
    """Known answers (the rest unknown) on which ``one`` under ``definitions`` and ``other`` under ``changed`` differ.

    Answers that no leaf tells apart are tried once. ``None`` means that there are none: the conditions are
    equivalent under three-valued logic.

    Raises:
        TooManyCombinations: it takes more than :data:`MOST_STEPS` steps to tell.
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
            if first != second:
                return {name: answer for name, answer in answers.items() if answer is not None}
        else:
            name = names[len(answers)]
            waiting.extend(answers | {name: answer} for answer in options[name])
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
