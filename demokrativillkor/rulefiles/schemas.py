"""JSON Schema of the rule files, for editors."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from demokrativillkor.rulefiles.actmodels import ProvisionsFile
from demokrativillkor.rulefiles.models import (
    CasesFile,
    RuleFile,
    RuleSetFile,
    SharedFile,
    SharedRuleFile,
    SourceFile,
    StoppedReasonsFile,
    VocabularyFile,
)

_SHAPES: dict[str, type[BaseModel]] = {
    "cases": CasesFile,
    "facts": VocabularyFile,
    "rule": RuleFile,
    "ruleset": RuleSetFile,
    "shared": SharedFile,
    "shared-rule": SharedRuleFile,
    "provisions": ProvisionsFile,
    "source": SourceFile,
    "stopped-reasons": StoppedReasonsFile,
}


def schemas() -> dict[str, str]:
    """File name → the JSON Schema (draft 2020-12) of that kind of rule file, as text."""
    return {f"{name}.schema.json": _text(shape) for name, shape in _SHAPES.items()}


def write_schemas(folder: Path) -> Iterator[Path]:
    """Write every schema into the folder; the paths written."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        yield path


def _text(shape: type[BaseModel]) -> str:
    schema: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps(schema | shape.model_json_schema(by_alias=True), ensure_ascii=False, indent=2) + "\n"
