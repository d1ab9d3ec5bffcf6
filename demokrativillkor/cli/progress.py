"""How far a run has come: a bar on a terminal, plain lines elsewhere; always on standard error."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from demokrativillkor.cli.exits import say

_EVERY = 5.0
"""Seconds between two plain lines."""


class Told:
    """Tells how far a run has come."""

    def __init__(self) -> None:
        self._bar = _bar() if sys.stderr.isatty() else None
        self._task: TaskID | None = None
        self._step, self._total, self._done, self._new = "", 0, 0, 0
        self._began = self._last = time.monotonic()

    def __enter__(self) -> Told:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def say(self, text: str) -> None:
        """One line."""
        if self._bar:
            self._bar.console.print(text, markup=False, highlight=False)
        else:
            say(text)

    def begin(self, step: str, total: int, done: int) -> None:
        """A step begins, of which so many of so many rows were done before."""
        self._step, self._total, self._done, self._new = step, total, done, 0
        self._began = self._last = time.monotonic()
        if done:
            self.say(f"{done} of {total} {step} before")
        if self._bar:
            self._task = self._bar.add_task(step, total=total, completed=done, rate="")

    def advance(self, rows: int) -> None:
        """More rows are done."""
        self._done += rows
        self._new += rows
        now = time.monotonic()
        rate = self._new / max(now - self._began, 1e-6)
        if self._bar and self._task is not None:
            self._bar.update(self._task, advance=rows, rate=f"{rate:,.0f}/s")
        elif self._done >= self._total or now - self._last >= _EVERY:
            self._last = now
            left = (self._total - self._done) / rate if rate else 0
            say(f"{self._step} {self._done} of {self._total} ({rate:.0f}/s, about {left:.0f} s left)")


def _bar() -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=Console(stderr=True))
