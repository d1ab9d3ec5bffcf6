"""One rule file with the cases beside it, and every mistake in the two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from demokrativillkor.errors import Problem
from demokrativillkor.rule import UNKNOWN, Fact, Scope
from demokrativillkor.rulebook import Vocabulary
from demokrativillkor.rulefiles.checking import did_you_mean, shaped
from demokrativillkor.rulefiles.models import CaseFile, CasesFile, RuleBody
from demokrativillkor.rulefiles.references import condition_problems, facts_for, reason_problems, token_problems
from demokrativillkor.rulefiles.yamlfile import YamlFile, read_yaml

CASES = ".cases.yaml"

Body = TypeVar("Body", bound=RuleBody, covariant=True)


@dataclass(frozen=True)
class RuleFiles(Generic[Body]):
    """A rule and its cases, with the files they stand in.

    Attributes:
        shared: the rule's own id where it stands among the shared rules; ``None`` for a rule of one set.
    """

    file: YamlFile
    described: Body
    cases_file: YamlFile | None
    cases: tuple[CaseFile, ...]
    shared: str | None = None


@dataclass(frozen=True)
class Surroundings:
    """What a rule may refer to; ``None`` for what could not be read and is reported where it stands.

    ``with_cases`` says whether the cases beside the rules are read too.
    """

    vocabulary: Vocabulary | None
    definitions: Collection[str] | None
    grant_forms: Collection[str] | None
    with_cases: bool = True


def read_rules(
    folder: Path, name: str, shape: type[Body], head: str, surroundings: Surroundings
) -> tuple[list[RuleFiles[Body]], list[Problem]]:
    """Every rule in the folder but for the file called ``head``, and what is wrong with them."""
    rules: list[RuleFiles[Body]] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml"), key=_numbered):
        if path.name not in (head, PROVISIONS) and not path.name.endswith(CASES):
            rule, found = _read_rule(path, name, shape, surroundings)
            problems.extend(found)
            rules.extend([rule] if rule else [])
    problems.extend(_orphans(folder, name))
    return rules, problems


PROVISIONS = "provisions.yaml"
"""The file of a rule set that holds no rule of its own."""


def _numbered(path: Path) -> tuple[int, str]:
    """Rules in the order of their numbers, the rest after them by name."""
    return (int(path.stem), "") if path.stem.isdigit() else (1 << 30, path.stem)


def _orphans(folder: Path, name: str) -> Iterator[Problem]:
    for path in sorted(folder.glob(f"*{CASES}")):
        rule = path.name.removesuffix(CASES) + ".yaml"
        if not (folder / rule).exists():
            yield Problem(
                code="cases_without_rule",
                place=f"{name}/{path.name}:1",
                message=f"there is no rule file {rule}",
                suggestion="name the cases after their rule",
            )


def _read_rule(
    path: Path, name: str, shape: type[Body], surroundings: Surroundings
) -> tuple[RuleFiles[Body] | None, list[Problem]]:
    file = read_yaml(path, f"{name}/{path.name}")
    described = shaped(file, shape)
    vocabulary = surroundings.vocabulary
    if described and vocabulary:
        file.problems.extend(_rule_problems(file, described, path, surroundings, vocabulary))
    cases_path = path.with_name(path.stem + CASES)
    if not surroundings.with_cases:
        return (RuleFiles(file, described, None, ()) if described else None), file.problems
    if not cases_path.exists():
        if described and described.condition and vocabulary:
            message, remedy = "the rule has no cases", f"write {cases_path.name} beside it"
            file.problems.append(file.problem("no_cases", (), message, remedy))
        return (RuleFiles(file, described, None, ()) if described else None), file.problems
    cases_file = read_yaml(cases_path, f"{name}/{cases_path.name}")
    cases = shaped(cases_file, CasesFile)
    if cases and described and vocabulary:
        cases_file.problems.extend(_cases_problems(cases_file, cases, described, vocabulary))
    rule = RuleFiles(file, described, cases_file, tuple(cases.cases) if cases else ()) if described else None
    return rule, [*file.problems, *cases_file.problems]


def _rule_problems(
    file: YamlFile, rule: RuleBody, path: Path, surroundings: Surroundings, vocabulary: Vocabulary
) -> Iterator[Problem]:
    expected = f"{path.parent.name}:{path.stem}"
    if rule.id != expected:
        yield file.problem("id_not_file", ("id",), f"the id is not that of the file, {expected}", "make them equal")
    facts = facts_for(rule.effect, vocabulary)
    for key, condition in (("condition", rule.condition), ("dispensation", rule.dispensation)):
        if condition:
            yield from condition_problems(file, condition, (key,), facts, surroundings.definitions)
    yield from reason_problems(file, rule.reasons, ("reasons",))
    yield from token_problems(file, rule.factors, vocabulary.about(Scope.EXCEPTION), ("factors",), "factor")
    if rule.ground:
        yield from token_problems(file, [rule.ground], vocabulary.grounds, ("ground",), "ground")
    if surroundings.grant_forms is not None:
        yield from token_problems(file, rule.grant_forms, surroundings.grant_forms, ("grantForms",), "grant form")
    kinds = vocabulary.recipient_kinds
    yield from token_problems(file, rule.recipient_kinds, kinds, ("recipientKinds",), "recipient kind")


def _cases_problems(file: YamlFile, cases: CasesFile, rule: RuleBody, vocabulary: Vocabulary) -> Iterator[Problem]:
    if cases.rule != rule.id:
        yield file.problem("id_not_file", ("rule",), f"the rule beside these cases is {rule.id}", "make them equal")
    names = Counter(case.name.en for case in cases.cases)
    facts = dict(facts_for(rule.effect, vocabulary))
    for index, case in enumerate(cases.cases):
        path = ("cases", index)
        if names[case.name.en] > 1:
            yield file.problem("duplicate_case", (*path, "name"), "two cases have this name", "say how they differ")
        for fact_id, token in case.facts.items():
            yield from _answer_problems(file, fact_id, token, (*path, "facts", fact_id), facts)
    for dispensation in (False, True) if rule.dispensation else (False,):
        expected = {case.expect for case in cases.cases if case.dispensation is dispensation}
        about = " of the dispensation" if dispensation else ""
        for verdict in ("met", "not_met", "unknown"):
            if verdict not in expected:
                yield file.problem("no_such_case", ("cases",), f"no case{about} expects {verdict}", "add one")


def _answer_problems(
    file: YamlFile, fact_id: str, token: str, path: tuple[str | int, ...], facts: Mapping[str, Fact]
) -> Iterator[Problem]:
    fact = facts.get(fact_id)
    if fact is None:
        remedy = did_you_mean(fact_id, facts, "see rules/facts.yaml")
        yield file.problem("unknown_fact", path, f"there is no fact {fact_id} for such a rule", remedy)
    elif token != UNKNOWN and fact.label_of(token) is None:
        remedy = did_you_mean(token, fact.tokens, f"it has {', '.join(fact.tokens)}")
        yield file.problem("unknown_answer", path, f"{fact_id} has no answer {token}", remedy)
