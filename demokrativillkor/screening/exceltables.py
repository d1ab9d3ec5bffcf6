"""Excel workbooks: a sheet of applications and a sheet of findings, turned to Parquet."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

import polars as pl
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from demokrativillkor.screening.csvtables import NameColumns
from demokrativillkor.screening.excelerrors import error_cells
from demokrativillkor.screening.naming import refuse_unnamed, unnamed
from demokrativillkor.screening.notes import Note, on_sheets
from demokrativillkor.screening.problems import APPLICATIONS, FINDINGS, refuse
from demokrativillkor.screening.tables import FAULT, ROW, Table, write_rows
from demokrativillkor.screening.telling import Progress, reading_rows

_CALLED = {
    APPLICATIONS: ("applications", "ansökningar", "ansökan"),
    FINDINGS: ("findings", "omständigheter", "bedömda omständigheter"),
}

Rows = Iterator[tuple[int, list[Any]]]
"""Rows of a sheet, each with its number."""


def read_workbook(
    path: Path, state: Path, namings: Mapping[str, NameColumns], note: Note, progress: Progress
) -> list[Table]:
    """The tables in a workbook: of applications, and of findings where there is a sheet of them.

    Raises:
        InputRejected: it cannot be read, or has no such sheet.
    """
    try:
        book = CalamineWorkbook.from_path(path)
        names = _sheets(book.sheet_names)
        note(on_sheets({name: book.sheet_names.index(sheet) + 1 for name, sheet in names.items()}))
        return [
            _staged(book.get_sheet_by_name(sheet), error_cells(path, sheet), name, state, namings[name], progress)
            for name, sheet in names.items()
        ]
    except (CalamineError, BadZipFile, ParseError, KeyError):
        refuse("not_excel", "", "this is no whole Excel workbook, or one with a password", "save it as .xlsx once more")


def _sheets(there: Sequence[str]) -> dict[str, str]:
    """Which sheet holds which table: by its name, or the only one."""
    found = {table: sheet for table, called in _CALLED.items() for sheet in there if sheet.strip().casefold() in called}
    if APPLICATIONS not in found and len(there) == 1:
        return {APPLICATIONS: there[0]}
    if APPLICATIONS not in found:
        message = "there is no sheet called applications (ansökningar)"
        refuse("no_sheet", "", message, "call the sheets applications and findings, or ansökningar and omständigheter")
    return found


def _staged(
    sheet: CalamineSheet,
    errors: Mapping[int, frozenset[int]],
    name: str,
    state: Path,
    naming: NameColumns,
    progress: Progress,
) -> Table:
    if not any(True for _ in _rows(sheet, errors)):
        refuse("empty", name, "the sheet is empty", "write the headings in its first row")
    rows = _rows(sheet, errors)
    first, cells = next(rows)
    header = [_text(cell) or "" for cell in cells]
    without_heading = unnamed(header)
    while not header[-1]:
        header.pop()
    columns = dict(naming(header))
    places = [header.index(heading) for heading in columns.values()]
    schema: dict[str, pl.DataType] = {
        ROW: pl.Int64(),
        FAULT: pl.String(),
        **dict.fromkeys(columns.values(), pl.String()),
    }
    staged = state / f"{name}.parquet"
    written = (
        (number, _fault(errors.get(number), places), *(_text(cells[place]) for place in places))
        for number, cells in _with_headings(rows, name, without_heading)
    )
    count = write_rows(reading_rows(written, name, sheet.total_height + 1 - first, progress), schema, staged)
    return Table((str(staged),), {ROW: ROW, FAULT: FAULT, **columns}, count, first + 1)


def _rows(sheet: CalamineSheet, errors: Collection[int]) -> Rows:
    """The rows in which something is written, each with its number; all are of one width."""
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if number in errors or any(cell != "" for cell in cells):
            yield number, cells


def _with_headings(rows: Rows, name: str, without_heading: Sequence[int]) -> Rows:
    """The rows, in which nothing stands where there is no heading."""
    for number, cells in rows:
        if said := [place for place in without_heading if cells[place] != ""]:
            refuse_unnamed(name, said[0])
        yield number, cells


def _fault(errors: frozenset[int] | None, places: Sequence[int]) -> str | None:
    """What is wrong with a row of which those cells show an error."""
    return "error_in_cell" if errors and not errors.isdisjoint(places) else None


def _text(cell: Any) -> str | None:
    """What a cell shows, as text: a whole number without decimals; of a day python-calamine leaves out the time."""
    match cell:
        case "":
            return None
        case bool():
            return "yes" if cell else "no"
        case float() if cell.is_integer():
            return str(int(cell))
        case date():
            return cell.isoformat()
        case _:
            return str(cell)
