"""What is filled in before the rules are applied: other limbs by the judge's statement, attribution by role.

Only what is *absent* is filled. An explicit ``unknown`` is a person's statement that it is not known, and
stays; a recorded ``attributed`` overrides the default for the role in both directions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from demokrativillkor.decision import AttributionSource
from demokrativillkor.rule import ACTOR, ATTRIBUTED, UNKNOWN
from demokrativillkor.ruleset import RuleSet

OWN_LIMB = "own"
"""The applicant's own conduct and its representatives'; also that of an actor nobody has identified."""


@dataclass(frozen=True, slots=True, eq=False)
class Filled:
    """A finding's facts ready for the rules.

    Attributes:
        facts: fact id → answer, with what was filled in.
        limbs: the limbs that ``otherLimbs: no`` answered, sorted.
        attribution: what settled ``attributed``.
        limb: the limb of the rules that reaches the conduct: that of such an actor, unless a person has recorded
            that the act counts as the organisation's own, or that this is not known.
    """

    facts: Mapping[str, str]
    limbs: tuple[str, ...]
    attribution: AttributionSource
    limb: str


def fill(facts: Mapping[str, str], other_limbs: str | None, ruleset: RuleSet) -> Filled:
    """The facts of a finding with absent limbs and attribution filled in as the rule set says."""
    return _filled(ruleset, tuple(facts.items()), other_limbs)


@lru_cache(maxsize=1 << 14)
def _filled(ruleset: RuleSet, given: tuple[tuple[str, str], ...], other_limbs: str | None) -> Filled:
    facts = dict(given)
    limbs: tuple[str, ...] = ()
    if other_limbs == "no":
        limbs = tuple(name for name in ruleset.limb_facts if name not in facts)
        facts.update(dict.fromkeys(limbs, "no"))
    limb = ruleset.limb_of_actor.get(facts.get(ACTOR, ""), OWN_LIMB)
    attribution = AttributionSource.OPEN
    if ATTRIBUTED in facts:
        attribution = AttributionSource.OPEN if facts[ATTRIBUTED] == UNKNOWN else AttributionSource.PERSON
        limb = limb if facts[ATTRIBUTED] == "no" else OWN_LIMB
    elif default := ruleset.attribution.default_for(facts.get(ACTOR)):
        attribution = AttributionSource.ROLE
        facts[ATTRIBUTED] = default
    return Filled(MappingProxyType(facts), limbs, attribution, limb)
