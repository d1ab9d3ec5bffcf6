"""The shapes that every rule file is made of: texts, conditions, citations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from demokrativillkor.bilingual import Bilingual
from demokrativillkor.condition import AllOf, AnyOf, Condition, FactIn, Not, Use

Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
CamelId = Annotated[str, StringConstraints(pattern=r"^[a-z][A-Za-z0-9]*$")]
Token = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
FileId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*:[a-z0-9]+(-[a-z0-9]+)*$")]

_ORDINAL = "(första|andra|tredje|fjärde|femte|sjätte|sjunde|åttonde|nionde|tionde)"
PART = rf"^({_ORDINAL} stycket)?( ?[0-9]+( [a-z])?(–[0-9]+)?)?( ?{_ORDINAL} meningen)?$"
"""How a place inside a section is written: paragraph, item, sentence."""


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
    """A reference to a provision of a bundled source; quoted wherever the source's text is bundled.

    ``part`` is the place inside the provision: paragraph, item, sentence.
    """

    source: FileId
    provision: Words
    part: Annotated[str | None, StringConstraints(pattern=PART)] = None
    quote: Words | None = None


class FrameCitationFile(FileModel):
    """A reference from a shared rule to a provision that each act names: its *frame* of that name.

    Without a quote of its own it is the frame's citation as it stands; with one, ``part`` is a place inside the
    frame's own: item 2 of the frame ``första stycket`` is ``första stycket 2``.
    """

    frame: CamelId
    part: Annotated[str | None, StringConstraints(pattern=PART)] = None
    quote: Words | None = None

    def within(self, frames: Mapping[str, CitationFile]) -> CitationFile:
        """The citation in an act with these frames.

        Raises:
            KeyError: the act does not name that frame.
        """
        named = frames[self.frame]
        if self.quote is None:
            return named
        part = " ".join(filter(None, (named.part, self.part))) or None
        return named.model_copy(update={"part": part, "quote": self.quote})
