"""What a log costs as it grows: to append to, to verify, to replay, on disk.

One log is grown to each size in turn, with decisions of three findings; each thing is then done in a process of its
own over the whole of it, so that its memory is seen. An entry should cost the same whatever the size.

``python -m benchmarks.audit`` (the largest size takes some minutes and two gigabytes of disk).
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from random import Random
from time import perf_counter

from benchmarks.applications import full_application
from demokrativillkor.assess import assess
from demokrativillkor.engine import Reference, default_engine
from demokrativillkor.intake import read_application
from demokrativillkor.packaged import packaged_rulebook
from demokrativillkor.settings import load_settings
from demokrativillkor.store import NewDecision, Recorded, Store
from demokrativillkor.store.exporting import replays
from demokrativillkor.store.opening import open_store
from demokrativillkor.store.verifying import Verification

DIFFERENT = 1000
"""Applications that the log is made of, each recorded many times."""

Took = tuple[int, float]
"""How many entries, and how many seconds."""

WAITING = 512
"""Decisions on their way at once."""


def append(store: Store, count: int) -> Took:
    """Record so many decisions, assessed beforehand."""
    book, random = packaged_rulebook()[0], Random(2019_35)
    ruleset, engine = book.ruleset("sou-2019-35"), default_engine()
    made = []
    for number in range(min(DIFFERENT, count)):
        application = read_application(full_application(random, number, ruleset), book.vocabulary).application
        decision = assess(application, ruleset, engine=engine)
        made.append(NewDecision(application=application, decision=decision, unit="unit-1", subject="key:benchmark"))
    began = perf_counter()
    waiting: deque[Future[Recorded]] = deque()
    for number in range(count):
        waiting.append(store.record(made[number % len(made)]))
        if len(waiting) > WAITING:
            waiting.popleft().result()
    for each in waiting:
        each.result()
    return count, perf_counter() - began


def verify(store: Store, _count: int) -> Took:
    """Verify every entry and every row."""
    began = perf_counter()
    with store.reading() as connection:
        verification = Verification(connection)
        if faults := list(verification.faults()):
            raise SystemExit(f"the log does not verify: {faults[0]}")
        return verification.size, perf_counter() - began


def replay(store: Store, _count: int) -> Took:
    """Evaluate every decision again, with the default engine."""
    return _replayed(store, reference=False)


def replay_reference(store: Store, _count: int) -> Took:
    """Evaluate every decision again, with the reference alone."""
    return _replayed(store, reference=True)


def _replayed(store: Store, *, reference: bool) -> Took:
    began, count = perf_counter(), 0
    for each in replays(store, Reference() if reference else default_engine()):
        count += 1
        if not each.same:
            raise SystemExit(f"a decision came out otherwise: {each.why}")
    return count, perf_counter() - began


DONE: dict[str, Callable[[Store, int], Took]] = {
    "append": append,
    "verify": verify,
    "replay": replay,
    "replay, reference alone": replay_reference,
}


def do(what: str, data: Path, count: int) -> None:
    """Do one thing and print microseconds an entry and megabytes at most."""
    store = open_store(load_settings(data_folder=data))
    entries, seconds = DONE[what](store, count)
    store.close()
    print(seconds / entries * 1e6, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def measured(what: str, data: Path, count: int) -> tuple[float, float]:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.audit", "--do", what, "--data", str(data), "--count", str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    microseconds, megabytes = map(float, done.stdout.split())
    return microseconds, megabytes


def main() -> None:
    """Grow the log, measure at each size, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--folder", type=Path, help="where the log is made; a temporary folder by default")
    parser.add_argument("--do", choices=list(DONE), help=argparse.SUPPRESS)
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--count", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.do:
        do(options.do, options.data, options.count)
        return
    print(
        f"{os.cpu_count()} cores, {platform.machine()}, CPython {platform.python_version()}, SQLite, synchronous=FULL"
    )
    print("microseconds an entry (megabytes of memory at most)\n")
    print(f"{'entries':>10}" + "".join(f"{what:>28}" for what in DONE) + f"{'bytes on disk a decision':>28}")
    with tempfile.TemporaryDirectory(dir=options.folder) as made:
        data, there = Path(made) / "data", 0
        for size in sorted(options.sizes):
            print(f"{size:>10,}", end="", flush=True)
            for what in DONE:
                microseconds, megabytes = measured(what, data, size - there)
                print(f"{f'{microseconds:.1f} ({megabytes:.0f})':>28}", end="", flush=True)
            there = size
            print(f"{(data / 'demokrativillkor.db').stat().st_size / size:>28,.0f}")


if __name__ == "__main__":
    main()
