"""A folder of rule files read as a whole: every mistake in every file, and the rule sets that have none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from demokrativillkor.errors import Problem, RulesInvalid
from demokrativillkor.rulebook import Rulebook, Vocabulary
from demokrativillkor.rulefiles.checking import shaped
from demokrativillkor.rulefiles.models import StoppedReasonsFile
from demokrativillkor.rulefiles.resolving import resolve_ruleset, resolve_stopped
from demokrativillkor.rulefiles.setfiles import Context, SetFiles, read_set
from demokrativillkor.rulefiles.shared import read_shared
from demokrativillkor.rulefiles.sources import Sources, citation_problems, read_sources
from demokrativillkor.rulefiles.vocabulary import read_vocabulary
from demokrativillkor.rulefiles.yamlfile import YamlFile, read_yaml
from demokrativillkor.ruleset import RuleSet, Stopped


@dataclass(frozen=True)
class RulesFolder:
    """What was read.

    Attributes:
        sets: every rule set's files, by the folder's name.
        rulesets: the rule sets whose files have no mistake, resolved, by id.
        problems: every mistake in every file, by place.
    """

    vocabulary: Vocabulary | None
    sources: Sources
    sets: Mapping[str, SetFiles]
    rulesets: Mapping[str, RuleSet]
    problems: tuple[Problem, ...]

    def rulebook(self) -> Rulebook:
        """The rulebook.

        Raises:
            RulesInvalid: any file has a mistake.
        """
        if self.problems or self.vocabulary is None:
            raise RulesInvalid(self.problems)
        return Rulebook(self.vocabulary, self.rulesets)


def read_folder(root: Path) -> RulesFolder:
    """Every rule file under ``root``. Nothing is raised: mistakes are in the result's ``problems``."""
    name = root.name
    vocabulary, problems = read_vocabulary(root / "facts.yaml", f"{name}/facts.yaml")
    sources, source_problems = read_sources(root / "sources", f"{name}/sources")
    stopped, stopped_problems = _read_stopped(root, name, sources)
    shared, shared_problems = read_shared(root / "shared", f"{name}/shared", vocabulary)
    common = [*problems, *source_problems, *stopped_problems, *shared_problems]
    problems = list(common)
    sets: dict[str, SetFiles] = {}
    rulesets: dict[str, RuleSet] = {}
    for path in sorted(each.parent for each in root.glob("*/ruleset.yaml")):
        context = Context(vocabulary, sources, shared)
        files = read_set(path, f"{name}/{path.name}", context)
        sets[path.name] = files
        problems.extend(files.problems)
        if vocabulary and files.ruleset and not files.problems and not common:
            ruleset = resolve_ruleset(files, files.ruleset, vocabulary, sources, stopped)
            rulesets[ruleset.id] = ruleset
    return RulesFolder(vocabulary, sources, sets, rulesets, tuple(sorted(set(problems), key=_by_place)))


def _read_stopped(root: Path, name: str, sources: Sources) -> tuple[dict[str, Stopped], list[Problem]]:
    file = read_yaml(root / "stopped-reasons.yaml", f"{name}/stopped-reasons.yaml")
    described = shaped(file, StoppedReasonsFile)
    if described is None:
        return {}, file.problems
    file.problems.extend(_stopped_problems(file, described, sources))
    if file.problems or sources.unreadable:
        return {}, file.problems
    return {code: resolve_stopped(each, sources) for code, each in described.stopped_reasons.items()}, []


def _stopped_problems(file: YamlFile, described: StoppedReasonsFile, sources: Sources) -> Iterator[Problem]:
    for code, each in described.stopped_reasons.items():
        yield from citation_problems(file, each.citation, ("stoppedReasons", code, "citation"), sources)
        for index, citation in enumerate(each.also):
            yield from citation_problems(file, citation, ("stoppedReasons", code, "also", index), sources)


def _by_place(problem: Problem) -> tuple[str, int, str]:
    name, _, line = problem.place.rpartition(":")
    return name, int(line) if re.fullmatch("[0-9]+", line) else 0, problem.message
