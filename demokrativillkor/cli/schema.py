"""``demokrativillkor schema``: JSON Schema of what goes in and what comes out."""

import json
from enum import StrEnum
from typing import Annotated

import typer

from demokrativillkor.cli.options import rulebook
from demokrativillkor.schemas import application_schema, decision_schema


class Document(StrEnum):
    """The documents that have a schema."""

    APPLICATION = "application"
    DECISION = "decision"


def print_schema(
    document: Annotated[Document, typer.Argument(help="Which document.")],
) -> None:
    """Print the JSON Schema (draft 2020-12) of an application or a canonical decision."""
    schemas = {
        Document.APPLICATION: lambda: application_schema(rulebook().vocabulary),
        Document.DECISION: decision_schema,
    }
    print(json.dumps(schemas[document](), ensure_ascii=False, indent=2))
