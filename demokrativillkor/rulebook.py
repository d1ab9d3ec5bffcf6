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

    @cached_property
    def _answers(self) -> dict[tuple[Scope, ...], frozenset[tuple[str, str]]]:
        return {}

    def about(self, *scopes: Scope) -> Mapping[str, Fact]:
        """The facts about one of these."""
        return {fact_id: fact for scope in scopes for fact_id, fact in self._by_scope[scope].items()}

    def answers(self, *scopes: Scope) -> frozenset[tuple[str, str]]:
        """Every fact about one of these, paired with each of its answers."""
        if scopes not in self._answers:
            facts = self.about(*scopes)
            self._answers[scopes] = frozenset((i, token) for i, fact in facts.items() for token in fact.answers)
        return self._answers[scopes]


@dataclass(frozen=True)
class Entry:
    """What can be known of a rule set without reading it. ``act`` is the act's number, where it is an act's."""

    id: str
    role: Role
    act: str | None


@dataclass(frozen=True, repr=False)
class Rulebook:
    """All rule sets that could be read, by id; a mapping may read each when it is first asked for."""

    vocabulary: Vocabulary
    rulesets: Mapping[str, RuleSet]
    listed: tuple[Entry, ...] | None = None

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """An entry for every rule set."""
        if self.listed is not None:
            return self.listed
        return tuple(
            Entry(ruleset.id, ruleset.role, ruleset.act.number if ruleset.act else None)
            for ruleset in self.rulesets.values()
        )

    def versions_of(self, grant: str) -> tuple[RuleSet, ...]:
        """Every version of the act that the rule set called ``grant`` belongs to, the newest last.

        Raises:
            NotCovered: there is no such grant; the problem says which there are.
        """
        deciding = {entry.id: entry for entry in self.entries if entry.role is Role.DECIDING}
        named = deciding.get(grant)
        if named is None:
            message, remedy = "there is no such grant", f"there are: {', '.join(sorted(deciding))}"
            raise NotCovered([Problem(code="not_covered", place="/grant", message=message, suggestion=remedy)])
        if named.act is None:
            return (self.rulesets[grant],)
        same = [self.rulesets[entry.id] for entry in deciding.values() if entry.act == named.act]
        return tuple(sorted(same, key=lambda each: each.applies_from.on))

    def ruleset(self, ruleset_id: str) -> RuleSet:
        """The rule set of that id.

        Raises:
            NotCovered: there is none; the problem says which there are.
        """
        try:
            return self.rulesets[ruleset_id]
        except KeyError:
            there_are = ", ".join(sorted(entry.id for entry in self.entries))
            problem = Problem(
                code="not_covered", place="", message="there is no such rule set", suggestion=f"there are: {there_are}"
            )
            raise NotCovered([problem]) from None
