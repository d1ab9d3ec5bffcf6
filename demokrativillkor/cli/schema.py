"""``demokrativillkor schema``: JSON Schema of what goes in and what comes out."""

import json
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any

import typer

from demokrativillkor.cli.options import rulebook
from demokrativillkor.schemas import application_schema, decision_schema, event_schema


class Document(StrEnum):
    """The documents that have a schema."""

    APPLICATION = "application"
    DECISION = "decision"
    EVENT = "event"


def print_schema(
    document: Annotated[Document, typer.Argument(help="Which document.")],
) -> None:
    """Print the JSON Schema (draft 2020-12) of an application, a canonical decision or an event of a record."""
    schemas: dict[Document, Callable[[], dict[str, Any]]] = {
        Document.APPLICATION: lambda: application_schema(rulebook().vocabulary),
        Document.DECISION: decision_schema,
        Document.EVENT: lambda: event_schema(rulebook().vocabulary),
    }
    print(json.dumps(schemas[document](), ensure_ascii=False, indent=2))
