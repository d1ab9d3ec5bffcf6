"""From what stands in a table to the columns that the engine reads, and which rows hold what nobody can read.

A whole column is cast at once. Only values that the cast lost are looked at one by one, each once, for a way of writing
that is understood: see :mod:`demokrativillkor.screening.spelling`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl

from demokrativillkor.screening.columns.schema import Columns
from demokrativillkor.screening.problems import Rejection
from demokrativillkor.screening.spelling import answer_meant, day_meant, whole_number_meant
from demokrativillkor.screening.tables import ROW

Answers = Mapping[str, Mapping[str, str]]
"""Our column → what somebody wrote → our answer."""

_LISTED = r"[\s;,]+"


@dataclass(frozen=True, slots=True)
class Tidy:
    """A table with our types.

    Attributes:
        rejected: a rejection for each value that could not be read.
        spelled: our column → how many cells were written in another way than ours, and understood.
    """

    frame: pl.DataFrame
    rejected: tuple[Rejection, ...]
    spelled: Counter[str]


def tidy(frame: pl.DataFrame, table: str, columns: Columns, answers: Answers) -> Tidy:
    """The columns that are ours, cast to our types."""
    there = [name for name in columns if name in frame.columns]
    cast = frame.select(ROW, *(_cast(name, frame.schema[name], columns[name]) for name in there))
    written = frame.select(_is_written(name, frame.schema[name]).sum() for name in there).row(0) if there else ()
    kept = cast.select(pl.col(name).count() for name in there).row(0) if there else ()
    rejected: list[Rejection] = []
    spelled: Counter[str] = Counter()
    for name, before, after in zip(there, written, kept, strict=True):
        if before < after:  # text without anything in it
            cast = cast.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)))
        elif before > after:
            meant = _Meant(name, columns[name], answers.get(name, {}))
            column, bad, understood = meant.column(frame[name], cast[name])
            cast = cast.with_columns(column)
            rejected.extend(_unread(table, name, columns[name], frame[ROW].filter(bad)))
            if understood:
                spelled[name] = understood
    return Tidy(cast, tuple(rejected), spelled)


def _is_written(name: str, dtype: pl.DataType) -> pl.Expr:
    there = pl.col(name).is_not_null()
    return there & (pl.col(name) != "") if dtype == pl.String else there


def _cast(name: str, given: pl.DataType, wanted: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if given == wanted:
        return column
    if isinstance(wanted, pl.Enum):
        return _as_text(column, given).cast(wanted, strict=False)
    if wanted == pl.Date:
        return _as_day(column, given)
    if isinstance(wanted, pl.List):
        return column.cast(wanted) if isinstance(given, pl.List) else _as_list(column, given)
    if wanted == pl.String:
        text = _as_text(column, given)
        return pl.when(text != "").then(text) if given == pl.String else text
    if wanted.is_integer() and given.is_float():
        return pl.when(column == column.round()).then(column.cast(wanted, strict=False)).alias(name)
    return (column if given.is_numeric() else _as_text(column, given)).cast(wanted, strict=False)


def _as_text(column: pl.Expr, given: pl.DataType) -> pl.Expr:
    if given == pl.Boolean:
        return pl.when(column).then(pl.lit("yes")).when(~column).then(pl.lit("no")).alias(column.meta.output_name())
    if given.is_float():
        return pl.when(column == column.round()).then(column.cast(pl.Int64, strict=False).cast(pl.String))
    return column if given == pl.String else column.cast(pl.String, strict=False)


def _as_day(column: pl.Expr, given: pl.DataType) -> pl.Expr:
    if given == pl.String:
        exact = column.str.len_bytes() == len("YYYY-MM-DD")
        return pl.when(exact).then(column.str.to_date("%Y-%m-%d", strict=False))
    if given == pl.Datetime:
        return pl.when(column.dt.time() == pl.time()).then(column.dt.date())
    return pl.lit(None, pl.Date).alias(column.meta.output_name())


def _as_list(column: pl.Expr, given: pl.DataType) -> pl.Expr:
    text = _as_text(column, given).str.strip_chars(" \t;,")
    return pl.when(text != "").then(text.str.replace_all(_LISTED, " ").str.split(" "))


class _Meant:
    """What is meant by the values of one column that the cast lost."""

    def __init__(self, name: str, dtype: pl.DataType, given: Mapping[str, str]) -> None:
        self._dtype = dtype
        self._read: Callable[[str], Any] = _reader(dtype, given)
        self._name = name

    def column(self, given: pl.Series, cast: pl.Series) -> tuple[pl.Series, pl.Series, int]:
        """The column with what was understood, which rows could not be, and how many were."""
        text = given.cast(pl.String, strict=False)
        lost = cast.is_null() & given.is_not_null()
        meanings = {value: self._read(value) for value in text.filter(lost).unique().to_list() if value is not None}
        known = {value: meaning for value, meaning in meanings.items() if meaning not in (None, "")}
        nothing = [value for value, meaning in meanings.items() if meaning == ""]
        column = cast
        if known:
            meant = pl.Series(list(known.values()), dtype=self._dtype)
            replaced = text.replace_strict(list(known), meant, default=None, return_dtype=self._dtype)
            column = cast.zip_with(~lost, replaced).alias(self._name)
        bad = lost & column.is_null() & ~text.is_in(nothing).fill_null(value=False)
        return column, bad, int((lost & column.is_not_null()).sum())


def _reader(dtype: pl.DataType, given: Mapping[str, str]) -> Callable[[str], Any]:
    def or_nothing(read: Callable[[str], Any], text: str) -> Any:
        return read(text) if text.strip() else ""

    if isinstance(dtype, pl.Enum):
        return partial(answer_meant, tokens=frozenset(dtype.categories), given=given)
    if dtype == pl.Date:
        return partial(or_nothing, day_meant)
    if dtype.is_integer():
        return partial(or_nothing, whole_number_meant)
    return partial(or_nothing, lambda _: None)


def _unread(table: str, name: str, dtype: pl.DataType, rows: Iterable[int]) -> Iterator[Rejection]:
    code, message, remedy = unreadable(name, dtype)
    for row in rows:
        yield Rejection(table, row, name, code, message, remedy)


def unreadable(name: str, dtype: pl.DataType) -> tuple[str, str, str]:
    """What is said of a value in that column that cannot be read: code, message and remedy."""
    if isinstance(dtype, pl.Enum):
        tokens = ", ".join(dtype.categories)
        if "unknown" in dtype.categories:
            return "unknown_answer", f"this is no answer to {name}", f"answer {tokens}"
        return "unknown_value", "this is none of the values there are", f"write {tokens}"
    if dtype == pl.Date:
        return "not_a_date", "this is not a date", "write YYYY-MM-DD"
    if dtype.is_integer():
        return "wrong_type", "this is not a whole number", "write it with digits alone"
    return "wrong_type", "this must be text", "write it as text"
