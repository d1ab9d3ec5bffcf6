"""The short way in: an application in which one look proves that there is nothing to refuse before its shape is known.

The careful way reads JSON strictly, looks for identity numbers in every text and tells each mistake by its place. Here
the same is proved absent from the whole of the input at once. Where the proof fails nothing is said of the application:
it takes the careful way. A property test holds the two against each other.
"""

from collections.abc import Mapping

import orjson
from pydantic import TypeAdapter, ValidationError

from demokrativillkor.application import Application
from demokrativillkor.intake.identifiers import is_free_of_personal_numbers
from demokrativillkor.intake.reading import LARGEST_INPUT, MOST_OBJECTS

_APPLICATION = TypeAdapter(Application)

_A_LETTER = "o"
"""What stands for the quotation marks around a text: digits on both sides of it make no number together."""


def read_plainly(content: bytes, defaults: Mapping[str, str]) -> Application | None:
    """The application in ``content``, or ``None`` where it takes a closer look to know what is there.

    An answer means that the careful way finds nothing either, and nothing to mask: no key stands twice, there is no
    ``null``, no character that text may not hold, no personal identity number. How deep and how large the input may be
    the shape itself says.
    """
    if len(content) > LARGEST_INPUT or content.count(b"{") > MOST_OBJECTS:
        return None
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    written = orjson.dumps(value)
    if not isinstance(value, dict) or _holds_a_key_twice(content, written):
        return None
    if defaults:
        if not defaults.keys().isdisjoint(value):
            return None  # what is replaced is to be looked at too
        written = orjson.dumps(value | dict(defaults))
    if b'":null' in written or not _is_plain(_without_organisation_number(written.decode(), value)):
        return None
    try:
        return _APPLICATION.validate_json(written)
    except ValidationError:
        return None


def _holds_a_key_twice(content: bytes, written: bytes) -> bool:
    """Whether ``content`` may have lost a key in being read, with its two quotation marks, and written again.

    Both spell a quotation mark inside a text with one; only the escape ruled out here could make up for those lost.
    """
    return content.count(b'"') != written.count(b'"') or b"\\u0022" in content


def _without_organisation_number(written: str, value: Mapping[str, object]) -> str:
    """The text without the one number that may look like a person's; it is checked for what it is."""
    organisation = value.get("organisation")
    number = organisation.get("number") if isinstance(organisation, dict) else None
    return written.replace(f'"number":"{number}"', "", 1) if number else written


def _is_plain(written: str) -> bool:
    """Whether JSON, written compactly, holds no unfit character and no identity number in any of its texts."""
    if "\\" in written:
        for escaped in (r"\n", r"\"", r"\t", r"\r"):
            written = written.replace(escaped, " ")
        if "\\" in written:
            return False
    return "\x7f" not in written and is_free_of_personal_numbers(written.replace('"', _A_LETTER))
