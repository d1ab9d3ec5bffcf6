"""An application as it is assessed: facts that persons have recorded, nothing else.

The classes are the input format too: JSON in camelCase, closed against unknown keys. What the law is and
which answers exist is not known here; :mod:`demokrativillkor.intake` holds that against the vocabulary.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Literal

import orjson
from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints, TypeAdapter
from pydantic.alias_generators import to_camel
from pydantic.dataclasses import dataclass
from pydantic_core import PydanticCustomError

from demokrativillkor.canonical import canonical_bytes, digest
from demokrativillkor.once import Once

_INPUT = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel, validate_by_name=True)

Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$")]
"""An id made by the sender: ASCII letters, digits and ``. _ : -``, at most 64 characters."""

Token = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
"""A snake_case word."""

ONE_LINE = r"^[^{0}]*[^{0}\s][^{0}]*$".format(r"\r\n\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069")
"""Something that is seen, without line breaks and without characters that turn the direction of text."""

NOT_BLANK = r"\S"
"""Something that is seen."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=ONE_LINE)]
"""One line of text."""


def _a_day(value: object) -> object:
    """A date, or its ten characters: pydantic would also take seconds since 1970."""
    if isinstance(value, date) or (isinstance(value, str) and len(value) == 10 and _is_a_day(value)):
        return value
    raise PydanticCustomError("date_parsing", "not a date")


@lru_cache(maxsize=4096)
def _is_a_day(text: str) -> bool:
    return re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is not None


Answers = Annotated[dict[str, str], Field(max_length=500)]
"""Fact id → answer; there are fewer facts than that."""

Day = Annotated[date, Field(strict=False), BeforeValidator(_a_day)]
"""A date written YYYY-MM-DD, and in no other way."""

_MOST = 1000
"""The most findings, and of anything that refers to findings."""

LONGEST_PROSE = 20_000
"""The most characters of a free text."""

Prose = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_PROSE, pattern=NOT_BLANK)]
"""Free text; identity numbers in it are masked when it is read."""


def _given(document: dict[str, Any]) -> dict[str, Any]:
    """The document without what is not there."""
    return {key: value for key, value in document.items() if value is not None}


class JudgeRole(StrEnum):
    """In what capacity somebody judged a circumstance. Never a name."""

    CASE_OFFICER = "case_officer"
    INVESTIGATOR = "investigator"
    RAPPORTEUR = "rapporteur"
    DECISION_MAKER = "decision_maker"
    BOARD = "board"
    EXPERT = "expert"
    SELF_CHECK = "self_check"


class EvidenceKind(StrEnum):
    """What kind of material a circumstance rests on."""

    STATUTES = "statutes"
    MINUTES = "minutes"
    ANNUAL_REPORT = "annual_report"
    ACCOUNTS = "accounts"
    POLICY_DOCUMENT = "policy_document"
    WEBSITE = "website"
    OPEN_SOCIAL_MEDIA = "open_social_media"
    NEWS = "news"
    JUDGMENT = "judgment"
    AUTHORITY_STATEMENT = "authority_statement"
    TIP = "tip"
    OWN_STATEMENT = "own_statement"


class Credibility(StrEnum):
    """How far somebody who judged it trusts a piece of evidence."""

    HIGH = "high"
    FAIR = "fair"
    LOW = "low"


class Examination(StrEnum):
    """How far a ground of the applicant's own conduct has been examined. Not a fact: no rule mentions it."""

    NOT_EXAMINED = "not_examined"
    DECLARED = "declared"
    REVIEWED = "reviewed"


RequiredExamination = Literal[Examination.DECLARED, Examination.REVIEWED]
"""What an authority's own profile can demand of the examination of a ground."""


class StoppedReason(StrEnum):
    """Reasons that no assessment may rest on."""

    CRITICISM_OF_FUNDER = "criticism_of_funder"
    OPINION = "opinion"
    RELIGIOUS_DOCTRINE = "religious_doctrine"
    AFFILIATION_ONLY = "affiliation_only"
    PREDICTED_FUTURE_RISK = "predicted_future_risk"


class Stage(StrEnum):
    """What is to be decided: an application, the payment of a grant already given, its reclaim, or a status."""

    APPLICATION = "application"
    PAYMENT = "payment"
    RECLAIM = "reclaim"
    STATUS = "status"


@dataclass(frozen=True, kw_only=True, slots=True, config=_INPUT)
class Period:
    """The time a grant covers, both days included."""

    first: date
    last: date


@dataclass(frozen=True, kw_only=True, slots=True, config=_INPUT)
class Organisation:
    """The applicant. The name is kept apart: it is not in the canonical application and no engine sees it."""

    name: Line | None = None
    number: Line | None = None


@dataclass(frozen=True, kw_only=True, slots=True, config=_INPUT)
class Evidence:
    """A pointer to material, never the material itself."""

    kind: EvidenceKind
    reference: Line | None = None
    retrieved_on: Day | None = None
    credibility: Credibility | None = None
    communicated_on: Day | None = None

    def document(self) -> dict[str, Any]:
        """The evidence as it stands in the canonical application."""
        document: dict[str, Any] = {"kind": self.kind}
        if self.reference:
            document["reference"] = self.reference
        if self.retrieved_on:
            document["retrievedOn"] = self.retrieved_on.isoformat()
        if self.credibility:
            document["credibility"] = self.credibility
        if self.communicated_on:
            document["communicatedOn"] = self.communicated_on.isoformat()
        return document


@dataclass(frozen=True, kw_only=True, slots=True, config=_INPUT)
class Finding:
    """One act by one actor, as a person has judged it.

    Attributes:
        facts: fact id → answer.
        other_limbs: ``no`` is the judge's statement that every limb not answered is answered *no*.
        notes: free text for the file, kept apart from everything that decides.
    """

    id: Identifier
    judged_by: JudgeRole
    judged_on: Day
    facts: Answers = Field(default_factory=dict)
    other_limbs: Literal["no"] | None = None
    evidence: Annotated[tuple[Evidence, ...], Field(max_length=100)] = ()
    notes: Prose | None = None

    def document(self) -> dict[str, Any]:
        """The finding as it stands in the canonical application."""
        document: dict[str, Any] = {
            "id": self.id,
            "judgedBy": self.judged_by,
            "judgedOn": self.judged_on.isoformat(),
        }
        if self.facts:
            document["facts"] = dict(self.facts)
        if self.other_limbs:
            document["otherLimbs"] = self.other_limbs
        if self.evidence:
            document["evidence"] = [each.document() for each in self.evidence]
        return document


@dataclass(frozen=True, kw_only=True, slots=True, config=_INPUT)
class ExceptionJudgement:
    """A person's one judgement whether there are special reasons to grant all the same.

    Attributes:
        covers: ids of the findings the judgement was made about.
        factors: what was found on each factor; shown and stored, never counted.
    """

    by: JudgeRole
    on: Day
    outcome: Literal["granted", "refused"]
    covers: Annotated[tuple[Identifier, ...], Field(max_length=_MOST)]
    reasons: Prose
    factors: Answers = Field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The judgement as it stands in the canonical application: what it covers is sorted."""
        return _given(
            {
                "by": self.by,
                "on": self.on.isoformat(),
                "outcome": self.outcome,
                "covers": sorted(self.covers),
                "reasons": self.reasons,
                "factors": dict(self.factors) or None,
            }
        )


@dataclass(frozen=True, kw_only=True, slots=True, config=_INPUT)
class Closing:
    """A person's closing of the investigation: the edit it made, and who made it, when and why."""

    by: JudgeRole
    on: Day
    reason: Prose
    wrote: Annotated[dict[Identifier, Answers], Field(max_length=_MOST)]

    def document(self) -> dict[str, Any]:
        """The closing as it stands in the canonical application."""
        return {"by": self.by, "on": self.on.isoformat(), "reason": self.reason, "wrote": dict(self.wrote)}


@dataclass(frozen=True, kw_only=True, config=_INPUT)
class Application:
    """One organisation's request under one grant, with what persons have found.

    Attributes:
        decision_date: the day whose rules apply.
        grant: id of the act the grant is given under, for example ``sfs-2021-401``; it chooses the rules.
        stage: what is to be decided; for payment and reclaim the dates below are those of the grant concerned.
        award_date, period, grant_year: what the act's transitional provision may ask for.
        facts: facts about the application itself (requirements, advice).
        examinations: ground → how far it has been examined; a ground left out is not examined.
        relies_on: reasons somebody wants to rest on although the law stops them; any makes it refused.
    """

    id: Identifier
    decision_date: Day
    diary_number: Line | None = None
    organisation: Organisation | None = None
    grant: Identifier | None = None
    grant_form: Token | None = None
    stage: Stage = Stage.APPLICATION
    award_date: date | None = None
    period: Period | None = None
    grant_year: Annotated[int, Field(ge=1900, le=2200)] | None = None
    recipient_kind: Token | None = None
    facts: Answers = Field(default_factory=dict)
    findings: Annotated[tuple[Finding, ...], Field(max_length=_MOST)] = ()
    examinations: Annotated[dict[Token, Examination], Field(max_length=100)] = Field(default_factory=dict)
    exception: ExceptionJudgement | None = None
    closings: Annotated[tuple[Closing, ...], Field(max_length=100)] = ()
    relies_on: Annotated[tuple[StoppedReason, ...], Field(max_length=100)] = ()
    notes: Prose | None = None

    @classmethod
    def from_document(cls, content: bytes) -> Application:
        """The application with this JSON; its answers are not held against any vocabulary.

        Raises:
            pydantic.ValidationError: the content is not an application.
        """
        return _ADAPTER.validate_json(content)

    def document(self) -> dict[str, Any]:
        """The canonical application: findings sorted by id, without notes and without the name.

        What was left out, or has the value that stands for it, is left out here. It is made once, not to be changed.
        """
        return self._document

    @Once
    def _document(self) -> dict[str, Any]:
        period, organisation, stage = self.period, self.organisation, self.stage
        return _given(
            {
                "id": self.id,
                "decisionDate": self.decision_date.isoformat(),
                "diaryNumber": self.diary_number,
                "organisation": organisation and _given({"number": organisation.number}),
                "grant": self.grant,
                "grantForm": self.grant_form,
                "stage": None if stage is Stage.APPLICATION else stage,
                "awardDate": self.award_date and self.award_date.isoformat(),
                "period": period and {"first": period.first.isoformat(), "last": period.last.isoformat()},
                "grantYear": self.grant_year,
                "recipientKind": self.recipient_kind,
                "facts": dict(self.facts) or None,
                "findings": [finding.document() for finding in self.sorted_findings] or None,
                "examinations": dict(self.examinations) or None,
                "exception": self.exception and self.exception.document(),
                "closings": [closing.document() for closing in self.closings] or None,
                "reliesOn": list(self.relies_on) or None,
            }
        )

    @Once
    def sorted_findings(self) -> tuple[Finding, ...]:
        """The findings by id: their order in the input means nothing."""
        return tuple(sorted(self.findings, key=lambda finding: finding.id))

    @Once
    def canonical(self) -> bytes:
        """The canonical bytes of :meth:`document`.

        Of what an application holds a key alone could have no canonical form; where all is ASCII, so are the keys.
        """
        document = self.document()
        written = orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
        return written if written.isascii() else canonical_bytes(document)

    @Once
    def digest(self) -> str:
        """``sha256:…`` of :attr:`canonical`."""
        return digest(self.canonical)


_ADAPTER = TypeAdapter(Application)
