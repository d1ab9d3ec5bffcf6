"""How long the rulebook takes to load: from the rule files, from a resolved bundle, and one set of the bundle alone.

Run with ``python -m benchmarks.load``.
"""

import argparse
import platform
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from demokrativillkor.bundle import read_bundle, write_bundle
from demokrativillkor.resources import rules_folder
from demokrativillkor.rulebook import Rulebook
from demokrativillkor.rulefiles.folder import read_folder

ONE = "sfs-2021-401"


def from_files() -> Rulebook:
    """The rulebook from its YAML files."""
    return read_folder(rules_folder(), with_cases=False).rulebook()


def whole_bundle(folder: Path) -> int:
    """Every rule set of the bundle, each checked against its digest."""
    book = read_bundle(folder)
    return len([ruleset.digest for ruleset in book.rulesets.values()]) if book else 0


def one_of_bundle(folder: Path) -> str:
    """The one rule set that a decision needs."""
    book = read_bundle(folder)
    return book.ruleset(ONE).digest if book else ""


def seconds(work: Callable[[], object], rounds: int) -> float:
    """The median of the rounds."""
    taken = []
    for _ in range(rounds):
        start = perf_counter()
        work()
        taken.append(perf_counter() - start)
    return median(taken)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    book = from_files()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "rulebook"
        write_bundle(book, folder)
        rows = [
            ("the rule files", seconds(from_files, rounds)),
            ("the whole bundle", seconds(lambda: whole_bundle(folder), rounds)),
            (f"{ONE} of the bundle", seconds(lambda: one_of_bundle(folder), rounds)),
        ]
    print(f"CPython {platform.python_version()}, {len(book.rulesets)} rule sets, median of {rounds} rounds\n")
    yaml = rows[0][1]
    for name, one in rows:
        print(f"{name:30} {one * 1000:8.1f} ms {yaml / one:7.1f} × as fast as the rule files")


if __name__ == "__main__":
    main()
