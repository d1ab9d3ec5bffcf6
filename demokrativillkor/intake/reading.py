"""JSON read strictly (RFC 8259, I-JSON): what one reader could take otherwise than another is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NoReturn

from demokrativillkor.errors import InputRejected, Problem

LARGEST_INPUT = 1 << 20
"""Bytes (1 MiB). An application with a thousand findings is well below."""

DEEPEST_INPUT = 24
"""Levels of objects and arrays; an application has six."""

MOST_MEMBERS = 1000
"""Entries of an array and keys of an object; findings are what an application has most of."""

MOST_OBJECTS = 30_000
"""Objects in all. Each takes the validator close to a kilobyte, if only two bytes of the input."""

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters (Unicode category Cc) other than tab and line breaks, and surrogates (Cs)."""


class _Object(dict[str, Any]):
    """A JSON object that remembers at which positions (from 1) a key stood again."""

    repeated: Sequence[int] = ()


def read_json(content: bytes, names: Collection[str]) -> Any:
    """The JSON value in ``content``.

    Args:
        names: the keys that may be repeated in a place; any other is described by its position.

    Raises:
        InputRejected: not UTF-8, not JSON, too large, too deep, too long, a duplicate key, ``null``, a number that is
            not JSON, or a character that text may not hold. Every place is named.
    """
    if len(content) > LARGEST_INPUT:
        _refuse("too_large", "", f"the input is larger than {LARGEST_INPUT} bytes", "send one application at a time")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse("not_utf8", "", f"the input is not UTF-8 (byte {error.start + 1})", "save it as UTF-8")
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        _refuse(
            "not_json", "", f"the input is not JSON ({where}): {error.msg[0].lower()}{error.msg[1:]}", "check it there"
        )
    except RecursionError:
        _refuse("too_deep", "", "the input is nested too deeply", f"use at most {DEEPEST_INPUT} levels")
    except _Constant:
        _refuse("not_json", "", "the input has a number that JSON does not have (NaN or Infinity)", "leave it out")
    except ValueError:
        _refuse("not_json", "", "the input has a number with too many digits", "leave it out")
    InputRejected.raise_if_any(_problems(value, names))
    return value


def described(position: int) -> str:
    """How a key that is not ours is written in a place: it could be personal data."""
    return f"<key {position}>"


def _refuse(code: str, place: str, message: str, suggestion: str) -> NoReturn:
    raise InputRejected([Problem(code=code, place=place, message=message, suggestion=suggestion)]) from None


class _Constant(Exception):
    pass


def _no_constant(_: str) -> NoReturn:
    raise _Constant


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    value = _Object(pairs)
    if len(value) < len(pairs):
        first = {key: position for position, (key, _) in reversed([*enumerate(pairs, 1)])}
        value.repeated = [position for position, (key, _) in enumerate(pairs, 1) if first[key] != position]
    return value


def _problems(value: Any, names: Collection[str]) -> Iterator[Problem]:
    """What no application may hold. Walks without recursion: the depth is one of the things to find out."""
    waiting: list[tuple[str, Any, int]] = [("", value, 1)]
    objects = 0
    while waiting:
        place, item, depth = waiting.pop()
        objects += isinstance(item, _Object)
        if objects > MOST_OBJECTS:
            message, suggestion = "the input has too many objects", f"use at most {MOST_OBJECTS}"
            yield Problem(code="too_long", place="", message=message, suggestion=suggestion)
            return
        if depth > DEEPEST_INPUT:
            yield Problem(
                code="too_deep",
                place=place,
                message="the input is nested too deeply",
                suggestion=f"use at most {DEEPEST_INPUT} levels",
            )
        elif isinstance(item, _Object | list) and len(item) > MOST_MEMBERS:
            yield Problem(
                code="too_long", place=place, message="this is too long", suggestion=f"use at most {MOST_MEMBERS}"
            )
        elif isinstance(item, _Object):
            for position in item.repeated:
                message = f"key number {position} of this object stands there before"
                yield Problem(code="duplicate_key", place=place, message=message, suggestion="remove one of the two")
            for position, (key, part) in enumerate(item.items(), 1):
                if key not in names and _unfit(key):
                    message = f"key number {position} of this object has a character that text may not hold"
                    yield Problem(code="bad_character", place=place, message=message, suggestion="remove it")
                waiting.append((f"{place}/{key if key in names else described(position)}", part, depth + 1))
        elif isinstance(item, list):
            waiting.extend((f"{place}/{index}", part, depth + 1) for index, part in enumerate(item))
        elif item is None:
            yield Problem(
                code="null", place=place, message="null is no answer", suggestion='leave it out or write "unknown"'
            )
        elif isinstance(item, str) and (kind := _unfit(item)):
            yield Problem(code="bad_character", place=place, message=f"the text holds {kind}", suggestion="remove it")


def _unfit(text: str) -> str | None:
    """What makes a text unfit to be stored or shown: a control character or half a surrogate pair."""
    found = _UNFIT.search(text)
    if found is None:
        return None
    return "half a surrogate pair" if "\ud800" <= found[0] <= "\udfff" else "a control character"
