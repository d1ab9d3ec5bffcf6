"""A YAML value held against its shape, every mistake as a problem with line, cause and remedy."""

import json
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from demokrativillkor.errors import Problem
from demokrativillkor.rulefiles.yamlfile import YamlFile

Shape = TypeVar("Shape", bound=BaseModel)


def shaped(file: YamlFile, shape: type[Shape]) -> Shape | None:
    """The file's value in that shape; ``None`` and problems on the file where it is not."""
    if file.problems:
        return None
    try:
        return shape.model_validate_json(json.dumps(file.value))
    except ValidationError as invalid:
        keys = _keys_of(shape)
        file.problems.extend(_problem(file, error, keys) for error in invalid.errors())
        return None


def did_you_mean(word: str, words: Iterable[str], otherwise: str) -> str:
    """A suggestion: the nearest of ``words``, or ``otherwise``."""
    near = get_close_matches(word, list(words), n=1)
    return f"did you mean {near[0]}?" if near else otherwise


def _problem(file: YamlFile, error: ErrorDetails, keys: frozenset[str]) -> Problem:
    path = tuple(part for part in error["loc"] if part != "[key]")
    key = str(path[-1]) if path else "the file"
    context: dict[str, Any] = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return file.problem("missing_key", path[:-1], f"{key} is missing", f"add {key}")
        case "extra_forbidden":
            remedy = did_you_mean(key, keys, "remove it, or see the schema under rules/schema")
            return file.problem("unknown_key", path, f"the key {key} is not known here", remedy)
        case "enum" | "literal_error":
            message = f"{key} has a value that is not one of its values"
            return file.problem("unknown_value", path, message, f"write {context['expected']}")
        case "too_short":
            return file.problem("empty", path, f"{key} is empty", "give it at least one part")
        case "string_too_short":
            return file.problem("empty", path, f"{key} is empty", "write the text")
        case "string_pattern_mismatch":
            return file.problem("bad_name", path, f"{key} is not written as such names are", _HOW_WRITTEN)
        case "string_type" | "bool_type" | "list_type" | "dict_type" | "model_type" | "model_attributes_type":
            wanted = _WANTED[error["type"]]
            return file.problem("wrong_type", path, f"{key} must be {wanted}", f"write {wanted}")
        case "date_type" | "date_parsing" | "date_from_datetime_parsing":
            return file.problem("not_a_date", path, f"{key} is not a date", "write YYYY-MM-DD")
        case kind:
            return file.problem(kind, path, error["msg"], "see the schema under rules/schema")


_WANTED = {
    "string_type": "text",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}
_HOW_WRITTEN = "ids of files are kebab-case, facts camelCase, values snake_case, rules set:rule"


def _keys_of(shape: type[BaseModel]) -> frozenset[str]:
    schema = shape.model_json_schema(by_alias=True)
    shapes = [schema, *schema.get("$defs", {}).values()]
    return frozenset(key for each in shapes for key in each.get("properties", {}))
