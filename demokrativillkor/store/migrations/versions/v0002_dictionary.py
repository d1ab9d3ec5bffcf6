"""What documents are packed with stands beside them. What was packed before is read as it is."""

import sqlalchemy as sa
from alembic import op

from demokrativillkor.store.fences import postgresql_fences, sqlite_fences
from demokrativillkor.store.packing import dictionary

revision = "0002"
down_revision = "0001"

_NUMBER = 32_769
_ROLES = (
    "SELECT DISTINCT grantee FROM information_schema.role_table_grants "
    "WHERE table_schema = 'public' AND table_name = 'log_leaf' AND grantee <> 'PUBLIC'"
)


def upgrade() -> None:
    """Make the table, put the dictionary in, put up the fences."""
    position = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    table = op.create_table(
        "log_dictionary",
        sa.Column("number", position, primary_key=True, autoincrement=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
    )
    op.bulk_insert(table, [{"number": _NUMBER, "document": dictionary(_NUMBER)}])
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        statements = [*sqlite_fences(["log_dictionary"])]
    else:
        quoted = connection.dialect.identifier_preparer.quote
        readers = [quoted(role) for role in connection.scalars(sa.text(_ROLES))]
        statements = [*postgresql_fences(["log_dictionary"])]
        statements += [f"GRANT SELECT ON log_dictionary TO {role}" for role in readers]
    for statement in statements:
        op.execute(sa.text(statement.replace(":", "\\:")))
