"""What a condition means: a walk of its tree in plain Python.

Every other executor is tested against this one, verdict for verdict. The walk also says why: which facts
were *decisive* and which are still *open*.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from demokrativillkor.condition import AllOf, AnyOf, Condition, FactIn, Not, Use
from demokrativillkor.verdict import Verdict, every, opposite, some


class Judged(NamedTuple):
    """A node of a condition with its verdict and its judged parts; a use has its definition as part."""

    condition: Condition
    verdict: Verdict
    parts: tuple[Judged, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """A verdict and why. Compared by identity: a program keeps one object for each that it has met.

    Attributes:
        decisive: the facts that make the verdict, sorted.
        open: the unknown facts that keep it unknown, sorted; empty for a definite verdict.
        kept_out_by: where a conjunction is not met and only named definitions made it so, their names in
            the written order; otherwise empty.
    """

    verdict: Verdict
    decisive: tuple[str, ...]
    open: tuple[str, ...]
    kept_out_by: tuple[str, ...] = ()


def leaf_verdict(leaf: FactIn, value: str | None) -> Verdict:
    """The test every engine shares: unknown without a value, else whether the value is listed."""
    if value is None:
        return Verdict.UNKNOWN
    return Verdict.MET if value in leaf.values else Verdict.NOT_MET


def judge(condition: Condition, definitions: Mapping[str, Condition], values: Mapping[str, str]) -> Judged:
    """The condition with a verdict on every node, for the known ``values`` (fact → answer).

    Raises:
        KeyError: the condition uses a definition that ``definitions`` does not have.
    """
    match condition:
        case FactIn():
            return Judged(condition, leaf_verdict(condition, values.get(condition.fact)))
        case AllOf():
            judged = tuple([judge(part, definitions, values) for part in condition.parts])
            return Judged(condition, every([part.verdict for part in judged]), judged)
        case AnyOf():
            judged = tuple([judge(part, definitions, values) for part in condition.parts])
            return Judged(condition, some([part.verdict for part in judged]), judged)
        case Use():
            used = judge(definitions[condition.name], definitions, values)
            return Judged(condition, used.verdict, (used,))
        case Not():
            negated = judge(condition.part, definitions, values)
            return Judged(condition, opposite(negated.verdict), (negated,))


def explain(condition: Condition, definitions: Mapping[str, Condition], values: Mapping[str, str]) -> Explanation:
    """The verdict of the condition on ``values``, with the facts that made it."""
    judged = judge(condition, definitions, values)
    return Explanation(
        judged.verdict,
        tuple(sorted(set(_decisive_facts(judged)))),
        tuple(sorted(set(_open_facts(judged)))),
        _kept_out_by(judged),
    )


def decisive_parts(judged: Judged) -> tuple[Judged, ...]:
    """The parts that make the verdict: of a false *all* the false, of a true *any* the true, else all."""
    match judged.condition, judged.verdict:
        case (AllOf(), Verdict.NOT_MET) | (AnyOf(), Verdict.MET):
            return tuple([part for part in judged.parts if part.verdict is judged.verdict])
        case _:
            return judged.parts


def _decisive_facts(judged: Judged) -> Iterator[str]:
    if isinstance(judged.condition, FactIn):
        yield judged.condition.fact
    for part in decisive_parts(judged):
        yield from _decisive_facts(part)


def _open_facts(judged: Judged) -> Iterator[str]:
    if judged.verdict is not Verdict.UNKNOWN:
        return
    if isinstance(judged.condition, FactIn):
        yield judged.condition.fact
    for part in judged.parts:
        yield from _open_facts(part)


def _kept_out_by(judged: Judged) -> tuple[str, ...]:
    if not (isinstance(judged.condition, AllOf) and judged.verdict is Verdict.NOT_MET):
        return ()
    names = tuple(part.condition.name if isinstance(part.condition, Use) else None for part in decisive_parts(judged))
    return () if None in names else tuple(name for name in names if name)
