"""Text tables (CSV): their encoding and separator found out, every row accounted for, then turned to Parquet."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl
from polars.exceptions import ComputeError

from demokrativillkor.screening.encodings import SEPARATORS, as_utf8, encoding_of, separator_line, separator_of
from demokrativillkor.screening.files import whole
from demokrativillkor.screening.naming import refuse_unnamed, unnamed
from demokrativillkor.screening.notes import Note, parted_by, written_in
from demokrativillkor.screening.problems import refuse
from demokrativillkor.screening.tables import FAULT, ROW, Table, rows_in, write_rows
from demokrativillkor.screening.telling import Progress, reading_rows

_FIRST = 2
"""The heading is row 1, as a spreadsheet shows it; a line ``sep=;`` before it is none."""

_LONGEST_FIELD = 131_072

_HEADING = 1 << 20

_NOTHING = "".join(SEPARATORS) + '"\r\n'
"""A line of these alone is no heading and no row: many programs leave such lines."""

NameColumns = Callable[[Sequence[str]], Mapping[str, str]]
"""From a heading to our column → heading."""


def read_csv(path: Path, name: str, state: Path, naming: NameColumns, note: Note, progress: Progress) -> Table:
    """The table in a text file.

    Args:
        name: which table it is; files are made in ``state`` under that name.
        note: told of an encoding or a separator that is not the usual one.
        progress: told how far the reading has come; the lines stand for the rows.

    Raises:
        InputRejected: the file is empty, or no table at all.
    """
    text, said = _in_utf8(path, name, state, note)
    header, separator = _heading(text, name, said)
    if said or separator != ",":
        note(parted_by(SEPARATORS[separator], name))
    columns = dict(naming(header))
    staged = state / f"{name}.parquet"
    lines, even = _looked_through(text, len(header), separator)
    if even and not unnamed(header):
        progress.begin(f"read {name}", lines - 1, 0)
        if _staged_at_once(text, columns, separator, staged):
            progress.advance(lines - 1)
            return Table((str(staged),), columns, rows_in([staged]), _FIRST)
    rows = _rows(text, name, separator, header, tuple(header.index(heading) for heading in columns.values()))
    return _staged_row_by_row(reading_rows(rows, name, lines - 1, progress), columns, staged)


def _in_utf8(path: Path, name: str, state: Path, note: Note) -> tuple[Path, str | None]:
    """The table from its heading on, and the separator that it names itself."""
    encoding = encoding_of(path)
    if encoding.broken:
        message = f"line {encoding.broken} is not UTF-8 as the rest of the file is"
        refuse("not_utf8", name, message, "save the whole file in one encoding")
    if encoding.codec != "utf-8":
        note(written_in(encoding.name, name))
    line = separator_line(path, encoding)
    if encoding.is_plain and not line:
        return path, None
    text = state / f"{name}.utf8.csv"
    as_utf8(path, encoding, text, line.length if line else 0)
    return text, line.separator if line else None


def _heading(path: Path, name: str, said: str | None) -> tuple[list[str], str]:
    with path.open(encoding="utf-8-sig", newline="") as opened:
        start = opened.read(_HEADING)
    written = [line for line in start.splitlines(keepends=True) if line.strip(_NOTHING)]
    if not "".join(written).strip():
        refuse("empty", name, "the file is empty", "check that the right file was given")
    separator = said or separator_of(written[0])
    try:
        return next(csv.reader(written, delimiter=separator, strict=True)), separator
    except csv.Error:
        refuse("not_csv", name, "the heading is not written as CSV is", "check the quotes in it")


def _looked_through(path: Path, width: int, separator: str) -> tuple[int, bool]:
    """How many lines there are, and whether every one has as many columns as the heading.

    A line in which nothing is written, or a quote is open at its end, is none of them.
    """
    line = pl.col("line").fill_null("")
    lines = pl.scan_csv(
        path,
        has_header=False,
        new_columns=["line"],
        separator="\x01",
        quote_char=None,
        infer_schema=False,
        truncate_ragged_lines=True,
    )
    quoted = line.str.contains('"', literal=True)
    outside = line.filter(quoted).str.replace_all(r'"[^"]*"', "")
    wrong = (
        line.str.contains(rf'^[{re.escape(separator)}"]*$'),
        outside.str.contains('"', literal=True),
        *(each.str.count_matches(separator, literal=True) != width - 1 for each in (line.filter(~quoted), outside)),
    )
    seen = lines.select(pl.len(), *(each.any().alias(str(number)) for number, each in enumerate(wrong)))
    count, *found = seen.collect(engine="streaming").row(0)
    return count, not any(found)


def _staged_at_once(path: Path, columns: Mapping[str, str], separator: str, staged: Path) -> bool:
    try:
        with whole(staged) as temporary:
            pl.scan_csv(path, separator=separator, infer_schema=False).select(columns.values()).sink_parquet(temporary)
    except ComputeError:
        return False
    return True


def _staged_row_by_row(rows: Iterable[Sequence[object]], columns: Mapping[str, str], staged: Path) -> Table:
    texts = dict.fromkeys(columns.values(), pl.String())
    count = write_rows(rows, {ROW: pl.Int64(), FAULT: pl.String(), **texts}, staged)
    return Table((str(staged),), {ROW: ROW, FAULT: FAULT, **columns}, count, _FIRST)


def _rows(
    path: Path, name: str, separator: str, header: Sequence[str], places: Sequence[int]
) -> Iterator[Sequence[object]]:
    width, without_heading = len(header), unnamed(header)
    with path.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.reader(opened, delimiter=separator, strict=True)
        number = 0
        rows = ((number, fields) for number, fields in enumerate(reader, 1) if any(fields))
        try:
            next(rows)
            for number, fields in rows:
                if said := [place for place in without_heading if place < len(fields) and fields[place]]:
                    refuse_unnamed(name, said[0])
                fault = None if len(fields) == width else "too_many_fields" if len(fields) > width else "too_few_fields"
                yield number, fault, *(fields[place] if place < len(fields) else None for place in places)
        except csv.Error:
            message = f"what follows row {number} is not written as CSV is: a quote is not closed, or a field too long"
            refuse(
                "not_csv", name, message, f"look at row {number + 1}; a field has at most {_LONGEST_FIELD} characters"
            )
