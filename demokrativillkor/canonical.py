"""Canonical bytes and digests.

The bytes are those of RFC 8785 (JSON Canonicalization Scheme). For ASCII keys, strings without lone
surrogates and no floating-point numbers, sorted :func:`orjson.dumps` gives the same bytes at a
fraction of the cost; a property test compares the two. Anything else is refused here.
"""

import hashlib
from typing import Any

import orjson


def canonical_text(document: Any) -> str:
    """:func:`canonical_bytes` as text."""
    return canonical_bytes(document).decode("utf-8")


def canonical_bytes(document: Any) -> bytes:
    """The RFC 8785 form of ``document``: objects with ASCII keys, arrays, strings, whole numbers.

    Raises:
        TypeError: a key that is not ASCII text, a string with a lone surrogate, or a value such as a float that has
            no canonical form here.
    """
    _refuse_what_differs(document)
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)


def canonical_again(document: Any) -> str:
    """:func:`canonical_text` of what is part of a canonical document: it need not be looked at a second time."""
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS).decode("utf-8")


def digest(content: bytes) -> str:
    """``sha256:`` and the lower-case hexadecimal SHA-256 of ``content``."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


_LARGEST_EXACT_INTEGER = 2**53 - 1
"""RFC 8785 § 3.2.2.3 serialises numbers as IEEE 754 doubles; beyond this they are not whole."""


def _refuse_what_differs(document: Any) -> None:
    waiting = [document]
    for value in waiting:
        if isinstance(value, dict):
            if not "".join(value).isascii():
                raise TypeError("a key in canonical JSON must be ASCII text")
            waiting += [part for part in value.values() if type(part) is not str]
        elif isinstance(value, (list, tuple)):
            waiting += [part for part in value if type(part) is not str]
        else:
            _refuse_other(value)


def _refuse_other(value: Any) -> None:
    """Refuse what is no container and has no canonical form."""
    match value:
        case None | bool() | str():
            pass
        case int():
            if abs(value) > _LARGEST_EXACT_INTEGER:
                raise TypeError("a whole number beyond 2**53 - 1 has no canonical form")
        case _:
            raise TypeError(f"{type(value).__name__} has no canonical form")
