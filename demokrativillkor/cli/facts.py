"""``demokrativillkor facts``: what can be answered."""

import json
from enum import StrEnum
from typing import Annotated

import typer

from demokrativillkor.cli.options import LanguageOption, Tongue, rulebook
from demokrativillkor.rendering import phrases
from demokrativillkor.rendering.context import item, paragraph
from demokrativillkor.rule import UNKNOWN, Fact


class Format(StrEnum):
    """How the facts are written."""

    TEXT = "text"
    JSON = "json"


def list_facts(
    lang: LanguageOption = Tongue.SV,
    format: Annotated[Format, typer.Option("--format", help="How the facts are written.")] = Format.TEXT,
) -> None:
    """List every fact that can be answered, with question, answers and guidance."""
    facts = rulebook().vocabulary.facts.values()
    if format is Format.JSON:
        print(json.dumps([_document(fact, lang) for fact in facts], ensure_ascii=False, indent=2))
        return
    print("\n\n".join("\n".join(_told(fact, lang)) for fact in facts))


def _document(fact: Fact, lang: Tongue) -> dict[str, object]:
    return {
        "id": fact.id,
        "about": fact.scope.value,
        "label": fact.label.to(lang.value),
        "question": fact.question.to(lang.value),
        "guidance": fact.guidance.to(lang.value),
        "answers": {value.token: value.label.to(lang.value) for value in (*fact.values, *fact.unknown_tokens)},
        "sensitive": fact.sensitive,
    }


def _told(fact: Fact, lang: Tongue) -> list[str]:
    return [
        f"{fact.id} ({phrases.SCOPES[fact.scope].to(lang.value)})",
        paragraph(fact.question.to(lang.value), 2),
        *(item(f"{value.token}: {value.label.to(lang.value)}", 2) for value in (*fact.values, *fact.unknown_tokens)),
        item(f"{UNKNOWN}: {phrases.UNKNOWN_ANSWER.to(lang.value)}", 2),
        paragraph(fact.guidance.to(lang.value), 2),
    ]
