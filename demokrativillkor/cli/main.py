"""The ``demokrativillkor`` command."""

from typing import Annotated

import typer

from demokrativillkor import __version__
from demokrativillkor.cli import assess, audit, data, demo, facts, fixtures, keys, rules, schema, screen, serve

app = typer.Typer(
    name="demokrativillkor",
    help="Democracy conditions for public grants in Sweden: decisions with cited reasons.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("assess")(assess.assess_files)
app.command("demo")(demo.demo)
app.command("screen")(screen.screen_file)
app.command("facts")(facts.list_facts)
app.command("schema")(schema.print_schema)
app.command("fixtures")(fixtures.check_fixtures)
app.command("serve")(serve.serve)
app.command("gallra")(data.erase)
app.command("backup")(data.backup)
app.command("restore")(data.restore)
app.command("roles")(data.roles)
app.add_typer(audit.app, name="audit")
app.add_typer(keys.app, name="keys")
app.add_typer(rules.app, name="rules")


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
