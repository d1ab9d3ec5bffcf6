"""What pydantic found, as problems whose places name our own fields and positions only."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

from demokrativillkor.errors import Problem
from demokrativillkor.intake.reading import described


def place_of(location: Iterable[str | int], value: Any, names: frozenset[str]) -> str:
    """The JSON pointer (RFC 6901) of a location, keys that are not ours described by their position."""
    place = ""
    for part in location:
        if isinstance(part, str) and part not in names:
            keys = list(value) if isinstance(value, dict) else []
            place += f"/{described(keys.index(part) + 1 if part in keys else 0)}"
        else:
            place += f"/{part}"
        value = _step(value, part)
    return place


def near_miss(word: str, words: Iterable[str]) -> str | None:
    """The one of our words that was probably meant; the word itself is never repeated."""
    near = get_close_matches(word, list(words), n=1, cutoff=0.8)
    return near[0] if near else None


def shape_problem(error: ErrorDetails, value: Any, names: frozenset[str]) -> Problem:
    """One thing pydantic found wrong with the input ``value``."""
    location = tuple(part for part in error["loc"] if part != "[key]")
    message, suggestion = _said(error, location, names)
    if error["type"] in ("missing", "extra_forbidden", "unexpected_keyword_argument", "missing_keyword_only_argument"):
        where, key = location[:-1], location[-1]
        if error["type"] not in ("missing", "missing_keyword_only_argument"):
            parent = _at(value, where)
            position = list(parent).index(key) + 1 if isinstance(parent, dict) and key in parent else 0
            message = f"key number {position} of this object is not known"
        return Problem(
            code=_CODES[error["type"]], place=place_of(where, value, names), message=message, suggestion=suggestion
        )
    code = _CODES.get(error["type"], "wrong_value")
    return Problem(code=code, place=place_of(location, value, names), message=message, suggestion=suggestion)


def _said(error: ErrorDetails, location: tuple[str | int, ...], names: frozenset[str]) -> tuple[str, str]:
    context: dict[str, Any] = error.get("ctx", {})
    key = str(location[-1]) if location else ""
    match error["type"]:
        case "missing" | "missing_keyword_only_argument":
            return f"{key} is missing", f"add {key}"
        case "extra_forbidden" | "unexpected_keyword_argument":
            near = near_miss(key, names)
            return "", f"did you mean {near}?" if near else "remove it, or see `demokrativillkor schema application`"
        case "enum" | "literal_error":
            return "this is none of the values there are", f"write {context['expected']}"
        case "string_type":
            return "this must be text", 'write it in quotes; an answer is a word such as "yes", "no" or "unknown"'
        case "string_pattern_mismatch":
            return "this is not written as it must be", _WRITTEN.get(context["pattern"], "see the schema")
        case "string_too_long" | "too_long":
            return "this is too long", f"use at most {context['max_length']}"
        case "string_too_short":
            return "this is empty", "write something or leave it out"
        case "date_type" | "date_parsing" | "date_from_datetime_parsing":
            return "this is not a date", "write YYYY-MM-DD"
        case "dataclass_type" | "dict_type" | "model_type":
            return "this must be an object", "write it in braces"
        case "tuple_type" | "list_type":
            return "this must be a list", "write it in brackets"
        case _:
            return "this has a form that is not accepted", "see `demokrativillkor schema application`"


def _step(value: Any, part: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(part)
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return value[part]
    return None


def _at(value: Any, location: Iterable[str | int]) -> Any:
    for part in location:
        value = _step(value, part)
    return value


_CODES = {
    "missing": "missing",
    "missing_keyword_only_argument": "missing",
    "extra_forbidden": "unknown_key",
    "unexpected_keyword_argument": "unknown_key",
    "enum": "unknown_value",
    "literal_error": "unknown_value",
    "string_type": "wrong_type",
    "dataclass_type": "wrong_type",
    "dict_type": "wrong_type",
    "tuple_type": "wrong_type",
    "list_type": "wrong_type",
    "date_type": "not_a_date",
    "date_parsing": "not_a_date",
    "date_from_datetime_parsing": "not_a_date",
    "string_too_long": "too_long",
    "too_long": "too_long",
    "string_too_short": "empty",
    "string_pattern_mismatch": "wrong_form",
}

_WRITTEN = {
    r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$": "an id has at most 64 of the letters a to z, digits and . _ : -",
    r"^[a-z][a-z0-9_]{0,63}$": "write a word in snake_case",
    r"^[^\r\n]*$": "write it on one line",
}
