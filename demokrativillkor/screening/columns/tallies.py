"""Masks gathered condition by condition: which rules, and which facts made their verdicts or are missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_

import polars as pl

from demokrativillkor.engine.columnar import Layers, mask


class FactTally:
    """Facts, gathered under a heading for conditions of which something holds.

    Args:
        facts: what the bits of the masks stand for.
    """

    def __init__(self, layers: Layers, facts: Sequence[str]) -> None:
        self._layers = layers
        self._numbers = {fact: number for number, fact in enumerate(facts)}
        self._found: dict[str, dict[int, list[str]]] = {}

    def add(self, heading: str, holds: str, paths: Mapping[str, str]) -> None:
        """Add each fact, where it holds and the fact's own path does."""
        under = self._found.setdefault(heading, {})
        for fact, path in paths.items():
            if fact in self._numbers:
                under.setdefault(self._numbers[fact], []).append(self._layers.both(holds, path))

    def masks(self, headings: Iterable[str]) -> dict[str, pl.Expr]:
        """Heading → its facts; the layers must have been computed."""
        either = self._layers.either
        found = {heading: self._found.get(heading, {}) for heading in headings}
        columns = {heading: {n: either(names) for n, names in under.items()} for heading, under in found.items()}
        return {heading: mask({n: pl.col(name) for n, name in under.items()}) for heading, under in columns.items()}


class RuleTally:
    """Rules, gathered under a heading for conditions of which something holds."""

    def __init__(self) -> None:
        self._found: dict[str, list[pl.Expr]] = {}

    def add(self, heading: str, holds: str, rules: pl.Expr) -> None:
        """Add the rules (a mask), where it holds."""
        self._found.setdefault(heading, []).append(where(pl.col(holds), rules))

    def masks(self, headings: Iterable[str]) -> dict[str, pl.Expr]:
        """Heading → its rules."""
        return {heading: any_of(self._found.get(heading, [])) for heading in headings}


def where(holds: pl.Expr, value: pl.Expr) -> pl.Expr:
    """The mask where it holds, else no bits."""
    return pl.when(holds).then(value).otherwise(NOTHING)


def any_of(masks: Iterable[pl.Expr]) -> pl.Expr:
    """Every bit of any of the masks."""
    return reduce(or_, masks, NOTHING)


NOTHING = pl.lit(0, pl.UInt64)
"""A mask without bits."""
