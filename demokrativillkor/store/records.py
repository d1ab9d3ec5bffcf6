"""What goes into the store, and what comes out of it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from demokrativillkor.application import Application
from demokrativillkor.canonical import canonical_bytes
from demokrativillkor.decision import Decision
from demokrativillkor.once import Once
from demokrativillkor.ruleset import RuleSet


@dataclass(frozen=True, slots=True)
class Repeatable:
    """A request that may come again: digests of its key, and of its body keyed with that key.

    The key itself is not kept, so nobody can find out a body by guessing it.
    """

    key: bytes
    body: bytes

    @classmethod
    def of(cls, client: str, route: str, key: str, body: bytes) -> Repeatable:
        """The request of a client to a route, under its idempotency key."""
        named = "\n".join((client, route, key)).encode()
        return cls(hashlib.sha256(named).digest(), hmac.digest(key.encode(), body, "sha256"))


@dataclass(frozen=True, kw_only=True)
class NewDecision:
    """A decision to be recorded.

    Attributes:
        process: the profile that says what must be done before the decision is signed, where the rules name one.
        unit, subject: the unit whose matter it is, and who asked (never a name).
        supersedes: id of the decision that this one stands instead of.
        repeatable: where the client gave an idempotency key.
    """

    application: Application
    decision: Decision
    process: RuleSet | None = None
    unit: str
    subject: str
    supersedes: str | None = None
    repeatable: Repeatable | None = None

    @property
    def rulesets(self) -> tuple[RuleSet, ...]:
        """Every rule set it rests on: the deciding one, its process profile, those that advised."""
        process = (self.process,) if self.process else ()
        return (self.decision.ruleset, *process, *self.decision.advisory)


@dataclass(frozen=True, kw_only=True)
class NewEvent:
    """Something a person did about a decision.

    Attributes:
        content: the event's canonical JSON object.
        after: id of the last event when the decision was read, ``None`` where it had none.
    """

    decision_id: str
    kind: str
    content: Mapping[str, Any]
    subject: str
    after: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """What a request made. ``again`` is true where it had been made before, by the same request."""

    decision_id: str
    position: int
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A stored decision as a list shows it."""

    decision_id: str
    position: int
    recorded_at: str
    unit: str
    subject: str
    diary_number: str | None
    outcome: str
    legal_force: str
    rule_set_id: str
    decision_date: str
    supersedes: str | None


@dataclass(frozen=True, kw_only=True)
class StoredDecision(Summary):
    """A stored decision whole; the byte strings are canonical.

    Attributes:
        rulesets: digests of the rule sets it rests on, the deciding one first, as its entry in the log lists them.
        superseded_by: id of the decision that stands instead of it.
    """

    entry: bytes
    provenance: str
    salt: bytes = field(repr=False)
    application: bytes = field(repr=False)
    decision: bytes = field(repr=False)
    aside: bytes = field(repr=False)
    rulesets: tuple[str, ...]
    superseded_by: str | None

    @Once
    def digest(self) -> str:
        """``sha256:…`` of the canonical decision."""
        return "sha256:" + hashlib.sha256(self.decision).hexdigest()

    @Once
    def application_given(self) -> Application:
        """The application as it was given, with notes and the organisation's name."""
        document: dict[str, Any] = json.loads(self.application)
        aside = json.loads(self.aside)
        if "notes" in aside:
            document["notes"] = aside["notes"]
        if "organisation" in aside:
            document.setdefault("organisation", {}).update(aside["organisation"])
        for finding in document.get("findings", []):
            if finding["id"] in aside.get("findingNotes", {}):
                finding["notes"] = aside["findingNotes"][finding["id"]]
        return Application.from_document(json.dumps(document).encode())


@dataclass(frozen=True, kw_only=True)
class StoredEvent:
    """An event of a decision. ``content`` and ``salt`` are ``None`` where the case is erased."""

    event_id: str
    position: int
    decision_id: str
    kind: str
    entry: bytes
    salt: bytes | None
    content: bytes | None

    @property
    def document(self) -> dict[str, Any]:
        """What it says; empty where it is erased."""
        document: dict[str, Any] = json.loads(self.content) if self.content else {}
        return document


def aside_of(application: Application) -> bytes:
    """What is kept beside the canonical application: notes, and the organisation's name. Canonical JSON."""
    document: dict[str, Any] = {}
    if application.notes:
        document["notes"] = application.notes
    if application.organisation and application.organisation.name:
        document["organisation"] = {"name": application.organisation.name}
    if notes := {finding.id: finding.notes for finding in application.findings if finding.notes}:
        document["findingNotes"] = notes
    return canonical_bytes(document) if document else b"{}"
