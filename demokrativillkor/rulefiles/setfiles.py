"""The files of one rule set: ``ruleset.yaml``, a file a rule with its cases beside it, ``provisions.yaml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from demokrativillkor.errors import Problem
from demokrativillkor.rule import ACTOR
from demokrativillkor.rulebook import Vocabulary
from demokrativillkor.rulefiles.actmodels import ProvisionsFile
from demokrativillkor.rulefiles.checking import shaped
from demokrativillkor.rulefiles.including import Including
from demokrativillkor.rulefiles.models import AttributionFile, DefinitionFile, RuleFile, RuleSetFile
from demokrativillkor.rulefiles.references import condition_problems, cycle_problems, token_problems
from demokrativillkor.rulefiles.rulereading import PROVISIONS, RuleFiles, Surroundings, read_rules
from demokrativillkor.rulefiles.shared import SharedFiles
from demokrativillkor.rulefiles.sources import Sources, citation_problems
from demokrativillkor.rulefiles.yamlfile import YamlFile, read_yaml
from demokrativillkor.ruleset import Role

HEAD = "ruleset.yaml"
"""The file that makes a folder a rule set."""


@dataclass(frozen=True)
class Context:
    """What the files of a rule set may refer to. Without a vocabulary only their shape can be checked."""

    vocabulary: Vocabulary | None
    sources: Sources
    shared: Mapping[str, SharedFiles]
    with_cases: bool = True


@dataclass(frozen=True)
class SetFiles:
    """One rule set's files. ``ruleset`` is ``None`` where its own file could not be read.

    Attributes:
        rules: its rules, the shared ones it includes among them.
        attribution, definitions: its own and what it includes.
        included: the folder of shared rules it includes.
    """

    file: YamlFile
    ruleset: RuleSetFile | None
    rules: tuple[RuleFiles[RuleFile], ...]
    problems: tuple[Problem, ...]
    attribution: AttributionFile | None = None
    definitions: Mapping[str, DefinitionFile] | None = None
    provisions: ProvisionsFile | None = None
    included: SharedFiles | None = None


def read_set(file: YamlFile, name: str, context: Context) -> SetFiles:
    """The rule set whose head is ``file``, its folder called ``name`` in messages, with every mistake in its files."""
    folder = file.path.parent
    described = shaped(file, RuleSetFile)
    including = Including(context.shared, context.sources)
    provisions_file, provisions = _read_provisions(folder, name)
    definitions = including.definitions(file, described) if described else None
    shared = context.shared.get(described.include.folder) if described and described.include else None
    attribution = _attribution(described, shared) if described else None
    included: list[RuleFiles[RuleFile]] = []
    if described and context.vocabulary:
        file.problems.extend(_set_problems(file, described, folder, context.vocabulary, context.sources))
        file.problems.extend(_attribution_problems(file, described, attribution, context.vocabulary))
        included.extend(including.rules(file, described))
        if provisions_file and provisions:
            included.extend(including.requirements(provisions_file, provisions, described))
            provisions_file.problems.extend(_provision_problems(provisions_file, provisions, described, context))
    forms = described.grant_forms if described else None
    surroundings = Surroundings(context.vocabulary, definitions, forms, context.with_cases)
    rules, found = read_rules(folder, name, RuleFile, HEAD, surroundings)
    problems = [*file.problems, *found, *(provisions_file.problems if provisions_file else ())]
    for rule in rules:
        problems.extend(citation_problems(rule.file, rule.described.citation, ("citation",), context.sources))
    return SetFiles(file, described, (*rules, *included), tuple(problems), attribution, definitions, provisions, shared)


def included_folder(head: YamlFile) -> str | None:
    """The name of the folder that the rule set includes, whatever else its head holds."""
    include = head.value.get("include") if isinstance(head.value, dict) else None
    folder = include.get("folder") if isinstance(include, dict) else None
    return folder if isinstance(folder, str) else None


def shareable(sets: Mapping[str, SetFiles]) -> dict[str, SharedFiles]:
    """Rule sets as folders whose rules another set can include, broken ones too: their mistakes are told there."""
    return {
        name: SharedFiles(
            name, files.file, files.attribution, files.definitions or {}, {_stem(rule): rule for rule in files.rules}
        )
        for name, files in sets.items()
        if files.ruleset
    }


def _stem(rule: RuleFiles[RuleFile]) -> str:
    return rule.described.id.partition(":")[2]


def _read_provisions(folder: Path, name: str) -> tuple[YamlFile | None, ProvisionsFile | None]:
    path = folder / PROVISIONS
    if not path.exists():
        return None, None
    file = read_yaml(path, f"{name}/{PROVISIONS}")
    return file, shaped(file, ProvisionsFile)


def _attribution(described: RuleSetFile, included: SharedFiles | None) -> AttributionFile | None:
    return described.attribution or (included.attribution if included else None)


def _set_problems(
    file: YamlFile, described: RuleSetFile, folder: Path, vocabulary: Vocabulary, sources: Sources
) -> Iterator[Problem]:
    if described.id != folder.name:
        message = f"the id is not the folder's name {folder.name}"
        yield file.problem("id_not_file", ("id",), message, "make them equal")
    actor = vocabulary.facts.get(ACTOR)
    limbs = {value.limb for value in actor.values if value.limb} if actor else set()
    yield from token_problems(file, described.grant_forms, vocabulary.grant_forms, ("grantForms",), "grant form")
    if described.include:
        kinds, place = vocabulary.recipient_kinds, ("include", "recipientKinds")
        yield from token_problems(file, described.include.recipient_kinds, kinds, place, "recipient kind")
    for index, limb in enumerate(described.limbs):
        yield from token_problems(file, [limb.id], limbs, ("limbs", index), "limb")
        yield from token_problems(
            file, limb.grant_forms, described.grant_forms, ("limbs", index, "grantForms"), "grant form"
        )
        if limb.citation:
            yield from citation_problems(file, limb.citation, ("limbs", index, "citation"), sources)
    if described.adoption and described.applies_from.on < described.adoption.on:
        message = "rules a body adopted for itself never reach back before the day they were adopted"
        yield file.problem("reaches_back", ("appliesFrom",), message, "let them apply from that day or later")
    for name, frame in described.frames.items():
        yield from citation_problems(file, frame, ("frames", name), sources)
    if described.transition and described.transition.citation:
        yield from citation_problems(file, described.transition.citation, ("transition", "citation"), sources)
    for name, definition in described.definitions.items():
        path = ("definitions", name)
        yield from condition_problems(
            file, definition.condition, (*path, "condition"), vocabulary.facts, described.definitions
        )
        if definition.citation:
            yield from citation_problems(file, definition.citation, (*path, "citation"), sources)
    yield from cycle_problems(file, {name: each.condition for name, each in described.definitions.items()})


def _attribution_problems(
    file: YamlFile, described: RuleSetFile, attribution: AttributionFile | None, vocabulary: Vocabulary
) -> Iterator[Problem]:
    if attribution is None:
        if described.role is Role.DECIDING:
            yield file.problem("no_attribution", (), "attribution is missing", "add it, or include rules that have it")
        return
    actor = vocabulary.facts.get(ACTOR)
    actors = actor.tokens if actor else ()
    for key, tokens in (("attributed", attribution.attributed), ("notAttributed", attribution.not_attributed)):
        yield from token_problems(file, tokens, actors, ("attribution", key), "actor")
    for index, token in enumerate(attribution.not_attributed):
        if token in attribution.attributed:
            place = ("attribution", "notAttributed", index)
            yield file.problem("contradiction", place, f"{token} is attributed too", "remove it from one of the lists")


def _provision_problems(
    file: YamlFile, provisions: ProvisionsFile, described: RuleSetFile, context: Context
) -> Iterator[Problem]:
    kinds = context.vocabulary.recipient_kinds if context.vocabulary else {}
    yield from token_problems(file, provisions.recipient_kinds, kinds, ("recipientKinds",), "recipient kind")
    for index, requirement in enumerate(provisions.requirements):
        path = ("requirements", index)
        yield from citation_problems(file, requirement.citation, (*path, "citation"), context.sources)
        if requirement.dispensation:
            yield from citation_problems(file, requirement.dispensation, (*path, "dispensation"), context.sources)
        forms = requirement.grant_forms
        yield from token_problems(file, forms, described.grant_forms, (*path, "grantForms"), "grant form")
        yield from token_problems(file, requirement.recipient_kinds, kinds, (*path, "recipientKinds"), "recipient kind")
    for index, clause in enumerate(provisions.clauses):
        path = ("clauses", index)
        yield from citation_problems(file, clause.citation, (*path, "citation"), context.sources)
        yield from token_problems(file, clause.grant_forms, described.grant_forms, (*path, "grantForms"), "grant form")
    for index, left in enumerate(provisions.not_covered):
        yield from citation_problems(file, left.citation, ("notCovered", index, "citation"), context.sources)
