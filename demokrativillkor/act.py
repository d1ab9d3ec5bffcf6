"""What an act says beside its obstacles: from when and for which grants it applies, and what a decision leads to."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import ConfigDict
from pydantic.alias_generators import to_camel
from pydantic.dataclasses import dataclass

from demokrativillkor.bilingual import Bilingual
from demokrativillkor.citation import Citation

_RESOLVED = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel, validate_by_name=True)


class TransitionKey(StrEnum):
    """What of a grant decides whether an act's older wording still governs it.

    ``award_date``: the day the grant was awarded. ``period``: the time it covers. ``grant_year``: its grant year.
    ``special``: a rule of its own, which a person must apply to grants that are older than the act. ``unknown``: the
    transitional provisions were not seen.
    """

    AWARD_DATE = "award_date"
    PERIOD = "period"
    GRANT_YEAR = "grant_year"
    SPECIAL = "special"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True, config=_RESOLVED)
class Transition:
    """The act's transitional provision.

    Attributes:
        boundary: the first award date or day of a period under these rules; for ``grant_year`` the first day of the
            first grant year.
        citation: ``None`` where no transitional provision was seen.
    """

    key: TransitionKey
    boundary: date
    explanation: Bilingual
    citation: Citation | None = None


@dataclass(frozen=True, kw_only=True, slots=True, config=_RESOLVED)
class Act:
    """Which act it is (Swedish: *författning*), and in which wording.

    Attributes:
        number: SFS number, for example ``2021:401``.
        amending: the SFS number that gave the obstacle paragraph its wording; the act's own for a new act.
        authority: who decides.
    """

    number: str
    amending: str
    authority: Bilingual


@dataclass(frozen=True, kw_only=True, slots=True, config=_RESOLVED)
class Adoption:
    """Who adopted rules of its own, when, and where it is written: they bind from then, never backwards.

    Source: kommunallagen (2017:725) 2 kap. 4 §, 5 kap. 1 §.
    """

    body: Bilingual
    on: date
    paragraph: str


class Topic(StrEnum):
    """What a clause is about."""

    CLEAN_RESULT = "clean_result"
    PRIORITY = "priority"
    STOP = "stop"
    RECLAIM_GROUND = "reclaim_ground"
    RECLAIM = "reclaim"
    WAIVER = "waiver"
    APPEAL = "appeal"
    COMPLETION = "completion"
    CONDITIONS = "conditions"
    INFORMATION = "information"
    NOTIFICATION = "notification"
    ACCOUNT = "account"
    HEARING = "hearing"
    CONSIDERATION = "consideration"


class Duty(StrEnum):
    """Whether the authority may (*får*) or shall (*ska*)."""

    MAY = "may"
    SHALL = "shall"


class Threshold(StrEnum):
    """What a waiver needs: special reasons (*särskilda skäl*) or exceptional ones (*synnerliga skäl*)."""

    SPECIAL = "special"
    EXCEPTIONAL = "exceptional"


class DecisionKind(StrEnum):
    """Decisions that an act treats alike in the question of appeal."""

    REFUSAL = "refusal"
    GRANT = "grant"
    STOP = "stop"
    RECLAIM = "reclaim"
    STATUS = "status"
    OTHER = "other"


class Forum(StrEnum):
    """Where a decision is appealed."""

    ADMINISTRATIVE_COURT = "administrative_court"
    TRAFIKVERKET = "trafikverket"
    NONE = "none"


@dataclass(frozen=True, kw_only=True, slots=True, config=_RESOLVED)
class Clause:
    """Something the decision or the letter must say because the act says it.

    Attributes:
        duty: for stop and reclaim.
        threshold: for a waiver.
        decisions, appealable, forum: for an appeal.
        grant_forms: where the clause is confined to some; empty means all.
    """

    topic: Topic
    summary: Bilingual
    citation: Citation
    duty: Duty | None = None
    threshold: Threshold | None = None
    decisions: tuple[DecisionKind, ...] = ()
    appealable: bool | None = None
    forum: Forum | None = None
    grant_forms: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True, config=_RESOLVED)
class LeftToPerson:
    """A condition of the act that no rule here examines: a person must."""

    what: Bilingual
    citation: Citation
