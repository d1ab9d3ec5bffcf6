"""The condition of a rule: one small typed tree, parsed once, executed by every engine.

What a condition means is defined by :mod:`demokrativillkor.engine.reference`; the classes here only hold
it. In documents the nodes are written ``{all: […]}``, ``{any: […]}``, ``{not: …}``, ``{fact: …, in: […]}``
and ``{use: …}``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

_NODE = ConfigDict(extra="forbid", strict=True, validate_by_name=True, validate_by_alias=True)


@dataclass(frozen=True, slots=True, config=_NODE)
class AllOf:
    """Met when every part is met; not met when a part is not met; else unknown."""

    parts: Annotated[tuple[Condition, ...], Field(alias="all", min_length=1, strict=False)]


@dataclass(frozen=True, slots=True, config=_NODE)
class AnyOf:
    """Met when a part is met; not met when every part is not met; else unknown."""

    parts: Annotated[tuple[Condition, ...], Field(alias="any", min_length=1, strict=False)]


@dataclass(frozen=True, slots=True, config=_NODE)
class Not:
    """Met when the part is not met, and the other way round; unknown stays unknown."""

    part: Annotated[Condition, Field(alias="not")]


@dataclass(frozen=True, slots=True, config=_NODE)
class FactIn:
    """A leaf: met when the fact's value is one of ``values``; unknown when the fact is unknown."""

    fact: str
    values: Annotated[tuple[str, ...], Field(alias="in", min_length=1, strict=False)]


@dataclass(frozen=True, slots=True, config=_NODE)
class Use:
    """The definition of that name in the rule set."""

    name: Annotated[str, Field(alias="use")]


Condition = AllOf | AnyOf | Not | FactIn | Use


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The direct parts of a node; a leaf and a use have none."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return parts
        case Not(part):
            return (part,)
        case _:
            return ()


def nodes_of(condition: Condition) -> Iterator[Condition]:
    """Every node of the tree, the root first, parts in their written order."""
    yield condition
    for part in parts_of(condition):
        yield from nodes_of(part)


def leaves_of(condition: Condition, definitions: Mapping[str, Condition]) -> Iterator[FactIn]:
    """Every leaf that the condition reaches, through definitions too."""
    for node in nodes_of(condition):
        if isinstance(node, FactIn):
            yield node
        elif isinstance(node, Use):
            yield from leaves_of(definitions[node.name], definitions)


def facts_of(condition: Condition, definitions: Mapping[str, Condition]) -> frozenset[str]:
    """The names of every fact that the condition reaches, through definitions too."""
    return frozenset(leaf.fact for leaf in leaves_of(condition, definitions))
