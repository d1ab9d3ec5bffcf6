"""Canonical bytes and digests.

The bytes are those of RFC 8785 (JSON Canonicalization Scheme). For ASCII keys, strings without lone
surrogates and no floating-point numbers, sorted compact :func:`json.dumps` gives the same bytes at a
fraction of the cost; a property test compares the two. Anything else is refused here.
"""

import hashlib
import json
from typing import Any


def canonical_text(document: Any) -> str:
    """The RFC 8785 form of ``document``: objects with ASCII keys, arrays, strings, whole numbers.

    Raises:
        TypeError: a key that is not ASCII text, or a value such as a float that has no canonical form here.
    """
    _refuse_what_differs(document)
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical_bytes(document: Any) -> bytes:
    """:func:`canonical_text` as UTF-8.

    Raises:
        TypeError: as :func:`canonical_text`.
        UnicodeEncodeError: a string holds a lone surrogate.
    """
    return canonical_text(document).encode("utf-8")


def digest(content: bytes) -> str:
    """``sha256:`` and the lower-case hexadecimal SHA-256 of ``content``."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


_LARGEST_EXACT_INTEGER = 2**53 - 1
"""RFC 8785 § 3.2.2.3 serialises numbers as IEEE 754 doubles; beyond this they are not whole."""


def _refuse_what_differs(value: Any) -> None:
    match value:
        case None | bool() | str():
            return
        case int():
            if abs(value) > _LARGEST_EXACT_INTEGER:
                raise TypeError("a whole number beyond 2**53 - 1 has no canonical form")
        case dict():
            for key, item in value.items():
                if not (isinstance(key, str) and key.isascii()):
                    raise TypeError("a key in canonical JSON must be ASCII text")
                _refuse_what_differs(item)
        case list() | tuple():
            for item in value:
                _refuse_what_differs(item)
        case _:
            raise TypeError(f"{type(value).__name__} has no canonical form")
