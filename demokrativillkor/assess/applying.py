"""Which parts of a rule set apply to a grant form and a kind of recipient."""

from dataclasses import dataclass
from functools import lru_cache

from demokrativillkor.rule import Effect, Rule
from demokrativillkor.ruleset import RuleSet


@dataclass(frozen=True, slots=True, eq=False)
class Applied:
    """What applies.

    Attributes:
        absent: ids of the rules that are not in force for this form or recipient.
        limbs: ids of the limbs the act has for this form.
        grounds: the own grounds that must be examined, in the rules' order.
    """

    absent: frozenset[str]
    limbs: frozenset[str]
    grounds: tuple[str, ...]


@lru_cache(maxsize=4096)
def applied_to(ruleset: RuleSet, grant_form: str | None, recipient_kind: str | None) -> Applied:
    """What of the rule set applies to this grant form and kind of recipient."""

    def applies(rule: Rule) -> bool:
        form_fits = not rule.grant_forms or grant_form in rule.grant_forms
        return form_fits and (not rule.recipient_kinds or recipient_kind in rule.recipient_kinds)

    own = [rule.ground for rule in ruleset.with_effect(Effect.OBSTACLE) if rule.ground and applies(rule)]
    return Applied(
        absent=frozenset(rule.id for rule in ruleset.rules if not applies(rule)),
        limbs=frozenset(limb.id for limb in ruleset.limbs if not limb.grant_forms or grant_form in limb.grant_forms),
        grounds=tuple(dict.fromkeys(own)),
    )
