"""Which parts of a condition the cases have made met, not met and unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from demokrativillkor.condition import Condition, Use
from demokrativillkor.engine.reference import Judged, judge
from demokrativillkor.lint.cases import Case
from demokrativillkor.lint.mutants import named
from demokrativillkor.rulefiles.setfiles import SetFiles
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.verdict import Verdict


@dataclass(frozen=True)
class Part:
    """One part of a condition: where it stands, and the verdicts it has had."""

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


@dataclass(frozen=True)
class Covered:
    """A rule's own condition or a definition that rules share, with every part in its written order."""

    name: str
    parts: tuple[Part, ...]

    @property
    def gaps(self) -> tuple[Part, ...]:
        """The parts with a verdict that no case has shown."""
        return tuple(part for part in self.parts if part.missing)


def coverage(ruleset: RuleSet, files: SetFiles, cases: Sequence[Case], seen: set[str]) -> Iterator[Covered]:
    """Every condition of the set, a definition over the cases of all its rules.

    Args:
        seen: the shared conditions that were looked at in another set already; they are added to it.
    """
    for name, condition in ruleset.conditions.items():
        own = files.ruleset and name in files.ruleset.definitions
        where = ruleset.id if own or not files.included else files.included.name
        yield from _covered(f"{where}, {name}", condition, ruleset, cases, seen)
    for each in files.rules:
        rule = ruleset.rule(each.described.id)
        if rule.condition:
            its = [case for case in cases if case.rule.id == rule.id and not case.described.dispensation]
            yield from _covered(each.shared or rule.id, rule.condition, ruleset, its, seen)
        if rule.dispensation:
            its = [case for case in cases if case.rule.id == rule.id and case.described.dispensation]
            name = f"{each.shared or rule.id}, dispensation"
            yield from _covered(name, rule.dispensation, ruleset, its, seen)


def _covered(
    name: str, condition: Condition, ruleset: RuleSet, cases: Iterable[Case], seen: set[str]
) -> Iterator[Covered]:
    if name not in seen:
        seen.add(name)
        judged = [judge(condition, ruleset.conditions, case.facts) for case in cases]
        yield Covered(name, tuple(_parts(judged, 0)))


def _parts(judged: Sequence[Judged], depth: int) -> Iterator[Part]:
    """The same node as every case has judged it, then its parts; a definition has a place of its own."""
    if judged:
        node = judged[0].condition
        yield Part(depth, node, frozenset(each.verdict for each in judged))
        if not isinstance(node, Use):
            for parts in zip(*(each.parts for each in judged), strict=True):
                yield from _parts(parts, depth + 1)
