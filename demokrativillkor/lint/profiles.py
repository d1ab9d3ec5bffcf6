"""Does every process profile that a rule set names exist?"""

from collections.abc import Iterator

from demokrativillkor.errors import Problem
from demokrativillkor.rulefiles.checking import did_you_mean
from demokrativillkor.rulefiles.folder import RulesFolder
from demokrativillkor.ruleset import Role


def profiles_that_are_missing(folder: RulesFolder) -> Iterator[Problem]:
    """A problem for every rule set whose process profile is not there, or is no profile."""
    profiles = [each.id for each in folder.rulesets.values() if each.role is Role.PROCESS]
    for ruleset in folder.rulesets.values():
        if ruleset.process is not None and ruleset.process not in profiles:
            file = folder.sets[ruleset.id].file
            remedy = did_you_mean(ruleset.process, profiles, f"there are {', '.join(profiles) or 'none'}")
            yield file.problem(
                "unknown_profile", ("process",), f"there is no process profile {ruleset.process}", remedy
            )
