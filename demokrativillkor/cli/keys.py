"""``demokrativillkor keys``: API keys for people and programs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from demokrativillkor.access import UNIT, Role, new_key
from demokrativillkor.application import Line
from demokrativillkor.cli.exits import say
from demokrativillkor.cli.stores import DatabaseOption, DataFolderOption, opened

app = typer.Typer(help="Make, list and revoke API keys.", no_args_is_help=True)


@app.command("new")
def new(
    role: Annotated[Role, typer.Option("--role", help="What the key may do.")],
    unit: Annotated[str, typer.Option("--unit", help="The unit whose decisions it is about.")],
    label: Annotated[str, typer.Option("--for", help="What it is for; never a person's name.")],
    days: Annotated[int, typer.Option("--days", min=1, max=3650, help="How long it can be used.")] = 365,
    data_folder: DataFolderOption = None,
    database: DatabaseOption = None,
) -> None:
    """Make a key and write it out, once: only a digest of it is kept."""
    if not UNIT.fullmatch(unit):
        raise typer.BadParameter("write it in lower-case letters, digits and hyphens", param_hint="--unit")
    try:
        TypeAdapter(Line).validate_python(label)
    except ValidationError:
        raise typer.BadParameter("write one line", param_hint="--for") from None
    key, text = new_key(role, unit, datetime.now(UTC) + timedelta(days=days))
    with opened(data_folder, database) as store:
        store.add_key(key, label[:100])
    print(text)
    say(f"this is shown once; it can be used until {key.expires_at:%Y-%m-%d}, or until `keys revoke {key.id}`")


@app.command("list")
def list_keys(data_folder: DataFolderOption = None, database: DatabaseOption = None) -> None:
    """List the keys: id, role, unit, until when, what for."""
    with opened(data_folder, database) as store:
        for key, label in store.api_keys():
            state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else f"until {key.expires_at:%Y-%m-%d}"
            print(f"{key.id}  {key.role.value:<8} {key.unit}  {state}  {label}")


@app.command("revoke")
def revoke(
    key_id: Annotated[str, typer.Argument(help="Id of the key.")],
    data_folder: DataFolderOption = None,
    database: DatabaseOption = None,
) -> None:
    """Make a key worthless; a running service notices within seconds."""
    from demokrativillkor.store import NotStored

    with opened(data_folder, database) as store:
        try:
            store.revoke_key(key_id)
        except NotStored as error:
            raise typer.BadParameter(str(error), param_hint="KEY_ID") from None
    say("revoked")
