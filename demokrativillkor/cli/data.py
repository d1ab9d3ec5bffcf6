"""Commands on the database: backup and restore, erasure by recorded order, versions and roles."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from demokrativillkor.application import Line
from demokrativillkor.cli.exits import Exit, say
from demokrativillkor.cli.options import parse_date
from demokrativillkor.cli.stores import DatabaseOption, DataFolderOption, opened, opened_to_read, settings_of
from demokrativillkor.counting import counted
from demokrativillkor.errors import ConfigurationError

_LEFT = {
    "sqlite": "another process is reading; run the command again",
    "postgresql": "their tables' owner alone can write them anew; set database_owner_url and run the command again",
}
"""Why a copy of what was erased is left, and what to do: erased already, the second run writes the files anew."""


def erase(
    order: Annotated[
        str, typer.Option("--order", help="The authority's order, one line; it stands in the log in clear for ever.")
    ],
    ids: Annotated[list[str] | None, typer.Option("--decision", help="Id of a decision; repeatable.")] = None,
    before: Annotated[
        str | None, typer.Option("--before", help="All with an earlier decision date (YYYY-MM-DD).")
    ] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="Only those of this unit.")] = None,
    rule_set: Annotated[str | None, typer.Option("--rules", help="Only those under this rule set.")] = None,
    carry_out: Annotated[
        bool, typer.Option("--carry-out", help="Erase; without it nothing is changed and what would be is told.")
    ] = False,
    data_folder: DataFolderOption = None,
    database: DatabaseOption = None,
) -> None:
    """Erase case content by a recorded order (gallring). The log goes on showing that there was a decision."""
    from demokrativillkor.store import Filters

    if not ids and before is None:
        raise typer.BadParameter("say which: --decision or --before", param_hint="--decision")
    try:
        TypeAdapter(Line).validate_python(order)
    except ValidationError:
        raise typer.BadParameter("write the order on one line, at most 300 characters", param_hint="--order") from None
    last = None if before is None else _day_before(before)
    filters = Filters(last=last, unit=unit, rule_set=rule_set)
    with opened(data_folder, database) as store:
        plan = store.plan_erasure(order, filters, ids or ())
        what = f"{counted(len(plan.decisions), 'decision')} with {counted(plan.events, 'event')}"
        for decision_id in plan.decisions:
            print(decision_id)
        if missing := len(set(ids or ()) - set(plan.decisions)):
            say(f"not there, erased already, or left out by the other options: {missing} of the decisions named")
        if not carry_out:
            say(f"{what} would be erased; nothing was changed")
            return
        gone = store.erase(plan) if plan.decisions else store.scrub()
        say(f"{what} erased; backups still hold them" if plan.decisions else "nothing to erase")
        if not gone:
            say(f"a copy is left in the database's files: {_LEFT[store.engine.dialect.name]}")


def backup(
    to: Annotated[Path, typer.Argument(help="File to write; it must not be there yet.")],
    data_folder: DataFolderOption = None,
    database: DatabaseOption = None,
) -> None:
    """Write a copy of the database, while the service goes on. The signing key is not in it."""
    from demokrativillkor.store.backup import back_up

    with opened(data_folder, database) as store:
        back_up(store.engine, to)
    say("keep the signing key apart from the copy: without it the log cannot go on")


def restore(
    source: Annotated[Path, typer.Argument(help="A file that `backup` wrote.")],
    data_folder: DataFolderOption = None,
    database: DatabaseOption = None,
) -> None:
    """Make a new database from a copy and verify it; what is there already is never replaced. No key is needed."""
    from demokrativillkor.store.backup import restore as restore_database
    from demokrativillkor.store.verifying import Verification

    settings = settings_of(data_folder, database)
    settings.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    restore_database(source, settings.database)
    say("restored; to go on with the log, put its signing key beside it")
    with opened_to_read(settings) as store, store.reading() as connection:
        verification = Verification(connection)
        faults = sum(1 for _ in verification.faults())
    decisions = counted(verification.decisions, "decision")
    print(f"{counted(verification.size, 'entry', 'entries')}, {decisions} restored")
    if faults:
        say(f"{counted(faults, 'fault')}: run `demokrativillkor audit verify`")
        raise typer.Exit(Exit.VERIFICATION_FAILED)


def roles(
    service: Annotated[str, typer.Argument(help="PostgreSQL role of the service: it reads and adds.")],
    erasure: Annotated[str | None, typer.Option("--erasure", help="PostgreSQL role that may also erase cases.")] = None,
    data_folder: DataFolderOption = None,
    database: DatabaseOption = None,
) -> None:
    """Bring a PostgreSQL database up to date as its owner, and let two roles do what they must and no more."""
    from demokrativillkor.store.roles import grant_roles

    for role in filter(None, (service, erasure)):
        if not re.fullmatch("[a-z_][a-z0-9_]{0,62}", role):
            raise typer.BadParameter("write a role in lower-case letters, digits and _", param_hint="SERVICE")
    settings = settings_of(data_folder, database)
    if settings.database.startswith("sqlite"):
        raise ConfigurationError("SQLite knows no roles; the rights to its file decide who may do what")
    owner = settings.database_owner_url
    grant_roles(owner.get_secret_value() if owner else settings.database, service, erasure)
    say("done; give the service the address of its role, and database_owner_url only where it is to migrate")


def _day_before(text: str) -> str:
    return (parse_date(text, "--before") - timedelta(days=1)).isoformat()
