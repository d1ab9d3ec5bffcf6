"""What changed between two rule sets: in words, and in the facts on which their verdicts differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from demokrativillkor.engine.equivalence import Region, regions
from demokrativillkor.rule import Effect, Fact, Rule
from demokrativillkor.ruleset import RuleSet

EXAMPLES = 8
"""How many differing combinations are told of each rule."""


class Pair(NamedTuple):
    """A rule and its counterpart: the obstacle on the same ground, or the rule of the same name; one may be missing."""

    one: Rule | None
    other: Rule | None


@dataclass(frozen=True)
class Difference:
    """How a pair of rules differs.

    Attributes:
        wording: whether the words of the law differ.
        parts: what else of the rules differs: which part → how it stands in the one and in the other.
        combinations: how many combinations of answers were compared, and how many of them differ.
        examples: some of those on which the verdicts differ, the plainest first.
    """

    pair: Pair
    wording: bool
    parts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    combinations: int = 0
    differing: int = 0
    examples: tuple[Region, ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return None not in self.pair and not (self.wording or self.parts or self.differing)


@dataclass(frozen=True)
class Comparison:
    """Two rule sets held against each other.

    Attributes:
        limbs: the limbs that only the first has, and those that only the second has.
        confined: limbs both have, for different forms of grant: limb → the two lists, empty for all.
        frames: definitions of the same name that cite other words: name → the two quotes.
        attribution: actors of limbs both have, with a different default: actor → the two defaults.
        differences: one for each pair of rules that differs.
    """

    one: RuleSet
    other: RuleSet
    limbs: tuple[tuple[str, ...], tuple[str, ...]]
    confined: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    frames: Mapping[str, tuple[str, str]]
    attribution: Mapping[str, tuple[str | None, str | None]]
    differences: tuple[Difference, ...]

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The facts that either set uses."""
        return {**self.one.facts_by_id, **self.other.facts_by_id}


CONDUCT = (Effect.OBSTACLE, Effect.EXCEPTION)
"""What is compared unless more is asked for: the democracy condition itself."""


def compare(one: RuleSet, other: RuleSet, effects: tuple[Effect, ...] = CONDUCT) -> Comparison:
    """What differs in the rules of these effects.

    Raises:
        TooManyCombinations: two conditions mention facts with more combinations than can be gone through.
    """
    first, second = ({limb.id for limb in each.limbs} for each in (one, other))
    found = (_difference(pair, one, other) for pair in _pairs(one, other, effects))
    return Comparison(
        one,
        other,
        (tuple(sorted(first - second)), tuple(sorted(second - first))),
        dict(_confined(one, other)),
        dict(_frames(one, other)),
        dict(_attribution(one, other, first & second)),
        tuple(each for each in found if not each.same),
    )


def _pairs(one: RuleSet, other: RuleSet, effects: tuple[Effect, ...]) -> Iterator[Pair]:
    first, second = ({_key(rule): rule for rule in each.rules if rule.effect in effects} for each in (one, other))
    for key in (*first, *(key for key in second if key not in first)):
        yield Pair(first.get(key), second.get(key))


def _key(rule: Rule) -> str:
    """What makes two rules counterparts."""
    if rule.effect is Effect.EXCEPTION:
        return Effect.EXCEPTION
    return rule.ground or rule.id.partition(":")[2]


def _confined(one: RuleSet, other: RuleSet) -> Iterator[tuple[str, tuple[tuple[str, ...], tuple[str, ...]]]]:
    there = {limb.id: limb.grant_forms for limb in other.limbs}
    for limb in one.limbs:
        if limb.id in there and sorted(limb.grant_forms) != sorted(there[limb.id]):
            yield limb.id, (limb.grant_forms, there[limb.id])


def _frames(one: RuleSet, other: RuleSet) -> Iterator[tuple[str, tuple[str, str]]]:
    for name, definition in one.definitions_by_name.items():
        counterpart = other.definitions_by_name.get(name)
        first = definition.citation.quote if definition.citation else None
        second = counterpart.citation.quote if counterpart and counterpart.citation else None
        if first and second and first != second:
            yield name, (first, second)


def _attribution(one: RuleSet, other: RuleSet, limbs: set[str]) -> Iterator[tuple[str, tuple[str | None, str | None]]]:
    for actor, limb in one.limb_of_actor.items():
        defaults = one.attribution.default_for(actor), other.attribution.default_for(actor)
        if limb in limbs and defaults[0] != defaults[1]:
            yield actor, defaults


def _difference(pair: Pair, one: RuleSet, other: RuleSet) -> Difference:
    if pair.one is None or pair.other is None:
        return Difference(pair, wording=False)
    wording = pair.one.citation.quote != pair.other.citation.quote
    one_parts, other_parts = _parts(pair.one), _parts(pair.other)
    parts = {name: (told, other_parts[name]) for name, told in one_parts.items() if told != other_parts[name]}
    if pair.one.effect is Effect.EXCEPTION or pair.one.condition is None or pair.other.condition is None:
        return Difference(pair, wording, parts)
    facts = {**one.facts_by_id, **other.facts_by_id}
    found = list(regions(pair.one.condition, pair.other.condition, one.conditions, other.conditions, facts))
    differing = [region for region in found if region.one is not region.other]
    examples = sorted(differing, key=_plainest_first)[:EXAMPLES]
    return Difference(
        pair,
        wording,
        parts,
        combinations=sum(region.combinations for region in found),
        differing=sum(region.combinations for region in differing),
        examples=tuple(examples),
    )


def _parts(rule: Rule) -> dict[str, str]:
    """What of a rule stands beside its words and its condition."""
    dispensation = rule.dispensation_citation.quote or "" if rule.dispensation_citation else ""
    return {
        "factors": ", ".join(rule.factors),
        "dispensation": dispensation,
        "grantForms": ", ".join(rule.grant_forms),
        "recipientKinds": ", ".join(rule.recipient_kinds),
    }


def _plainest_first(region: Region) -> tuple[int, int, str]:
    """Few unknown answers, then few circumstances at once."""
    answers = list(region.answers.values())
    return answers.count(None), answers.count("yes"), str(region.answers)
