"""Conditions in the form that durable-rules can hold safely: pure, without durable-rules itself.

Each leaf enters as two booleans, *met* and *open*; negation is pushed to the leaves, nested *and* and *or*
are flattened, and a condition that is too large is split at its top *any*. What still does not fit is
refused by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from demokrativillkor.condition import AllOf, AnyOf, Condition, FactIn, Not, Use
from demokrativillkor.engine.compile import Program
from demokrativillkor.engine.reference import leaf_verdict
from demokrativillkor.errors import EngineError
from demokrativillkor.verdict import Verdict, opposite

LARGEST_CONDITION = 31
"""Nodes a registered condition may have: a leaf counts 1, an *and* or an *or* 2 (error 113 beyond)."""

MOST_PROPERTIES = 240
"""Booleans a message may carry (error 302 somewhat above)."""

MOST_PATHS = 512
"""Ways in which all registered conditions together can fire; each way is one action."""


class DoesNotFit(EngineError):
    """A condition is beyond what durable-rules can hold. ``name`` is the condition's."""

    def __init__(self, name: str, why: str) -> None:
        self.name = name
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Literal:
    """A leaf or its negation."""

    leaf: FactIn
    negated: bool

    def verdict(self, value: str | None) -> Verdict:
        """The literal's verdict on an answer."""
        verdict = leaf_verdict(self.leaf, value)
        return opposite(verdict) if self.negated else verdict


@dataclass(frozen=True, slots=True)
class And:
    """Every part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Some part."""

    parts: tuple[Node, ...]


Node = Literal | And | Or


class Form:
    """A program as durable-rules is to hold it.

    Attributes:
        definition: durable-rules' rule set, by rule name.
        bits: rule name → the bit it sets when it fires; condition ``i`` has bits ``2 i`` (met) and ``2 i + 1``.
        fragments: per fact and code the part of a message that says which booleans are true.
        everything: a message part in which every boolean is true.

    Raises:
        DoesNotFit: a condition is beyond durable-rules' limits.
    """

    def __init__(self, program: Program) -> None:
        self.definition: dict[str, object] = {}
        self.bits: dict[str, int] = {}
        self._literals: dict[Literal, str] = {}
        paths = 0
        for index, (name, condition) in enumerate(zip(program.names, program.conditions, strict=True)):
            node = normal_form(condition, program, negated=False)
            paths += 2 * _paths(node)
            if paths > MOST_PATHS:
                raise DoesNotFit(name, f"the conditions together can fire in more than {MOST_PATHS} ways")
            for number, alternative in enumerate(_fitting(node, name)):
                self._add(f"{index}.{number}", 2 * index, alternative)
            if 2 * len(self._literals) > MOST_PROPERTIES:
                raise DoesNotFit(name, f"the conditions together have more than {MOST_PROPERTIES // 2} different tests")
        self.fragments = [
            [self._fragment(fact, value) for value in known]
            for fact, known in zip(program.facts, program.representatives, strict=True)
        ]
        self.everything = "".join(f',"{name}m":true,"{name}o":true' for name in self._literals.values())

    def _add(self, name: str, bit: int, node: Node) -> None:
        for offset, form in enumerate("mo"):
            self.bits[name + form] = 1 << bit + offset
            self.definition[name + form] = {"all": [{"m": self._written(node, form)}]}

    def _written(self, node: Node, form: str) -> dict[str, object]:
        match node:
            case Literal():
                return {self._literals.setdefault(node, f"t{len(self._literals)}") + form: True}
            case And(parts):
                return {"$and": [self._written(part, form) for part in parts]}
            case Or(parts):
                return {"$or": [self._written(part, form) for part in parts]}

    def _fragment(self, fact: str, value: str | None) -> str:
        text = ""
        for literal, name in self._literals.items():
            if literal.leaf.fact == fact:
                verdict = literal.verdict(value)
                text += f',"{name}m":true' if verdict is Verdict.MET else ""
                text += f',"{name}o":true' if verdict is not Verdict.NOT_MET else ""
        return text


def normal_form(condition: Condition, program: Program, *, negated: bool) -> Node:
    """Negation pushed to the leaves, definitions written out, nested *and* and *or* flattened."""
    match condition:
        case FactIn():
            return Literal(condition, negated)
        case Use(name):
            return normal_form(program.definitions[name], program, negated=negated)
        case Not(part):
            return normal_form(part, program, negated=not negated)
        case AllOf(parts) | AnyOf(parts):
            kind = And if isinstance(condition, AllOf) != negated else Or
            return _join(kind, [normal_form(part, program, negated=negated) for part in parts])


def _join(kind: type[And] | type[Or], parts: list[Node]) -> Node:
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, kind) else [part])
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def _size(node: Node) -> int:
    return 1 if isinstance(node, Literal) else 2 + sum(map(_size, node.parts))


def _paths(node: Node) -> int:
    match node:
        case Literal():
            return 1
        case And(parts):
            return prod(map(_paths, parts))
        case Or(parts):
            return sum(map(_paths, parts))


def _fitting(node: Node, name: str) -> Iterator[Node]:
    """The node, or the alternatives of its top *any*, each small enough to be registered."""
    if _size(node) <= LARGEST_CONDITION:
        yield node
        return
    parts = node.parts if isinstance(node, And) else (node,)
    choices = [part for part in parts if isinstance(part, Or)]
    if not choices:
        raise DoesNotFit(name, f"the condition has more than {LARGEST_CONDITION} nodes and no any at its top to split")
    largest = max(choices, key=_size)
    for alternative in largest.parts:
        yield from _fitting(_join(And, [alternative if part is largest else part for part in parts]), name)
