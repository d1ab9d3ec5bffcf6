"""How rows are written, in each form: text that a spreadsheet would run as a formula is made harmless."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import polars as pl
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from demokrativillkor.screening.files import whole
from demokrativillkor.screening.plan import Form
from demokrativillkor.screening.problems import refuse

_FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"
"""How a text begins that a spreadsheet would run (OWASP, CSV injection)."""

MOST_ROWS_OF_A_SHEET = 1_048_575
"""Rows below the heading."""

_NO_TIME = datetime(1980, 1, 1)
"""What stands in a workbook as the time it was made, so that the same answer is the same bytes."""

_ROW_GROUP = 1 << 18

_FEW = 1 << 12
"""Words of an enumeration in a file: every row group of it has them all."""


def fits(rows: int, form: Form) -> None:
    """Refuse more rows than the form holds, before anything is screened.

    Raises:
        InputRejected: there are more.
    """
    if form is Form.XLSX and rows > MOST_ROWS_OF_A_SHEET:
        message = f"there are {rows} applications, and a sheet holds {MOST_ROWS_OF_A_SHEET}"
        refuse("too_many_rows", "--out", message, "write .parquet or .csv instead")


def part(rows: pl.DataFrame, form: Form) -> bytes:
    """The rows of one chunk: of CSV without a heading; what becomes a workbook is kept as Parquet."""
    written = io.BytesIO()
    match form:
        case Form.CSV:
            harmless(rows).write_csv(written, include_header=False)
        case Form.JSONL:
            rows.write_ndjson(written)
        case Form.PARQUET | Form.XLSX:
            rows.write_parquet(written, compression="lz4", row_group_size=_ROW_GROUP, statistics=False)
    return written.getvalue()


def assemble(parts: Sequence[Path], columns: Sequence[str], form: Form, target: Path) -> None:
    """All parts as one file, in their order."""
    with whole(target) as temporary:
        match form:
            case Form.CSV:
                concatenate(parts, temporary, ",".join(columns).encode() + b"\n")
            case Form.JSONL:
                concatenate(parts, temporary)
            case Form.PARQUET:
                _together(parts).sink_parquet(temporary, row_group_size=_ROW_GROUP)
            case Form.XLSX:
                temporary.write_bytes(_workbook(_together(parts).collect(), parts[0].parent))


def _together(parts: Sequence[Path]) -> pl.LazyFrame:
    """All parts one after the other; an enumeration has the words of all, sorted, or is text where they are many."""
    each = [pl.scan_parquet(part, glob=False) for part in parts]
    words: dict[str, list[pl.Series]] = {}
    for schema in (part.collect_schema() for part in each):
        for name, dtype in schema.items():
            if isinstance(dtype, pl.Enum):
                words.setdefault(name, []).append(dtype.categories)
    among = {name: pl.concat(lists).unique().sort() for name, lists in words.items()}
    shared: dict[str, pl.DataType] = {
        name: pl.Enum(several) if len(several) <= _FEW else pl.String() for name, several in among.items()
    }
    return pl.concat([part.with_columns(pl.col(name).cast(dtype) for name, dtype in shared.items()) for part in each])


def concatenate(parts: Iterable[Path], target: Path, first: bytes = b"") -> None:
    """The bytes of all parts, one after the other."""
    with target.open("wb") as written:
        written.write(first)
        for each in parts:
            with each.open("rb") as opened:
                shutil.copyfileobj(opened, written)


def harmless(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with an apostrophe before each text that a spreadsheet would run."""
    texts = [name for name, dtype in rows.schema.items() if dtype == pl.String]
    safe = [
        pl.when(pl.col(name).str.contains(_FORMULA)).then("'" + pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name in texts
    ]
    return rows.with_columns(safe)


def csv_lines(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as lines of CSV."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue().encode()


def _workbook(rows: pl.DataFrame, aside: Path) -> bytes:
    """A workbook, made in memory; its sheet grows in the folder aside.

    Raises:
        OSError: it cannot grow there.
    """
    options = {
        "constant_memory": True,
        "tmpdir": str(aside),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    written = _Open()
    try:
        with xlsxwriter.Workbook(written, options) as book:
            _fill(book, rows)
    except FileCreateError as error:
        raise error.args[0] from None
    return written.getvalue()


class _Open(io.BytesIO):
    """Stays open: what xlsxwriter leaves of a workbook that it could not make is written when that is forgotten."""

    def close(self) -> None:
        pass


def _fill(book: xlsxwriter.Workbook, rows: pl.DataFrame) -> None:
    book.set_properties({"created": _NO_TIME})
    sheet = book.add_worksheet("results")
    heading, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    for column, name in enumerate(rows.columns):
        sheet.write_string(0, column, name, heading)
    sheet.freeze_panes(1, 0)
    days = {column for column, dtype in enumerate(rows.dtypes) if dtype == pl.Date}
    for number, row in enumerate(harmless(rows).iter_rows(), 1):
        for column, value in enumerate(row):
            if column in days:
                sheet.write_datetime(number, column, value, day)
            elif value is not None:
                sheet.write(number, column, value)
