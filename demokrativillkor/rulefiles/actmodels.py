"""The shape of what an act says beside its obstacles: ``ruleset.yaml`` in part, and ``provisions.yaml``."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from demokrativillkor.act import DecisionKind, Duty, Forum, Threshold, Topic, TransitionKey
from demokrativillkor.rulefiles.basemodels import CitationFile, FileId, FileModel, Texts, Token, Words

SfsNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}:[0-9]+$")]


class ActFile(FileModel):
    """Which act it is, in which wording, and who decides."""

    number: SfsNumber
    amending: SfsNumber
    authority: Texts


class AdoptionFile(FileModel):
    """Who adopted the rules, when, and in which paragraph of its minutes."""

    body: Texts
    on: date
    paragraph: Words


class TransitionFile(FileModel):
    """The act's transitional provision as data."""

    key: TransitionKey
    boundary: date
    explanation: Texts
    citation: CitationFile | None = None


class RequirementFile(FileModel):
    """A requirement of the act: a shared one with the act's own words."""

    use: FileId
    citation: CitationFile
    dispensation: CitationFile | None = None
    grant_forms: list[Token] = Field(default_factory=list)
    recipient_kinds: list[Token] = Field(default_factory=list)


class ClauseFile(FileModel):
    """Something that decision and letter must say."""

    topic: Topic
    summary: Texts
    citation: CitationFile
    duty: Duty | None = None
    threshold: Threshold | None = None
    decisions: list[DecisionKind] = Field(default_factory=list)
    appealable: bool | None = None
    forum: Forum | None = None
    grant_forms: list[Token] = Field(default_factory=list)

    @model_validator(mode="after")
    def _parts_fit_topic(self) -> ClauseFile:
        if (self.duty is not None) != (self.topic in (Topic.STOP, Topic.RECLAIM)):
            raise PydanticCustomError("clause_duty", "stop and reclaim say may or shall, and nothing else does")
        if (self.threshold is not None) != (self.topic is Topic.WAIVER):
            raise PydanticCustomError("clause_threshold", "a waiver names its threshold, and nothing else does")
        appeal = (bool(self.decisions), self.appealable is not None, self.forum is not None)
        if set(appeal) != {self.topic is Topic.APPEAL}:
            raise PydanticCustomError(
                "clause_appeal", "an appeal has decisions, appealable and forum, and nothing else has them"
            )
        return self


class LeftToPersonFile(FileModel):
    """A condition of the act that no rule examines."""

    what: Texts
    citation: CitationFile


class ProvisionsFile(FileModel):
    """``<rule set>/provisions.yaml``: what the act asks for beside its obstacles, and what a decision leads to."""

    recipient_kinds: list[Token]
    requirements: list[RequirementFile]
    clauses: list[ClauseFile]
    not_covered: list[LeftToPersonFile]
