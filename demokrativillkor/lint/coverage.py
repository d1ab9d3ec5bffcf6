"""Which parts of a condition the cases have made met, not met and unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from demokrativillkor.condition import Condition
from demokrativillkor.engine.reference import Judged, judge
from demokrativillkor.lint.cases import Case
from demokrativillkor.lint.mutants import named
from demokrativillkor.rule import Rule
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.verdict import Verdict


@dataclass(frozen=True)
class Part:
    """One part of a rule's condition, through its definitions: where it stands, and the verdicts it has had."""

    depth: int
    condition: Condition
    seen: frozenset[Verdict]

    @property
    def missing(self) -> tuple[Verdict, ...]:
        """The verdicts that no case has shown."""
        return tuple(verdict for verdict in reversed(Verdict) if verdict not in self.seen)

    @property
    def name(self) -> str:
        """The part in a few words."""
        return named(self.condition)


def coverage(rule: Rule, ruleset: RuleSet, cases: Iterable[Case]) -> list[Part]:
    """Every part of the rule's condition in its written order; empty for a rule without one."""
    if rule.condition is None:
        return []
    judged = [judge(rule.condition, ruleset.conditions, case.facts) for case in cases if case.rule.id == rule.id]
    return list(_parts(judged, 0))


def _parts(judged: Sequence[Judged], depth: int) -> Iterator[Part]:
    """The same node as every case has judged it, then its parts."""
    if judged:
        yield Part(depth, judged[0].condition, frozenset(each.verdict for each in judged))
        for parts in zip(*(each.parts for each in judged), strict=True):
            yield from _parts(parts, depth + 1)
