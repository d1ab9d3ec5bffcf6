"""Small changes to a condition, each of which some case must notice."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from demokrativillkor.condition import AllOf, AnyOf, Condition, FactIn, Not, Use

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed condition: what was done to it, and where in the rule file's condition."""

    what: str
    path: Path
    condition: Condition


def mutants_of(condition: Condition) -> Iterator[Mutant]:
    """Every mutant: each part dropped, each node negated, each all and any swapped, each value dropped."""
    yield from _mutants(condition, (), lambda changed: changed)


def dropping_mutants_of(condition: Condition) -> Iterator[Mutant]:
    """The mutants that leave a part or a value out: one that changes nothing shows that part redundant."""
    return (mutant for mutant in mutants_of(condition) if mutant.what.startswith("drop"))


def _mutants(node: Condition, path: Path, within: Callable[[Condition], Condition]) -> Iterator[Mutant]:
    """Mutants of ``node``; ``within`` puts a changed node back into the whole condition."""
    if not isinstance(node, Not):
        yield Mutant(f"negate {named(node)}", path, within(Not(node)))
    match node:
        case Not(part):
            yield Mutant(f"drop the negation of {named(part)}", path, within(part))
            yield from _mutants(part, (*path, "not"), lambda changed: within(Not(changed)))
        case AllOf(parts) | AnyOf(parts):
            kind = type(node)
            key, other = ("all", AnyOf) if kind is AllOf else ("any", AllOf)
            if len(parts) > 1:
                yield Mutant(f"swap {key} for {'any' if key == 'all' else 'all'}", path, within(other(parts)))
            for index, part in enumerate(parts):
                here = (*path, key, index)
                if len(parts) > 1:
                    rest = kind(parts[:index] + parts[index + 1 :])
                    yield Mutant(f"drop {named(part)}", here, within(rest))
                yield from _mutants(part, here, _replacing(kind, parts, index, within))
        case FactIn(fact, values) if len(values) > 1:
            for index, value in enumerate(values):
                kept = FactIn(fact, values[:index] + values[index + 1 :])
                yield Mutant(f"drop the value {value} of {fact}", (*path, "in", index), within(kept))


def _replacing(
    kind: type[AllOf] | type[AnyOf],
    parts: tuple[Condition, ...],
    index: int,
    within: Callable[[Condition], Condition],
) -> Callable[[Condition], Condition]:
    return lambda changed: within(kind((*parts[:index], changed, *parts[index + 1 :])))


def named(node: Condition) -> str:
    """The node in a few words."""
    match node:
        case Use(name):
            return f"the use of {name}"
        case FactIn(fact, values):
            return f"the test of {fact} for {' or '.join(values)}"
        case Not():
            return "a negation"
        case AllOf():
            return "an all"
        case AnyOf():
            return "an any"
