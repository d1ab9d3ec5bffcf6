"""Conditions executed by Polars, on whole tables at once.

An answer is a small code, the known ones first. A verdict is two bits a row, *met* and *possible*: met is both,
unknown is possible alone, not met is neither; so *all* is *and* on each bit, *any* is *or*, and *not* changes
the two around. Every bit is a column, and a column is computed once, whatever asks for it.

In the engine this is the only module that imports Polars.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import reduce
from operator import or_
from typing import NamedTuple

import polars as pl

from demokrativillkor.condition import AllOf, AnyOf, Condition, FactIn, Not, Use, parts_of
from demokrativillkor.rule import UNKNOWN, Fact

ABSENT = 255
"""The code of an answer that is not there."""


def answers_of(fact: Fact) -> tuple[str, ...]:
    """Everything a fact can be answered, by code: the known answers, then those that mean *unknown*."""
    unknown = (value.token for value in fact.unknown_tokens)
    return tuple(dict.fromkeys((*fact.tokens, *unknown, UNKNOWN)))


def expanded(condition: Condition, definitions: Mapping[str, Condition]) -> Condition:
    """The condition with every definition it uses written in: equal ones are equal whoever uses them."""
    match condition:
        case Use(name):
            return expanded(definitions[name], definitions)
        case Not(part):
            return Not(expanded(part, definitions))
        case AllOf(parts) | AnyOf(parts):
            return type(condition)(tuple(expanded(part, definitions) for part in parts))
        case FactIn():
            return condition


class Layers:
    """Columns computed from columns: each once, in layers that need only those before them."""

    def __init__(self) -> None:
        self._layers: list[list[pl.Expr]] = []
        self._depths: dict[str, int] = {}
        self._made: dict[Hashable, str] = {}
        self.always = self.column("always", pl.lit(True))

    def column(self, key: Hashable, expression: pl.Expr, *needs: str) -> str:
        """The name of the column with that key, which is made of the expression unless it is there.

        Args:
            needs: the columns of these layers that the expression is made from.
        """
        name = self._made.get(key)
        if name is None:
            depth = 1 + max((self._depths[need] for need in needs), default=-1)
            if depth == len(self._layers):
                self._layers.append([])
            name = self._made[key] = f"~{len(self._made)}"
            self._depths[name] = depth
            self._layers[depth].append(expression.alias(name))
        return name

    def both(self, *names: str) -> str:
        """Where every one of these bits is set."""
        several = sorted(set(names) - {self.always}) or [self.always]
        if len(several) == 1:
            return several[0]
        return self.column(("and", *several), pl.all_horizontal(several), *several)

    def either(self, names: Iterable[str]) -> str:
        """Where any of these bits is set; there is one at least."""
        several = sorted(set(names))
        if self.always in several:
            return self.always
        if len(several) == 1:
            return several[0]
        return self.column(("or", *several), pl.any_horizontal(several), *several)

    def opposite(self, name: str) -> str:
        """Where this bit is not set."""
        return self.column(("not", name), ~pl.col(name), name)

    def of(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """The frame with every column of the layers."""
        return reduce(pl.LazyFrame.with_columns, self._layers, frame)


class Bits(NamedTuple):
    """A verdict, as the names of its two columns."""

    met: str
    possible: str


class Columnar:
    """Conditions without uses (see :func:`expanded`) over the codes of one table.

    Args:
        facts: the facts that the conditions mention.
        code: fact id → the column of the layers that holds its codes, nowhere null.
    """

    def __init__(self, layers: Layers, facts: Mapping[str, Fact], code: Callable[[str], str]) -> None:
        self._layers = layers
        self._facts = facts
        self._code = code
        self._bits: dict[Condition, Bits] = {}

    def bits(self, condition: Condition) -> Bits:
        """The verdict of the condition."""
        found = self._bits.get(condition)
        if found is None:
            found = self._bits[condition] = self._judged(condition)
        return found

    def open(self, condition: Condition) -> str:
        """Where the condition is unknown."""
        met, possible = self.bits(condition)
        return self._layers.both(possible, self._layers.opposite(met))

    def decisive(self, condition: Condition) -> dict[str, str]:
        """Fact → where it is among those that make the verdict, as the reference tells them."""
        return self._gathered(self._decisive(condition, self._layers.always))

    def missing(self, condition: Condition) -> dict[str, str]:
        """Fact → where it is among those that keep the verdict unknown, as the reference tells them."""
        return self._gathered(self._missing(condition, self._layers.always))

    def _judged(self, condition: Condition) -> Bits:
        layers = self._layers
        match condition:
            case FactIn():
                return self._leaf(condition)
            case Not(part):
                negated = self.bits(part)
                return Bits(layers.opposite(negated.possible), layers.opposite(negated.met))
            case AllOf(parts):
                met, possible = zip(*map(self.bits, parts), strict=True)
                return Bits(layers.both(*met), layers.both(*possible))
            case AnyOf(parts):
                met, possible = zip(*map(self.bits, parts), strict=True)
                return Bits(layers.either(met), layers.either(possible))
            case Use(name):
                raise ValueError(f"the definition {name} is not written in")

    def _leaf(self, leaf: FactIn) -> Bits:
        code, known = self._code(leaf.fact), self._facts[leaf.fact].tokens
        column = pl.col(code)
        listed = [column == number for number, token in enumerate(known) if token in leaf.values]
        met = self._layers.column(("is", code, leaf.values), reduce(or_, listed, pl.lit(False)), code)
        unknown = self._layers.column(("unknown", code), column >= len(known), code)
        return Bits(met, self._layers.either((met, unknown)))

    def _decisive(self, node: Condition, path: str) -> Iterator[tuple[str, str]]:
        if isinstance(node, FactIn):
            yield node.fact, path
        for part in parts_of(node):
            yield from self._decisive(part, self._layers.both(path, self._makes(node, part)))

    def _makes(self, node: Condition, part: Condition) -> str:
        """Where the part is one that makes the verdict of the node."""
        layers, whole, each = self._layers, self.bits(node), self.bits(part)
        match node:
            case AllOf():
                return layers.either((whole.possible, layers.opposite(each.possible)))
            case AnyOf():
                return layers.either((layers.opposite(whole.met), each.met))
            case _:
                return layers.always

    def _missing(self, node: Condition, path: str) -> Iterator[tuple[str, str]]:
        reached = self._layers.both(path, self.open(node))
        if isinstance(node, FactIn):
            yield node.fact, reached
        for part in parts_of(node):
            yield from self._missing(part, reached)

    def _gathered(self, leaves: Iterable[tuple[str, str]]) -> dict[str, str]:
        paths: dict[str, list[str]] = {}
        for fact, path in leaves:
            paths.setdefault(fact, []).append(path)
        return {fact: self._layers.either(several) for fact, several in paths.items()}


def mask(bits: Mapping[int, pl.Expr]) -> pl.Expr:
    """Up to 64 columns of bits as one number a row."""
    whole = pl.lit(0, pl.UInt64)
    for byte in sorted({number // 8 for number in bits}):
        within = [bits[n].cast(pl.UInt8) * pl.lit(1 << n % 8, pl.UInt8) for n in bits if n // 8 == byte]
        whole |= reduce(or_, within).cast(pl.UInt64) * pl.lit(1 << 8 * byte, pl.UInt64)
    return whole
