"""The synthetic applications, and what the rules are expected to say of them.

Beside each application stand its canonical decision and its texts, or the words in which it is refused. They
are made by a command and reviewed as a diff; a difference that nobody meant is a change of meaning.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from demokrativillkor.application import Application
from demokrativillkor.assess import assess, governing
from demokrativillkor.bilingual import LANGUAGES, Bilingual
from demokrativillkor.decision import Decision
from demokrativillkor.engine import Engine
from demokrativillkor.errors import InputRejected, Problem, RulesInvalid
from demokrativillkor.intake import read_application
from demokrativillkor.rendering import render
from demokrativillkor.rulebook import Rulebook
from demokrativillkor.rulefiles.basemodels import FileModel, Words
from demokrativillkor.rulefiles.checking import shaped
from demokrativillkor.rulefiles.yamlfile import read_yaml
from demokrativillkor.ruleset import RuleSet

EXPECTED_FILES = ("decision.json", *(f"{language}.txt" for language in LANGUAGES), "refused.txt")
"""The endings of the files that can stand beside an application."""


class _SituationFile(FileModel):
    name: Words
    sv: Words
    en: Words
    like: Words | None = None


class _SituationsFile(FileModel):
    situations: list[_SituationFile]


@dataclass(frozen=True, slots=True)
class Situation:
    """One synthetic application: its name, what happened, and the decided case it tells of, if any."""

    name: str
    told: Bilingual
    like: str | None
    content: bytes


def situations(folder: Path) -> list[Situation]:
    """The situations in the order of ``situations.yaml``.

    Raises:
        RulesInvalid: the file has a mistake, or an application is missing or not described.
    """
    file = read_yaml(folder / "situations.yaml", f"{folder.name}/situations.yaml")
    described = shaped(file, _SituationsFile)
    if described is None:
        raise RulesInvalid(file.problems)
    files = {path.stem: path for path in (folder / "applications").glob("*.json")}
    names = [each.name for each in described.situations]
    problems = [
        *(_missing(name, "has no application") for name in names if name not in files),
        *(_missing(name, "is not described") for name in sorted(files.keys() - set(names))),
    ]
    if problems:
        raise RulesInvalid(problems)
    return [
        Situation(each.name, Bilingual(sv=each.sv, en=each.en), each.like, files[each.name].read_bytes())
        for each in described.situations
    ]


def expected_files(situation: Situation, rulebook: Rulebook, engine: Engine) -> Mapping[str, str]:
    """File name → content of what stands beside the application."""
    try:
        application, decision = decided(situation, rulebook, engine)
    except InputRejected as refused:
        return {f"{situation.name}.refused.txt": "\n".join(_told(refused)) + "\n"}
    document = json.dumps(decision.document(), ensure_ascii=False, indent=1, sort_keys=True)
    texts = {f"{situation.name}.{language}.txt": render(decision, application, language) for language in LANGUAGES}
    return {f"{situation.name}.decision.json": document + "\n", **texts}


def decided(situation: Situation, rulebook: Rulebook, engine: Engine) -> tuple[Application, Decision]:
    """The application with its decision, under the rules of its grant or, where it names none, the proposal.

    Raises:
        InputRejected: the application is one that is refused.
    """
    application = read_application(situation.content, rulebook.vocabulary).application
    return application, assess(application, governing(application, rulebook), engine=engine)


def corpus(folder: Path, rulebook: Rulebook, engine: Engine) -> Iterator[str]:
    """The replay corpus, line by line: a resolved rule set, then the applications it decided with their decisions."""
    stated: RuleSet | None = None
    for situation in situations(folder):
        try:
            application, decision = decided(situation, rulebook, engine)
        except InputRejected:
            continue
        if decision.ruleset is not stated:
            stated = decision.ruleset
            yield json.dumps({"ruleSet": stated.document()}, ensure_ascii=False, sort_keys=True)
        entry = {"application": application.document(), "decision": decision.document()}
        yield json.dumps(entry, ensure_ascii=False, sort_keys=True)


def _told(refused: InputRejected) -> Iterator[str]:
    for problem in refused.problems:
        yield str(problem)
        if problem.explanation:
            yield from (f"    {problem.explanation.to(language)}" for language in LANGUAGES)


def _missing(name: str, what: str) -> Problem:
    return Problem(code="fixture", place=name, message=f"the situation {what}", suggestion="add it or take it out")
