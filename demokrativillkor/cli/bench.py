"""``demokrativillkor rules``, the author's bench: start, compare, cover, trace and publish rules."""

from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError

from demokrativillkor.cli.exits import Exit, report, say
from demokrativillkor.cli.options import (
    AddedOption,
    LanguageOption,
    RulesFolderArgument,
    Tongue,
    folder,
    parse_date,
    rulebook,
    ruleset_of,
)
from demokrativillkor.comparing import CONDUCT, compare
from demokrativillkor.counting import counted
from demokrativillkor.engine.equivalence import TooManyCombinations
from demokrativillkor.errors import RulesInvalid
from demokrativillkor.lint.cases import cases_of
from demokrativillkor.lint.coverage import coverage
from demokrativillkor.rendering.book import describe_book
from demokrativillkor.rendering.comparison import describe_comparison
from demokrativillkor.rendering.timeline import describe_timeline
from demokrativillkor.rule import Effect
from demokrativillkor.rulefiles.actmodels import SfsNumber
from demokrativillkor.rulefiles.basemodels import FileId
from demokrativillkor.rulefiles.folder import RulesFolder
from demokrativillkor.rulefiles.setfiles import SetFiles
from demokrativillkor.rulefiles.skeleton import write_skeleton
from demokrativillkor.verdict import Verdict

GROUNDS = "democracy-conditions"
"""The shared rules that a new act includes."""


def new_rules(
    name: Annotated[str, typer.Argument(help="Id of the rule set, for example sfs-2027-12.")],
    number: Annotated[str, typer.Option("--number", help="The act's SFS number, for example 2027:12.")],
    on: Annotated[str, typer.Option("--on", help="First day it applies (YYYY-MM-DD).")],
    into: Annotated[Path, typer.Option("--into", help="Folder of rule files to write into.")],
) -> None:
    """Write a correct skeleton of an act: it checks without a finding, and the words are still to write."""
    _spelled("NAME", name, FileId, "write it in lower case with hyphens, for example sfs-2027-12")
    _spelled("--number", number, SfsNumber, "write it YYYY:N, for example 2027:12")
    grounds = [
        rule.described.citation.quote or ""
        for rule in folder().common.shared[GROUNDS].rules.values()
        if rule.described.effect is Effect.OBSTACLE
    ]
    for path in write_skeleton(into, name, number=number, on=parse_date(on, "--on").isoformat(), grounds=grounds):
        print(path)


def show_coverage(path: RulesFolderArgument = None) -> None:
    """Show for each part of each condition whether some case makes it met, not met and unknown."""
    files = _without_problems(path)
    seen: set[str] = set()
    conditions, gaps = 0, 0
    for ruleset_id, ruleset in files.rulesets.items():
        cases = list(cases_of(ruleset, files.sets[ruleset_id]))
        for covered in coverage(ruleset, files.sets[ruleset_id], cases, seen):
            conditions, gaps = conditions + 1, gaps + len(covered.gaps)
            whole = len(covered.parts)
            print(f"{covered.name}: {whole - len(covered.gaps)} of {whole} parts are met, not met and unknown")
            for part in covered.gaps:
                print(f"{'  ' * (part.depth + 1)}{part.name}: never {_or(part.missing)}")
    print(f"{conditions} conditions, {gaps} parts with a verdict that no case shows")


def show_difference(
    one: Annotated[str, typer.Argument(help="A rule set.")],
    other: Annotated[str, typer.Argument(help="The rule set to compare it with.")],
    everything: Annotated[
        bool, typer.Option("--all", help="Requirements and advice too, not only the democracy condition.")
    ] = False,
    added: AddedOption = None,
    lang: LanguageOption = Tongue.SV,
) -> None:
    """Show what differs between two rule sets: in words, and by the facts on which their verdicts differ."""
    book = rulebook(added)
    effects = tuple(Effect) if everything else CONDUCT
    try:
        comparison = compare(ruleset_of(book, one, "ONE"), ruleset_of(book, other, "OTHER"), effects)
    except TooManyCombinations as error:
        say(f"the rules cannot be compared: {error}")
        raise typer.Exit(Exit.RULES_INVALID) from None
    print(describe_comparison(comparison, lang.value), end="")


def show_sources(path: RulesFolderArgument = None, lang: LanguageOption = Tongue.SV) -> None:
    """Show where every quote was found, and everything that is unverified."""
    files = _without_problems(path)
    for source in files.sources.by_id.values():
        print(f"{source.file.id}  {source.file.dated or '–'}  {source.file.digest or 'not bundled'}")
        print(f"  {source.file.origin}")
    quotes = sum(_quotes(each) for each in files.sets.values())
    print(
        f"{counted(len(files.sources.by_id), 'source')}; {counted(quotes, 'quote')}, every one found under its heading"
    )
    for ruleset in files.rulesets.values():
        for item in ruleset.unverified:
            print(f"{ruleset.id}: {item.id}: {item.text.to(lang.value)}")


def show_timeline(
    on: Annotated[str | None, typer.Option("--on", help="Only what applies on that day (YYYY-MM-DD).")] = None,
    added: AddedOption = None,
    lang: LanguageOption = Tongue.SV,
) -> None:
    """Show from when to when each rule set applies, and what decides under a transition."""
    print(
        describe_timeline(
            rulebook(added).rulesets.values(), parse_date(on, "--on") if on is not None else None, lang.value
        ),
        end="",
    )


def export_rules(
    path: RulesFolderArgument = None,
    format: Annotated[str, typer.Option("--format", help="md is the only one.")] = "md",
    lang: LanguageOption = Tongue.SV,
) -> None:
    """Write the whole rulebook as one readable document with anchors."""
    if format != "md":
        raise typer.BadParameter("the rulebook is exported as md", param_hint="--format")
    print(describe_book(_without_problems(path).rulesets.values(), lang.value), end="")


def _spelled(parameter: str, value: str, shape: Any, how: str) -> None:
    """Refuse a word that is not written as such words are."""
    try:
        TypeAdapter(shape).validate_python(value)
    except ValidationError:
        raise typer.BadParameter(f"it is not written as such names are; {how}", param_hint=parameter) from None


def _without_problems(path: Path | None) -> RulesFolder:
    files = folder(path)
    if files.problems:
        report(files.problems, "sv")
        raise RulesInvalid(files.problems)
    return files


def _or(verdicts: tuple[Verdict, ...]) -> str:
    return " or ".join(verdict.token for verdict in verdicts)


def _quotes(files: SetFiles) -> int:
    """How many citations with a quote the set's files hold."""
    rules = [rule.described.citation for rule in files.rules]
    frames = list(files.ruleset.frames.values()) if files.ruleset else []
    limbs = [limb.citation for limb in files.ruleset.limbs if limb.citation] if files.ruleset else []
    definitions = [each.citation for each in (files.definitions or {}).values() if each.citation]
    provisions = files.provisions
    others = [each.citation for each in provisions.clauses] if provisions else []
    others += [each.citation for each in provisions.not_covered] if provisions else []
    return sum(citation.quote is not None for citation in (*rules, *definitions, *frames, *limbs, *others))
