"""Every check on rule sets whose files could be read."""

from collections.abc import Iterator

from demokrativillkor.errors import Problem
from demokrativillkor.lint.limits import rules_that_do_not_fit
from demokrativillkor.lint.mutation import redundant_parts, unused_definitions
from demokrativillkor.lint.profiles import profiles_that_are_missing
from demokrativillkor.lint.versions import versions_that_do_not_follow
from demokrativillkor.rulefiles.folder import RulesFolder

CHECKS = (rules_that_do_not_fit, redundant_parts, unused_definitions)


def findings(folder: RulesFolder) -> Iterator[Problem]:
    """What is wrong with rules although their files can be read; shared rules are looked at once."""
    seen: dict[str, set[str]] = {check.__name__: set() for check in CHECKS}
    for ruleset_id, ruleset in folder.rulesets.items():
        for check in CHECKS:
            yield from check(ruleset, folder.sets[ruleset_id], seen[check.__name__])
    yield from versions_that_do_not_follow(folder)
    yield from profiles_that_are_missing(folder)
