"""What a rule file refers to, held against what there is: facts, values, definitions, placeholders."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from string import Formatter

from demokrativillkor.errors import Problem
from demokrativillkor.rule import UNKNOWN, Effect, Fact, Scope
from demokrativillkor.rulebook import Vocabulary
from demokrativillkor.rulefiles.basemodels import ConditionFile
from demokrativillkor.rulefiles.checking import did_you_mean
from demokrativillkor.rulefiles.models import ReasonsFile
from demokrativillkor.rulefiles.yamlfile import YamlFile

Path = tuple[str | int, ...]

SCOPES: Mapping[Effect, tuple[Scope, ...]] = {
    Effect.OBSTACLE: (Scope.FINDING,),
    Effect.EXCEPTION: (Scope.EXCEPTION,),
    Effect.REQUIREMENT: (Scope.APPLICATION,),
    Effect.ADVICE: (Scope.APPLICATION, Scope.PARTNERSHIP, Scope.AUTHORITY),
    Effect.PROCESS: (Scope.PROCESS,),
}
"""The facts each effect may look at."""

PLACEHOLDERS = frozenset({"citation", "facts"})
"""What a reason may leave to be filled in."""


def condition_problems(
    file: YamlFile,
    condition: ConditionFile,
    path: Path,
    facts: Mapping[str, Fact],
    definitions: Collection[str] | None,
) -> Iterator[Problem]:
    """Unknown facts, answers and definitions anywhere in the condition at ``path``.

    ``definitions`` is ``None`` where the file that has them could not be read; that is reported once, there.
    """
    for key, parts in (("all", condition.all), ("any", condition.any)):
        for index, part in enumerate(parts or ()):
            yield from condition_problems(file, part, (*path, key, index), facts, definitions)
    if condition.not_ is not None:
        yield from condition_problems(file, condition.not_, (*path, "not"), facts, definitions)
    if condition.use is not None and definitions is not None and condition.use not in definitions:
        remedy = did_you_mean(condition.use, definitions, "define it in ruleset.yaml")
        yield file.problem("unknown_definition", (*path, "use"), f"there is no definition {condition.use}", remedy)
    if condition.fact is not None:
        yield from _leaf_problems(file, condition, path, facts)


def _leaf_problems(file: YamlFile, leaf: ConditionFile, path: Path, facts: Mapping[str, Fact]) -> Iterator[Problem]:
    fact = facts.get(leaf.fact or "")
    if fact is None:
        remedy = did_you_mean(leaf.fact or "", facts, "add it to rules/facts.yaml")
        yield file.problem("unknown_fact", (*path, "fact"), f"there is no fact {leaf.fact} for such a rule", remedy)
        return
    key = "is" if leaf.is_ else "in"
    tested = [leaf.is_] if leaf.is_ else list(leaf.in_ or ())
    never = {UNKNOWN, *(value.token for value in fact.unknown_tokens)}
    for token in tested:
        if token in never:
            message = f"a condition may not test {leaf.fact} for {token}: that is not knowing"
            yield file.problem("tests_unknown", (*path, key), message, "test the known answers")
        elif token not in fact.tokens:
            remedy = did_you_mean(token, fact.tokens, f"it has {', '.join(fact.tokens)}")
            yield file.problem("unknown_answer", (*path, key), f"{leaf.fact} has no answer {token}", remedy)
    if len(set(tested)) < len(tested):
        yield file.problem("duplicate_value", (*path, key), f"{leaf.fact} is tested twice for one answer", "remove one")


def cycle_problems(file: YamlFile, definitions: Mapping[str, ConditionFile]) -> Iterator[Problem]:
    """Definitions that use themselves, directly or through others."""
    for name in definitions:
        if name in _reached(name, definitions):
            message = f"the definition {name} uses itself"
            yield file.problem("cycle", ("definitions", name), message, "write out what it means")


def _reached(name: str, definitions: Mapping[str, ConditionFile]) -> set[str]:
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        for used in _uses(definitions[waiting.pop()]):
            if used not in seen and used in definitions:
                seen.add(used)
                waiting.append(used)
    return seen


def _uses(condition: ConditionFile) -> Iterator[str]:
    if condition.use is not None:
        yield condition.use
    for part in (*(condition.all or ()), *(condition.any or ()), *filter(None, (condition.not_,))):
        yield from _uses(part)


def reason_problems(file: YamlFile, reasons: ReasonsFile, path: Path) -> Iterator[Problem]:
    """Reasons with a placeholder that does not exist, or without the citation."""
    for key, texts in (("met", reasons.met), ("notMet", reasons.not_met), ("unknown", reasons.unknown)):
        for language, text in (("sv", texts.sv), ("en", texts.en)):
            place = (*path, key, language)
            try:
                used = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
            except ValueError:
                yield file.problem("bad_placeholder", place, "a brace without its pair", "write {citation} or {facts}")
                continue
            for name in sorted(used - PLACEHOLDERS):
                remedy = did_you_mean(name, PLACEHOLDERS, "there are {citation} and {facts}")
                yield file.problem("bad_placeholder", place, f"there is no placeholder {{{name}}}", remedy)
            if "citation" not in used:
                yield file.problem("no_citation", place, "the reason does not cite", "write {citation} where it cites")


def token_problems(
    file: YamlFile, tokens: Collection[str], known: Collection[str], path: Path, what: str
) -> Iterator[Problem]:
    """Tokens that are not among the known ones."""
    for index, token in enumerate(tokens):
        if token not in known:
            remedy = did_you_mean(token, known, f"there are {', '.join(sorted(known))}" if known else "there are none")
            yield file.problem("unknown_token", (*path, index), f"there is no {what} {token}", remedy)


def facts_for(effect: Effect, vocabulary: Vocabulary) -> Mapping[str, Fact]:
    """The facts that a rule of that effect may mention."""
    return vocabulary.about(*SCOPES[effect])
