"""What pydantic found, as problems whose places name our own fields and positions only."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

from demokrativillkor.application import NOT_BLANK, ONE_LINE
from demokrativillkor.errors import Problem
from demokrativillkor.intake.reading import described

_LONGEST_WORD = 64
"""Characters of the longest word that could be a misspelling of one of ours."""


class Places:
    """Where things are in one input. The keys of an object are counted once, however many of them are wrong."""

    def __init__(self, value: Any, names: Collection[str], schema: str = "application") -> None:
        self.names = names
        self.see = f"see `demokrativillkor schema {schema}`"
        self._value = value
        self._positions: dict[int, dict[str, int]] = {}

    def pointer(self, location: Iterable[str | int]) -> str:
        """The JSON pointer (RFC 6901) of a location, keys that are not ours described by their position."""
        place, value = "", self._value
        for part in location:
            ours = isinstance(part, int) or part in self.names
            place += f"/{part if ours else described(self._position_in(value, part))}"
            value = _step(value, part)
        return place

    def position(self, location: Iterable[str | int], key: str | int) -> int:
        """The position (from 1) of a key in the object at the location."""
        value = self._value
        for part in location:
            value = _step(value, part)
        return self._position_in(value, key)

    def _position_in(self, value: Any, key: str | int) -> int:
        if not isinstance(value, dict):
            return 0
        if id(value) not in self._positions:
            self._positions[id(value)] = {each: position for position, each in enumerate(value, 1)}
        return self._positions[id(value)].get(str(key), 0)


def near_miss(word: str, words: Iterable[str]) -> str | None:
    """The one of our words that was probably meant; the word itself is never repeated."""
    near = get_close_matches(word, list(words), n=1, cutoff=0.8) if len(word) <= _LONGEST_WORD else []
    return near[0] if near else None


def shape_problem(error: ErrorDetails, places: Places) -> Problem:
    """One thing pydantic found wrong with the input."""
    location = _location(error)
    message, suggestion = _said(error, location, places)
    kind = error["type"]
    if kind in _OF_A_KEY:
        where, key = location[:-1], location[-1]
        if kind not in ("missing", "missing_keyword_only_argument"):
            message = f"key number {places.position(where, key)} of this object is not known"
        return Problem(code=_CODES[kind], place=places.pointer(where), message=message, suggestion=suggestion)
    code = _CODES.get(_type(error), "wrong_value")
    return Problem(code=code, place=places.pointer(location), message=message, suggestion=suggestion)


def _location(error: ErrorDetails) -> tuple[str | int, ...]:
    """Where the error is. After a key that breaks the pattern of keys pydantic writes ``[key]``: that is no key."""
    location = error["loc"]
    of_a_key = error["type"] == "string_pattern_mismatch" and location[-1:] == ("[key]",)
    return location[:-1] if of_a_key else location


def _type(error: ErrorDetails) -> str:
    """What kind of error it is; a text with nothing in it to be seen is as good as empty."""
    blank = error["type"] == "string_pattern_mismatch" and not str(error["input"]).strip()
    return "blank" if blank and error["ctx"]["pattern"] in (ONE_LINE, NOT_BLANK) else error["type"]


def _said(error: ErrorDetails, location: tuple[str | int, ...], places: Places) -> tuple[str, str]:
    context: dict[str, Any] = error.get("ctx", {})
    key = str(location[-1]) if location else ""
    match _type(error):
        case "missing" | "missing_keyword_only_argument":
            return f"{key} is missing", f"add {key}"
        case "extra_forbidden" | "unexpected_keyword_argument":
            near = near_miss(key, places.names)
            if near == key:
                return "", f"{near} belongs elsewhere: move or remove it, or {places.see}"
            return "", f"did you mean {near}?" if near else f"remove it, or {places.see}"
        case "enum" | "literal_error":
            return "this is none of the values there are", f"write {context['expected']}"
        case "string_type":
            return "this must be text", 'write it in quotes; an answer is a word such as "yes", "no" or "unknown"'
        case "string_pattern_mismatch":
            return "this is not written as it must be", _WRITTEN.get(context["pattern"], "see the schema")
        case "string_too_long" | "too_long":
            return "this is too long", f"use at most {context['max_length']}"
        case "string_too_short" | "blank":
            return "this is empty", "write something or leave it out"
        case "date_type" | "date_parsing" | "date_from_datetime_parsing":
            return "this is not a date", "write YYYY-MM-DD"
        case "dataclass_type" | "dict_type" | "model_type":
            return "this must be an object", "write it in braces"
        case "tuple_type" | "list_type":
            return "this must be a list", "write it in brackets"
        case _:
            return "this has a form that is not accepted", places.see


def _step(value: Any, part: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(part)
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return value[part]
    return None


_OF_A_KEY = frozenset({"missing", "extra_forbidden", "unexpected_keyword_argument", "missing_keyword_only_argument"})

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
    "blank": "empty",
    "string_pattern_mismatch": "wrong_form",
}

_WRITTEN = {
    r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$": "an id has at most 64 of the letters a to z, digits and . _ : -",
    r"^[a-z][a-z0-9_]{0,63}$": "write a word in snake_case",
    ONE_LINE: "write it on one line, without characters that turn the direction of the text",
}
