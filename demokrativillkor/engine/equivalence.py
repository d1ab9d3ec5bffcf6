"""Do two conditions ever differ? Answered for every combination of the facts they mention.

The facts are answered one by one. While some are not answered yet, a condition's verdict lies between two
bounds, Kleene's operations taken at both ends; where the bounds of both conditions meet, every combination
of the remaining answers is decided at once. Of each condition is kept what is left of it after the answers so far.
"""

from __future__ import annotations

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
    waiting: list[tuple[dict[str, str | None], _Left, _Left]] = [({}, _whole(one, definitions), _whole(other, changed))]
    steps = 0
    while waiting:
        answers, first, second = waiting.pop()
        steps += 1
        if steps > MOST_STEPS:
            raise TooManyCombinations(f"more combinations of {len(names)} facts than can be gone through")
        if first.low is first.high and second.low is second.high:
            free = prod(len(options[name]) for name in names if name not in answers)
            yield Region(answers, first.low, second.low, free)
        else:
            name = names[len(answers)]
            waiting.extend(
                (answers | {name: answer}, _after(first, name, answer), _after(second, name, answer))
                for answer in options[name]
            )


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


class _Left(NamedTuple):
    """What is left of a condition: its verdict's bounds, the facts that can still move them, and where these are."""

    low: Verdict
    high: Verdict
    facts: frozenset[str]
    node: FactIn | type[Not | AllOf | AnyOf]
    parts: Sequence[_Left] = ()


def _whole(condition: Condition, definitions: Mapping[str, Condition]) -> _Left:
    """A condition of which nothing is answered."""
    match condition:
        case FactIn(fact):
            return _Left(Verdict.NOT_MET, Verdict.MET, frozenset({fact}), condition)
        case Use(name):
            return _whole(definitions[name], definitions)
        case Not(part):
            return _joined(Not, [_whole(part, definitions)])
        case AllOf(parts) | AnyOf(parts):
            return _joined(type(condition), [_whole(part, definitions) for part in parts])


def _after(left: _Left, fact: str, answer: str | None) -> _Left:
    """What is left when that fact is answered too."""
    if fact not in left.facts:
        return left
    if isinstance(left.node, FactIn):
        verdict = leaf_verdict(left.node, answer)
        return left._replace(low=verdict, high=verdict, facts=_NO_FACTS)
    return _joined(left.node, [_after(part, fact, answer) for part in left.parts])


def _joined(node: type[Not | AllOf | AnyOf], parts: Sequence[_Left]) -> _Left:
    if node is Not:
        low, high = opposite(parts[0].high), opposite(parts[0].low)
    else:
        combine = every if node is AllOf else some
        low, high = combine([part.low for part in parts]), combine([part.high for part in parts])
    facts = _NO_FACTS if low is high else _NO_FACTS.union(*[part.facts for part in parts])
    return _Left(low, high, facts, node, parts)


_NO_FACTS: frozenset[str] = frozenset()
