"""Rules, definitions and rule sets, resolved: everything a decision needs and nothing more.

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

from demokrativillkor.bilingual import Bilingual
from demokrativillkor.canonical import canonical_bytes, digest
from demokrativillkor.citation import Citation
from demokrativillkor.condition import Condition, facts_of

_RESOLVED = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel, validate_by_name=True)


class Effect(StrEnum):
    """What a rule does to the outcome when it is met."""

    OBSTACLE = "obstacle"
    EXCEPTION = "exception"
    REQUIREMENT = "requirement"
    PROCESS = "process"
    ADVICE = "advice"


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


class Basis(StrEnum):
    """Whether a rule follows from the text or from somebody's reading of it."""

    TEXT = "text"
    INTERPRETATION = "interpretation"


class Scope(StrEnum):
    """What a fact is a fact about."""

    FINDING = "finding"
    APPLICATION = "application"
    PARTNERSHIP = "partnership"
    AUTHORITY = "authority"
    EXCEPTION = "exception"
    PROCESS = "process"


class SetAside(StrEnum):
    """Why a rule that might have counted did not."""

    LIMB_ABSENT = "limbAbsent"
    NOT_ATTRIBUTED = "notAttributed"
    NOT_SHOWN = "notShown"
    EXCEPTED = "excepted"
    OTHER_RULE_DECIDED = "otherRuleDecided"
    NOT_IN_FORCE_FOR_FORM = "notInForceForForm"
    ADVISORY = "advisory"


UNKNOWN = "unknown"
"""The answer that is always allowed and never guessed away."""

ACTOR, ATTRIBUTED, OPINION_ONLY = "actor", "attributed", "opinionOnly"
"""The facts that have a meaning of their own beside what conditions say: who acted, whether it counts as the
organisation's act, and whether nothing but an opinion was found."""


@dataclass(frozen=True, kw_only=True, slots=True, config=_RESOLVED)
class FactValue:
    """One possible answer. ``limb`` is set on actors: the limb of the rules that reaches such an actor."""

    token: str
    label: Bilingual
    limb: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True, config=_RESOLVED)
class Fact:
    """A named circumstance with enumerated answers.

    Attributes:
        values: the known answers; ``unknown`` is always allowed beside them.
        unknown_tokens: answers that say why it is not known, and mean *unknown*.
        limb: whether the fact is one limb of a ground, which ``otherLimbs: no`` may fill.
        closes_to: what a person's closing of the investigation writes while the fact is open; ``None``
            where no answer is safe for the organisation and a person must judge the fact itself.
        askable: whether the organisation can be asked for information on it; not where the answer is for the authority
            to judge.
        sensitive: whether the answer is personal data of a kind that a redacted export leaves out.
        actionable: whether the organisation can change the answer by what it does.
    """

    id: str
    scope: Scope
    values: tuple[FactValue, ...]
    label: Bilingual
    question: Bilingual
    guidance: Bilingual
    unknown_tokens: tuple[FactValue, ...] = ()
    limb: bool = False
    closes_to: str | None = None
    askable: bool = True
    sensitive: bool = False
    actionable: bool = False

    @property
    def tokens(self) -> tuple[str, ...]:
        """The known answers as tokens."""
        return tuple(value.token for value in self.values)

    def label_of(self, token: str) -> Bilingual | None:
        """The label of an answer, ``None`` for ``unknown`` and for what is no answer to this fact."""
        return next((v.label for v in (*self.values, *self.unknown_tokens) if v.token == token), None)


@dataclass(frozen=True, kw_only=True, slots=True, config=_RESOLVED)
class Definition:
    """A condition with a name, shared by rules of one rule set.

    ``set_aside`` names the reason to show when this is what kept a rule from being met.
    """

    name: str
    title: Bilingual
    basis: Basis
    condition: Condition
    citation: Citation | None = None
    set_aside: SetAside | None = None
    not_formalised: Bilingual | None = None


@dataclass(frozen=True, kw_only=True, slots=True, config=_RESOLVED)
class Reasons:
    """The sentence for each verdict. ``{citation}`` and ``{facts}`` are filled in."""

    met: Bilingual
    not_met: Bilingual
    unknown: Bilingual


@dataclass(frozen=True, kw_only=True, slots=True, config=_RESOLVED)
class Rule:
    """One criterion.

    Attributes:
        ground: for an obstacle, the ground that must be examined before its absence can be relied on.
        condition: ``None`` only for an exception, which a person grants or refuses.
        dispensation: for a requirement, when it need not be fulfilled.
        factors: for an exception, the facts to be shown and recorded; they are never counted.
        grant_forms, recipient_kinds: where the rule is confined to some; empty means all.
        not_formalised: what a person must judge because the rule does not.
    """

    id: str
    title: Bilingual
    effect: Effect
    basis: Basis
    citation: Citation
    reasons: Reasons
    not_formalised: Bilingual
    condition: Condition | None = None
    ground: str | None = None
    dispensation: Condition | None = None
    factors: tuple[str, ...] = ()
    grant_forms: tuple[str, ...] = ()
    recipient_kinds: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True, config=_RESOLVED)
class Limb:
    """A limb the rules have (own conduct, partners …), confined to some grant forms or open to all."""

    id: str
    grant_forms: tuple[str, ...] = ()


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
    """

    id: str
    title: Bilingual
    status: Status
    version: str
    legal_force: Bilingual
    applies_from: StartDate
    limbs: tuple[Limb, ...]
    attribution: Attribution
    definitions: tuple[Definition, ...]
    rules: tuple[Rule, ...]
    facts: tuple[Fact, ...]
    grounds: dict[str, Bilingual]
    stopped_reasons: dict[str, Stopped]
    applies_to: date | None = None
    checked_until: date | None = None
    grant_forms: tuple[str, ...] = ()
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
    def depends_on_recipient_kind(self) -> bool:
        """Whether some rule is confined to some kinds of recipient."""
        return any(rule.recipient_kinds for rule in self.rules)

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
