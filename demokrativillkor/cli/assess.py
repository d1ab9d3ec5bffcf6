"""``demokrativillkor assess``: applications in, decisions out."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from demokrativillkor.assess import assess, governing
from demokrativillkor.cli.exits import Exit, report, say, unexpected
from demokrativillkor.cli.options import (
    AddedOption,
    Engines,
    LanguageOption,
    Profile,
    Tongue,
    parse_date,
    rulebook,
    ruleset_of,
)
from demokrativillkor.decision import Decision
from demokrativillkor.engine import Engine, default_engine, open_engine
from demokrativillkor.errors import DemokrativillkorError, EngineError, InputRejected, Problem
from demokrativillkor.intake import Intake, read_application
from demokrativillkor.intake.identifiers import mask
from demokrativillkor.intake.reading import LARGEST_INPUT
from demokrativillkor.rendering import render


class Format(StrEnum):
    """How decisions are written."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"


@dataclass(frozen=True)
class _Answer:
    """What is written for one application."""

    text: str
    document: dict[str, Any]


def assess_files(
    files: Annotated[list[str], typer.Argument(help="Applications as JSON, one a file; - is standard input.")],
    rules: Annotated[
        str | None,
        typer.Option("--rules", help="Id of the rule set; by default that of the grant, or the proposal."),
    ] = None,
    added: AddedOption = None,
    on: Annotated[
        str | None, typer.Option("--on", help="Decision date (YYYY-MM-DD) instead of the application's own.")
    ] = None,
    format: Annotated[
        Format, typer.Option("--format", help="json is one object for one file, a list for several.")
    ] = Format.TEXT,
    lang: LanguageOption = Tongue.SV,
    advice: Annotated[
        list[str] | None, typer.Option("--advice", help="Id of a rule set of principles to be advised by; repeatable.")
    ] = None,
    engine: Annotated[
        Engines | None, typer.Option("--engine", help="Engine; verified by default, where it can be loaded.")
    ] = None,
    examination: Annotated[
        Profile, typer.Option("--examination", help="What the authority's own profile demands of each ground.")
    ] = Profile.DECLARED,
) -> None:
    """Assess applications and write a decision with cited reasons for each.

    Exit code 0 whatever the outcomes; 3 when an application was rejected, 1 when something unexpected happened to one:
    the others are answered all the same.
    """
    defaults = {"decisionDate": parse_date(on, "--on").isoformat()} if on is not None else {}
    book = rulebook(added)
    named = ruleset_of(book, rules, "--rules") if rules is not None else None
    advisory = [ruleset_of(book, each, "--advice") for each in advice or ()]
    chosen = open_engine(engine.named()) if engine else _default_engine()
    required = examination.required()

    def answer(file: str) -> _Answer:
        intake = read_application(_content(file), book.vocabulary, defaults=defaults)
        ruleset = governing(intake.application, book, named)
        decision = assess(intake.application, ruleset, engine=chosen, advisory=advisory, examination_required=required)
        for text in intake.masked:
            say(f"{_shown(file)}: {text.place}: {_masked(text.count)}")
        told = render(decision, intake.application, lang.value) if format is Format.TEXT else ""
        return _Answer(told, _document(intake, decision))

    writer, code = _Writer(format, several=len(files) > 1), Exit.OK
    try:
        for file in files:
            given, failure = _attempt(answer, file, lang)
            code = _graver(code, failure)
            if given:
                writer.write(given)
        writer.finish()
    except BrokenPipeError:
        if code is Exit.OK:
            raise
    if code is not Exit.OK:
        raise typer.Exit(code)


def _attempt(answer: Callable[[str], _Answer], file: str, lang: Tongue) -> tuple[_Answer | None, Exit]:
    """The answer for one file, or the code of what went wrong with it, which is told: the other files go on."""
    try:
        return answer(file), Exit.OK
    except InputRejected as error:
        report(error.problems, lang.value, _shown(file))
        return None, Exit.INPUT_REJECTED
    except EngineError as error:
        say(f"{_shown(file)}: engine error: {error}")
    except DemokrativillkorError:
        raise
    except Exception as error:  # its text could repeat personal data
        say(f"{_shown(file)}: {unexpected(error)}")
    return None, Exit.UNEXPECTED


def _graver(one: Exit, other: Exit) -> Exit:
    """The code that tells more: a defect goes before a rejected application."""
    return next(code for code in (Exit.UNEXPECTED, Exit.INPUT_REJECTED, Exit.OK) if code in (one, other))


def _masked(count: int) -> str:
    return "1 identity number was masked" if count == 1 else f"{count} identity numbers were masked"


def _document(intake: Intake, decision: Decision) -> dict[str, Any]:
    return {
        "decision": decision.document(),
        "digest": decision.digest,
        "provenance": decision.provenance.document(),
        "masked": [text.document() for text in intake.masked],
    }


class _Writer:
    """Writes decisions to standard output as they come, in the format asked for."""

    def __init__(self, format: Format, *, several: bool) -> None:
        self._format = format
        self._several = several
        self._documents: list[dict[str, Any]] = []
        self._written = 0

    def write(self, answer: _Answer) -> None:
        match self._format:
            case Format.TEXT:
                print("\n" + "=" * 100 + "\n" if self._written else "", end="")
                print(answer.text, end="")
            case Format.JSONL:
                print(json.dumps(answer.document, ensure_ascii=False, separators=(",", ":")))
            case Format.JSON:
                self._documents.append(answer.document)
        self._written += 1

    def finish(self) -> None:
        if self._format is Format.JSON and (self._several or self._documents):
            print(json.dumps(self._documents if self._several else self._documents[0], ensure_ascii=False, indent=2))
        sys.stdout.flush()


def _default_engine() -> Engine:
    engine = default_engine()
    if engine.name == "reference":
        say("durable-rules cannot be loaded on this Python: evaluated with the reference alone")
    return engine


def _content(file: str) -> bytes:
    """The bytes of the file, at most one more than an application may have."""
    try:
        if file == "-":
            if sys.stdin is None:
                raise ValueError
            return sys.stdin.buffer.read(LARGEST_INPUT + 1)
        with Path(file).open("rb") as opened:
            return opened.read(LARGEST_INPUT + 1)
    except (OSError, ValueError) as error:
        no_file = "it is closed" if file == "-" else "this is not the name of a file"
        why = error.strerror if isinstance(error, OSError) else no_file
        problem = Problem(code="unreadable", place="", message=f"cannot be read: {why}", suggestion="check the name")
        raise InputRejected([problem]) from None


def _shown(file: str) -> str:
    """The file's name as it may be shown on a terminal: printable, and without any person's identity number."""
    if file == "-":
        return "standard input"
    return mask("".join(c if c.isprintable() else "?" for c in file)).text
