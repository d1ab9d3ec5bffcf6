"""Rules that several acts share: ``shared/<folder>/`` with ``shared.yaml``, a file a rule, and its cases beside it.

They stand once; each act that includes them names its own provisions, and the quotes are looked for in its text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from demokrativillkor.errors import Problem
from demokrativillkor.rulebook import Vocabulary
from demokrativillkor.rulefiles.checking import shaped
from demokrativillkor.rulefiles.models import (
    AttributionFile,
    DefinitionFile,
    RuleFile,
    SharedDefinitionFile,
    SharedFile,
    SharedRuleFile,
)
from demokrativillkor.rulefiles.references import condition_problems, cycle_problems
from demokrativillkor.rulefiles.rulereading import RuleFiles, Surroundings, read_rules
from demokrativillkor.rulefiles.yamlfile import YamlFile, read_yaml

REQUIREMENTS = "requirements"
"""The shared folder whose rules ``provisions.yaml`` uses."""

_HEAD = "shared.yaml"


@dataclass(frozen=True)
class SharedFiles:
    """One folder of shared rules, or a rule set whose rules another one includes.

    Attributes:
        attribution, definitions: what its rules build on.
    """

    name: str
    file: YamlFile
    attribution: AttributionFile | None
    definitions: Mapping[str, SharedDefinitionFile] | Mapping[str, DefinitionFile]
    rules: Mapping[str, RuleFiles[SharedRuleFile] | RuleFiles[RuleFile]]


def read_shared(
    folder: Path, name: str, vocabulary: Vocabulary | None, *, with_cases: bool
) -> tuple[dict[str, SharedFiles], list[Problem]]:
    """Every folder of shared rules, by name, and what is wrong with their files."""
    shared: dict[str, SharedFiles] = {}
    problems: list[Problem] = []
    for path in sorted(each.parent for each in folder.glob(f"*/{_HEAD}")):
        here = f"{name}/{path.name}"
        file = read_yaml(path / _HEAD, f"{here}/{_HEAD}")
        described = shaped(file, SharedFile)
        if described and vocabulary:
            file.problems.extend(_problems(file, described, path.name, vocabulary))
        definitions = described.definitions if described else None
        rules, found = read_rules(
            path, here, SharedRuleFile, _HEAD, Surroundings(vocabulary, definitions, None, with_cases)
        )
        problems.extend([*file.problems, *found])
        attribution = described.attribution if described else None
        by_name = {rule.described.id.partition(":")[2]: rule for rule in rules}
        shared[path.name] = SharedFiles(path.name, file, attribution, definitions or {}, by_name)
    return shared, problems


def _problems(file: YamlFile, described: SharedFile, folder: str, vocabulary: Vocabulary) -> Iterator[Problem]:
    if described.id != folder:
        yield file.problem("id_not_file", ("id",), f"the id is not the folder's name {folder}", "make them equal")
    for name, definition in described.definitions.items():
        path = ("definitions", name, "condition")
        yield from condition_problems(file, definition.condition, path, vocabulary.facts, described.definitions)
    yield from cycle_problems(file, {name: each.condition for name, each in described.definitions.items()})
