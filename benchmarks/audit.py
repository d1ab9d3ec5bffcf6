"""What a log costs as it grows: to append to, to verify, to replay, on disk.

One log is grown to each size in turn, with decisions of three findings; each thing is then done in a process of its
own over the whole of it, so that its memory is seen. An entry should cost the same whatever the size.

A thousand different applications are recorded again and again, as the same few answers come again in an authority's
cases; with ``--different`` as large as the log no two are alike, which is the worst that evaluating again can meet.

``python -m benchmarks.audit`` (the largest size takes some minutes and two gigabytes of disk).
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from benchmarks.applications import full_application
from demokrativillkor.assess import assess
from demokrativillkor.engine import Engine, Reference, default_engine
from demokrativillkor.intake import read_application
from demokrativillkor.packaged import packaged_rulebook
from demokrativillkor.settings import load_settings
from demokrativillkor.store import NewDecision, Store
from demokrativillkor.store.exporting import replays
from demokrativillkor.store.opening import open_store
from demokrativillkor.store.verifying import Verification

BLOCK = 1000
"""Decisions that are assessed beforehand, then recorded together; writing the next begins when they are written."""


@dataclass(frozen=True)
class Took:
    """How many entries, and how many seconds by the clock and of the processor."""

    entries: int
    clock: float
    processor: float


class Stopwatch:
    """The time between entering and leaving, added up."""

    def __init__(self) -> None:
        self.clock = self.processor = 0.0

    def __enter__(self) -> None:
        self.clock -= perf_counter()
        self.processor -= process_time()

    def __exit__(self, *_: object) -> None:
        self.clock += perf_counter()
        self.processor += process_time()

    def took(self, entries: int) -> Took:
        """That many entries in that time."""
        return Took(entries, self.clock, self.processor)


def append(store: Store, count: int, different: int) -> Took:
    """Record so many decisions, assessed beforehand."""
    watch = Stopwatch()
    for start in range(0, count, BLOCK):
        made = assessed(start % different)[: count - start]
        with watch:
            for each in [store.record(new) for new in made]:
                each.result()
    return watch.took(count)


@lru_cache(maxsize=1)
def assessed(start: int) -> list[NewDecision]:
    """A block of decisions, the same for the same number."""
    book, random = packaged_rulebook()[0], Random(2019_35 + start)
    ruleset, engine = book.ruleset("sou-2019-35"), default_engine()
    made = []
    for number in range(start, start + BLOCK):
        application = read_application(full_application(random, number, ruleset), book.vocabulary).application
        decision = assess(application, ruleset, engine=engine)
        made.append(NewDecision(application=application, decision=decision, unit="unit-1", subject="key:benchmark"))
    return made


def verify(store: Store, _count: int, _different: int) -> Took:
    """Verify every entry and every row."""
    watch = Stopwatch()
    with watch, store.reading() as connection:
        verification = Verification(connection)
        if faults := list(verification.faults()):
            raise SystemExit(f"the log does not verify: {faults[0]}")
    return watch.took(verification.size)


def replay(store: Store, _count: int, _different: int) -> Took:
    """Evaluate every decision again, with the default engine."""
    return _replayed(store, default_engine())


def replay_reference(store: Store, _count: int, _different: int) -> Took:
    """Evaluate every decision again, with the reference alone."""
    return _replayed(store, Reference())


def _replayed(store: Store, engine: Engine) -> Took:
    watch, count = Stopwatch(), 0
    with watch:
        for each in replays(store, engine):
            count += 1
            if not each.same:
                raise SystemExit(f"a decision came out otherwise: {each.why}")
    return watch.took(count)


DONE: dict[str, Callable[[Store, int, int], Took]] = {
    "append": append,
    "verify": verify,
    "replay": replay,
    "replay, reference alone": replay_reference,
}


def do(what: str, data: Path, count: int, different: int) -> None:
    """Do one thing and print microseconds an entry, by the clock and of the processor, and megabytes at most."""
    store = open_store(load_settings(data_folder=data))
    took = DONE[what](store, count, different)
    store.close()
    each = (seconds / took.entries * 1e6 for seconds in (took.clock, took.processor))
    print(*each, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def measured(what: str, data: Path, count: int, different: int) -> str:
    """The same in a process of its own."""
    numbers = ("--count", str(count), "--different", str(different))
    command = [sys.executable, "-m", "benchmarks.audit", "--do", what, "--data", str(data), *numbers]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    clock, processor, megabytes = map(float, done.stdout.split())
    return f"{clock:.1f} / {processor:.1f} ({megabytes:.0f})"


def weighed(database: Path) -> str:
    """Bytes a decision: of the whole file, and of its packed documents."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        query = "SELECT count(*), avg(length(application) + length(decision) + length(aside)) FROM case_decision"
        count, documents = connection.execute(query).fetchone()
    return f"{database.stat().st_size / count:,.0f} ({documents:,.0f})"


def main() -> None:
    """Grow the log, measure at each size, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--different", type=int, default=BLOCK, help="different applications, in whole thousands")
    parser.add_argument("--folder", type=Path, help="where the log is made; a temporary folder by default")
    parser.add_argument("--do", choices=list(DONE), help=argparse.SUPPRESS)
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--count", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.different < BLOCK or options.different % BLOCK:
        parser.error("--different is a whole number of thousands")
    if options.do:
        do(options.do, options.data, options.count, options.different)
        return
    print(
        f"{os.cpu_count()} cores, {platform.machine()}, CPython {platform.python_version()}, SQLite, synchronous=FULL"
    )
    print(
        f"{options.different:,} different applications of three findings; load of the machine {os.getloadavg()[0]:.1f}"
    )
    print("microseconds an entry by the clock / of the processor (megabytes of memory at most)\n")
    print(f"{'entries':>10}" + "".join(f"{what:>26}" for what in DONE) + f"{'bytes a decision (documents)':>30}")
    with tempfile.TemporaryDirectory(dir=options.folder) as made:
        data, there = Path(made) / "data", 0
        for size in sorted(options.sizes):
            print(f"{size:>10,}", end="", flush=True)
            for what in DONE:
                print(f"{measured(what, data, size - there, options.different):>26}", end="", flush=True)
            there = size
            print(f"{weighed(data / 'demokrativillkor.db'):>30}", flush=True)


if __name__ == "__main__":
    main()
