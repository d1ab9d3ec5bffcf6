"""The files of one rule set: ``ruleset.yaml``, a file a rule, and its cases beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from demokrativillkor.errors import Problem
from demokrativillkor.rule import ACTOR, UNKNOWN, Fact, Scope
from demokrativillkor.rulebook import Vocabulary
from demokrativillkor.rulefiles.checking import did_you_mean, shaped
from demokrativillkor.rulefiles.models import CaseFile, CasesFile, RuleFile, RuleSetFile
from demokrativillkor.rulefiles.references import (
    condition_problems,
    cycle_problems,
    facts_for,
    reason_problems,
    token_problems,
)
from demokrativillkor.rulefiles.sources import Sources, citation_problems
from demokrativillkor.rulefiles.yamlfile import YamlFile, read_yaml

_CASES = ".cases.yaml"


@dataclass(frozen=True)
class Context:
    """What the files of a rule set may refer to. Without a vocabulary only their shape can be checked."""

    vocabulary: Vocabulary | None
    sources: Sources


@dataclass(frozen=True)
class RuleFiles:
    """A rule and its cases, with the files they stand in."""

    file: YamlFile
    described: RuleFile
    cases_file: YamlFile | None
    cases: tuple[CaseFile, ...]


@dataclass(frozen=True)
class SetFiles:
    """One rule set's files. ``ruleset`` is ``None`` where its own file could not be read."""

    file: YamlFile
    ruleset: RuleSetFile | None
    rules: tuple[RuleFiles, ...]
    problems: tuple[Problem, ...]


def read_set(folder: Path, name: str, context: Context) -> SetFiles:
    """The rule set in ``folder``, called ``name`` in messages, with every mistake in its files."""
    file = read_yaml(folder / "ruleset.yaml", f"{name}/ruleset.yaml")
    described = shaped(file, RuleSetFile)
    if described and context.vocabulary:
        file.problems.extend(_set_problems(file, described, folder, context.vocabulary, context.sources))
    problems = list(file.problems)
    rules = []
    for path in sorted(folder.glob("*.yaml"), key=_numbered):
        if path.name != "ruleset.yaml" and not path.name.endswith(_CASES):
            rule, found = _read_rule(path, name, described, context)
            problems.extend(found)
            rules.extend([rule] if rule else [])
    problems.extend(_orphans(folder, name))
    return SetFiles(file, described, tuple(rules), tuple(problems))


def _numbered(path: Path) -> tuple[int, str]:
    """Rules in the order of their numbers, the rest after them by name."""
    return (int(path.stem), "") if path.stem.isdigit() else (1 << 30, path.stem)


def _orphans(folder: Path, name: str) -> Iterator[Problem]:
    for path in sorted(folder.glob(f"*{_CASES}")):
        rule = path.name.removesuffix(_CASES) + ".yaml"
        if not (folder / rule).exists():
            yield Problem(
                code="cases_without_rule",
                place=f"{name}/{path.name}:1",
                message=f"there is no rule file {rule}",
                suggestion="name the cases after their rule",
            )


def _set_problems(
    file: YamlFile, described: RuleSetFile, folder: Path, vocabulary: Vocabulary, sources: Sources
) -> Iterator[Problem]:
    if described.id != folder.name:
        message = f"the id is not the folder's name {folder.name}"
        yield file.problem("id_not_file", ("id",), message, "make them equal")
    actor = vocabulary.facts.get(ACTOR)
    actors = actor.tokens if actor else ()
    limbs = {value.limb for value in actor.values if value.limb} if actor else set()
    attribution = described.attribution
    for key, tokens in (("attributed", attribution.attributed), ("notAttributed", attribution.not_attributed)):
        yield from token_problems(file, tokens, actors, ("attribution", key), "actor")
    for index, token in enumerate(attribution.not_attributed):
        if token in attribution.attributed:
            place = ("attribution", "notAttributed", index)
            yield file.problem("contradiction", place, f"{token} is attributed too", "remove it from one of the lists")
    for index, limb in enumerate(described.limbs):
        yield from token_problems(file, [limb.id], limbs, ("limbs", index), "limb")
        yield from token_problems(
            file, limb.grant_forms, described.grant_forms, ("limbs", index, "grantForms"), "grant form"
        )
    for name, definition in described.definitions.items():
        path = ("definitions", name)
        yield from condition_problems(
            file, definition.condition, (*path, "condition"), vocabulary.facts, described.definitions
        )
        if definition.citation:
            yield from citation_problems(file, definition.citation, (*path, "citation"), sources)
    yield from cycle_problems(file, {name: each.condition for name, each in described.definitions.items()})


def _read_rule(
    path: Path, name: str, ruleset: RuleSetFile | None, context: Context
) -> tuple[RuleFiles | None, list[Problem]]:
    file = read_yaml(path, f"{name}/{path.name}")
    described = shaped(file, RuleFile)
    if described and context.vocabulary:
        file.problems.extend(_rule_problems(file, described, path, ruleset, context.vocabulary, context.sources))
    cases_path = path.with_name(path.stem + _CASES)
    if not cases_path.exists():
        if described and described.condition and context.vocabulary:
            message, remedy = "the rule has no cases", f"write {cases_path.name} beside it"
            file.problems.append(file.problem("no_cases", (), message, remedy))
        return (RuleFiles(file, described, None, ()) if described else None), file.problems
    cases_file = read_yaml(cases_path, f"{name}/{cases_path.name}")
    cases = shaped(cases_file, CasesFile)
    if cases and described and context.vocabulary:
        cases_file.problems.extend(_cases_problems(cases_file, cases, described, context.vocabulary))
    rule = RuleFiles(file, described, cases_file, tuple(cases.cases) if cases else ()) if described else None
    return rule, [*file.problems, *cases_file.problems]


def _rule_problems(
    file: YamlFile,
    rule: RuleFile,
    path: Path,
    ruleset: RuleSetFile | None,
    vocabulary: Vocabulary,
    sources: Sources,
) -> Iterator[Problem]:
    expected = f"{path.parent.name}:{path.stem}"
    if rule.id != expected:
        yield file.problem("id_not_file", ("id",), f"the id is not that of the file, {expected}", "make them equal")
    facts = facts_for(rule.effect, vocabulary)
    definitions = ruleset.definitions if ruleset else None
    for key, condition in (("condition", rule.condition), ("dispensation", rule.dispensation)):
        if condition:
            yield from condition_problems(file, condition, (key,), facts, definitions)
    yield from citation_problems(file, rule.citation, ("citation",), sources)
    yield from reason_problems(file, rule.reasons, ("reasons",))
    yield from token_problems(file, rule.factors, vocabulary.about(Scope.EXCEPTION), ("factors",), "factor")
    if rule.ground:
        yield from token_problems(file, [rule.ground], vocabulary.grounds, ("ground",), "ground")
    if ruleset:
        yield from token_problems(file, rule.grant_forms, ruleset.grant_forms, ("grantForms",), "grant form")
    kinds = vocabulary.recipient_kinds
    yield from token_problems(file, rule.recipient_kinds, kinds, ("recipientKinds",), "recipient kind")


def _cases_problems(file: YamlFile, cases: CasesFile, rule: RuleFile, vocabulary: Vocabulary) -> Iterator[Problem]:
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
    for verdict in ("met", "not_met", "unknown"):
        if all(case.expect != verdict for case in cases.cases):
            yield file.problem("no_such_case", ("cases",), f"no case expects {verdict}", "add one")


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
