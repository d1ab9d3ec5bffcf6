"""Run by Alembic, inside the transaction that :func:`~demokrativillkor.store.migrations.migrate` began."""

from alembic import context

from demokrativillkor.store.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()
