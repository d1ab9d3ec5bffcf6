"""The log, the cases, access, and their fences."""

import sqlalchemy as sa
from alembic import op

from demokrativillkor.store.fences import postgresql_fences, postgresql_functions, sqlite_fences

revision = "0001"
down_revision = None

_POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ID = sa.String(28)
_INSTANT = sa.String(27)
_SALT = sa.LargeBinary(32)
_FENCED = (
    *("log_leaf", "log_event", "log_rule_set", "log_erased", "log_checkpoint", "access_read"),
    *("case_decision", "case_event"),
)


def upgrade() -> None:
    """Make every table, and put up the fences."""
    _log()
    _cases()
    _others()
    sqlite = op.get_bind().dialect.name == "sqlite"
    statements = sqlite_fences(_FENCED) if sqlite else (*postgresql_functions(), *postgresql_fences(_FENCED))
    for statement in statements:
        op.execute(sa.text(statement.replace(":", "\\:")))


def _log() -> None:
    op.create_table(
        "log_leaf",
        sa.Column("position", _POSITION, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
    )
    rare = sa.text("kind NOT IN ('decision', 'event')")
    op.create_index("log_leaf_rare", "log_leaf", ["kind", "position"], sqlite_where=rare, postgresql_where=rare)
    op.create_table(
        "log_event",
        sa.Column("event_id", _ID, primary_key=True),
        sa.Column("position", _POSITION, sa.ForeignKey("log_leaf.position"), nullable=False, unique=True),
        sa.Column("decision_id", _ID, nullable=False, index=True),
        sa.Column("kind", sa.String(32), nullable=False),
    )
    op.create_table(
        "log_rule_set",
        sa.Column("digest", sa.String(71), primary_key=True),
        sa.Column("position", _POSITION, sa.ForeignKey("log_leaf.position"), nullable=False, unique=True),
        sa.Column("rule_set_id", sa.String(64), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "log_erased",
        sa.Column("decision_id", _ID, primary_key=True),
        sa.Column("position", _POSITION, sa.ForeignKey("log_leaf.position"), nullable=False),
    )
    op.create_table(
        "log_checkpoint",
        sa.Column("size", _POSITION, primary_key=True, autoincrement=False),
        sa.Column("note", sa.Text(), nullable=False),
    )


def _cases() -> None:
    op.create_table(
        "case_decision",
        sa.Column("position", _POSITION, sa.ForeignKey("log_leaf.position"), primary_key=True, autoincrement=False),
        sa.Column("decision_id", _ID, nullable=False, unique=True),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("unit", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(128), nullable=False),
        sa.Column("diary_number", sa.String(300), index=True),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("legal_force", sa.String(8), nullable=False),
        sa.Column("rule_set_id", sa.String(64), nullable=False),
        sa.Column("decision_date", sa.String(10), nullable=False),
        sa.Column("supersedes", _ID, unique=True),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.Column("salt", _SALT, nullable=False),
        sa.Column("application", sa.LargeBinary(), nullable=False),
        sa.Column("decision", sa.LargeBinary(), nullable=False),
        sa.Column("aside", sa.LargeBinary(), nullable=False),
    )
    op.create_index("case_decision_by_unit", "case_decision", ["unit", "position"])
    op.create_table(
        "case_event",
        sa.Column("event_id", _ID, sa.ForeignKey("log_event.event_id"), primary_key=True),
        sa.Column("salt", _SALT, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )


def _others() -> None:
    op.create_table(
        "access_read",
        sa.Column("number", _POSITION, primary_key=True, autoincrement=True),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("subject", sa.String(128), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("decision_id", _ID, nullable=False, index=True),
        sa.Column("part", sa.String(32), nullable=False),
    )
    op.create_table(
        "access_key",
        sa.Column("key_id", sa.String(32), primary_key=True),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("unit", sa.String(64), nullable=False),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("revoked_at", _INSTANT),
    )
    op.create_table(
        "repeat",
        sa.Column("key", sa.LargeBinary(32), primary_key=True),
        sa.Column("body", sa.LargeBinary(32), nullable=False),
        sa.Column("decision_id", _ID, nullable=False, index=True),
        sa.Column("at", _INSTANT, nullable=False),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
    )
