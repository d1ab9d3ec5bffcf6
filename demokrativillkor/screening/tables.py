"""One of the two tables, in Parquet: as it was given, or as it was read from another form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from polars.exceptions import PolarsError

from demokrativillkor.screening.files import whole, written_by_polars
from demokrativillkor.screening.problems import Damaged

ROW = "\u0000row"
"""The column of row numbers, where the file has one; no heading of a person's is called so."""

FAULT = "\u0000fault"
"""The column that says why a row could not be read, where there are such rows."""

_BATCH = 50_000
"""Rows that are turned to columns at a time."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that can be read in slices.

    Attributes:
        files: Parquet files whose rows follow one another.
        columns: our column → its name there.
        rows: how many there are.
        first: the number of the first row, as a person counts, where the files have no :data:`ROW`.
    """

    files: tuple[str, ...]
    columns: Mapping[str, str]
    rows: int
    first: int

    def scan(self) -> pl.LazyFrame:
        """Our columns, and the number of each row."""
        frame = pl.scan_parquet(list(self.files), glob=False)
        if ROW not in self.columns:
            frame = frame.with_row_index(ROW, self.first)
        named = [pl.col(theirs).alias(ours) for ours, theirs in self.columns.items() if ours != ROW]
        return frame.select(pl.col(self.columns.get(ROW, ROW)).cast(pl.Int64).alias(ROW), *named)

    def document(self) -> dict[str, Any]:
        """The table as plain JSON values."""
        return {"files": list(self.files), "columns": dict(self.columns), "rows": self.rows, "first": self.first}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Table:
        """The table with that :meth:`document`."""
        return cls(tuple(document["files"]), document["columns"], document["rows"], document["first"])


@contextmanager
def reading() -> Iterator[None]:
    """Tell a table whose file is damaged from one that the system cannot read or write.

    Raises:
        Damaged: what is read is not what its form says.
    """
    try:
        yield
    except PolarsError as error:
        if "os error" in str(error):
            raise
        raise Damaged from None


def rows_in(files: Sequence[Path]) -> int:
    """How many rows the Parquet files hold together."""
    counted: int = pl.scan_parquet(list(files), glob=False).select(pl.len()).collect().item()
    return counted


def write_rows(rows: Iterable[Sequence[Any]], schema: Mapping[str, pl.DataType], path: Path) -> int:
    """Write rows to a Parquet file, some at a time, and return how many there were."""
    parts: list[Path] = []
    count = 0
    try:
        for batch in _batches(rows):
            part = path.with_name(f"{path.name}.{len(parts)}")
            parts.append(part)
            with written_by_polars(part):
                pl.DataFrame(batch, schema=dict(schema), orient="row").write_parquet(part)
            count += len(batch)
        with whole(path) as temporary:
            if parts:
                pl.scan_parquet(parts, glob=False).sink_parquet(temporary)
            else:
                pl.DataFrame(schema=dict(schema)).write_parquet(temporary)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
    return count


def _batches(rows: Iterable[Sequence[Any]]) -> Iterable[list[Sequence[Any]]]:
    batch: list[Sequence[Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
