"""Do the versions of one act follow on each other, without a hole and without an overlap?"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from demokrativillkor.errors import Problem
from demokrativillkor.rulefiles.folder import RulesFolder
from demokrativillkor.ruleset import RuleSet


def versions_that_do_not_follow(folder: RulesFolder) -> Iterator[Problem]:
    """A problem at the later version for every hole or overlap between two versions of one act."""
    acts: dict[str, list[RuleSet]] = defaultdict(list)
    for ruleset in folder.rulesets.values():
        if ruleset.act:
            acts[ruleset.act.number].append(ruleset)
    for versions in acts.values():
        for earlier, later in pairwise(sorted(versions, key=lambda each: each.applies_from.on)):
            yield from _between(earlier, later, folder)


def _between(earlier: RuleSet, later: RuleSet, folder: RulesFolder) -> Iterator[Problem]:
    ends, starts = earlier.applies_to, later.applies_from.on
    last = starts - timedelta(days=1)
    if ends == last:
        return
    fault = "overlaps with" if ends is None or ends > last else "leaves a hole after"
    file = folder.sets[later.id].file
    message = f"{later.id} {fault} {earlier.id}, another version of the same act"
    yield file.problem("versions", ("appliesFrom",), message, f"let {earlier.id} apply to {last}")
