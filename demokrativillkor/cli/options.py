"""Options that several commands share."""

import re
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from demokrativillkor.application import Examination, RequiredExamination
from demokrativillkor.cli.exits import report, say
from demokrativillkor.engine import EngineName
from demokrativillkor.errors import NotCovered
from demokrativillkor.packaged import packaged_rulebook, rulebook_with
from demokrativillkor.resources import rules_folder
from demokrativillkor.rulebook import Rulebook
from demokrativillkor.ruleset import RuleSet

if TYPE_CHECKING:
    from demokrativillkor.rulefiles.folder import RulesFolder


class Tongue(StrEnum):
    """The language of texts."""

    SV = "sv"
    EN = "en"


class Engines(StrEnum):
    """The engines by name."""

    VERIFIED = "verified"
    DURABLE = "durable"
    REFERENCE = "reference"

    def named(self) -> EngineName:
        """The name as the library knows it."""
        return self.value


class Profile(StrEnum):
    """What an authority's own profile demands of the examination of a ground."""

    DECLARED = "declared"
    REVIEWED = "reviewed"

    def required(self) -> RequiredExamination:
        """The demand as the library knows it."""
        return Examination.REVIEWED if self is Profile.REVIEWED else Examination.DECLARED


LanguageOption = Annotated[Tongue, typer.Option("--lang", help="Language of texts and explanations.")]
AddedOption = Annotated[
    Path | None, typer.Option("--rules-folder", help="Folder with rule sets of your own, beside the packaged ones.")
]
RulesFolderArgument = Annotated[
    Path | None, typer.Argument(help="Folder of rule files; the packaged ones by default.", show_default=False)
]


def parse_date(text: str, option: str) -> date:
    """A date written YYYY-MM-DD."""
    try:
        if not _DATE.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("is not a date; write YYYY-MM-DD", param_hint=option) from None


_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def ruleset_of(book: Rulebook, ruleset_id: str, parameter: str) -> RuleSet:
    """The rule set that the command line names."""
    try:
        return book.ruleset(ruleset_id)
    except NotCovered as error:
        (problem,) = error.problems
        raise typer.BadParameter(f"{problem.message}; {problem.suggestion}", param_hint=parameter) from None


def folder(path: Path | None = None) -> "RulesFolder":
    """The rule files at ``path``, or the packaged ones.

    A folder without a vocabulary of its own adds to the packaged ones and is read beside them.
    """
    from demokrativillkor.rulefiles.folder import read_folder

    if path and path.is_dir() and not (path / "facts.yaml").exists():
        return read_folder(path, beside=read_folder(rules_folder()))
    return read_folder(path or rules_folder())


def rulebook(added: Path | None = None) -> Rulebook:
    """The packaged rulebook, with the rule sets in the folder ``added``; what is wrong there is told.

    Raises:
        ConfigurationError: the installation is damaged.
        RulesInvalid: what every rule set builds on has a mistake.
    """
    book, problems = packaged_rulebook() if added is None else rulebook_with(added)
    report(problems, "sv")
    if problems:
        say("the rule sets with mistakes are left out; the others are used")
    return book
