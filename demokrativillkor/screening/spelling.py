"""How people write answers, days and years in tables, and what is meant by it.

What is written as the rules write it passes by without coming here. Everything else is looked at once for each
distinct value of a chunk, never once for each row. A spelling that could mean two things is not understood.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date

_YES = frozenset({"ja", "j", "yes", "y", "sant", "true"})
_NO = frozenset({"nej", "n", "no", "falskt", "false"})
_UNKNOWN = frozenset({"oklart", "okänt", "okänd", "vet ej", "vet inte", "?", "unknown", "unclear"})

_MONTHS = (
    ("januari", "jan", "january"),
    ("februari", "feb", "february"),
    ("mars", "mar", "march"),
    ("april", "apr"),
    ("maj", "may"),
    ("juni", "jun", "june"),
    ("juli", "jul", "july"),
    ("augusti", "aug", "august"),
    ("september", "sep", "sept"),
    ("oktober", "okt", "october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}

_YEAR_FIRST = re.compile(
    r"([0-9]{4})(?P<sign>[-/. ]?)([0-9]{1,2})(?P=sign)([0-9]{1,2})(?:[t ]00:00(?::00(?:[.,]0+)?)?)?"
)
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[-/. ] ?([0-9]{4})")
_IN_WORDS = re.compile(r"(?:den )?([0-9]{1,2})\.? ([a-zåäö]+)\.? ([0-9]{4})")
_NUMBER = re.compile(r"([0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+|[0-9]+)(?:[.,]0+)?")


def answer_meant(text: str, tokens: Collection[str], given: Mapping[str, str]) -> str | None:
    """The answer meant by a text that is none of the tokens; ``""`` where nothing was written, ``None`` for no answer.

    Args:
        given: spellings that the user has explained.
    """
    word = " ".join(text.split())
    if word in given:
        return given[word]
    plain = word.casefold()
    if not plain:
        return ""
    if plain in tokens:
        return plain
    if plain in _YES and "yes" in tokens:
        return "yes"
    if plain in _NO and "no" in tokens:
        return "no"
    if plain in _UNKNOWN and "unknown" in tokens:
        return "unknown"
    joined = plain.replace(" ", "_").replace("-", "_")
    return joined if joined in tokens else None


def day_meant(text: str) -> date | None:
    """The day meant; ``None`` where it is none. Two digits never mean a year, and a day comes before its month."""
    plain = " ".join(text.split()).casefold()
    if (found := _YEAR_FIRST.fullmatch(plain)) and (found["sign"] or len(plain.split("t")[0].split(" ")[0]) == 8):
        return _day(found[1], found[3], found[4])
    if found := _DAY_FIRST.fullmatch(plain):
        return _day(found[3], found[2], found[1])
    if (found := _IN_WORDS.fullmatch(plain)) and found[2] in _MONTH:
        return _day(found[3], _MONTH[found[2]], found[1])
    return None


def whole_number_meant(text: str) -> int | None:
    """The whole number meant: ``2 026`` and ``2026,0`` are 2026."""
    found = _NUMBER.fullmatch(text.strip())
    return int("".join(found[1].split())) if found and len(found[1]) < 12 else None


def _day(year: str, month: str | int, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
