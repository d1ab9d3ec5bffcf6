"""Who is told how far a run has come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

Row = TypeVar("Row")

_SOME = 10_000
"""Rows after which it is told how far the reading has come."""


class Progress(Protocol):
    """Whoever is told how far a run has come."""

    def say(self, text: str) -> None:
        """One line."""
        ...

    def begin(self, step: str, total: int, done: int) -> None:
        """A step begins, of which so many of so many rows were done before."""
        ...

    def advance(self, rows: int) -> None:
        """More rows are done."""
        ...


def reading_rows(rows: Iterable[Row], table: str, total: int, progress: Progress) -> Iterator[Row]:
    """The rows of a table, and some at a time told as read.

    Args:
        total: how many there are; lines of text where nobody knows how many rows they make.
    """
    progress.begin(f"read {table}", total, 0)
    told = 0
    for number, row in enumerate(rows, 1):
        yield row
        if number % _SOME == 0 and number < total:
            progress.advance(_SOME)
            told = number
    progress.advance(total - told)
