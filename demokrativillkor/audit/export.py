"""One decision as one file: all that is needed to check it without the log, the store and this program's word.

Whole, it holds the application, the decision and the rules. Redacted, it holds what may be shown, under a commitment
that was made when the decision was recorded. After an erasure it holds the log's entries alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel
from pydantic.dataclasses import dataclass as checked

from demokrativillkor.application import Line
from demokrativillkor.audit.commitments import VEILED, derive
from demokrativillkor.audit.entries import Count, Digest, Hex, Root
from demokrativillkor.audit.notes import NoteRefused, base64_of, from_base64, read_note
from demokrativillkor.canonical import canonical_bytes, digest
from demokrativillkor.errors import Unreadable

FORMAT: Literal["demokrativillkor/export/1"] = "demokrativillkor/export/1"

MOST = 16 << 20
"""The largest export that is read, in bytes."""

MOST_EVENTS = 1000

_LONGEST_PROOF = 64
_PART = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel, validate_by_name=True)


class ExportRefused(Unreadable):
    """What was given is no export: it cannot be read, and nothing of it was checked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Logged:
    """An entry of the log: its position, its bytes and the proof that the checkpoint's log holds it there."""

    position: int
    entry: bytes
    proof: Sequence[bytes]

    def document(self) -> dict[str, Any]:
        """The entry as it stands in an export."""
        proof = [base64_of(each) for each in self.proof]
        return {"position": self.position, "entry": json.loads(self.entry), "proof": proof}


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """What is kept of a decision beside the log. ``veiled`` is what may be shown of it; all are canonical bytes."""

    salt: bytes
    record: bytes
    application: bytes
    decision: bytes
    aside: bytes
    veiled: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptEvent:
    """An event on the decision; salt and content are ``None`` once they are erased."""

    logged: Logged
    salt: bytes | None
    content: bytes | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Since:
    """That the checkpoint's log begins with the log of an earlier one: its size, and the consistency proof."""

    size: int
    proof: Sequence[bytes]


def export(
    decision: Logged,
    kept: Kept | None,
    *,
    events: Sequence[KeptEvent],
    keys: Sequence[Logged],
    rulesets: Sequence[bytes],
    checkpoint: str,
    software: str,
    erasure: Logged | None = None,
    since: Since | None = None,
    redact: bool = False,
) -> bytes:
    """The export of one decision, with a line break at its end.

    Args:
        kept: ``None`` where the case was erased; then ``erasure`` is the entry that says so.
        keys: every key entry of the log, in its order.
        rulesets: the canonical bytes of the rule sets, in the order of the decision's entry.
        checkpoint: the signed note that every proof leads to.
        software: the version of the program that makes the export; nobody vouches for it.
        since: leads from an earlier checkpoint, which whoever asked for the export has kept, to this one.
        redact: leave out the application, the decision, the record and what events say.
    """
    document: dict[str, Any] = {
        "format": FORMAT,
        "software": software,
        "checkpoint": checkpoint,
        "keys": [each.document() for each in keys],
        "decision": decision.document(),
        "events": [_event(each, redact=redact) for each in events],
        "ruleSets": [json.loads(each) for each in rulesets],
    }
    if erasure is not None:
        document["erasure"] = erasure.document()
    if since is not None:
        document["since"] = {"size": since.size, "proof": [base64_of(each) for each in since.proof]}
    if kept is not None:
        document["shown"] = {"salt": derive(kept.salt, VEILED).hex(), "content": json.loads(kept.veiled)}
        if not redact:
            document["kept"] = _kept(kept)
    document["checksum"] = checksum(document)
    return canonical_bytes(document) + b"\n"


def checksum(document: Mapping[str, Any]) -> str:
    """The digest of everything else in an export. It finds accidents; what is proven, signatures prove."""
    return digest(canonical_bytes({key: value for key, value in document.items() if key != "checksum"}))


def _event(event: KeptEvent, *, redact: bool) -> dict[str, Any]:
    document = event.logged.document()
    if event.salt is not None and event.content is not None and not redact:
        document |= {"salt": event.salt.hex(), "content": json.loads(event.content)}
    return document


def _kept(kept: Kept) -> dict[str, Any]:
    return {
        "salt": kept.salt.hex(),
        "record": json.loads(kept.record),
        "application": json.loads(kept.application),
        "decision": json.loads(kept.decision),
        "aside": json.loads(kept.aside),
    }


def _a_note(text: str) -> str:
    try:
        _, signatures = read_note(text)
    except NoteRefused as error:
        raise ValueError(str(error)) from None
    if len(signatures) != 1:
        raise ValueError("more than one signature")
    return text


Proof = Annotated[tuple[Root, ...], Field(max_length=_LONGEST_PROOF)]
Object = dict[str, Any]


@checked(frozen=True, kw_only=True, slots=True, config=_PART)
class ItemPart:
    """A log entry in an export that was read."""

    position: Count
    entry: Object
    proof: Proof

    @property
    def hashes(self) -> list[bytes]:
        """The proof as bytes."""
        return [from_base64(each) for each in self.proof]


@checked(frozen=True, kw_only=True, slots=True, config=_PART)
class EventPart(ItemPart):
    """An event in an export that was read."""

    salt: Hex | None = None
    content: Object | None = None


@checked(frozen=True, kw_only=True, slots=True, config=_PART)
class KeptPart:
    """What an export holds of the case."""

    salt: Hex
    record: Object
    application: Object
    decision: Object
    aside: Object


@checked(frozen=True, kw_only=True, slots=True, config=_PART)
class ShownPart:
    """What an export holds of what may be shown."""

    salt: Hex
    content: Object


@checked(frozen=True, kw_only=True, slots=True, config=_PART)
class SincePart:
    """The proof, in an export that was read, that the log begins with that of an earlier checkpoint."""

    size: Count
    proof: Proof

    @property
    def hashes(self) -> list[bytes]:
        """The proof as bytes."""
        return [from_base64(each) for each in self.proof]


@checked(frozen=True, kw_only=True, slots=True, config=_PART)
class Export:
    """An export that was read: its shape is right, and nothing in it is checked."""

    format: Literal["demokrativillkor/export/1"]
    software: Annotated[Line, StringConstraints(max_length=100)]
    checkpoint: Annotated[str, AfterValidator(_a_note)]
    keys: Annotated[tuple[ItemPart, ...], Field(min_length=1, max_length=MOST_EVENTS)]
    decision: ItemPart
    events: Annotated[tuple[EventPart, ...], Field(max_length=MOST_EVENTS)]
    rule_sets: Annotated[tuple[Object, ...], Field(min_length=1, max_length=100)]
    checksum: Digest
    erasure: ItemPart | None = None
    since: SincePart | None = None
    kept: KeptPart | None = None
    shown: ShownPart | None = None

    @property
    def form(self) -> str:
        """``whole``, ``redacted`` or ``erased``."""
        if self.kept:
            return "whole"
        return "redacted" if self.shown else "erased"

    @property
    def items(self) -> tuple[ItemPart, ...]:
        """Every log entry there is in it."""
        return (*self.keys, self.decision, *self.events, *((self.erasure,) if self.erasure else ()))


_ADAPTER = TypeAdapter(Export)


def read_export(content: bytes) -> tuple[Export, Mapping[str, Any]]:
    """The export with these bytes, and the whole of it as plain values.

    Raises:
        ExportRefused: it is no export. The message says where, and repeats no value.
    """
    if len(content) > MOST:
        raise ExportRefused(f"an export is at most {MOST >> 20} MiB; give the file that the export command wrote")
    try:
        document = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_no_key_twice,
            parse_float=_no_other_number,
            parse_constant=_no_other_number,
            parse_int=_whole_number,
        )
        canonical_bytes(document)
        return _ADAPTER.validate_json(content), document
    except ValidationError as error:
        place = "/".join(str(part) for part in error.errors(include_input=False, include_url=False)[0]["loc"][:1])
        known = place if place in _KEYS else "its beginning"
        raise ExportRefused(f"not an export, or a damaged one (at {known}); export the decision again") from None
    except (ValueError, TypeError, RecursionError):
        raise ExportRefused("not an export: it is no JSON that every reader takes alike") from None


_KEYS = (
    "checkpoint",
    "checksum",
    "decision",
    "erasure",
    "events",
    "format",
    "kept",
    "keys",
    "ruleSets",
    "shown",
    "since",
    "software",
)


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key stands twice")
    return made


def _no_other_number(_: str) -> Any:
    raise ValueError("a number that is not whole")


def _whole_number(text: str) -> int:
    if len(text) > 17 or text == "-0":
        raise ValueError("a number beyond what every reader can hold")
    return int(text)
