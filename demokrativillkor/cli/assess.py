"""``demokrativillkor assess``: applications in, decisions out."""

import json
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from demokrativillkor.application import Application
from demokrativillkor.assess import assess, in_force
from demokrativillkor.cli.exits import Exit, report, say
from demokrativillkor.cli.options import DEFAULT_RULES, Engines, LanguageOption, Profile, Tongue, parse_date, rulebook
from demokrativillkor.decision import Decision
from demokrativillkor.engine import Engine, default_engine, open_engine
from demokrativillkor.errors import InputRejected, Problem
from demokrativillkor.intake import Intake, read_application
from demokrativillkor.intake.reading import LARGEST_INPUT
from demokrativillkor.rendering import render
from demokrativillkor.rulebook import Rulebook
from demokrativillkor.ruleset import RuleSet


class Format(StrEnum):
    """How decisions are written."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"


@dataclass(frozen=True)
class _Assessed:
    """One file's application and decision."""

    intake: Intake
    decision: Decision

    def document(self) -> dict[str, Any]:
        return {
            "decision": self.decision.document(),
            "digest": self.decision.digest,
            "provenance": self.decision.provenance.document(),
            "masked": [text.document() for text in self.intake.masked],
        }


def assess_files(
    files: Annotated[list[str], typer.Argument(help="Applications as JSON, one a file; - is standard input.")],
    rules: Annotated[
        str | None,
        typer.Option("--rules", help="Id of the rule set; by default that of the grant, or the proposal."),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", help="Decision date (YYYY-MM-DD) instead of the application's own.")
    ] = None,
    format: Annotated[
        Format, typer.Option("--format", help="json is one object for one file, a list for several.")
    ] = Format.TEXT,
    lang: LanguageOption = Tongue.SV,
    engine: Annotated[
        Engines | None, typer.Option("--engine", help="Engine; verified by default, where it can be loaded.")
    ] = None,
    examination: Annotated[
        Profile, typer.Option("--examination", help="What the authority's own profile demands of each ground.")
    ] = Profile.DECLARED,
) -> None:
    """Assess applications and write a decision with cited reasons for each.

    Exit code 0 whatever the outcomes; 3 when an application was rejected: the others are answered all the same.
    """
    defaults = {"decisionDate": parse_date(on).isoformat()} if on else {}
    book = rulebook()
    given = book.ruleset(rules) if rules else None
    chosen = open_engine(engine.named()) if engine else _default_engine()
    writer = _Writer(format, lang, several=len(files) > 1)
    rejected = False
    for file in files:
        try:
            intake = read_application(_content(file), book.vocabulary, defaults=defaults)
            required = examination.required()
            ruleset = given or _rules_of(intake.application, book)
            decision = assess(intake.application, ruleset, engine=chosen, examination_required=required)
        except InputRejected as error:
            report(error.problems, lang.value, _shown(file))
            rejected = True
        else:
            for text in intake.masked:
                say(f"{_shown(file)}: {text.place}: {text.count} identity numbers were masked")
            writer.write(_Assessed(intake, decision))
    writer.finish()
    if rejected:
        raise typer.Exit(Exit.INPUT_REJECTED)


def _rules_of(application: Application, book: Rulebook) -> RuleSet:
    """The rules of the application's grant, or the proposal where it names none."""
    return in_force(application, book) if application.grant else book.ruleset(DEFAULT_RULES)


class _Writer:
    """Writes decisions to standard output as they come, in the format asked for."""

    def __init__(self, format: Format, lang: Tongue, *, several: bool) -> None:
        self._format = format
        self._lang = lang
        self._several = several
        self._documents: list[dict[str, Any]] = []
        self._written = 0

    def write(self, assessed: _Assessed) -> None:
        match self._format:
            case Format.TEXT:
                print("\n" + "=" * 100 + "\n" if self._written else "", end="")
                print(render(assessed.decision, assessed.intake.application, self._lang.value), end="")
            case Format.JSONL:
                print(json.dumps(assessed.document(), ensure_ascii=False, separators=(",", ":")))
            case Format.JSON:
                self._documents.append(assessed.document())
        self._written += 1

    def finish(self) -> None:
        if self._format is Format.JSON and (self._several or self._documents):
            print(json.dumps(self._documents if self._several else self._documents[0], ensure_ascii=False, indent=2))


def _default_engine() -> Engine:
    engine = default_engine()
    if engine.name == "reference":
        say("durable-rules cannot be loaded on this Python: evaluated with the reference alone")
    return engine


def _content(file: str) -> bytes:
    """The bytes of the file, at most one more than an application may have."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(LARGEST_INPUT + 1)
        with Path(file).open("rb") as opened:
            return opened.read(LARGEST_INPUT + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "this is not the name of a file"
        problem = Problem(code="unreadable", place="", message=f"cannot be read: {why}", suggestion="check the name")
        raise InputRejected([problem]) from None


def _shown(file: str) -> str:
    """The file's name as it may be shown on a terminal."""
    return "standard input" if file == "-" else "".join(c if c.isprintable() else "?" for c in file)
