"""Every way to change one leaf of a JSON document."""

import copy
from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """The paths of everything in the document that is neither object nor list, and of what is empty."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not members:
        yield path
    for key, item in members:
        yield from leaves(item, (*path, key))


def at(document: Any, path: Path) -> Any:
    for key in path:
        document = document[key]
    return document


def with_value(document: Any, path: Path, value: Any) -> Any:
    """A copy of the document with another value there; what does not change is shared."""
    if not path:
        return value
    changed = copy.copy(document)
    changed[path[0]] = with_value(document[path[0]], path[1:], value)
    return changed


def without(document: Any, path: Path) -> Any:
    changed = copy.copy(at(document, path[:-1]))
    del changed[path[-1]]
    return with_value(document, path[:-1], changed)


def changed_leaf(value: Any) -> list[Any]:
    """Values that a leaf might be changed to."""
    match value:
        case bool():
            return [not value, None, int(value)]
        case int():
            return [value + 1, value - 1, str(value), float(value) + 0.5]
        case str():
            other = "b" if value[-1:] != "b" else "a"
            return [value + "a", value[:-1] + other if value else "b", None]
        case None:
            return ["a", False, 0]
        case list():
            return [["a"], {}]
        case _:
            return [{"a": "b"}, []]


def mutations(document: Any) -> Iterator[tuple[Path, Any]]:
    """The document with one leaf changed, taken away, or doubled in its list; with the path of it."""
    for path in leaves(document):
        yield from ((path, with_value(document, path, value)) for value in changed_leaf(at(document, path)))
        if path:
            yield path, without(document, path)
            if isinstance(path[-1], int):
                around = at(document, path[:-1])
                doubled = [*around[: path[-1]], around[path[-1]], *around[path[-1] :]]
                yield path, with_value(document, path[:-1], doubled)
