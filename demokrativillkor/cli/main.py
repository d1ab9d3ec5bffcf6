"""The ``demokrativillkor`` command.

Of its commands the one that is asked for is imported alone: to import the others takes longer than many a run.
"""

import sys
from importlib import import_module
from typing import Annotated

import typer

from demokrativillkor import __version__

app = typer.Typer(
    name="demokrativillkor",
    help="Democracy conditions for public grants in Sweden: decisions with cited reasons.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

_COMMANDS = {
    "assess": "assess.assess_files",
    "demo": "demo.demo",
    "screen": "screen.screen_file",
    "facts": "facts.list_facts",
    "schema": "schema.print_schema",
    "fixtures": "fixtures.check_fixtures",
    "serve": "serve.serve",
    "gallra": "data.erase",
    "backup": "data.backup",
    "restore": "data.restore",
    "roles": "data.roles",
}
_GROUPS = {"audit": "audit.app", "keys": "keys.app", "rules": "rules.app"}
"""What a command or a group of commands is called, and where it is."""


def _add(asked: list[str]) -> None:
    """Add the command that the arguments begin with, or all of them where that is none."""
    everything = _COMMANDS | _GROUPS
    for name in asked[:1] if asked[:1] and asked[0] in everything else everything:
        module, attribute = everything[name].split(".")
        found = getattr(import_module(f"demokrativillkor.cli.{module}"), attribute)
        if name in _COMMANDS:
            app.command(name)(found)
        else:
            app.add_typer(found, name=name)


_add(sys.argv[1:])


def _version(wanted: bool) -> None:
    if wanted:
        print(__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass
