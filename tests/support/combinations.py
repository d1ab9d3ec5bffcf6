"""Every combination of answers to the facts of a condition, answers that no leaf tells apart taken once."""

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod

import polars as pl

from demokrativillkor.condition import Condition
from demokrativillkor.engine.columnar import ABSENT, Columnar, Layers, answers_of
from demokrativillkor.engine.compile import Codes, Program
from demokrativillkor.engine.equivalence import TooManyCombinations
from demokrativillkor.rule import Fact
from demokrativillkor.verdict import Verdict

MOST = 5_000_000
"""Beyond this many combinations a condition is not gone through."""


def combinations(program: Program) -> Iterator[Codes]:
    """Every combination of codes of the program's facts.

    Raises:
        TooManyCombinations: there are more than :data:`MOST`.
    """
    count = prod(len(known) for known in program.representatives)
    if count > MOST:
        raise TooManyCombinations(f"{count} combinations of {len(program.facts)} facts are more than {MOST}")
    return product(*(range(len(known)) for known in program.representatives))


def frame_of(program: Program, facts: Mapping[str, Fact], codes: list[Codes]) -> pl.LazyFrame:
    """Answers with these codes, as the codes of columns."""
    columns = {}
    for position, fact in enumerate(program.facts):
        answers = answers_of(facts[fact])
        known = [ABSENT if token is None else answers.index(token) for token in program.representatives[position]]
        columns[fact] = pl.Series([known[each[position]] for each in codes], dtype=pl.UInt8)
    return pl.LazyFrame(columns)


class Answered:
    """What the columnar engine says of conditions over a frame of codes."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self.layers = Layers()
        self.columnar = Columnar(self.layers, facts, self._code)

    def _code(self, fact: str) -> str:
        return self.layers.column(fact, pl.col(fact))

    def on(self, condition: Condition, frame: pl.LazyFrame) -> list[tuple[Verdict, tuple[str, ...], tuple[str, ...]]]:
        """Row by row the verdict of the condition, its decisive facts and its open ones."""
        bits = self.columnar.bits(condition)
        ways = (self.columnar.decisive(condition), self.columnar.missing(condition))
        columns = self.layers.of(frame).collect()
        met, possible = columns[bits.met].to_list(), columns[bits.possible].to_list()
        named = [
            _named({fact: columns[name].to_list() for fact, name in sorted(way.items())}, len(met)) for way in ways
        ]
        verdicts = [Verdict(one + other) for one, other in zip(met, possible, strict=True)]
        return list(zip(verdicts, *named, strict=True))


def _named(bits: Mapping[str, list[bool]], rows: int) -> list[tuple[str, ...]]:
    return [tuple(fact for fact, column in bits.items() if column[row]) for row in range(rows)]
