"""Swedish identity numbers: organisations' are checked, persons' are refused or masked.

Personal identity numbers follow Folkbokföringslag (1991:481) 18 §, coordination numbers are those with 60
added to the day. The ``personnummer`` and ``organisationsnummer`` libraries know dates and check digits;
what is added here is what they let through: other alphabets' digits, line breaks, and reserve numbers.
"""

import re
import unicodedata
from dataclasses import dataclass

from organisationsnummer.organisationsnummer import Organisationsnummer, OrganisationsnummerException
from personnummer import personnummer

_DASH = "-+\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212 \u00a0\u2007\u2009\u202f"
_PERSON = re.compile(rf"(?<![0-9])((?:18|19|20)?[0-9]{{6}})[{_DASH}]?([0-9]{{4}})(?![0-9])")
_RESERVE = re.compile(rf"(?<![0-9A-Za-z])(?:18|19|20)?[0-9]{{6}}[{_DASH}]?[TRSUWXJKLMNP][0-9]{{3}}(?![0-9A-Za-z])")
_ORGANISATION = re.compile(r"(?:16)?[0-9]{6}-?[0-9]{4}")

_SHORTEST = 10
"""Characters of the shortest way to write a personal identity number."""

MASK = "••••••-••••"


class NotAnOrganisationNumber(ValueError):
    """The text is no organisation number; ``code`` says why without repeating it."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with every identity number masked, and how many of each kind there were."""

    text: str
    personal_numbers: int
    reserve_numbers: int


def organisation_number(text: str) -> str:
    """The organisation number as ``NNNNNN-NNNN``.

    Raises:
        NotAnOrganisationNumber: wrong form, wrong check digit, or a person's identity number (the number of a
            sole trader is the owner's, which is never accepted).
    """
    if not _ORGANISATION.fullmatch(text):
        raise NotAnOrganisationNumber("not_an_organisation_number", "is not written as an organisation number")
    try:
        number = Organisationsnummer.parse(text)
    except OrganisationsnummerException:
        raise NotAnOrganisationNumber(
            "wrong_check_digit", "is no organisation number: the check digit is wrong"
        ) from None
    if number.is_personnummer():
        raise NotAnOrganisationNumber("personal_number", "is a person's identity number, which is never accepted here")
    digits: str = number.format()
    return f"{digits[:6]}-{digits[6:]}"


def holds_personal_number(text: str) -> bool:
    """Whether a personal identity number or coordination number stands anywhere in the text."""
    return len(text) >= _SHORTEST and any(map(_is_personal, _PERSON.finditer(_ascii_digits(text))))


def mask(text: str) -> Masked:
    """The text with personal identity numbers, coordination numbers and reserve numbers masked."""
    plain = _ascii_digits(text)
    persons = [match.span() for match in _PERSON.finditer(plain) if _is_personal(match)]
    reserves = [match.span() for match in _RESERVE.finditer(plain)]
    for start, end in sorted({*persons, *reserves}, reverse=True):
        text = text[:start] + MASK + text[end:]
    return Masked(text, len(persons), len(reserves))


def _is_personal(match: re.Match[str]) -> bool:
    date, serial = match.groups()
    return any(personnummer.valid(f"{date}{sign}{serial}") for sign in "-+")


def _ascii_digits(text: str) -> str:
    """The text with every decimal digit as ASCII, character for character."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(character, character)) for character in text)
