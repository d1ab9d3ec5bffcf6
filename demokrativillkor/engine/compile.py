"""Conditions made ready to run: facts become small codes, and the reference's answers are remembered.

Answers that no leaf tells apart share a code, code 0 is *unknown*. A condition's explanation follows from
the codes of its facts alone, so each is computed once by :mod:`~demokrativillkor.engine.reference` and then
looked up; the memory is bounded.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeVar

from demokrativillkor.condition import Condition, FactIn, facts_of, leaves_of
from demokrativillkor.engine.reference import Explanation, explain
from demokrativillkor.errors import EngineError
from demokrativillkor.rule import UNKNOWN, Effect, Fact
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.verdict import Verdict, some

Codes = tuple[int, ...]
"""One small number per fact of a program, in the order of :attr:`Program.facts`."""

REMEMBERED = 1 << 14
"""How many answers are remembered in one place before it starts afresh."""

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """What a program says of some codes. Compared by identity: a program keeps one object for each answer.

    Attributes:
        explanations: one a condition, in the program's order; ``verdicts`` likewise.
        strongest: the verdict of *any of the conditions*.
    """

    explanations: tuple[Explanation, ...]
    verdicts: tuple[Verdict, ...]
    strongest: Verdict

    @classmethod
    def of(cls, explanations: Iterable[Explanation]) -> "Explained":
        """These explanations as one answer."""
        each = tuple(explanations)
        verdicts = tuple(explanation.verdict for explanation in each)
        return cls(each, verdicts, some(verdicts))


class Program:
    """The conditions of one rule set over one kind of subject, ready to run.

    Attributes:
        identity: what the program is compiled from, as text: the same text, the same verdicts.
        names: one name a condition, in the order of every result.
        facts: the facts that any of the conditions reaches, sorted.
        representatives: per fact and code a known answer with that code; ``None`` at code 0.
    """

    def __init__(
        self,
        identity: str,
        conditions: Mapping[str, Condition],
        definitions: Mapping[str, Condition],
        facts: Mapping[str, Fact],
    ) -> None:
        self.identity = identity
        self.names = tuple(conditions)
        self.conditions = tuple(conditions.values())
        self.definitions = definitions
        mentioned = {name for condition in self.conditions for name in facts_of(condition, definitions)}
        self.facts = tuple(sorted(mentioned))
        leaves = [leaf for condition in self.conditions for leaf in leaves_of(condition, definitions)]
        classes = [classes_of(facts[name], [leaf for leaf in leaves if leaf.fact == name]) for name in self.facts]
        self.representatives: tuple[tuple[str | None, ...], ...] = tuple(
            (None, *(group[0] for group in groups)) for groups in classes
        )
        self._encoders = [
            (name, _encoder(facts[name], groups)) for name, groups in zip(self.facts, classes, strict=True)
        ]
        self._explainers = [self._explainer(condition) for condition in self.conditions]
        self._explained: dict[Codes, Explained] = {}
        self._distinct: dict[tuple[Explanation, ...], Explained] = {}

    def encode(self, facts: Mapping[str, str]) -> Codes:
        """The codes of the program's facts.

        Raises:
            EngineError: an answer that the fact does not have.
        """
        get = facts.get
        try:
            return tuple([encoder[get(name)] for name, encoder in self._encoders])
        except KeyError:
            wrong = next(name for name, encoder in self._encoders if get(name) not in encoder)
            raise EngineError(f"an answer to {wrong} is none of its answers; validate the facts first") from None

    def explain(self, codes: Codes) -> Explained:
        """The reference's explanation of every condition."""
        explained = self._explained.get(codes)
        if explained is None:
            explanations = tuple([explainer(codes) for explainer in self._explainers])
            explained = self._distinct.get(explanations)
            if explained is None:
                explained = remember(self._distinct, explanations, Explained.of(explanations))
            remember(self._explained, codes, explained)
        return explained

    def values(self, codes: Codes) -> dict[str, str]:
        """Known answers that have these codes."""
        answers = zip(self.facts, self.representatives, codes, strict=True)
        return {name: value for name, known, code in answers if (value := known[code]) is not None}

    def _explainer(self, condition: Condition) -> Callable[[Codes], Explanation]:
        reached = facts_of(condition, self.definitions)
        project = itemgetter(*(index for index, name in enumerate(self.facts) if name in reached))
        remembered: dict[Any, Explanation] = {}
        distinct: dict[tuple[object, ...], Explanation] = {}

        def explainer(codes: Codes) -> Explanation:
            key = project(codes)
            explanation = remembered.get(key)
            if explanation is None:
                found = explain(condition, self.definitions, self.values(codes))
                content = (found.verdict, found.decisive, found.open, found.kept_out_by)
                explanation = remember(remembered, key, distinct.setdefault(content, found))
            return explanation

        return explainer


def remember(memory: dict[Key, Value], key: Key, value: Value) -> Value:
    """Keep the value under the key, in a memory that is emptied when it holds :data:`REMEMBERED` values."""
    if len(memory) >= REMEMBERED:
        memory.clear()
    memory[key] = value
    return value


def classes_of(fact: Fact, leaves: Sequence[FactIn]) -> list[tuple[str, ...]]:
    """The fact's known answers in groups that none of the leaves tells apart."""
    groups: dict[tuple[bool, ...], list[str]] = {}
    for token in fact.tokens:
        groups.setdefault(tuple(token in leaf.values for leaf in leaves), []).append(token)
    return [tuple(group) for group in groups.values()]


def _encoder(fact: Fact, groups: Iterable[tuple[str, ...]]) -> dict[str | None, int]:
    encoder: dict[str | None, int] = {None: 0, UNKNOWN: 0}
    encoder.update((value.token, 0) for value in fact.unknown_tokens)
    for code, group in enumerate(groups, start=1):
        encoder.update((token, code) for token in group)
    return encoder


DISPENSATION = "/dispensation"
"""Suffix of the name under which a requirement's dispensation stands in a program."""


@lru_cache(maxsize=256)
def finding_program(ruleset: RuleSet) -> Program:
    """The obstacles of a rule set, to be run on one finding at a time."""
    obstacles = {rule.id: rule.condition for rule in ruleset.with_effect(Effect.OBSTACLE) if rule.condition}
    return Program(f"{ruleset.digest} finding", obstacles, ruleset.conditions, ruleset.facts_by_id)


@lru_cache(maxsize=256)
def application_program(ruleset: RuleSet) -> Program:
    """The requirements with their dispensations and the advice of a rule set, for an application's facts."""
    conditions: dict[str, Condition] = {}
    for rule in (*ruleset.with_effect(Effect.REQUIREMENT), *ruleset.with_effect(Effect.ADVICE)):
        if rule.condition:
            conditions[rule.id] = rule.condition
        if rule.dispensation:
            conditions[rule.id + DISPENSATION] = rule.dispensation
    return Program(f"{ruleset.digest} application", conditions, ruleset.conditions, ruleset.facts_by_id)


@lru_cache(maxsize=4096)
def rule_program(ruleset: RuleSet, rule_id: str, *, dispensation: bool = False) -> Program:
    """One rule of a rule set alone, or the dispensation from it."""
    rule = ruleset.rule(rule_id)
    condition = rule.dispensation if dispensation else rule.condition
    name = rule_id + DISPENSATION if dispensation else rule_id
    conditions = {name: condition} if condition else {}
    return Program(f"{ruleset.digest} {name}", conditions, ruleset.conditions, ruleset.facts_by_id)
