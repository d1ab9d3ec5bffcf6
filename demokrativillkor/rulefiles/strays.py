"""Files that nothing would read: a rule that silently is not there is worse than one that is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from demokrativillkor.errors import Problem

_TOP = frozenset({"facts.yaml", "stopped-reasons.yaml"})
_FOLDERS = frozenset({"sources", "shared", "schema"})
_HEADS = ("ruleset.yaml", "shared.yaml")


def stray_files(root: Path, name: str, *, added: bool) -> Iterator[Problem]:
    """A problem for every YAML file under ``root`` that the loader would pass over in silence.

    Args:
        added: the folder adds to other rules, and so has no vocabulary and no shared rules of its own.
    """
    top, folders = (frozenset(), frozenset({"sources"})) if added else (_TOP, _FOLDERS)
    for path in sorted(path for path in root.rglob("*") if path.suffix.lower() in (".yaml", ".yml")):
        relative = path.relative_to(root)
        place, parts = f"{name}/{relative.as_posix()}:1", relative.parts
        shared = "shared" in folders and parts[0] == "shared"
        if path.suffix != ".yaml":
            yield _stray(place, "only files that end in .yaml are read", f"name it {path.stem}.yaml")
        elif len(parts) == 1:
            if path.name not in top:
                yield _stray(place, "no such file is read here", "put it into the folder of a rule set, or remove it")
        elif parts[0] not in folders and not (root / parts[0] / _HEADS[0]).exists():
            yield _stray(place, "its folder has no ruleset.yaml, so it is not read", "add ruleset.yaml")
        elif shared and len(parts) > 1 and not (root / "shared" / parts[1] / _HEADS[1]).exists():
            yield _stray(place, "its folder has no shared.yaml, so it is not read", "add shared.yaml")
        elif len(parts) > (3 if shared else 2):
            yield _stray(place, "it lies too deep to be read", "put it one folder up")


def _stray(place: str, message: str, suggestion: str) -> Problem:
    return Problem(code="stray_file", place=place, message=message, suggestion=suggestion)
