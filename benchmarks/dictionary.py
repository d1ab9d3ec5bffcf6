"""What documents weigh packed, with the dictionary and without; and how a dictionary is made.

``python -m benchmarks.dictionary`` weighs documents that the dictionary was not made from. With ``--write FILE`` a
dictionary is made instead: from synthetic applications and their decisions under every packaged rule set, so that it
holds nothing of any case. One that was released is never changed or removed: documents are packed with it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import fmean

import zstandard

from benchmarks.applications import full_application
from demokrativillkor.assess import assess
from demokrativillkor.engine import Reference
from demokrativillkor.errors import DemokrativillkorError
from demokrativillkor.intake import read_application
from demokrativillkor.packaged import packaged_rulebook
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.store.packing import DICTIONARY, LEVEL, pack
from demokrativillkor.store.records import aside_of
from tests.support.random_applications import random_document

SIZE = 1 << 15
EACH = 40
"""Applications that are drawn for each rule set; some are refused."""


def drawn(seed: int, each: int) -> Iterator[tuple[bytes, bytes]]:
    """Canonical applications of every shape under every packaged rule set, with their decisions."""
    book, random = packaged_rulebook()[0], Random(seed)
    for ruleset in book.rulesets.values():
        for _ in range(each):
            written = json.dumps(random_document(random, ruleset, book.vocabulary)).encode()
            try:
                application = read_application(written, book.vocabulary).application
                decision = assess(application, ruleset, engine=Reference())
            except DemokrativillkorError:
                continue
            yield application.canonical, decision.canonical


def as_officers_write(count: int, ruleset: RuleSet) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Applications of three findings with their decisions and what is kept aside of them."""
    book, random = packaged_rulebook()[0], Random(2019_35)
    for number in range(count):
        application = read_application(full_application(random, number, ruleset), book.vocabulary).application
        yield application.canonical, assess(application, ruleset, engine=Reference()).canonical, aside_of(application)


def write(path: Path) -> None:
    """Make a dictionary."""
    samples = [document for pair in drawn(1, EACH) for document in pair]
    made = zstandard.train_dictionary(SIZE, samples, level=LEVEL, dict_id=DICTIONARY)
    path.write_bytes(made.as_bytes())


def main() -> None:
    """Weigh, or make a dictionary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, metavar="FILE", help="make a dictionary instead")
    options = parser.parse_args()
    if options.write:
        write(options.write)
        return
    applications, decisions = zip(*drawn(2, 10), strict=True)
    written = list(zip(*as_officers_write(500, packaged_rulebook()[0].ruleset("sou-2019-35")), strict=True))
    print(f"{'bytes on average':<48}{'plain':>8}{'packed':>8}{'without dictionary':>20}")
    weigh("applications of every shape, all rule sets", applications)
    weigh("their decisions", decisions)
    for name, documents in zip(("application", "decision", "kept aside (free text)"), written, strict=True):
        weigh(f"three findings, SOU 2019:35: {name}", documents)


def weigh(name: str, documents: Sequence[bytes]) -> None:
    """Print what such documents weigh."""
    without = zstandard.ZstdCompressor(level=LEVEL).compress
    sizes = [fmean(len(made(each)) for each in documents) for made in (bytes, pack, without)]
    print(f"{name:<48}{sizes[0]:>8,.0f}{sizes[1]:>8,.0f}{sizes[2]:>20,.0f}")


if __name__ == "__main__":
    main()
