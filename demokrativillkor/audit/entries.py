"""The entries of the log, one class a kind. Each is the canonical JSON of one object, and its hash is a leaf.

An entry says what happened and when, and of cases nothing but commitments and ids made of time and chance.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel
from pydantic.dataclasses import dataclass
from pydantic_core import to_jsonable_python

from demokrativillkor.application import Identifier, Line
from demokrativillkor.audit.notes import NoteRefused, Verifier, from_base64
from demokrativillkor.canonical import canonical_bytes
from demokrativillkor.errors import DemokrativillkorError

SCHEMA: Literal["demokrativillkor/entry/1"] = "demokrativillkor/entry/1"

MOST = 1 << 20
"""The largest entry, in bytes."""

_ENTRY = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel, validate_by_name=True)
_CROCKFORD = "0-9a-hjkmnp-tv-z"


class EntryRefused(DemokrativillkorError):
    """An entry of the log that is none of those it can have, or not in its canonical form."""


def instant(at: datetime) -> str:
    """A time as the log writes it: UTC, microseconds, ``Z``.

    Raises:
        ValueError: the time has no zone.
    """
    if at.tzinfo is None:
        raise ValueError("a time in the log has a zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _a_time(text: str) -> str:
    datetime.fromisoformat(text)
    return text


def _thirty_two_bytes(text: str) -> str:
    if len(_decoded(text)) != 32:
        raise ValueError("not 32 bytes")
    return text


def _a_signature(text: str) -> str:
    if len(_decoded(text)) != 64:
        raise ValueError("not a signature")
    return text


def _decoded(text: str) -> bytes:
    try:
        return from_base64(text)
    except NoteRefused as error:
        raise ValueError(str(error)) from None


def _a_verifier(text: str) -> str:
    try:
        Verifier.parse(text)
    except NoteRefused as error:
        raise ValueError(str(error)) from None
    return text


_INSTANT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$"

Instant = Annotated[str, StringConstraints(pattern=_INSTANT), AfterValidator(_a_time)]
"""A time in UTC with microseconds."""

DecisionId = Annotated[str, StringConstraints(pattern=f"^d-[{_CROCKFORD}]{{26}}$")]
EventId = Annotated[str, StringConstraints(pattern=f"^e-[{_CROCKFORD}]{{26}}$")]
Digest = Annotated[str, StringConstraints(pattern="^sha256:[0-9a-f]{64}$")]
Hex = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
KeyId = Annotated[str, StringConstraints(pattern="^[0-9a-f]{8}$")]
EventKind = Annotated[str, StringConstraints(pattern="^[a-z][A-Za-z0-9_]{0,63}$")]
Root = Annotated[str, AfterValidator(_thirty_two_bytes)]
"""A tree's root in base64."""

Count = Annotated[int, Field(ge=0, le=2**53 - 1)]


@dataclass(frozen=True, kw_only=True, slots=True, config=_ENTRY)
class _Logged:
    """What entries share: when they were added."""

    at: Instant
    schema: Literal["demokrativillkor/entry/1"] = SCHEMA

    def document(self) -> dict[str, Any]:
        """The entry as plain JSON values."""
        document: dict[str, Any] = to_jsonable_python(self, by_alias=True)
        return document

    @property
    def canonical(self) -> bytes:
        """The entry's bytes in the log."""
        return canonical_bytes(self.document())


@dataclass(frozen=True, kw_only=True, slots=True, config=_ENTRY)
class Commitments:
    """The commitments to a decision's record and to what may be shown of it."""

    record: Hex
    veiled: Hex


@dataclass(frozen=True, kw_only=True, slots=True, config=_ENTRY)
class DecisionEntry(_Logged):
    """A decision was recorded. Its rule sets: the deciding one, the process profile, those that advised."""

    decision_id: DecisionId
    rule_sets: Annotated[tuple[Digest, ...], Field(min_length=1, max_length=100)]
    commitments: Commitments
    kind: Literal["decision"] = "decision"

    @property
    def canonical(self) -> bytes:
        """The entry's bytes in the log."""
        committed = self.commitments
        return decision_entry(self.at, self.decision_id, self.rule_sets, committed.record, committed.veiled)


def decision_entry(at: str, decision_id: str, rule_sets: Iterable[str], record: str, veiled: str) -> bytes:
    """The bytes of a :class:`DecisionEntry` with these values, which are not looked at again."""
    digests = '","'.join(rule_sets)
    return (
        f'{{"at":"{at}","commitments":{{"record":"{record}","veiled":"{veiled}"}},"decisionId":"{decision_id}",'
        f'"kind":"decision","ruleSets":["{digests}"],"schema":"{SCHEMA}"}}'
    ).encode("ascii")


@dataclass(frozen=True, kw_only=True, slots=True, config=_ENTRY)
class EventEntry(_Logged):
    """Something was added to a recorded decision. ``event`` is its kind."""

    decision_id: DecisionId
    event_id: EventId
    event: EventKind
    commitment: Hex
    kind: Literal["event"] = "event"

    @property
    def canonical(self) -> bytes:
        """The entry's bytes in the log."""
        return event_entry(self.at, self.decision_id, self.event_id, self.event, self.commitment)


def event_entry(at: str, decision_id: str, event_id: str, event: str, commitment: str) -> bytes:
    """The bytes of an :class:`EventEntry` with these values, which are not looked at again."""
    return (
        f'{{"at":"{at}","commitment":"{commitment}","decisionId":"{decision_id}","event":"{event}",'
        f'"eventId":"{event_id}","kind":"event","schema":"{SCHEMA}"}}'
    ).encode("ascii")


@dataclass(frozen=True, kw_only=True, slots=True, config=_ENTRY)
class RuleSetEntry(_Logged):
    """A resolved rule set was stored for the first time."""

    digest: Digest
    id: Identifier
    version: Line
    kind: Literal["ruleSet"] = "ruleSet"


@dataclass(frozen=True, kw_only=True, slots=True, config=_ENTRY)
class RulebookEntry(_Logged):
    """The rules a service applies from now on: id → digest."""

    rule_sets: Annotated[dict[Identifier, Digest], Field(max_length=1000)]
    software: Line
    engine: Line
    kind: Literal["rulebook"] = "rulebook"


@dataclass(frozen=True, kw_only=True, slots=True, config=_ENTRY)
class KeyEntry(_Logged):
    """The key that signs checkpoints from now on. ``previous`` signed its text, unless it is the first."""

    name: Line
    verifier: Annotated[str, AfterValidator(_a_verifier)]
    previous: KeyId | None
    signature: Annotated[str, AfterValidator(_a_signature)] | None
    kind: Literal["key"] = "key"


@dataclass(frozen=True, kw_only=True, slots=True, config=_ENTRY)
class ErasureEntry(_Logged):
    """The contents of cases were erased by the authority's order."""

    order: Line
    decisions: Annotated[tuple[DecisionId, ...], Field(min_length=1, max_length=10_000)]
    kind: Literal["erasure"] = "erasure"


@dataclass(frozen=True, kw_only=True, slots=True, config=_ENTRY)
class OverrideEntry(_Logged):
    """The log went on although it did not reach a checkpoint that was kept outside."""

    size: Count
    root: Root
    reason: Line
    kind: Literal["override"] = "override"


@dataclass(frozen=True, kw_only=True, slots=True, config=_ENTRY)
class ScreeningEntry(_Logged):
    """A whole round was screened. ``root`` is the digest over its chunks, ``input`` that of what was read."""

    run: Identifier
    root: Digest
    rule_sets: Annotated[tuple[Digest, ...], Field(max_length=1000)]
    software: Line
    input: Digest
    rows: Count
    rejected: Count
    kind: Literal["screening"] = "screening"


Entry = (
    DecisionEntry | EventEntry | RuleSetEntry | RulebookEntry | KeyEntry | ErasureEntry | OverrideEntry | ScreeningEntry
)

_ADAPTER: TypeAdapter[Entry] = TypeAdapter(Annotated[Entry, Field(discriminator="kind")])


def parse_entry(content: bytes) -> Entry:
    """The entry with these bytes.

    Raises:
        EntryRefused: they are not an entry of the log in its canonical form.
    """
    if len(content) > MOST:
        raise EntryRefused("an entry of the log is at most 1 MiB")
    try:
        entry = _ADAPTER.validate_json(content)
    except ValidationError as error:
        kind = error.errors(include_input=False, include_url=False)[0]["loc"][:1]
        raise EntryRefused(f"not an entry of the log{f' of kind {kind[0]}' if kind else ''}") from None
    if entry.canonical != content:
        raise EntryRefused("an entry of the log is not in its canonical form")
    return entry
