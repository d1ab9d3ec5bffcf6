"""The rules that come with the package, alone or with a folder of rules kept outside it."""

from __future__ import annotations

from pathlib import Path

from demokrativillkor.bundle import read_bundle
from demokrativillkor.errors import Problem
from demokrativillkor.resources import bundle_folder, rules_folder
from demokrativillkor.rulebook import Rulebook


def packaged_rulebook() -> tuple[Rulebook, tuple[Problem, ...]]:
    """The packaged rulebook, and what is wrong with rule sets that were left out: a broken one takes none down.

    It is resolved ahead of time in an installed wheel, else read from the rule files.

    Raises:
        ConfigurationError: the installation is damaged.
        RulesInvalid: what every rule set builds on has a mistake.
    """
    bundled = read_bundle(bundle_folder())
    if bundled:
        return bundled, ()
    from demokrativillkor.rulefiles.folder import read_folder  # the models of rule files take long to import

    files = read_folder(rules_folder(), with_cases=False)
    return files.working(), files.problems


def rulebook_with(added: Path) -> tuple[Rulebook, tuple[Problem, ...]]:
    """The packaged rulebook with the rule sets in ``added``, and what is wrong with those that were left out.

    Raises:
        RulesInvalid: what every rule set builds on has a mistake.
    """
    from demokrativillkor.rulefiles.folder import read_folder

    files = read_folder(added, beside=read_folder(rules_folder(), with_cases=False), with_cases=False)
    return files.working(), files.problems
