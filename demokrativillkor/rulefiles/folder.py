"""A folder of rule files read as a whole: every mistake in every file, and the rule sets that have none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from demokrativillkor.application import StoppedReason
from demokrativillkor.errors import Problem, RulesInvalid
from demokrativillkor.rulebook import Rulebook, Vocabulary
from demokrativillkor.rulefiles.checking import did_you_mean, shaped
from demokrativillkor.rulefiles.models import StoppedReasonsFile
from demokrativillkor.rulefiles.resolving import resolve_ruleset, resolve_stopped
from demokrativillkor.rulefiles.setfiles import HEAD, Context, SetFiles, included_folder, read_set, shareable
from demokrativillkor.rulefiles.shared import SharedFiles, read_shared
from demokrativillkor.rulefiles.sources import Sources, citation_problems, read_sources
from demokrativillkor.rulefiles.strays import stray_files
from demokrativillkor.rulefiles.vocabulary import read_vocabulary
from demokrativillkor.rulefiles.yamlfile import YamlFile, read_yaml
from demokrativillkor.ruleset import RuleSet, Stopped


@dataclass(frozen=True)
class Common:
    """What every rule set builds on, with every mistake in it."""

    vocabulary: Vocabulary | None
    sources: Sources
    stopped: Mapping[str, Stopped]
    shared: Mapping[str, SharedFiles]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class RulesFolder:
    """What was read.

    Attributes:
        common: what every rule set builds on.
        sets: every rule set's files, by the folder's name.
        rulesets: the rule sets whose files have no mistake, resolved, by id.
        problems: every mistake in every file, by place.
    """

    common: Common
    sets: Mapping[str, SetFiles]
    rulesets: Mapping[str, RuleSet]
    problems: tuple[Problem, ...]

    @property
    def vocabulary(self) -> Vocabulary | None:
        """The vocabulary; ``None`` where it could not be read."""
        return self.common.vocabulary

    @property
    def sources(self) -> Sources:
        """The bundled sources."""
        return self.common.sources

    def rulebook(self) -> Rulebook:
        """The rulebook.

        Raises:
            RulesInvalid: any file has a mistake.
        """
        if self.problems:
            raise RulesInvalid(self.problems)
        return self.working()

    def working(self) -> Rulebook:
        """The rule sets without a mistake: a broken one takes none of them down.

        Raises:
            RulesInvalid: what every rule set builds on has a mistake.
        """
        if self.vocabulary is None or self.common.problems:
            raise RulesInvalid(self.common.problems)
        return Rulebook(self.vocabulary, self.rulesets)


def read_folder(root: Path, beside: RulesFolder | None = None, *, with_cases: bool = True) -> RulesFolder:
    """Every rule file under ``root``. Nothing is raised: mistakes are in the result's ``problems``.

    Args:
        beside: rules that were read before and that those under ``root`` may build on: the packaged ones, for a
            folder that a municipality keeps outside the package. Such a folder holds rule sets and ``sources/``
            alone; it adds to the others and can redefine none of them. What is wrong in it takes nothing from them.
        with_cases: whether the cases are read too; a rulebook is made without them.
    """
    name = root.name
    common, own = (_read_common(root, name, with_cases), []) if beside is None else _beside(root, name, beside)
    problems = [*common.problems, *own, *stray_files(root, name, added=beside is not None)]
    known = dict(beside.sets) if beside else {}
    sets: dict[str, SetFiles] = {}
    rulesets: dict[str, RuleSet] = {}
    for head in _in_order_of_inclusion(root, name):
        shared = {**shareable(known), **shareable(sets), **common.shared}
        path, context = head.path.parent, Context(common.vocabulary, common.sources, shared, with_cases)
        files = read_set(head, f"{name}/{path.name}", context)
        if path.name in known:
            message, remedy = "there is a packaged rule set of that name", "name the folder and the set otherwise"
            files = replace(
                files, problems=(*files.problems, files.file.problem("redefines", ("id",), message, remedy))
            )
        sets[path.name] = files
        problems.extend(files.problems)
        sound = not (files.problems or common.problems or own or _includes_broken(files, {**known, **sets}))
        if common.vocabulary and files.ruleset and sound:
            ruleset = resolve_ruleset(files, files.ruleset, common.vocabulary, common.sources, common.stopped)
            rulesets[ruleset.id] = ruleset
    if not sets:
        problems.append(
            Problem(
                code="no_rule_sets",
                place=f"{name}:1",
                message="there is no rule set here",
                suggestion="add a folder with ruleset.yaml",
            )
        )
    return RulesFolder(
        common=common,
        sets={**known, **dict(sorted(sets.items()))},
        rulesets={**(beside.rulesets if beside else {}), **dict(sorted(rulesets.items()))},
        problems=tuple(sorted({*problems, *(beside.problems if beside else ())}, key=_by_place)),
    )


def _includes_broken(files: SetFiles, sets: Mapping[str, SetFiles]) -> bool:
    """Whether the set builds on another one that has a mistake; that is told there."""
    name = files.ruleset.include.folder if files.ruleset and files.ruleset.include else None
    included = sets.get(name) if name else None
    return included is not None and bool(included.problems or _includes_broken(included, sets))


def _read_common(root: Path, name: str, with_cases: bool) -> Common:
    vocabulary, problems = read_vocabulary(root / "facts.yaml", f"{name}/facts.yaml")
    sources, source_problems = read_sources(root / "sources", f"{name}/sources")
    stopped, stopped_problems = _read_stopped(root, name, sources)
    shared, shared_problems = read_shared(root / "shared", f"{name}/shared", vocabulary, with_cases=with_cases)
    found = (*problems, *source_problems, *stopped_problems, *shared_problems)
    return Common(vocabulary, sources, stopped, shared, found)


def _beside(root: Path, name: str, beside: RulesFolder) -> tuple[Common, list[Problem]]:
    """What the rule sets of an added folder build on, and what is wrong with the sources of its own."""
    own, problems = read_sources(root / "sources", f"{name}/sources")
    common = beside.common
    for taken in sorted(own.by_id.keys() & common.sources.by_id.keys()):
        place, message = f"{name}/sources/{taken}.yaml:1", "there is a packaged source of that name"
        problems.append(Problem(code="redefines", place=place, message=message, suggestion="name it otherwise"))
    sources = Sources({**own.by_id, **common.sources.by_id}, own.unreadable | common.sources.unreadable)
    return replace(common, sources=sources), problems


def _in_order_of_inclusion(root: Path, name: str) -> list[YamlFile]:
    """The heads of the rule sets by the names of their folders, each after the set it includes."""
    heads = {path.parent.name: path for path in sorted(root.glob(f"*/{HEAD}"))}
    files = {folder: read_yaml(path, f"{name}/{folder}/{HEAD}") for folder, path in heads.items()}
    ordered: dict[str, YamlFile] = {}
    waiting = list(reversed(files))
    asked: set[str] = set()
    while waiting:
        folder = waiting[-1]
        included = included_folder(files[folder])
        if included in files and included not in ordered and folder not in asked:
            asked.add(folder)
            waiting.append(str(included))
        else:
            ordered.setdefault(waiting.pop(), files[folder])
    return list(ordered.values())


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
    reasons = [each.value for each in StoppedReason]
    for reason in reasons:
        if reason not in described.stopped_reasons:
            message, remedy = f"the stopped reason {reason} is not explained", "add it"
            yield file.problem("missing_key", ("stoppedReasons",), message, remedy)
    for code, each in described.stopped_reasons.items():
        if code not in reasons:
            remedy = did_you_mean(code, reasons, f"there are {', '.join(reasons)}")
            yield file.problem("unknown_key", ("stoppedReasons", code), f"there is no stopped reason {code}", remedy)
        yield from citation_problems(file, each.citation, ("stoppedReasons", code, "citation"), sources)
        for index, citation in enumerate(each.also):
            yield from citation_problems(file, citation, ("stoppedReasons", code, "also", index), sources)


def _by_place(problem: Problem) -> tuple[str, int, str]:
    name, _, line = problem.place.rpartition(":")
    return name, int(line) if re.fullmatch("[0-9]+", line) else 0, problem.message
