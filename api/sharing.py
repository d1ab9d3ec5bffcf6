"""What the workers of a service divide among themselves: connections, and the processors of the machine."""

from __future__ import annotations

import fcntl
import mmap
import os
from contextlib import suppress
from functools import cache
from pathlib import Path

from api.metrics import MULTIPROCESS

CONNECTIONS = "connections"
"""File in the folder where workers count together: how many connections each has (``serve`` makes it)."""


class Shares:
    """How many connections each worker has, in a file of one number for each that all of them see.

    A worker's place in it is locked as long as the worker lives; then it is the next one's, which starts at none.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CLOEXEC)  # closed it would let go of the lock
        self._counts = memoryview(mmap.mmap(self._file, 0)).cast("i")
        self._own = next((place for place in range(len(self._counts)) if self._claim(place)), None)

    def _claim(self, place: int) -> bool:
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
        except OSError:
            return False
        self._counts[place] = 0
        return True

    @property
    def processors(self) -> frozenset[int]:
        """Those of the machine that are this worker's part; all where there are too few for each to have its own."""
        allowed, workers = sorted(os.sched_getaffinity(0)), len(self._counts)
        if self._own is None or len(allowed) < workers:
            return frozenset(allowed)
        first, after = (len(allowed) * place // workers for place in (self._own, self._own + 1))
        return frozenset(allowed[first:after])

    def keep_to_processors(self) -> None:
        """Have this thread, and those it starts, run on them alone; where the system forbids it, anywhere."""
        with suppress(OSError):
            os.sched_setaffinity(0, self.processors)

    def add(self, connections: int) -> None:
        """Count so many more of this worker."""
        if self._own is not None:
            self._counts[self._own] += connections

    @property
    def is_ahead(self) -> bool:
        """Whether another worker has fewer."""
        return self._own is not None and self._counts[self._own] > min(self._counts)


@cache
def shares() -> Shares | None:
    """Those of this process; ``None`` where it is the only worker."""
    folder = os.environ.get(MULTIPROCESS)
    path = Path(folder) / CONNECTIONS if folder else None
    return Shares(path) if path and path.exists() else None
