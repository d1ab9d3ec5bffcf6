"""A log in memory, and exports of decisions recorded in it."""

from collections.abc import Sequence
from typing import Any

from demokrativillkor.application import Application, Examination, RequiredExamination
from demokrativillkor.assess import assess
from demokrativillkor.audit.commitments import EVENT, RECORD, VEILED, EventContent, commit, derive
from demokrativillkor.audit.entries import ErasureEntry, RuleSetEntry, decision_entry, event_entry
from demokrativillkor.audit.export import Kept, KeptEvent, Logged, Since, export
from demokrativillkor.audit.keys import first_key, rotation
from demokrativillkor.audit.notes import Checkpoint, Signer
from demokrativillkor.audit.tiles import Tiles
from demokrativillkor.audit.tree import leaf_hash
from demokrativillkor.audit.veil import veiled_content
from demokrativillkor.canonical import canonical_bytes, digest
from demokrativillkor.engine import open_engine
from demokrativillkor.ruleset import RuleSet
from tests.support.records import AT, DECISION_ID, record_of

NAME = "log.example/decisions"
SIGNER = Signer(NAME, bytes(range(32)))
NEXT = Signer(NAME, bytes(range(1, 33)))
ASIDE = {"name": "Föreningen Exempel", "notes": "Anteckning."}
_REFERENCE = open_engine("reference")


class Log:
    """Entries, the tree over them, and the key that signs it; it opens with that key."""

    def __init__(self, signer: Signer = SIGNER) -> None:
        self.entries: list[bytes] = []
        self.signer = signer
        self.keys = [self.add(first_key(AT, signer).canonical)]
        self.tiles = Tiles(lambda first, last: [leaf_hash(entry) for entry in self.entries[first:last]])

    def add(self, entry: bytes) -> int:
        self.entries.append(entry)
        return len(self.entries) - 1

    def pad(self, count: int) -> None:
        """Entries that have nothing to do with what is tested."""
        for number in range(count):
            name = f"set-{len(self.entries)}-{number}"
            self.add(RuleSetEntry(at=AT, digest=digest(name.encode()), id=name, version="1").canonical)

    def rotate(self, new: Signer = NEXT) -> None:
        self.keys.append(self.add(rotation(AT, new, self.signer).canonical))
        self.signer = new

    @property
    def checkpoint(self) -> Checkpoint:
        return self.checkpoint_at(len(self.entries))

    def checkpoint_at(self, size: int) -> Checkpoint:
        return Checkpoint(self.signer.name, size, self.tiles.root(size))

    def logged(self, position: int) -> Logged:
        proof = self.tiles.inclusion(position, len(self.entries))
        return Logged(position=position, entry=self.entries[position], proof=proof)


class Case:
    """One decision recorded in a log, with what is kept of it."""

    def __init__(
        self,
        log: Log,
        application: Application,
        rulesets: Sequence[RuleSet],
        *,
        aside: Any = ASIDE,
        required: RequiredExamination = Examination.DECLARED,
    ) -> None:
        deciding, *others = rulesets
        advisory = [each for each in others if each.role == "advice"]
        self.log, self.rulesets = log, rulesets
        self.decision = assess(
            application, deciding, engine=_REFERENCE, advisory=advisory, examination_required=required
        )
        aside_bytes, salt = canonical_bytes(aside), bytes(range(100, 132))
        record = record_of(self.decision, application, aside=digest(aside_bytes))
        shown = veiled_content(record, application.document(), self.decision.document(), [deciding, *advisory])
        self.kept = Kept(
            salt=salt,
            record=record.canonical,
            application=application.canonical,
            decision=self.decision.canonical,
            aside=aside_bytes,
            veiled=shown.canonical,
        )
        self.position = log.add(
            decision_entry(
                AT,
                DECISION_ID,
                [each.digest for each in rulesets],
                commit(derive(salt, RECORD), record.canonical),
                commit(derive(salt, VEILED), shown.canonical),
            )
        )
        self.events: list[tuple[int, bytes, bytes]] = []
        self.erasure: int | None = None

    def event(self, kind: str = "communicated", **content: Any) -> None:
        event_id, salt = f"e-{len(self.events):026}", bytes([len(self.events)]) * 32
        told = EventContent(
            decision_id=DECISION_ID, event_id=event_id, recorded_at=AT, event=kind, subject="k1:00", content=content
        ).canonical
        entry = event_entry(AT, DECISION_ID, event_id, kind, commit(derive(salt, EVENT), told))
        self.events.append((self.log.add(entry), salt, told))

    def erase(self) -> None:
        entry = ErasureEntry(at=AT, order="plan 3.2, beslut 2031-01-15", decisions=(DECISION_ID,))
        self.erasure = self.log.add(entry.canonical)

    def export(self, *, redact: bool = False, since: int | None = None) -> bytes:
        log, erased = self.log, self.erasure is not None
        proof = None if since is None else log.tiles.consistency(since, len(log.entries))
        return export(
            log.logged(self.position),
            None if erased else self.kept,
            events=[
                KeptEvent(logged=log.logged(at), salt=None if erased else salt, content=None if erased else told)
                for at, salt, told in self.events
            ],
            keys=[log.logged(at) for at in log.keys],
            rulesets=[each.canonical for each in self.rulesets],
            checkpoint=log.checkpoint.signed(log.signer),
            software="0.3.0",
            erasure=log.logged(self.erasure) if self.erasure is not None else None,
            since=None if proof is None else Since(size=since, proof=proof),
            redact=redact,
        )
