"""The events that persons add to a stored decision. They are added, never changed.

What the rules propose stands in the decision; what a person decides stands in :class:`Signed`, and in nothing else.
Days are days of the case; when an event was recorded and by whom, the store says.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass

from demokrativillkor.application import Answers, Day, Line, Prose
from demokrativillkor.canonical import canonical_bytes
from demokrativillkor.record.parts import (
    INPUT,
    Against,
    Channel,
    Decided,
    Decider,
    DecisionId,
    Departure,
    Dissent,
    Evaluated,
    FrozenLetter,
    Item,
    Person,
)

_MOST_PERSONS = 200
"""The most persons of one kind: a council is smaller."""


class Kind(StrEnum):
    """What happened."""

    COMMUNICATED = "communicated"
    REPLY = "reply"
    REPLY_PERIOD_PASSED = "reply_period_passed"
    SECOND_READER = "second_reader"
    STEPS = "steps"
    DEPARTED = "departed"
    SIGNED = "signed"
    CORRECTED = "corrected"
    APPEALED = "appealed"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class _Content:
    """What every event can be asked for."""

    __slots__ = ()
    kind: ClassVar[Kind]

    def document(self) -> dict[str, Any]:
        """The event as plain JSON values; absent options are left out."""
        dumped: dict[str, Any] = adapter(CLASSES[self.kind]).dump_python(
            self, mode="json", by_alias=True, exclude_defaults=True
        )
        return {"kind": str(self.kind)} | dumped

    @property
    def canonical(self) -> bytes:
        """The canonical bytes of :meth:`document`: the event's content."""
        return canonical_bytes(self.document())


@cache
def adapter(of: Any) -> TypeAdapter[Any]:
    """What reads and writes events of that class."""
    return TypeAdapter(of)


@dataclass(frozen=True, kw_only=True, slots=True, config=INPUT)
class Communicated(_Content):
    """The organisation was told of items that matter, or somebody decided that it need or may not be.

    An item recorded again under the same reference takes the place of the earlier one.
    """

    kind: ClassVar[Kind] = Kind.COMMUNICATED
    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=1000)]

    @property
    def on(self) -> date:
        """The last day anything in it was done."""
        return max(item.on for item in self.items)


@dataclass(frozen=True, kw_only=True, slots=True, config=INPUT)
class Reply(_Content):
    """The organisation answered.

    Attributes:
        on: the day the answer came in.
        final: whether it has had its say, so that the rest of the time need not be awaited.
        noted_by, noted_on: who wrote down an oral answer, and when.
    """

    kind: ClassVar[Kind] = Kind.REPLY
    on: Day
    channel: Channel
    final: bool
    reference: Line | None = None
    summary: Prose | None = None
    noted_by: Person | None = None
    noted_on: Day | None = None


@dataclass(frozen=True, kw_only=True, slots=True, config=INPUT)
class ReplyPeriodPassed(_Content):
    """Somebody established that the time to answer is over."""

    kind: ClassVar[Kind] = Kind.REPLY_PERIOD_PASSED
    on: Day


@dataclass(frozen=True, kw_only=True, slots=True, config=INPUT)
class SecondReader(_Content):
    """A second person has read the case and the proposal."""

    kind: ClassVar[Kind] = Kind.SECOND_READER
    on: Day
    name: Line
    title: Line
    agrees: bool
    remark: Prose | None = None


@dataclass(frozen=True, kw_only=True, slots=True, config=INPUT)
class Steps(_Content):
    """A person's answers about the process, for what no event tells. A later answer replaces an earlier one."""

    kind: ClassVar[Kind] = Kind.STEPS
    on: Day
    by: Person
    answers: Answers
    remark: Prose | None = None


@dataclass(frozen=True, kw_only=True, slots=True, config=INPUT)
class Departed(_Content):
    """A person decides otherwise than what the rules propose, and says why."""

    kind: ClassVar[Kind] = Kind.DEPARTED
    on: Day
    by: Person
    ground: Departure
    reasons: Prose


@dataclass(frozen=True, kw_only=True, slots=True, config=INPUT)
class Signed(_Content):
    """The decision of the authority, by persons.

    Attributes:
        outcome: whether it goes against the organisation; in part is adverse.
        decision: what is decided, in the words that bind: also period and amount.
        rapporteurs, others: who prepared and presented it, and who took part in the final handling without deciding;
            an empty list says that there was nobody.
        dissents: an empty list says that none was announced.
        reasons: the persons' own.
        response: what the organisation said, and why it did or did not change the outcome.
        proportionality: the weighing, which stop and reclaim always need.
        exception: why there are or are not special reasons, in the persons' own words.
        reservation: on what conditions a favourable decision may be revoked.
        takes_effect: when it takes effect.
        appeal: where and how to appeal, in words of one's own beside those of the rules.
        letter: the signed letter, frozen.
        evaluated: the process rules as they stood; written by the service, never taken from anybody.
    """

    kind: ClassVar[Kind] = Kind.SIGNED
    on: Day
    outcome: Against
    decided: Decided
    decision: Prose
    language: Literal["sv", "en"]
    deciders: Annotated[tuple[Decider, ...], Field(min_length=1, max_length=_MOST_PERSONS)]
    rapporteurs: Annotated[tuple[Person, ...], Field(max_length=_MOST_PERSONS)]
    others: Annotated[tuple[Person, ...], Field(max_length=_MOST_PERSONS)]
    dissents: Annotated[tuple[Dissent, ...], Field(max_length=_MOST_PERSONS)]
    reasons: Prose
    response: Prose | None = None
    proportionality: Prose | None = None
    exception: Prose | None = None
    reservation: Prose | None = None
    conditions: Annotated[tuple[Prose, ...], Field(max_length=100)] = ()
    takes_effect: Prose | None = None
    appeal: Prose | None = None
    letter: FrozenLetter | None = None
    evaluated: Evaluated | None = None


@dataclass(frozen=True, kw_only=True, slots=True, config=INPUT)
class Corrected(_Content):
    """An obvious clerical, arithmetical or similar slip was corrected; anything else is a new decision.

    Source: förvaltningslagen (2017:900) 36 §, where that section applies to the body.

    Attributes:
        what: what was written, and what it is to say.
        why: what makes it an obvious slip.
        letter: the corrected letter, frozen; the signed one stays.
    """

    kind: ClassVar[Kind] = Kind.CORRECTED
    on: Day
    by: Person
    what: Prose
    why: Prose
    letter: FrozenLetter | None = None


@dataclass(frozen=True, kw_only=True, slots=True, config=INPUT)
class Appealed(_Content):
    """An appeal came in.

    Attributes:
        in_time: whether it came in time, once that has been examined.
        forwarded_on: the day it was handed over to whoever tries it.
    """

    kind: ClassVar[Kind] = Kind.APPEALED
    on: Day
    reference: Line | None = None
    in_time: bool | None = None
    forwarded_on: Day | None = None
    remark: Prose | None = None


@dataclass(frozen=True, kw_only=True, slots=True, config=INPUT)
class Withdrawn(_Content):
    """The organisation withdrew its application before it was decided."""

    kind: ClassVar[Kind] = Kind.WITHDRAWN
    on: Day
    reference: Line | None = None
    remark: Prose | None = None


@dataclass(frozen=True, kw_only=True, slots=True, config=INPUT)
class Superseded(_Content):
    """Another decision took this one's place."""

    kind: ClassVar[Kind] = Kind.SUPERSEDED
    on: Day
    by: DecisionId
    reason: Prose | None = None


Event: TypeAlias = (
    Communicated
    | Reply
    | ReplyPeriodPassed
    | SecondReader
    | Steps
    | Departed
    | Signed
    | Corrected
    | Appealed
    | Withdrawn
    | Superseded
)

CLASSES: dict[str, Any] = {
    str(each.kind): each
    for each in (
        Communicated,
        Reply,
        ReplyPeriodPassed,
        SecondReader,
        Steps,
        Departed,
        Signed,
        Corrected,
        Appealed,
        Withdrawn,
        Superseded,
    )
}
"""Kind → class."""
