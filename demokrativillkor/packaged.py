"""The rules that come with the package, alone or with a folder of rules kept outside it.

Reading every rule file takes seconds, finding out that none has changed takes milliseconds. So what was read stands for
as long as the folders hold the same, byte for byte: a service can be told to reload at any time at hardly any cost.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from demokrativillkor.bundle import read_bundle
from demokrativillkor.errors import Problem
from demokrativillkor.resources import bundle_folder, rules_folder
from demokrativillkor.rulebook import Rulebook

ReadRules = tuple[Rulebook, tuple[Problem, ...]]
"""A rulebook, and what is wrong with rule sets that were left out: a broken one takes none down."""


@dataclass(frozen=True)
class _Remembered:
    contents: str
    read: ReadRules


_REMEMBERED: dict[tuple[Path, ...], _Remembered] = {}
"""What was read last from those folders."""


def packaged_rulebook() -> ReadRules:
    """The packaged rulebook, resolved ahead of time in an installed wheel, else read from the rule files.

    Raises:
        ConfigurationError: the installation is damaged.
        RulesInvalid: what every rule set builds on has a mistake.
    """
    bundled = read_bundle(bundle_folder())
    return (bundled, ()) if bundled else _as_long_as_nothing_changes(rules_folder())


def rulebook_with(added: Path) -> ReadRules:
    """The packaged rulebook with the rule sets in ``added``.

    Raises:
        RulesInvalid: what every rule set builds on has a mistake.
    """
    return _as_long_as_nothing_changes(rules_folder(), added)


def _as_long_as_nothing_changes(*folders: Path) -> ReadRules:
    before = _contents(folders)
    remembered = _REMEMBERED.get(folders)
    if remembered and remembered.contents == before:
        return remembered.read
    read = _read(*folders)
    if before and _contents(folders) == before:  # else somebody wrote meanwhile, and what was read may be half of it
        _REMEMBERED[folders] = _Remembered(before, read)
    return read


def _read(packaged: Path, added: Path | None = None) -> ReadRules:
    from demokrativillkor.rulefiles.folder import read_folder  # the models of rule files take long to import

    files = read_folder(packaged, with_cases=False)
    if added:
        files = read_folder(added, beside=files, with_cases=False)
    return files.working(), files.problems


def _contents(folders: tuple[Path, ...]) -> str:
    """The identity of every file in the folders, by name and bytes; empty where one cannot be read."""
    identity = hashlib.sha256()
    try:
        for root in folders:
            for path in sorted(root.rglob("*")):
                content = path.read_bytes() if path.is_file() else b""
                identity.update(f"{path}\0{path.is_file()}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
                identity.update(content)
    except OSError:
        return ""
    return identity.hexdigest()
