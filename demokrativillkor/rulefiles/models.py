"""The shape of the rule files, strictly: what is not described here is a mistake."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from demokrativillkor.bilingual import Bilingual
from demokrativillkor.condition import AllOf, AnyOf, Condition, FactIn, Not, Use
from demokrativillkor.rule import Basis, Effect, Scope, SetAside, Status

Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
CamelId = Annotated[str, StringConstraints(pattern=r"^[a-z][A-Za-z0-9]*$")]
Token = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
FileId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*:[a-z0-9]+(-[a-z0-9]+)*$")]


class FileModel(BaseModel):
    """The base of every shape: closed, strict, camelCase in YAML."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, alias_generator=to_camel, validate_by_name=True)


class Texts(FileModel):
    """A statement in both languages."""

    sv: Words
    en: Words

    def resolved(self) -> Bilingual:
        """The statement as the domain knows it."""
        return Bilingual(sv=self.sv, en=self.en)


class ConditionFile(FileModel):
    """A condition, in exactly one of its five forms."""

    all: Annotated[list[ConditionFile] | None, Field(min_length=1)] = None
    any: Annotated[list[ConditionFile] | None, Field(min_length=1)] = None
    not_: Annotated[ConditionFile | None, Field(alias="not")] = None
    use: CamelId | None = None
    fact: CamelId | None = None
    is_: Annotated[Token | None, Field(alias="is")] = None
    in_: Annotated[list[Token] | None, Field(alias="in", min_length=1)] = None

    @model_validator(mode="after")
    def _one_form(self) -> ConditionFile:
        forms = [form for form in (self.all, self.any, self.not_, self.use, self.fact) if form is not None]
        if len(forms) != 1:
            raise PydanticCustomError("condition_form", "a condition is exactly one of all, any, not, fact and use")
        tests = [test for test in (self.is_, self.in_) if test is not None]
        if len(tests) != (1 if self.fact else 0):
            raise PydanticCustomError("condition_test", "fact stands with exactly one of is and in, and they with fact")
        return self

    def resolved(self) -> Condition:
        """The condition as the domain knows it."""
        if self.all is not None:
            return AllOf(tuple(part.resolved() for part in self.all))
        if self.any is not None:
            return AnyOf(tuple(part.resolved() for part in self.any))
        if self.not_ is not None:
            return Not(self.not_.resolved())
        if self.use is not None:
            return Use(self.use)
        return FactIn(self.fact or "", tuple(self.in_ or [self.is_ or ""]))


class CitationFile(FileModel):
    """A reference to a provision of a bundled source; quoted wherever the source's text is bundled."""

    source: FileId
    provision: Words
    quote: Words | None = None


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
    values: list[ValueFile] = []
    unknown_tokens: list[ValueFile] = []
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


class SourceFile(FileModel):
    """``rules/sources/<id>.yaml``: where a text comes from; the text itself is beside it.

    ``provisions`` names the headings of the bundled text and how each is cited. A source without ``text`` is
    cited and never quoted; ``notSeen`` then says so.
    """

    id: FileId
    title: Texts
    cite: Texts
    origin: Words
    dated: Annotated[str | None, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$")] = None
    provisions: Annotated[dict[str, Texts], Field(min_length=1)]
    text: Words | None = None
    digest: Annotated[str | None, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")] = None
    notes: list[Texts] = []
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
    also: list[CitationFile] = []
    explanation: Texts


class StoppedReasonsFile(FileModel):
    """``rules/stopped-reasons.yaml``."""

    stopped_reasons: dict[str, StoppedFile]


class DefinitionFile(FileModel):
    """A named condition of a rule set."""

    title: Texts
    basis: Basis
    condition: ConditionFile
    citation: CitationFile | None = None
    set_aside_because: SetAside | None = None
    not_formalised: Texts | None = None


class LimbFile(FileModel):
    """A limb the rules have."""

    id: Token
    grant_forms: list[Token] = []


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


class RuleSetFile(FileModel):
    """``<rule set>/ruleset.yaml``: what its rules share."""

    id: FileId
    title: Texts
    status: Status
    version: Words
    legal_force: Texts
    applies_from: StartFile
    applies_to: date | None = None
    checked_until: date | None = None
    grant_forms: list[Token] = []
    limbs: Annotated[list[LimbFile], Field(min_length=1)]
    attribution: AttributionFile
    definitions: dict[CamelId, DefinitionFile] = {}
    unverified: list[UnverifiedFile] = []


class ReasonsFile(FileModel):
    """The sentence for each verdict."""

    met: Texts
    not_met: Texts
    unknown: Texts


class RuleFile(FileModel):
    """``<rule set>/<rule>.yaml``: one criterion."""

    id: RuleId
    title: Texts
    effect: Effect
    basis: Basis
    citation: CitationFile
    not_formalised: Texts
    reasons: ReasonsFile
    condition: ConditionFile | None = None
    ground: Token | None = None
    dispensation: ConditionFile | None = None
    factors: list[CamelId] = []
    grant_forms: list[Token] = []
    recipient_kinds: list[Token] = []

    @model_validator(mode="after")
    def _parts_fit_effect(self) -> RuleFile:
        if (self.condition is None) != (self.effect is Effect.EXCEPTION):
            raise PydanticCustomError("rule_condition", "every rule has a condition, only an exception has none")
        if (self.ground is None) == (self.effect is Effect.OBSTACLE):
            raise PydanticCustomError("rule_ground", "every obstacle names its ground, and only an obstacle does")
        if self.dispensation is not None and self.effect is not Effect.REQUIREMENT:
            raise PydanticCustomError("rule_dispensation", "only a requirement has a dispensation")
        return self


class CaseFile(FileModel):
    """One statement of law about a rule, with the facts that show it."""

    name: Texts
    facts: dict[CamelId, Token]
    other_limbs: Literal["no"] | None = None
    expect: Literal["met", "not_met", "unknown"]
    set_aside_because: SetAside | None = None


class CasesFile(FileModel):
    """``<rule set>/<rule>.cases.yaml``: the cases beside a rule."""

    rule: RuleId
    cases: Annotated[list[CaseFile], Field(min_length=1)]
