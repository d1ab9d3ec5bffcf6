"""What the service answers with, and what its queries may hold. Keys are camelCase in JSON."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from demokrativillkor.application import Examination, RequiredExamination
from demokrativillkor.bilingual import Language
from demokrativillkor.rule import Scope
from demokrativillkor.ruleset import Role as RuleSetRole
from demokrativillkor.ruleset import Status


def _written_as_dates_are(value: Any) -> Any:
    if isinstance(value, str) and len(value) == len("2026-01-31") and value[4] == value[7] == "-":
        return value
    raise ValueError("date")


Day = Annotated[date, BeforeValidator(_written_as_dates_are)]


class Answer(BaseModel):
    """What answers have in common."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Query(BaseModel):
    """A query: what there is no name for is refused."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, populate_by_name=True)


class Nothing(Query):
    """A query that may hold nothing."""


class Paging(Query):
    """Which page of a list."""

    limit: int = Field(20, ge=1, le=100, description="Most items of a page. *Högst så många på en sida.*")
    page: int = Field(1, ge=1, le=1_000_000, description="Which page, from 1. *Vilken sida, från 1.*")


class Asked(Query):
    """How an application is to be assessed."""

    rules: str | None = Field(
        None, description="Id of the rule set; by default that of the grant, or the proposal. *Regelverkets id.*"
    )
    examination: Literal["declared", "reviewed"] = Field(
        "declared",
        description="What the authority's own profile demands of each ground. *Vad myndigheten kräver av varje grund.*",
    )

    @property
    def required(self) -> RequiredExamination:
        """The demand as the library knows it."""
        return Examination.REVIEWED if self.examination == "reviewed" else Examination.DECLARED


class RuleSetsAsked(Paging):
    """Which rule sets."""

    on: Day | None = Field(None, description="Only what applies on that day. *Bara det som gäller den dagen.*")
    status: Status | None = Field(
        None, description="Only of that standing in law. *Bara med den rättsliga ställningen.*"
    )
    role: RuleSetRole | None = Field(None, description="Only those that decide, advise or lead. *Bara med den rollen.*")


class OneRuleSetAsked(Query):
    """Which version of a rule set."""

    on: Day | None = Field(
        None, description="The version of the act that applies on that day. *Den lydelse som gäller den dagen.*"
    )


class DifferenceAsked(Query):
    """With what to compare."""

    other: str = Field(description="Id or digest of the rule set to compare with. *Regelverket att jämföra med.*")
    all: bool = Field(False, description="Requirements and advice too. *Även krav och råd.*")
    lang: Language = Field("sv", description="Language of the text. *Textens språk.*")


class FactsAsked(Paging):
    """Which facts."""

    about: Scope | None = Field(None, description="Only facts about that. *Bara omständigheter om det.*")


class Link(Answer):
    """Where something is, relative to the service's address."""

    href: str


class Words(Answer):
    """A text in both languages; the Swedish one is authoritative."""

    sv: str
    en: str


class Listed(Answer):
    """A page of a list."""

    page: int
    limit: int
    total: int = Field(description="Items on all pages.")
    links: dict[str, Link] = Field(alias="_links", description="self, and next and previous where there are.")


class RuleSetItem(Answer):
    """A rule set in short."""

    id: str
    role: RuleSetRole
    status: Status
    version: str
    digest: str = Field(description="SHA-256 of the resolved rule set: the identity of the rules.")
    title: Words
    applies_from: date
    applies_from_exact: bool
    applies_to: date | None = None
    links: dict[str, Link] = Field(alias="_links")


class RuleSetList(Listed):
    """The rule sets asked for."""

    items: list[RuleSetItem]


class FactAnswer(Answer):
    """One answer to a fact."""

    token: str
    label: Words


class FactItem(Answer):
    """A fact that can be answered."""

    id: str
    about: Scope
    label: Words
    question: Words
    guidance: Words
    answers: list[FactAnswer] = Field(description="The known answers and those that say why it is not known.")
    sensitive: bool
    links: dict[str, Link] = Field(alias="_links")


class FactList(Listed):
    """The facts asked for."""

    items: list[FactItem]


class Combination(Answer):
    """Answers on which the verdicts differ; null is unknown, a fact left out does not matter."""

    answers: dict[str, str | None]
    one: str
    other: str


class RuleDifference(Answer):
    """How a rule and its counterpart differ; one of them may be missing."""

    one: str | None
    other: str | None
    wording: bool = Field(description="Whether the words of the law differ.")
    parts: dict[str, tuple[str, str]] = Field(description="What else differs: how it stands in the one and the other.")
    combinations: int = Field(description="Combinations of answers compared.")
    differing: int = Field(description="Those on which the verdicts differ.")
    examples: list[Combination]


class RuleSetDifference(Answer):
    """What differs between two rule sets."""

    one: str
    other: str
    limbs_only_in: dict[str, tuple[str, ...]]
    confined: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]
    frames: dict[str, tuple[str, str]]
    attribution: dict[str, tuple[str | None, str | None]]
    differences: list[RuleDifference]
    text: str = Field(description="The same in words.")
    links: dict[str, Link] = Field(alias="_links")


class ApiInfo(Answer):
    """What the service is (Digg's REST API profile, VER.06)."""

    api_name: str
    api_version: str
    api_released: date
    api_documentation: str
    api_status: Literal["active", "deprecated"]


class ActiveRulebook(Answer):
    """The rulebook that is active."""

    digest: str = Field(description="SHA-256 over the digests of every rule set.")
    rulesets: dict[str, str] = Field(description="Id and digest of every rule set.")
    links: dict[str, Link] = Field(alias="_links")
