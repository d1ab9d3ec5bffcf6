"""Do two conditions ever differ? Answered over every combination of the facts they mention."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from math import prod
from random import Random

from demokrativillkor.condition import Condition, FactIn, leaves_of
from demokrativillkor.engine.compile import classes_of
from demokrativillkor.engine.reference import judge
from demokrativillkor.rule import Fact

MOST_COMBINATIONS = 5_000_000
"""Beyond this many combinations the question is refused."""

_TRIED_AT_RANDOM = 500
"""Most conditions that differ do so within a few combinations drawn at random; the rest is enumerated."""


class TooManyCombinations(ValueError):
    """The conditions mention facts with more combinations than can be enumerated."""


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
        TooManyCombinations: there are more than :data:`MOST_COMBINATIONS` combinations.
    """
    leaves = [*leaves_of(one, definitions), *leaves_of(other, changed)]
    answers = {leaf.fact: _distinct_answers(facts[leaf.fact], leaves) for leaf in leaves}
    names = sorted(answers)
    options = [answers[name] for name in names]
    if prod(map(len, options)) > MOST_COMBINATIONS:
        raise TooManyCombinations(f"more than {MOST_COMBINATIONS} combinations of {len(names)} facts")
    for combination in _tried(options):
        values = {name: value for name, value in zip(names, combination, strict=True) if value is not None}
        if judge(one, definitions, values).verdict is not judge(other, changed, values).verdict:
            return values
    return None


def _distinct_answers(fact: Fact, leaves: Iterable[FactIn]) -> list[str | None]:
    groups = classes_of(fact, [leaf for leaf in leaves if leaf.fact == fact.id])
    return [None, *(group[0] for group in groups)]


def _tried(options: list[list[str | None]]) -> Iterator[tuple[str | None, ...]]:
    draw = Random(0)
    yield from (tuple(draw.choice(option) for option in options) for _ in range(_TRIED_AT_RANDOM))
    yield from product(*options)
