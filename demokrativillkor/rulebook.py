"""The vocabulary and the rule sets there are, and which of them applies."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from demokrativillkor.bilingual import Bilingual
from demokrativillkor.errors import NotCovered, Problem
from demokrativillkor.rule import Fact, RuleSet, Scope


@dataclass(frozen=True)
class Vocabulary:
    """Everything that can be answered.

    Attributes:
        facts: fact id → fact, in the order of the file.
        grounds: ground → label; the grounds whose examination can be recorded.
        recipient_kinds: kind of recipient → label.
    """

    facts: Mapping[str, Fact]
    grounds: Mapping[str, Bilingual]
    recipient_kinds: Mapping[str, Bilingual]

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
