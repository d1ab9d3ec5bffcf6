"""What was given: which files, in which form, and the two tables in them."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import polars as pl
from polars.exceptions import PolarsError

from demokrativillkor.errors import InputRejected, Problem
from demokrativillkor.screening.columns import Schema
from demokrativillkor.screening.columns.schema import Columns
from demokrativillkor.screening.csvtables import NameColumns, read_csv
from demokrativillkor.screening.exceltables import read_workbook
from demokrativillkor.screening.files import digest_of
from demokrativillkor.screening.naming import ColumnsFile, named, refuse_unnamed, unnamed
from demokrativillkor.screening.notes import Note
from demokrativillkor.screening.plan import Form
from demokrativillkor.screening.problems import APPLICATIONS, FINDINGS, refuse
from demokrativillkor.screening.tables import Table, rows_in
from demokrativillkor.screening.telling import Progress

_NEEDED = {
    APPLICATIONS: ("applicationId", "decisionDate"),
    FINDINGS: ("applicationId", "findingId", "judgedBy", "judgedOn"),
}
_ENDINGS = {
    ".parquet": Form.PARQUET,
    ".csv": Form.CSV,
    ".tsv": Form.CSV,
    ".txt": Form.CSV,
    ".jsonl": Form.JSONL,
    ".ndjson": Form.JSONL,
    ".xlsx": Form.XLSX,
}


@dataclass(frozen=True)
class Given:
    """The files that were given: applications, and findings where they stand apart."""

    applications: Path
    findings: Path | None

    @property
    def form(self) -> Form:
        """The form of the applications.

        Raises:
            InputRejected: a file cannot be read, its name says no form or another than its content has, or two files
                have different ones.
        """
        form = form_of(self.applications, "INPUT")
        if self.findings is not None:
            if form in (Form.JSONL, Form.XLSX):
                refuse("findings_apart", "--findings", f"findings stand in the {form} itself", "leave --findings out")
            if form_of(self.findings, "--findings") is not form:
                refuse("findings_apart", "--findings", f"the applications are {form}", "give both in one form")
            _refuse_other_content(self.findings, "--findings", form)
        _refuse_other_content(self.applications, "INPUT", form)
        return form

    def files(self) -> Iterator[Path]:
        """Every file."""
        yield self.applications
        if self.findings is not None:
            yield self.findings

    def identity(self) -> list[dict[str, Any]]:
        """Size and digest of each file, without its name.

        Raises:
            InputRejected: one cannot be read.
        """
        try:
            return [{"bytes": path.stat().st_size, "digest": digest_of(path)} for path in self.files()]
        except OSError as error:
            _refuse_unreadable(error)


_LISTS = ("reliesOn", "exceptionCovers")
"""Columns whose cells hold several ids."""

_NO_TEXT = (pl.Binary, pl.Duration, pl.Object, pl.Time)


def form_of(path: Path, what: str) -> Form:
    """The form of a file, by how its name ends.

    Raises:
        InputRejected: it ends otherwise.
    """
    form = _ENDINGS.get(path.suffix.lower())
    if form is None:
        refuse("unknown_form", what, "its name says no form that is known", f"end it with {', '.join(_ENDINGS)}")
    return form


_SIGNS = {b"PK\x03\x04": Form.XLSX, b"PAR1": Form.PARQUET}
_TEXT_BYTES = bytes({*range(32, 256), *b"\t\n\r"})
_OBJECT = re.compile(rb'\s*\{\s*"')
_HEADING = re.compile(rb"\s*[^][{}:,;\t\r\n]+([,;\t][^][{}:,;\t\r\n]+)+\s*")
"""A first line of several cells, in which nothing is of JSON."""

_ARTICLED = {
    Form.XLSX: "an Excel workbook",
    Form.PARQUET: "a Parquet file",
    Form.CSV: "a text table",
    Form.JSONL: "JSON Lines",
}


def _refuse_other_content(path: Path, what: str, named_form: Form) -> None:
    """Refuse a file whose name says another form than its content has, or that cannot be opened."""
    try:
        with path.open("rb") as opened:
            start = opened.read(1 << 12)
    except OSError as error:
        _refuse_unreadable(error)
    content = _SIGNS.get(start[:4]) or _text_form(start.removeprefix(BOM_UTF8), named_form)
    if content is not None and content is not named_form:
        message = f"the file is {_ARTICLED[content]}, its name says {_ARTICLED[named_form]}"
        refuse("other_form", what, message, f"end its name with .{content}")


def _refuse_unreadable(error: OSError) -> NoReturn:
    refuse("unreadable", "", f"the input cannot be read: {error.strerror}", "check the name")


def _text_form(start: bytes, named_form: Form) -> Form | None:
    """The form of a text that begins so; ``None`` where nothing speaks against what its name says."""
    if not start.strip() or start.translate(None, _TEXT_BYTES):
        return None
    if _OBJECT.match(start):
        return Form.JSONL
    if named_form is Form.JSONL:
        first, *more = start.splitlines()
        return Form.CSV if _HEADING.fullmatch(first) and not any(map(_OBJECT.match, more)) else None
    return Form.CSV


def known_columns(schema: Schema) -> dict[str, Columns]:
    """The columns that can be given, by table."""
    of_findings = {name: dtype for name, dtype in schema.findings.items() if name != "covered"}
    return {APPLICATIONS: {**schema.applications, "exceptionCovers": pl.List(pl.String)}, FINDINGS: of_findings}


def namings(schema: Schema, columns: ColumnsFile, constants: Collection[str]) -> dict[str, NameColumns]:
    """For each table what finds its columns; those in ``constants`` need not be there."""
    known = known_columns(schema)
    needed = {table: [name for name in names if name not in constants] for table, names in _NEEDED.items()}
    return {
        table: partial(named, table=table, known=known[table], needed=needed[table], columns=columns)
        for table in (APPLICATIONS, FINDINGS)
    }


def read_tables(
    given: Given, state: Path, naming: Mapping[str, NameColumns], note: Note, progress: Progress
) -> tuple[Table, Table | None]:
    """The tables in files of columns.

    Raises:
        InputRejected: a file is no such file, or its columns are not ours.
    """
    match given.form:
        case Form.XLSX:
            tables = read_workbook(given.applications, state, naming, note, progress)
        case Form.CSV:
            tables = [
                read_csv(path, name, state, naming[name], note, progress)
                for path, name in zip(given.files(), (APPLICATIONS, FINDINGS), strict=False)
            ]
        case _:
            tables = [
                _parquet(path, name, naming[name])
                for path, name in zip(given.files(), (APPLICATIONS, FINDINGS), strict=False)
            ]
    return tables[0], tables[1] if len(tables) > 1 else None


def _parquet(path: Path, name: str, naming: NameColumns) -> Table:
    try:
        schema = pl.read_parquet_schema(path)
        rows = rows_in([path])
    except (OSError, PolarsError):
        refuse("not_parquet", name, "this is no whole Parquet file", "copy it once more")
    header = list(schema)
    columns = naming(header)
    for place in unnamed(header):
        if pl.scan_parquet(path, glob=False).select(pl.nth(place).count()).collect().item():
            refuse_unnamed(name, place)
    InputRejected.raise_if_any(_kind_problems(name, columns, schema))
    return Table((str(path.absolute()),), columns, rows, 1)


def _kind_problems(name: str, columns: Mapping[str, str], schema: Mapping[str, pl.DataType]) -> Iterator[Problem]:
    for ours, theirs in columns.items():
        given = schema[theirs]
        dtype = given.inner if isinstance(given, pl.List) and ours in _LISTS else given
        if dtype.is_nested() or dtype in _NO_TEXT:
            message = f"the column {ours} holds something that is neither text, number, date nor yes or no"
            yield Problem(code="wrong_type", place=name, message=message, suggestion="store it as text")
