"""One look at the ids of both tables before anything is screened.

It finds application ids that stand twice, wherever they stand, and which findings belong to which chunk. Ids are looked
at by a hash of 64 bits; what the hash says of an id that stands twice is then held against the ids themselves, and a
finding is joined to its application by the id itself when its chunk is screened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl

from demokrativillkor.screening.files import whole
from demokrativillkor.screening.tables import ROW, Table, reading

_ID = pl.col("applicationId")
_SEED = 2019_35


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some applications that follow one another, and where their findings are.

    Attributes:
        number: the chunks are counted from 0.
        start, count: of the applications.
        file: the file with the findings of this chunk alone, where they had to be put in order.
        finding_start, finding_count: where the findings are in the whole table otherwise.
    """

    number: int
    start: int
    count: int
    finding_start: int
    finding_count: int
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """The chunks of the two tables, and where it is written which rows have an id that stands twice."""

    chunks: tuple[Chunk, ...]
    duplicates: str | None

    def document(self) -> dict[str, Any]:
        """The survey as plain JSON values."""
        return {"duplicates": self.duplicates, "chunks": [{f: getattr(c, f) for f in _FIELDS} for c in self.chunks]}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Survey:
        """The survey with that :meth:`document`."""
        return cls(tuple(Chunk(**chunk) for chunk in document["chunks"]), document["duplicates"])


_FIELDS = ("number", "start", "count", "finding_start", "finding_count", "file")


def survey(applications: Table, findings: Table | None, most: int, state: Path) -> Survey:
    """Look at the ids of both tables, and divide them in chunks of at most so many applications.

    Raises:
        Damaged: a table cannot be read.
    """
    with reading():
        return _survey(applications, findings, most, state)


def _survey(applications: Table, findings: Table | None, most: int, state: Path) -> Survey:
    ids = applications.scan().select(_hashed()).collect(engine="streaming").lazy().with_row_index("index")
    firsts = ids.unique("hash", keep="first", maintain_order=True).collect()
    duplicates = _duplicates(applications, ids, state) if len(firsts) < applications.rows else None
    starts = range(0, applications.rows, most) if applications.rows else range(1)
    counts = [min(most, applications.rows - start) for start in starts]
    bounds, files = _divided(firsts, findings, most, len(counts), state)
    chunks = [
        Chunk(number, start, count, first, last - first, file)
        for number, (start, count, (first, last), file) in enumerate(
            zip(starts, counts, pairwise(bounds), files, strict=True)
        )
    ]
    return Survey(tuple(chunks), duplicates)


def _hashed() -> pl.Expr:
    return _ID.cast(pl.String).hash(_SEED).alias("hash")


def _duplicates(table: Table, ids: pl.LazyFrame, state: Path) -> str | None:
    """Where the rows are written whose id stands twice; no id at all is another matter."""
    there = ids.filter(pl.col("hash").is_duplicated()).collect()["index"]
    rows = table.scan().select(ROW, _ID.cast(pl.String)).with_row_index("index")
    found = rows.filter(pl.col("index").is_in(there.implode())).collect(engine="streaming")
    twice = found.filter(_ID.is_not_null() & (_ID != "")).filter(_ID.is_duplicated()).select(ROW)
    if twice.is_empty():
        return None
    path = state / "duplicates.parquet"
    with whole(path) as temporary:
        twice.write_parquet(temporary)
    return str(path)


def _divided(
    firsts: pl.DataFrame, findings: Table | None, most: int, chunks: int, state: Path
) -> tuple[list[int], list[str | None]]:
    """The bounds between the findings of one chunk and the next, and a file for each where they had to be sorted.

    A finding without an application goes with the one before it.
    """
    if findings is None or not findings.rows:
        return [0] * (chunks + 1), [None] * chunks
    chunk = _chunk_of_each(firsts, findings, most)
    if chunk.is_sorted():
        numbers = pl.Series(range(1, chunks), dtype=pl.UInt32)
        bounds = [int(bound) for bound in chunk.search_sorted(numbers, side="left")] if chunks > 1 else []
        return [0, *bounds, findings.rows], [None] * chunks
    folder = state / "findings"
    folder.mkdir(exist_ok=True)
    files = []
    bounds = [0]
    for number, rows in enumerate(_counts(chunk, chunks)):
        files.append(str(folder / f"{number:05d}.parquet") if rows else None)
        bounds.append(bounds[-1] + rows)
    _sorted_out(findings, chunk, [Path(file) if file else None for file in files])
    return bounds, files


def _chunk_of_each(firsts: pl.DataFrame, findings: Table, most: int) -> pl.Series:
    of = findings.scan().select(_hashed()).join(firsts.lazy(), on="hash", how="left", maintain_order="left")
    chunk = (pl.col("index") // most).cast(pl.UInt32)
    return of.select("index").collect(engine="streaming").select(chunk.forward_fill().fill_null(0)).to_series()


def _counts(chunk: pl.Series, chunks: int) -> list[int]:
    counted = dict(chunk.value_counts().iter_rows())
    return [counted.get(number, 0) for number in range(chunks)]


_TOGETHER = 32
"""Files that are written in one pass over findings that stand in another order than their applications."""


def _sorted_out(findings: Table, chunk: pl.Series, files: list[Path | None]) -> None:
    for first in range(0, len(files), _TOGETHER):
        numbers = range(first, min(first + _TOGETHER, len(files)))
        here = pl.DataFrame({"chunk": chunk}).with_row_index("index").filter(pl.col("chunk").is_in(list(numbers)))
        rows = findings.scan().with_row_index("index").join(here.lazy(), on="index", how="inner")
        for (number,), part in (
            rows.drop("index").collect(engine="streaming").partition_by("chunk", as_dict=True).items()
        ):
            path = files[number]
            if path is not None:
                with whole(path) as temporary:
                    part.drop("chunk").sort(ROW, maintain_order=True).write_parquet(temporary)
