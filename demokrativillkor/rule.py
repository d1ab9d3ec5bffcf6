"""Rules and facts, resolved: one criterion with everything it refers to written in."""

from __future__ import annotations

from enum import StrEnum

from pydantic import ConfigDict
from pydantic.alias_generators import to_camel
from pydantic.dataclasses import dataclass

from demokrativillkor.bilingual import Bilingual
from demokrativillkor.citation import Citation
from demokrativillkor.condition import Condition

_RESOLVED = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel, validate_by_name=True)


class Effect(StrEnum):
    """What a rule does to the outcome when it is met."""

    OBSTACLE = "obstacle"
    EXCEPTION = "exception"
    REQUIREMENT = "requirement"
    PROCESS = "process"
    ADVICE = "advice"


class Addressee(StrEnum):
    """Whom an advice speaks to."""

    ORGANISATION = "organisation"
    AUTHORITY = "authority"
    PARTNERSHIP = "partnership"


class SignedOutcome(StrEnum):
    """Which decisions a process rule is about, by the outcome the person signs."""

    ADVERSE = "adverse"
    FAVOURABLE = "favourable"
    BOTH = "both"


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

    @property
    def answers(self) -> tuple[str, ...]:
        """Everything that can be answered, as tokens: what is known, why it is not, and ``unknown``."""
        return (*self.tokens, *(value.token for value in self.unknown_tokens), UNKNOWN)

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
        dispensation_citation: where the dispensation stands.
        factors: for an exception, the facts to be shown and recorded; they are never counted.
        addressee: for an advice, whom it speaks to.
        outcomes: for a process rule, the decisions it is about.
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
    dispensation_citation: Citation | None = None
    addressee: Addressee | None = None
    outcomes: SignedOutcome | None = None
