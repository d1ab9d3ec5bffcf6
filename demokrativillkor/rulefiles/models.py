"""The shape of the rule files, strictly: what is not described here is a mistake."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from demokrativillkor.rule import Addressee, Basis, Effect, Scope, SetAside, SignedOutcome
from demokrativillkor.rulefiles.actmodels import ActFile, AdoptionFile, TransitionFile
from demokrativillkor.rulefiles.basemodels import (
    CamelId,
    CitationFile,
    ConditionFile,
    FileId,
    FileModel,
    FrameCitationFile,
    RuleId,
    Texts,
    Token,
    Words,
)
from demokrativillkor.ruleset import Role, Status


class ValueFile(FileModel):
    """One answer to a fact."""

    token: Token
    label: Texts
    limb: Token | None = None


class FactFile(FileModel):
    """One fact of the vocabulary."""

    id: CamelId
    scope: Scope
    type: Literal["three_valued", "enumeration"]
    label: Texts
    question: Texts
    guidance: Texts
    values: list[ValueFile] = Field(default_factory=list)
    unknown_tokens: list[ValueFile] = Field(default_factory=list)
    limb: bool = False
    closes_to: Token | None = None
    askable: bool = True
    sensitive: bool = False
    actionable: bool = False

    @model_validator(mode="after")
    def _values_fit_type(self) -> FactFile:
        if (self.type == "enumeration") != bool(self.values):
            raise PydanticCustomError("fact_values", "an enumeration lists its values, a three_valued fact does not")
        return self


class TermFile(FileModel):
    """A word of the vocabulary that is no fact: a ground, a kind of recipient."""

    id: Token
    label: Texts


class VocabularyFile(FileModel):
    """``rules/facts.yaml``: everything that can be answered."""

    facts: Annotated[list[FactFile], Field(min_length=1)]
    grounds: list[TermFile]
    recipient_kinds: list[TermFile]
    grant_forms: list[TermFile] = Field(default_factory=list)


class SourceFile(FileModel):
    """``rules/sources/<id>.yaml``: where a text comes from; the text itself is beside it.

    ``provisions`` names the headings of the bundled text and how each is cited; headings such as ``4 a §`` and
    ``övergång 2025:618`` need not be named. A source without ``text`` is
    cited and never quoted; ``notSeen`` then says so.
    """

    id: FileId
    title: Texts
    cite: Texts
    origin: Words
    dated: Annotated[str | None, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$")] = None
    provisions: dict[str, Texts] = Field(default_factory=dict)
    text: Words | None = None
    digest: Annotated[str | None, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")] = None
    notes: list[Texts] = Field(default_factory=list)
    not_seen: Texts | None = None

    @model_validator(mode="after")
    def _text_or_reason(self) -> SourceFile:
        if (self.text is None) != (self.digest is None) or (self.text is None) != (self.not_seen is not None):
            raise PydanticCustomError("source_text", "a source has text and digest, or notSeen instead of both")
        return self


class StoppedFile(FileModel):
    """One reason that no assessment may rest on."""

    title: Texts
    basis: Basis
    citation: CitationFile
    also: list[CitationFile] = Field(default_factory=list)
    explanation: Texts


class StoppedReasonsFile(FileModel):
    """``rules/stopped-reasons.yaml``."""

    stopped_reasons: dict[str, StoppedFile]


class DefinitionBody(FileModel):
    """A named condition, apart from its citation."""

    title: Texts
    basis: Basis
    condition: ConditionFile
    set_aside_because: SetAside | None = None
    not_formalised: Texts | None = None


class DefinitionFile(DefinitionBody):
    """A named condition of a rule set."""

    citation: CitationFile | None = None


class SharedDefinitionFile(DefinitionBody):
    """A named condition of rules that several acts share."""

    citation: CitationFile | FrameCitationFile | None = None


class LimbFile(FileModel):
    """A limb the rules have."""

    id: Token
    grant_forms: list[Token] = Field(default_factory=list)
    citation: CitationFile | None = None


class AttributionFile(FileModel):
    """Whose acts count by default."""

    basis: Basis
    explanation: Texts
    attributed: list[Token]
    not_attributed: list[Token]


class StartFile(FileModel):
    """The first day of application."""

    on: date
    exact: bool


class UnverifiedFile(FileModel):
    """Something no source has shown."""

    id: CamelId
    text: Texts


class IncludeFile(FileModel):
    """Which shared rules stand in the set as if they were written there, for which recipients (empty means all)."""

    folder: FileId
    rules: Annotated[list[FileId], Field(min_length=1)]
    recipient_kinds: list[Token] = Field(default_factory=list)


class RuleSetFile(FileModel):
    """``<rule set>/ruleset.yaml``: what its rules share."""

    id: FileId
    role: Role = Role.DECIDING
    title: Texts
    status: Status
    version: Words
    legal_force: Texts
    applies_from: StartFile
    applies_to: date | None = None
    checked_until: date | None = None
    act: ActFile | None = None
    transition: TransitionFile | None = None
    adoption: AdoptionFile | None = None
    process: FileId | None = None
    include: IncludeFile | None = None
    frames: dict[CamelId, CitationFile] = Field(default_factory=dict)
    grant_forms: list[Token] = Field(default_factory=list)
    limbs: list[LimbFile] = Field(default_factory=list)
    attribution: AttributionFile | None = None
    definitions: dict[CamelId, DefinitionFile] = Field(default_factory=dict)
    unverified: list[UnverifiedFile] = Field(default_factory=list)

    @model_validator(mode="after")
    def _parts_fit_role(self) -> RuleSetFile:
        if (self.role is Role.DECIDING) != bool(self.limbs):
            raise PydanticCustomError("ruleset_limbs", "a set that decides names its limbs, and no other set has any")
        if (self.act is None) != (self.transition is None):
            raise PydanticCustomError("ruleset_act", "an act has its transition beside it, and only an act has one")
        adopted = self.status is Status.ADOPTED and self.role is Role.DECIDING
        if adopted != (self.adoption is not None):
            raise PydanticCustomError(
                "ruleset_adoption", "adopted rules that decide name body, day and paragraph, and no other rules do"
            )
        return self


class SharedFile(FileModel):
    """``shared/<folder>/shared.yaml``: what shared rules have in common."""

    id: FileId
    attribution: AttributionFile | None = None
    definitions: dict[CamelId, SharedDefinitionFile] = Field(default_factory=dict)


class ReasonsFile(FileModel):
    """The sentence for each verdict."""

    met: Texts
    not_met: Texts
    unknown: Texts


class RuleBody(FileModel):
    """One criterion, apart from its citation."""

    id: RuleId
    title: Texts
    effect: Effect
    basis: Basis
    not_formalised: Texts
    reasons: ReasonsFile
    condition: ConditionFile | None = None
    ground: Token | None = None
    dispensation: ConditionFile | None = None
    factors: list[CamelId] = Field(default_factory=list)
    grant_forms: list[Token] = Field(default_factory=list)
    recipient_kinds: list[Token] = Field(default_factory=list)
    addressee: Addressee | None = None
    outcomes: SignedOutcome | None = None

    @model_validator(mode="after")
    def _parts_fit_effect(self) -> Self:
        if (self.condition is None) != (self.effect is Effect.EXCEPTION):
            raise PydanticCustomError("rule_condition", "every rule has a condition, only an exception has none")
        if (self.ground is None) == (self.effect is Effect.OBSTACLE):
            raise PydanticCustomError("rule_ground", "every obstacle names its ground, and only an obstacle does")
        if self.dispensation is not None and self.effect is not Effect.REQUIREMENT:
            raise PydanticCustomError("rule_dispensation", "only a requirement has a dispensation")
        if (self.addressee is None) == (self.effect is Effect.ADVICE):
            raise PydanticCustomError("rule_addressee", "every advice names its addressee, and only an advice does")
        if (self.outcomes is None) == (self.effect is Effect.PROCESS):
            raise PydanticCustomError("rule_outcomes", "every process rule names its outcomes, and no other rule")
        return self


class RuleFile(RuleBody):
    """``<rule set>/<rule>.yaml``: one criterion."""

    citation: CitationFile
    dispensation_citation: CitationFile | None = None


class SharedRuleFile(RuleBody):
    """``shared/<folder>/<rule>.yaml``: one criterion that several acts share."""

    citation: FrameCitationFile


class CaseFile(FileModel):
    """One statement of law about a rule, or about the dispensation from it, with the facts that show it."""

    name: Texts
    facts: dict[CamelId, Token]
    other_limbs: Literal["no"] | None = None
    expect: Literal["met", "not_met", "unknown"]
    dispensation: bool = False
    set_aside_because: SetAside | None = None


class CasesFile(FileModel):
    """``<rule set>/<rule>.cases.yaml``: the cases beside a rule."""

    rule: RuleId
    cases: Annotated[list[CaseFile], Field(min_length=1)]
