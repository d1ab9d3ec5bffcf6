"""Commitments: what the log says of a case without saying anything about it.

A commitment is SHA-256 over 32 bytes that nobody can guess and the content. The log keeps it for ever; the bytes
and the content stand beside the log and can be erased, and then nothing can be read out of what is left. One
random salt a decision, from which that of each content follows by HMAC, so that one content can be shown without
opening the others.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac
from json.encoder import encode_basestring as quoted
from operator import attrgetter
from typing import Any

from demokrativillkor.canonical import canonical_text

RECORD, VEILED, EVENT = "record", "veiled", "event"
"""The labels under which salts are derived."""

RECORD_SCHEMA = "demokrativillkor/record/1"
EVENT_SCHEMA = "demokrativillkor/event/1"


def new_salt() -> bytes:
    """Thirty-two random bytes."""
    return os.urandom(32)


def derive(salt: bytes, label: str) -> bytes:
    """The salt of one content; from it neither ``salt`` nor that of another label can be found."""
    # Not hmac.digest: it lets another thread go first, which takes many times as long as what it computes.
    return hmac(salt, label.encode("ascii"), "sha256").digest()


def commit(derived: bytes, content: bytes) -> str:
    """The commitment to a content under its derived salt, in hexadecimal."""
    return sha256(derived + content).hexdigest()


def opens(commitment: str, derived: bytes, content: bytes) -> bool:
    """Whether the salt and the content are those the commitment was made to."""
    return compare_digest(commit(derived, content), commitment)


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordContent:
    """What a stored decision is, column by column: each is under the commitment ``record``.

    Attributes:
        subject: who asked, as a keyed hash; never a name.
        rule_set: the id of the deciding rule set.
        supersedes: the id of the decision this one takes the place of.
        application, decision, aside: digests of the bytes that are kept.
        provenance: how the decision came about, as canonical JSON text.
    """

    decision_id: str
    recorded_at: str
    unit: str
    subject: str
    diary_number: str | None
    outcome: str
    legal_force: str
    rule_set: str
    decision_date: str
    supersedes: str | None
    application: str
    decision: str
    aside: str
    provenance: str

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> RecordContent:
        """The record content with that document.

        Raises:
            KeyError: a part is missing.
        """
        values = {name: document[key] for name, key in _RECORD_KEYS.items()}
        return cls(**values | {"provenance": canonical_text(document["provenance"])})

    def document(self) -> dict[str, Any]:
        """The content as plain JSON values."""
        values = {key: getattr(self, name) for name, key in _RECORD_KEYS.items()}
        return {"schema": RECORD_SCHEMA} | values | {"provenance": json.loads(self.provenance)}

    @property
    def canonical(self) -> bytes:
        """The canonical bytes of :meth:`document`."""
        return record_bytes(*_RECORD_VALUES(self))


def record_bytes(
    decision_id: str,
    recorded_at: str,
    unit: str,
    subject: str,
    diary_number: str | None,
    outcome: str,
    legal_force: str,
    rule_set: str,
    decision_date: str,
    supersedes: str | None,
    application: str,
    decision: str,
    aside: str,
    provenance: str,
) -> bytes:
    """The bytes of a :class:`RecordContent` with these values."""
    return (
        f'{{"application":"{application}","aside":"{aside}","decision":"{decision}",'
        f'"decisionDate":{quoted(decision_date)},"decisionId":{quoted(decision_id)},'
        f'"diaryNumber":{_optional(diary_number)},"legalForce":{quoted(legal_force)},'
        f'"outcome":{quoted(outcome)},"provenance":{provenance},'
        f'"recordedAt":{quoted(recorded_at)},"ruleSet":{quoted(rule_set)},"schema":"{RECORD_SCHEMA}",'
        f'"subject":{quoted(subject)},"supersedes":{_optional(supersedes)},"unit":{quoted(unit)}}}'
    ).encode()


@dataclass(frozen=True, kw_only=True, slots=True)
class EventContent:
    """What an event on a stored decision says. ``event`` is its kind."""

    decision_id: str
    event_id: str
    recorded_at: str
    event: str
    subject: str
    content: Mapping[str, Any]

    def document(self) -> dict[str, Any]:
        """The content as plain JSON values."""
        return {"schema": EVENT_SCHEMA} | {key: getattr(self, name) for name, key in _EVENT_KEYS.items()}

    @property
    def canonical(self) -> bytes:
        """The canonical bytes of :meth:`document`."""
        return (
            f'{{"content":{canonical_text(self.content)},"decisionId":{quoted(self.decision_id)},'
            f'"event":{quoted(self.event)},"eventId":{quoted(self.event_id)},'
            f'"recordedAt":{quoted(self.recorded_at)},"schema":"{EVENT_SCHEMA}","subject":{quoted(self.subject)}}}'
        ).encode()


def _optional(text: str | None) -> str:
    return "null" if text is None else quoted(text)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.title, rest))


_RECORD_VALUES = attrgetter(*(field.name for field in fields(RecordContent)))
_RECORD_KEYS = {field.name: _camel(field.name) for field in fields(RecordContent)}
_EVENT_KEYS = {field.name: _camel(field.name) for field in fields(EventContent)}
