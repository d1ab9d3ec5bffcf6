"""What the events of a record are made of: persons with name and title, items that were heard about, a frozen text."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel
from pydantic.dataclasses import dataclass

from demokrativillkor.application import NOT_BLANK, Day, Identifier, Line, Prose
from demokrativillkor.canonical import digest

INPUT = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel, validate_by_name=True)
"""Events are read like applications: camelCase, closed against unknown keys, no conversions."""

LONGEST_LETTER = 200_000
"""Characters of the longest letter that is frozen."""

DecisionId = Annotated[str, StringConstraints(pattern=r"^d-[0-9a-hjkmnp-tv-z]{26}$")]
"""The id of a stored decision."""

Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
"""``sha256:`` and 64 hexadecimal digits."""

LetterText = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_LETTER, pattern=NOT_BLANK)]
"""The text of a letter."""


class Hearing(StrEnum):
    """How the organisation was heard about one item.

    Source: förvaltningslagen (2017:900) 25 §: the rule, and its exceptions (obviously unnecessary; 2; 3);
    offentlighets- och sekretesslagen (2009:400) 10 kap. 3 § for what secrecy limits.
    """

    COMMUNICATED = "communicated"
    NOT_NEEDED = "not_needed"
    EXEMPT_2 = "exempt_2"
    EXEMPT_3 = "exempt_3"
    LIMITED_SECRECY = "limited_secrecy"

    @property
    def reached_the_organisation(self) -> bool:
        """Whether the item, or what secrecy leaves of it, was sent, so that there is something to answer."""
        return self in (Hearing.COMMUNICATED, Hearing.LIMITED_SECRECY)


class Channel(StrEnum):
    """How an answer came in."""

    LETTER = "letter"
    EMAIL = "email"
    E_SERVICE = "e_service"
    TELEPHONE = "telephone"
    MEETING = "meeting"

    @property
    def oral(self) -> bool:
        """Whether somebody has to note it down (förvaltningslagen 27 §)."""
        return self in (Channel.TELEPHONE, Channel.MEETING)


class Departure(StrEnum):
    """Why a person decides otherwise than the rules applied propose."""

    JUDGED_OTHERWISE = "judged_otherwise"
    OTHER_CONDITION = "other_condition"
    PRIORITY = "priority"
    LACK_OF_MEANS = "lack_of_means"
    NOT_EXAMINED_IN_SUBSTANCE = "not_examined_in_substance"
    WAIVER = "waiver"


class Against(StrEnum):
    """Whether what a person decides goes against the organisation. In part is adverse."""

    ADVERSE = "adverse"
    FAVOURABLE = "favourable"


class Decided(StrEnum):
    """What a person decides, in the words of each stage."""

    GRANTED = "granted"
    GRANTED_IN_PART = "granted_in_part"
    REFUSED = "refused"
    REJECTED = "rejected"
    PAID_OUT = "paid_out"
    STOPPED = "stopped"
    RECLAIMED = "reclaimed"
    RECLAIMED_IN_PART = "reclaimed_in_part"
    NOT_RECLAIMED = "not_reclaimed"
    STATUS_GRANTED = "status_granted"
    STATUS_REFUSED = "status_refused"

    @property
    def in_part(self) -> bool:
        """Whether it is partly for and partly against the organisation: what guards either must be done."""
        return self in (Decided.GRANTED_IN_PART, Decided.RECLAIMED_IN_PART)

    @property
    def outcome(self) -> Against:
        """Whether it goes against the organisation."""
        return Against.FAVOURABLE if self in _FAVOURABLE else Against.ADVERSE


_FAVOURABLE = frozenset({Decided.GRANTED, Decided.PAID_OUT, Decided.NOT_RECLAIMED, Decided.STATUS_GRANTED})


@dataclass(frozen=True, kw_only=True, slots=True, config=INPUT)
class Person:
    """Somebody in office. Name and title are content of the case (förvaltningslagen 31 §), never in the log."""

    name: Line
    title: Line


@dataclass(frozen=True, kw_only=True, slots=True, config=INPUT)
class Decider:
    """Somebody who takes part in the decision; of several one is chair."""

    name: Line
    title: Line
    chair: bool = False


@dataclass(frozen=True, kw_only=True, slots=True, config=INPUT)
class Dissent:
    """A dissenting opinion or reservation (förvaltningslagen 30 §; kommunallagen 5 kap. 67 §)."""

    name: Line
    title: Line
    opinion: Prose


@dataclass(frozen=True, kw_only=True, slots=True, config=INPUT)
class Item:
    """One item that the decision may rest on, and how the organisation was heard about it.

    Attributes:
        reference: which item of the file; never its text.
        finding: the finding whose evidence, all of it, the item is.
        reply_by: the last day to answer; only for what was sent.
        reason, decided_by: for an exception: why, and who decided so.
    """

    reference: Line
    hearing: Hearing
    on: Day
    finding: Identifier | None = None
    reply_by: Day | None = None
    reason: Prose | None = None
    decided_by: Person | None = None


@dataclass(frozen=True, kw_only=True, slots=True, config=INPUT)
class FrozenLetter:
    """The letter as it was signed, never rendered again.

    Attributes:
        text: Markdown, or what an authority's own system wrote.
        digest: of the text.
        page: the same as HTML; written by the service with the text, never taken from anybody.
    """

    language: Literal["sv", "en"]
    text: LetterText
    digest: Digest
    page: LetterText | None = None

    @property
    def intact(self) -> bool:
        """Whether the digest is that of the text."""
        return self.digest == digest(self.text.encode("utf-8"))


@dataclass(frozen=True, kw_only=True, slots=True, config=INPUT)
class EvaluatedStep:
    """A process rule as it stood when the decision was signed."""

    rule: str
    verdict: str
    facts: Annotated[tuple[str, ...], Field(max_length=500)]


@dataclass(frozen=True, kw_only=True, slots=True, config=INPUT)
class Evaluated:
    """The process rules at the signature: under which profile, on what answers, with what verdicts."""

    profile: Identifier
    digest: Digest
    facts: Annotated[dict[str, str], Field(max_length=500)]
    steps: Annotated[tuple[EvaluatedStep, ...], Field(max_length=500)]
