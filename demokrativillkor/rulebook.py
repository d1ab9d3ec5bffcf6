"""The vocabulary and the rule sets there are, and which of them applies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from demokrativillkor.bilingual import Bilingual
from demokrativillkor.errors import NotCovered, Problem
from demokrativillkor.rule import Fact, Scope
from demokrativillkor.ruleset import Role, RuleSet


@dataclass(frozen=True)
class Vocabulary:
    """Everything that can be answered.

    Attributes:
        facts: fact id → fact, in the order of the file.
        grounds: ground → label; the grounds whose examination can be recorded.
        recipient_kinds: kind of recipient → label.
        grant_forms: form of grant → label.
    """

    facts: Mapping[str, Fact]
    grounds: Mapping[str, Bilingual]
    recipient_kinds: Mapping[str, Bilingual]
    grant_forms: Mapping[str, Bilingual] = field(default_factory=dict)

    @cached_property
    def _by_scope(self) -> Mapping[Scope, Mapping[str, Fact]]:
        return {scope: {i: fact for i, fact in self.facts.items() if fact.scope is scope} for scope in Scope}

    def about(self, *scopes: Scope) -> Mapping[str, Fact]:
        """The facts about one of these."""
        return {fact_id: fact for scope in scopes for fact_id, fact in self._by_scope[scope].items()}


@dataclass(frozen=True)
class Rulebook:
    """All rule sets that could be read, by id."""

    vocabulary: Vocabulary
    rulesets: Mapping[str, RuleSet]

    def versions_of(self, grant: str) -> tuple[RuleSet, ...]:
        """Every version of the act that the rule set called ``grant`` belongs to, the newest last.

        Raises:
            NotCovered: there is no such grant; the problem says which there are.
        """
        named = self.rulesets.get(grant)
        if named is None or named.role is not Role.DECIDING:
            there_are = ", ".join(sorted(i for i, each in self.rulesets.items() if each.role is Role.DECIDING))
            problem = Problem(
                code="not_covered",
                place="/grant",
                message="there is no such grant",
                suggestion=f"there are: {there_are}",
            )
            raise NotCovered([problem])
        if named.act is None:
            return (named,)
        same = [each for each in self.rulesets.values() if each.act and each.act.number == named.act.number]
        return tuple(sorted(same, key=lambda each: each.applies_from.on))

    def ruleset(self, ruleset_id: str) -> RuleSet:
        """The rule set of that id.

        Raises:
            NotCovered: there is none; the problem says which there are.
        """
        try:
            return self.rulesets[ruleset_id]
        except KeyError:
            there_are = ", ".join(sorted(self.rulesets))
            problem = Problem(
                code="not_covered", place="", message="there is no such rule set", suggestion=f"there are: {there_are}"
            )
            raise NotCovered([problem]) from None
