"""Rule sets, resolved: one act's rules with everything a decision needs and nothing more.

A rule set read from files and one read back from an archive are the same object; its digest is over the
canonical JSON of :meth:`RuleSet.document`, never over file bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from pydantic import ConfigDict, TypeAdapter
from pydantic.alias_generators import to_camel
from pydantic.dataclasses import dataclass

from demokrativillkor.act import Act, Adoption, Clause, LeftToPerson, Transition
from demokrativillkor.bilingual import Bilingual
from demokrativillkor.canonical import canonical_bytes, digest
from demokrativillkor.citation import Citation
from demokrativillkor.condition import Condition, facts_of
from demokrativillkor.rule import ACTOR, ATTRIBUTED, OPINION_ONLY, Basis, Definition, Effect, Fact, Rule

_RESOLVED = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel, validate_by_name=True)


class Status(StrEnum):
    """Where a rule set stands in law."""

    PROPOSAL = "proposal"
    NEVER_IN_FORCE = "never_in_force"
    IN_FORCE = "in_force"
    REPEALED = "repealed"
    TEMPLATE = "template"
    ADOPTED = "adopted"

    @property
    def has_legal_force(self) -> bool:
        """Whether a decision under rules of this status can bind anybody."""
        return self in _WITH_LEGAL_FORCE


_WITH_LEGAL_FORCE = frozenset({Status.IN_FORCE, Status.REPEALED, Status.ADOPTED})


class Role(StrEnum):
    """What a rule set does in a decision: decide, advise beside it, or say what must be done before it is signed."""

    DECIDING = "deciding"
    ADVICE = "advice"
    PROCESS = "process"


@dataclass(frozen=True, kw_only=True, slots=True, config=_RESOLVED)
class Limb:
    """A limb the rules have (own conduct, partners …), confined to some grant forms or open to all."""

    id: str
    grant_forms: tuple[str, ...] = ()
    citation: Citation | None = None


@dataclass(frozen=True, kw_only=True, slots=True, config=_RESOLVED)
class Attribution:
    """Whose acts count before a person has judged it: actors by default; every other actor is open."""

    basis: Basis
    explanation: Bilingual
    attributed: tuple[str, ...]
    not_attributed: tuple[str, ...]

    def default_for(self, actor: str | None) -> str | None:
        """``yes``, ``no``, or ``None`` where a person must judge."""
        if actor in self.attributed:
            return "yes"
        return "no" if actor in self.not_attributed else None


NOBODY = Attribution(
    basis=Basis.TEXT,
    explanation=Bilingual(sv="Regelverket gäller inte någons agerande.", en="The rule set concerns nobody's conduct."),
    attributed=(),
    not_attributed=(),
)
"""The attribution of rule sets that have no obstacles."""


@dataclass(frozen=True, kw_only=True, slots=True, config=_RESOLVED)
class Unverified:
    """Something about the rules that no source has shown."""

    id: str
    text: Bilingual


@dataclass(frozen=True, kw_only=True, slots=True, config=_RESOLVED)
class Stopped:
    """A reason that no assessment may rest on: why, by what provision, and what stands behind it."""

    title: Bilingual
    basis: Basis
    citation: Citation
    explanation: Bilingual
    also: tuple[Citation, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True, config=_RESOLVED)
class StartDate:
    """The first day of application. ``exact`` is false where the day itself was not seen."""

    on: date
    exact: bool


@dataclass(frozen=True, kw_only=True, eq=False, config=_RESOLVED)
class RuleSet:
    """One act's rules, resolved, with a digest over all that a decision depends on.

    Two rule sets say the same when their digests are equal; as objects they are compared by identity.

    Attributes:
        legal_force: what a decision under these rules is worth, for the head of every text.
        applies_from, applies_to: the decision dates the set may be used for, both days included.
        checked_until: how far the copy of the law goes; ``None`` where the text is closed.
        limbs: the limbs the act has; conduct under any other is set aside.
        facts: every fact that the rules mention or use, in the order of the vocabulary.
        stopped_reasons: what an assessment may never rest on, by code.
        grant_forms: the forms of grant the act has, with their labels; empty where it names none.
        recipient_kinds: who can receive the grant; empty where the act does not confine it.
        process: id of the process profile: what must be done before a decision may be signed.
        adoption: for rules that a body adopted for itself.
        clauses: what decision and letter must say.
        not_covered: conditions of the act that no rule here examines.
    """

    id: str
    title: Bilingual
    status: Status
    version: str
    legal_force: Bilingual
    applies_from: StartDate
    definitions: tuple[Definition, ...]
    rules: tuple[Rule, ...]
    facts: tuple[Fact, ...]
    grounds: dict[str, Bilingual]
    stopped_reasons: dict[str, Stopped]
    role: Role = Role.DECIDING
    limbs: tuple[Limb, ...] = ()
    attribution: Attribution = NOBODY
    act: Act | None = None
    transition: Transition | None = None
    adoption: Adoption | None = None
    process: str | None = None
    applies_to: date | None = None
    checked_until: date | None = None
    grant_forms: dict[str, Bilingual] = field(default_factory=dict)
    recipient_kinds: tuple[str, ...] = ()
    clauses: tuple[Clause, ...] = ()
    not_covered: tuple[LeftToPerson, ...] = ()
    unverified: tuple[Unverified, ...] = field(default=())

    @classmethod
    def from_document(cls, content: bytes) -> RuleSet:
        """The rule set whose :meth:`document` has this JSON.

        Raises:
            pydantic.ValidationError: the content is not a resolved rule set.
        """
        return _ADAPTER.validate_json(content)

    def document(self) -> dict[str, Any]:
        """The resolved set as plain JSON values; absent options are left out."""
        dumped: dict[str, Any] = _ADAPTER.dump_python(self, mode="json", by_alias=True, exclude_defaults=True)
        return dumped

    @cached_property
    def canonical(self) -> bytes:
        """The canonical bytes of :meth:`document`."""
        return canonical_bytes(self.document())

    @cached_property
    def digest(self) -> str:
        """``sha256:…`` of :attr:`canonical`: the identity of these rules."""
        return digest(self.canonical)

    @cached_property
    def conditions(self) -> Mapping[str, Condition]:
        """The definitions' conditions by name."""
        return {definition.name: definition.condition for definition in self.definitions}

    @cached_property
    def definitions_by_name(self) -> Mapping[str, Definition]:
        """The definitions by name."""
        return {definition.name: definition for definition in self.definitions}

    @cached_property
    def facts_by_id(self) -> Mapping[str, Fact]:
        """The facts by id."""
        return {fact.id: fact for fact in self.facts}

    @cached_property
    def limb_facts(self) -> tuple[str, ...]:
        """The facts that are limbs of grounds, sorted."""
        return tuple(sorted(fact.id for fact in self.facts if fact.limb))

    @cached_property
    def facts_used_on_findings(self) -> frozenset[str]:
        """Every fact of a finding that can change anything under these rules."""
        conditions = [rule.condition for rule in self.with_effect(Effect.OBSTACLE) if rule.condition]
        return frozenset({ACTOR, ATTRIBUTED, OPINION_ONLY}.union(*map(self.facts_in, conditions)))

    @cached_property
    def has_exception(self) -> bool:
        """Whether the rules have an exception at all."""
        return bool(self.with_effect(Effect.EXCEPTION))

    @cached_property
    def depends_on_recipient_kind(self) -> bool:
        """Whether some rule is confined to some kinds of recipient."""
        return any(rule.recipient_kinds for rule in self.rules)

    @cached_property
    def depends_on_grant_form(self) -> bool:
        """Whether some rule or limb is confined to some forms of grant."""
        confined = [rule.grant_forms for rule in self.rules] + [limb.grant_forms for limb in self.limbs]
        return any(confined)

    @cached_property
    def limb_of_actor(self) -> Mapping[str, str]:
        """Actor → the limb of the rules that reaches such an actor."""
        actor = self.facts_by_id.get(ACTOR)
        return {value.token: value.limb for value in actor.values if value.limb} if actor else {}

    def rule(self, rule_id: str) -> Rule:
        """The rule with that id.

        Raises:
            KeyError: the set has no such rule.
        """
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)

    def with_effect(self, effect: Effect) -> tuple[Rule, ...]:
        """The rules with that effect, in their written order."""
        return self._by_effect[effect]

    @cached_property
    def _by_effect(self) -> Mapping[Effect, tuple[Rule, ...]]:
        return {effect: tuple(rule for rule in self.rules if rule.effect is effect) for effect in Effect}

    def facts_in(self, condition: Condition) -> frozenset[str]:
        """The facts that a condition of this set reaches."""
        return facts_of(condition, self.conditions)


_ADAPTER = TypeAdapter(RuleSet)
