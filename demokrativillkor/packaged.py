"""The rules that come with the package, alone or with a folder of rules kept outside it.

Reading every rule file takes seconds, finding out that none has changed takes milliseconds. So what was read stands for
as long as the folders hold the same, byte for byte: a service can be told to reload at any time at hardly any cost, and
a change outside the package has only what is outside it read again.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from demokrativillkor.bundle import read_bundle
from demokrativillkor.errors import Problem
from demokrativillkor.resources import bundle_folder, rules_folder
from demokrativillkor.rulebook import Rulebook

if TYPE_CHECKING:
    from demokrativillkor.rulefiles.folder import RulesFolder

ReadRules = tuple[Rulebook, tuple[Problem, ...]]
"""A rulebook, and what is wrong with rule sets that were left out: a broken one takes none down."""


_REMEMBERED: dict[tuple[Path, ...], tuple[str, RulesFolder]] = {}
"""What was read last from those folders, and what they held then."""


def packaged_rulebook() -> ReadRules:
    """The packaged rulebook, resolved ahead of time in an installed wheel, else read from the rule files.

    Raises:
        ConfigurationError: the installation is damaged.
        RulesInvalid: what every rule set builds on has a mistake.
    """
    bundled = read_bundle(bundle_folder())
    return (bundled, ()) if bundled else _working(_as_long_as_nothing_changes(rules_folder()))


def rulebook_with(added: Path) -> ReadRules:
    """The packaged rulebook with the rule sets in ``added``.

    Raises:
        RulesInvalid: what every rule set builds on has a mistake.
    """
    return _working(_as_long_as_nothing_changes(rules_folder(), added))


def _working(files: RulesFolder) -> ReadRules:
    return files.working(), files.problems


def _as_long_as_nothing_changes(*folders: Path) -> RulesFolder:
    before = _contents(folders)
    contents, files = _REMEMBERED.get(folders, ("", None))
    if files and contents == before:
        return files
    read = _read(*folders)
    if before and _contents(folders) == before:  # else somebody wrote meanwhile, and what was read may be half of it
        _REMEMBERED[folders] = before, read
    return read


def _read(folder: Path, added: Path | None = None) -> RulesFolder:
    from demokrativillkor.rulefiles.folder import read_folder  # the models of rule files take long to import

    if added is None:
        return read_folder(folder, with_cases=False)
    return read_folder(added, beside=_as_long_as_nothing_changes(folder), with_cases=False)


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
