"""The mutation score: how many small changes to the rules are noticed by a case, which should be all.

A change to a rule's own condition must be noticed by a case of that rule; a change to a definition, which
rules share, by a case of any rule that uses it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from demokrativillkor.condition import Condition, Use, nodes_of
from demokrativillkor.engine.equivalence import TooManyCombinations, difference
from demokrativillkor.errors import Problem
from demokrativillkor.lint.cases import Case
from demokrativillkor.lint.mutants import Mutant, dropping_mutants_of, mutants_of
from demokrativillkor.rule import Rule
from demokrativillkor.rulefiles.setfiles import SetFiles
from demokrativillkor.rulefiles.yamlfile import YamlFile
from demokrativillkor.ruleset import RuleSet


@dataclass(frozen=True, slots=True)
class Score:
    """The mutants of one condition: how many there are, and a problem for each that no case noticed."""

    name: str
    mutants: int
    survivors: tuple[Problem, ...]

    @property
    def noticed(self) -> int:
        """How many mutants some case noticed."""
        return self.mutants - len(self.survivors)

    @property
    def percent(self) -> int:
        """The share that was noticed, in whole percent, rounded down: 100 means all."""
        return 100 * self.noticed // self.mutants


@dataclass(frozen=True, slots=True)
class _Subject:
    """A condition to be changed: a rule's (``definition`` is None) or a definition's.

    ``name`` is where it stands, so that it is the same in every set that shares it; ``rule`` is its id in this one.
    """

    rule: str | None

    name: str
    file: YamlFile
    path: tuple[str | int, ...]
    condition: Condition
    definition: str | None
    dispensation: bool = False


def scores(ruleset: RuleSet, files: SetFiles, cases: Sequence[Case], seen: set[str] | None = None) -> Iterator[Score]:
    """The score of every rule's condition and of every definition.

    Args:
        seen: the shared conditions that have been scored in another set already; they are added to it.
    """
    for subject in _unseen(_subjects(ruleset, files), seen):
        mutants = list(mutants_of(subject.condition))
        survivors = [
            _survivor(mutant, subject, ruleset) for mutant in mutants if not _noticed(mutant, subject, ruleset, cases)
        ]
        yield Score(subject.name, len(mutants), tuple(survivors))


def redundant_parts(ruleset: RuleSet, files: SetFiles, seen: set[str] | None = None) -> Iterator[Problem]:
    """A problem for every part or value that can be left out without changing any verdict; ``seen`` as above."""
    for subject in _unseen(_subjects(ruleset, files), seen):
        yield from _lone_parts(subject)
        redundant: list[tuple[str | int, ...]] = []
        for mutant in dropping_mutants_of(subject.condition):
            if any(mutant.path[: len(outer)] == outer for outer in redundant):
                continue
            try:
                changes = difference(
                    subject.condition, mutant.condition, ruleset.conditions, ruleset.conditions, ruleset.facts_by_id
                )
            except TooManyCombinations as error:
                yield subject.file.problem(
                    "too_many_combinations", subject.path, f"{subject.name} mentions {error}", "split the rule"
                )
                break
            if changes is None:
                redundant.append(mutant.path)
                where = (*subject.path, *mutant.path)
                message = f"a part of {subject.name} is redundant: {mutant.what} changes no verdict"
                yield subject.file.problem("redundant_part", where, message, "leave it out")


def unused_definitions(ruleset: RuleSet, files: SetFiles, _seen: set[str] | None = None) -> Iterator[Problem]:
    """A problem for every definition that no rule reaches."""
    used = {name for rule in ruleset.rules for name in _reached(rule, ruleset)}
    for name in ruleset.conditions:
        if name not in used:
            message = f"no rule uses the definition {name}"
            yield files.file.problem("unused_definition", ("definitions", name), message, "leave it out")


def _subjects(ruleset: RuleSet, files: SetFiles) -> Iterator[_Subject]:
    own = files.ruleset.definitions if files.ruleset else {}
    for name, condition in ruleset.conditions.items():
        path = ("definitions", name, "condition")
        if files.included and name not in own:
            file = files.included.file
            yield _Subject(None, f"{files.included.name}, {name}", file, path, condition, name)
        else:
            yield _Subject(None, f"{ruleset.id}, {name}", files.file, path, condition, name)
    for each in files.rules:
        rule = ruleset.rule(each.described.id)
        if rule.condition:
            name = each.shared or rule.id
            yield _Subject(rule.id, name, each.file, ("condition",), rule.condition, None)
        if rule.dispensation:
            name = f"{each.shared or rule.id}, dispensation"
            yield _Subject(rule.id, name, each.file, ("dispensation",), rule.dispensation, None, dispensation=True)


def _unseen(subjects: Iterable[_Subject], seen: set[str] | None) -> Iterator[_Subject]:
    for subject in subjects:
        if seen is None or subject.name not in seen:
            yield subject
        if seen is not None:
            seen.add(subject.name)


def _lone_parts(subject: _Subject) -> Iterator[Problem]:
    for node in nodes_of(subject.condition):
        parts = getattr(node, "parts", None)
        if parts is not None and len(parts) == 1:
            message = f"{subject.name} has an all or any with one part"
            yield subject.file.problem("lone_part", subject.path, message, "write the part alone")


def _noticed(mutant: Mutant, subject: _Subject, ruleset: RuleSet, cases: Sequence[Case]) -> bool:
    if subject.definition is None:
        about = (subject.rule, subject.dispensation)
        own = (case for case in cases if (case.rule.id, case.described.dispensation) == about)
        return any(case.noticed(mutant.condition, ruleset.conditions) for case in own)
    changed = {**ruleset.conditions, subject.definition: mutant.condition}
    return any(
        case.noticed(case.condition, changed)
        for case in cases
        if case.condition and subject.definition in _reached(case.rule, ruleset)
    )


def _survivor(mutant: Mutant, subject: _Subject, ruleset: RuleSet) -> Problem:
    differs = difference(
        subject.condition, mutant.condition, ruleset.conditions, ruleset.conditions, ruleset.facts_by_id
    )
    remedy = "the part is redundant: leave it out"
    if differs is not None:
        answers = ", ".join(f"{name}: {token}" for name, token in differs.items()) or "no answers at all"
        remedy = f"add a case with {answers}"
    where = (*subject.path, *mutant.path)
    return subject.file.problem("mutant_survives", where, f"{subject.name}: no case notices to {mutant.what}", remedy)


def _reached(rule: Rule, ruleset: RuleSet) -> frozenset[str]:
    names: set[str] = set()
    waiting = [condition for condition in (rule.condition, rule.dispensation) if condition]
    while waiting:
        for node in nodes_of(waiting.pop()):
            if isinstance(node, Use) and node.name not in names:
                names.add(node.name)
                waiting.append(ruleset.conditions[node.name])
    return frozenset(names)
