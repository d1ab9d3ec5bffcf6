"""Who is told how far a run has come."""

from __future__ import annotations

from typing import Protocol


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
