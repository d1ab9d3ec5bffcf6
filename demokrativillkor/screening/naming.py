"""Which column of a table is which of ours, and what people's own answers mean: a small YAML file says so."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import polars as pl
from pydantic import Field, StringConstraints, ValidationError

from demokrativillkor.canonical import canonical_bytes, digest
from demokrativillkor.errors import InputRejected, Problem
from demokrativillkor.intake.identifiers import holds_personal_number
from demokrativillkor.intake.pointers import near_miss
from demokrativillkor.rulefiles.basemodels import FileModel
from demokrativillkor.rulefiles.yamlfile import YamlFile, read_yaml
from demokrativillkor.screening.columns.schema import Columns
from demokrativillkor.screening.problems import APPLICATIONS, FINDINGS, refuse

MOST_COLUMNS = 2000
"""Columns of a table; all of ours together are a tenth of it."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Names = Annotated[dict[Text, Text], Field(max_length=500)]


class ColumnsFile(FileModel):
    """The file that explains a table.

    Attributes:
        applications: our column → its heading in the table of applications.
        findings: likewise in the table of findings.
        constants: our column → the value that it has for every application.
        answers: our column → what somebody wrote → our answer.
        ignore: headings that are not ours, or ``all`` for every other.
    """

    applications: Names = Field(default_factory=dict)
    findings: Names = Field(default_factory=dict)
    constants: Names = Field(default_factory=dict)
    answers: Annotated[dict[Text, Names], Field(max_length=500)] = Field(default_factory=dict)
    ignore: list[Text] | Literal["all"] = Field(default_factory=list)

    def names(self, table: str) -> Mapping[str, str]:
        """Our column → heading."""
        return self.applications if table == APPLICATIONS else self.findings

    @property
    def digest(self) -> str:
        """What tells two such files apart."""
        return digest(canonical_bytes([self.model_dump_json()]))


def read_columns(path: Path, known: Mapping[str, Columns]) -> ColumnsFile:
    """The file at ``path``.

    Args:
        known: table → our columns and what they hold.

    Raises:
        InputRejected: it cannot be read or is not such a file; every mistake with its line.
    """
    file = read_yaml(path, path.name)
    InputRejected.raise_if_any(file.problems)
    try:
        columns = ColumnsFile.model_validate(file.value or {})
    except ValidationError as invalid:
        raise InputRejected(
            file.problem("wrong_columns_file", error["loc"], *_said(error["type"]))
            for error in invalid.errors(include_url=False, include_input=False)
        ) from None
    InputRejected.raise_if_any(
        file.problem("unknown_column", (part, name), "there is no such column here", _meant(name, there))
        for part, names, there in (
            (APPLICATIONS, columns.applications, known[APPLICATIONS]),
            (FINDINGS, columns.findings, known[FINDINGS]),
            ("constants", columns.constants, known[APPLICATIONS]),
            ("answers", columns.answers, {**known[APPLICATIONS], **known[FINDINGS]}),
        )
        for name in names
        if name not in there
    )
    InputRejected.raise_if_any(_answer_problems(file, columns, {**known[APPLICATIONS], **known[FINDINGS]}))
    return columns


def _answer_problems(file: YamlFile, columns: ColumnsFile, known: Columns) -> Iterator[Problem]:
    for name, meanings in columns.answers.items():
        dtype = known[name]
        if not isinstance(dtype, pl.Enum):
            message, remedy = "this column has no fixed answers to explain", "leave it out of answers"
            yield file.problem("unknown_answer", ("answers", name), message, remedy)
            continue
        for word, meaning in meanings.items():
            if meaning not in dtype.categories:
                said = f"this is no answer to {name}", f"answer {', '.join(dtype.categories)}"
                yield file.problem("unknown_answer", ("answers", name, word), *said)


def named(
    header: Sequence[str], table: str, known: Collection[str], needed: Collection[str], columns: ColumnsFile
) -> dict[str, str]:
    """Our column → heading, for each of ours that the table has.

    Raises:
        InputRejected: too many columns, a heading twice, one that is not ours and not set aside, or one that is needed
            and missing.
    """
    InputRejected.raise_if_any(_header_problems(header, table))
    given = columns.names(table)
    ours = {heading: name for name, heading in given.items()}
    found = {ours.get(heading, heading): heading for heading in header if heading in ours or heading not in given}
    known_here = {name: heading for name, heading in found.items() if name in known}
    InputRejected.raise_if_any(
        (
            *_strangers(header, table, known, set(known_here.values()), columns),
            *_missing(table, given, header, needed, known_here, columns),
        )
    )
    return known_here


def unnamed(header: Sequence[str]) -> list[int]:
    """The places of columns without a heading: nothing may stand in them."""
    return [place for place, heading in enumerate(header) if not heading]


def refuse_unnamed(table: str, place: int) -> NoReturn:
    """Refuse a table in which something stands at that place, which has no heading."""
    message = f"column {place + 1} has no heading, and something stands in it"
    refuse("unnamed_column", table, message, "give it a heading, or empty it")


def _header_problems(header: Sequence[str], table: str) -> Iterator[Problem]:
    if len(header) > MOST_COLUMNS:
        yield _problem(table, "too_many_columns", f"there are {len(header)} columns", f"keep at most {MOST_COLUMNS}")
        return
    seen: set[str] = set()
    for position, heading in enumerate(header, 1):
        if heading and heading in seen:
            message = f"column {position} has the heading of another column"
            yield _problem(table, "duplicate_column", message, "give each column its own heading")
        if holds_personal_number(heading):
            message = f"the heading of column {position} holds a person's identity number"
            yield _problem(table, "personal_number", message, "remove it; no identity numbers are accepted here")
        seen.add(heading)


def _strangers(
    header: Sequence[str], table: str, known: Collection[str], used: Collection[str], columns: ColumnsFile
) -> Iterator[Problem]:
    if columns.ignore == "all":
        return
    far: list[str] = []
    for position, heading in enumerate(header, 1):
        if heading and heading not in used and heading not in columns.ignore:
            if near := near_miss(heading, known):
                yield _problem(table, "unknown_column", f"column {position} is none of ours", f"did you mean {near}?")
            else:
                far.append(str(position))
    if far:
        one = len(far) == 1
        message = f"column {far[0]} is none of ours" if one else f"columns {', '.join(far)} are none of ours"
        what = "it" if one else "them"
        remedy = f"name {what} in the columns file (--columns), or set {what} aside there (ignore)"
        yield _problem(table, "unknown_column", message, remedy)


def _missing(
    table: str,
    given: Mapping[str, str],
    header: Sequence[str],
    needed: Collection[str],
    found: Mapping[str, str],
    columns: ColumnsFile,
) -> Iterator[Problem]:
    for name, heading in given.items():
        if heading not in header:
            message = f"the heading that the columns file gives for {name} is not there"
            yield _problem(table, "missing_column", message, "write it as in the table")
    for name in needed:
        constant = table == APPLICATIONS and name in columns.constants
        if name not in found and name not in given and not constant:
            remedy = "add it, or say in the columns file (--columns) what it is called"
            yield _problem(table, "missing_column", f"the column {name} is missing", remedy)


def _problem(table: str, code: str, message: str, suggestion: str) -> Problem:
    return Problem(code=code, place=table, message=message, suggestion=suggestion)


def _said(kind: str) -> tuple[str, str]:
    match kind:
        case "extra_forbidden":
            return "this key is not known here", "see docs/screening"
        case "string_type":
            return "this must be text", "write it in quotes"
        case _:
            return "this has a form that is not accepted", "see docs/screening"


def _meant(name: str, known: Collection[str]) -> str:
    near = near_miss(name, known)
    return f"did you mean {near}?" if near else "see docs/screening"
