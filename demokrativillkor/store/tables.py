"""The tables, in three kinds.

*Log tables* are fenced: nothing in them is ever changed or removed. *Case tables* hold what the law lets an authority
erase (*gallra*): never changed, and removed only for a decision that an erasure in the log names. The rest is
operation: keys, repeats of requests, what the service remembers. :mod:`~demokrativillkor.store.fences` has the
triggers.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Position = BigInteger().with_variant(Integer(), "sqlite")
"""The place of an entry in the log, from 0. SQLite numbers rows in a plain INTEGER only."""

Id = String(28)
"""``d-`` or ``e-`` and 26 characters."""

Instant = String(27)
"""RFC 3339 in UTC with microseconds: text, so that the database gives back what was committed to."""


_RARE = "kind NOT IN ('decision', 'event')"
"""What must be found without reading the whole log: keys, erasures, rule sets."""


class Base(DeclarativeBase):
    """All tables."""


class LogLeaf(Base):
    """One entry of the log and its leaf hash (RFC 6962 § 2.1)."""

    __tablename__ = "log_leaf"
    position: Mapped[int] = mapped_column(Position, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    entry: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))

    __table_args__ = (
        Index("log_leaf_rare", "kind", "position", sqlite_where=text(_RARE), postgresql_where=text(_RARE)),
    )


NEXT_POSITION = "SELECT coalesce(max(position) + 1, 0) FROM log_leaf"
"""Where the next entry of the log stands."""


class LogEvent(Base):
    """An event on a decision: what kind it was, and where in the log it stands."""

    __tablename__ = "log_event"
    event_id: Mapped[str] = mapped_column(Id, primary_key=True)
    position: Mapped[int] = mapped_column(ForeignKey("log_leaf.position"), unique=True)
    decision_id: Mapped[str] = mapped_column(Id, index=True)
    kind: Mapped[str] = mapped_column(String(32))


class LogRuleSet(Base):
    """A resolved rule set that decided, advised or governed a signature; kept for ever. The document is compressed."""

    __tablename__ = "log_rule_set"
    digest: Mapped[str] = mapped_column(String(71), primary_key=True)
    position: Mapped[int] = mapped_column(ForeignKey("log_leaf.position"), unique=True)
    rule_set_id: Mapped[str] = mapped_column(String(64))
    document: Mapped[bytes] = mapped_column(LargeBinary)


class LogErased(Base):
    """A decision whose case content was erased, and where in the log the order stands."""

    __tablename__ = "log_erased"
    decision_id: Mapped[str] = mapped_column(Id, primary_key=True)
    position: Mapped[int] = mapped_column(ForeignKey("log_leaf.position"))


class LogCheckpoint(Base):
    """A checkpoint that was issued: a signed note (C2SP tlog-checkpoint)."""

    __tablename__ = "log_checkpoint"
    size: Mapped[int] = mapped_column(Position, primary_key=True, autoincrement=False)
    note: Mapped[str] = mapped_column(Text)


class LogDictionary(Base):
    """What documents are packed with: a Zstandard dictionary, which holds nothing of any case."""

    __tablename__ = "log_dictionary"
    number: Mapped[int] = mapped_column(Position, primary_key=True, autoincrement=False)
    document: Mapped[bytes] = mapped_column(LargeBinary)


class CaseDecision(Base):
    """A decision with its application. Every column is bound by the commitment in its entry.

    ``application``, ``decision`` and ``aside`` (notes and the organisation's name) are canonical bytes, compressed.
    """

    __tablename__ = "case_decision"
    position: Mapped[int] = mapped_column(ForeignKey("log_leaf.position"), primary_key=True, autoincrement=False)
    decision_id: Mapped[str] = mapped_column(Id, unique=True)
    recorded_at: Mapped[str] = mapped_column(Instant)
    unit: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(128))
    diary_number: Mapped[str | None] = mapped_column(String(300), index=True)
    outcome: Mapped[str] = mapped_column(String(16))
    legal_force: Mapped[str] = mapped_column(String(8))
    rule_set_id: Mapped[str] = mapped_column(String(64))
    decision_date: Mapped[str] = mapped_column(String(10))
    supersedes: Mapped[str | None] = mapped_column(Id, unique=True)
    provenance: Mapped[str] = mapped_column(Text)
    salt: Mapped[bytes] = mapped_column(LargeBinary(32))
    application: Mapped[bytes] = mapped_column(LargeBinary)
    decision: Mapped[bytes] = mapped_column(LargeBinary)
    aside: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (Index("case_decision_by_unit", "unit", "position"),)


class CaseEvent(Base):
    """What an event says: names, titles, reasons. Canonical bytes, compressed."""

    __tablename__ = "case_event"
    event_id: Mapped[str] = mapped_column(ForeignKey("log_event.event_id"), primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary(32))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class AccessRead(Base):
    """That a person read a decision: who, when, which part of it."""

    __tablename__ = "access_read"
    number: Mapped[int] = mapped_column(Position, primary_key=True, autoincrement=True)
    at: Mapped[str] = mapped_column(Instant)
    subject: Mapped[str] = mapped_column(String(128))
    role: Mapped[str] = mapped_column(String(16))
    decision_id: Mapped[str] = mapped_column(Id, index=True)
    part: Mapped[str] = mapped_column(String(32))


class AccessKey(Base):
    """An API key: the SHA-256 of its secret, and whom it stands for."""

    __tablename__ = "access_key"
    key_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    secret: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(16))
    unit: Mapped[str] = mapped_column(String(64))
    label: Mapped[str] = mapped_column(String(100))
    made_at: Mapped[str] = mapped_column(Instant)
    expires_at: Mapped[str] = mapped_column(Instant)
    revoked_at: Mapped[str | None] = mapped_column(Instant)


class Repeat(Base):
    """A request that may be repeated: digests of its key and, keyed with that key, of its body; what it made."""

    __tablename__ = "repeat"
    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary(32))
    decision_id: Mapped[str] = mapped_column(Id, index=True)
    at: Mapped[str] = mapped_column(Instant)


class Setting(Base):
    """Something the service remembers between starts; nothing that a decision rests on."""

    __tablename__ = "setting"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


FENCED = ("log_leaf", "log_event", "log_rule_set", "log_erased", "log_checkpoint", "log_dictionary", "access_read")
"""Insert only. Who read what is fenced like the log, though it is not in it."""

CASES = ("case_decision", "case_event")
"""Never changed, removed only for a decision that the log says is erased."""

OPEN = ("access_key", "repeat", "setting")
