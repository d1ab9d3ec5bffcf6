"""Swedish identity numbers: organisations' are checked, persons' are refused or masked.

Personal identity numbers follow Folkbokföringslag (1991:481) 18 §, coordination numbers are those with 60
added to the day. The ``personnummer`` and ``organisationsnummer`` libraries know dates and check digits;
what is added here is what they let through: other alphabets' digits, the many ways to write a number in running text,
and reserve numbers. A false alarm is kept as rare as the check digit allows: a date there is, followed by four digits
that fit it, is taken for a person.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from organisationsnummer.organisationsnummer import Organisationsnummer, OrganisationsnummerException
from personnummer import personnummer

_APART = r"[\W_]{1,3}"
"""What can stand between the parts of a number: at most three characters that are neither letters nor digits."""

_DATE = (
    r"(?:(?P<date>(?:18|19|20)?[0-9]{6})"
    rf"|(?P<year>(?:18|19|20)?[0-9]{{2}}){_APART}(?P<month>[0-9]{{2}}){_APART}(?P<day>[0-9]{{2}}))"
)
"""A date of birth in one word, or with all its parts apart."""

_ANOTHER_DATE = rf"(?<=(?:18|19|20)[0-9]{{2}}){_APART}[0-9]{{2}}{_APART}[0-9]{{2}}(?![0-9])"
"""After four digits: they are the year of the second date of a period."""

_SERIAL = "(?P<serial>(?!000)[0-9]{4})"

_PERSON = re.compile(rf"(?<![0-9])(?={_DATE}(?:{_APART})?{_SERIAL}(?![0-9])(?!{_ANOTHER_DATE})(?P<end>))")
_RESERVE = re.compile(
    r"(?<![0-9A-Za-z])(?=(?P<date>(?:18|19|20)?[0-9]{6})[\W_]?(?P<serial>[TRSUWXJKLMNP][0-9]{3})(?![0-9A-Za-z])(?P<end>))",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(r"(?:16)?[0-9]{6}-?[0-9]{4}")
USUAL_FORM = re.compile("[0-9]{6}-[0-9]{4}")
"""How an organisation number is written here."""

_ORDINARY = re.compile("[\xa0-\xac\xae-\u017e\u2010-\u2027\u2030-\u205e\u20ac]*")
"""Characters beside ASCII that stand for themselves: none is invisible, or a digit or letter in disguise."""

_ASCII = b"\t\n\r" + bytes(range(0x20, 0x7F))
"""The ASCII that may stand beside them."""

_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")
"""Every digit, doubled, as the sum of its digits."""

_KINDS = bytes.maketrans(b"0123456789TRSUWXJKLMNPtrsuwxjklmnp", b"0" * 10 + b"T" * 24)
_BETWEEN = bytes(byte for byte in range(256) if not (byte < 128 and chr(byte).isalnum()))
_NUMBER = b"0" * 10
_RESERVE_NUMBER = b"000000T000"
"""The shortest numbers, when every digit is 0, every letter of theirs T, and what is no letter or digit left out."""

_INVISIBLE = frozenset({"Cf", "Mn", "Me"})
"""Unicode categories of characters without a width of their own: they part no number from itself."""

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


@lru_cache(maxsize=4096)
def organisation_number(text: str) -> str:
    """The organisation number as ``NNNNNN-NNNN``; those lately found good are remembered.

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


def is_free_of_personal_numbers(text: str) -> bool:
    """Whether it shows at a glance that :func:`holds_personal_number` would find none: digits enough stand nowhere."""
    written = text.encode("utf-8", "surrogatepass")
    if not text.isascii() and not _ORDINARY.fullmatch(written.translate(None, _ASCII).decode("utf-8", "surrogatepass")):
        return False
    kinds = written.translate(_KINDS, _BETWEEN)
    return _NUMBER not in kinds and _RESERVE_NUMBER not in kinds


def holds_personal_number(text: str) -> bool:
    """Whether a personal identity number, coordination number or reserve number stands anywhere in the text."""
    if is_free_of_personal_numbers(text):
        return False
    plain = _plain(text).text
    return any(_persons(plain)) or any(_reserves(plain))


def mask(text: str) -> Masked:
    """The text with personal identity numbers, coordination numbers and reserve numbers masked."""
    if is_free_of_personal_numbers(text):
        return Masked(text, 0, 0)
    plain = _plain(text)
    persons = list(_apart(_persons(plain.text)))
    reserves = list(_apart(_reserves(plain.text)))
    for start, end in sorted({*persons, *reserves}, reverse=True):
        text = text[: plain.origins[start]] + MASK + text[plain.origins[end - 1] + 1 :]
    return Masked(text, len(persons), len(reserves))


def _persons(plain: str) -> Iterator[tuple[int, int]]:
    """Where personal identity numbers and coordination numbers stand: a date there is, and the right check digit."""
    for match in _PERSON.finditer(plain):
        born = match["date"] or match["year"] + match["month"] + match["day"]
        if _may_be_person(born, match["serial"]) and any(
            personnummer.valid(f"{born}{sign}{match['serial']}") for sign in "-+"
        ):
            yield match.start(), match.start("end")


def _may_be_person(born: str, serial: str) -> bool:
    """Whether the library need be asked: a text of a megabyte can hold a hundred thousand numbers that are none.

    The sum is that of Luhn (ISO/IEC 7812-1, annex B); that ten digits are summed as ASCII adds 480 to it.
    """
    digits = f"{born[-6:]}{serial}".encode()
    return (sum(digits[::2].translate(_DOUBLED)) + sum(digits[1::2])) % 10 == 0 and _is_date(born)


def _reserves(plain: str) -> Iterator[tuple[int, int]]:
    """Where reserve numbers stand: a date there is, and a letter in the place of the first digit."""
    for match in _RESERVE.finditer(plain):
        if _is_date(match["date"]):
            yield match.start(), match.start("end")


def _is_date(digits: str) -> bool:
    """Whether six or eight digits are a day there is, or one with the 60 of a coordination number added."""
    year, month, day = int(digits[:-4]), int(digits[-4:-2]), int(digits[-2:])
    day -= 60 if day > 60 else 0
    try:
        # A year of two digits is of any century: 2000 had a leap day.
        date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return False
    return True


def _apart(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans that do not begin inside another one."""
    last = 0
    for start, end in spans:
        if start >= last:
            yield start, end
            last = end


@dataclass(frozen=True, slots=True)
class _Plain:
    """A text with ASCII digits and without invisible characters, and where each character of it stood."""

    text: str
    origins: Sequence[int]


def _plain(text: str) -> _Plain:
    if text.isascii():
        return _Plain(text, range(len(text)))
    origins = [index for index, character in enumerate(text) if unicodedata.category(character) not in _INVISIBLE]
    return _Plain("".join(str(unicodedata.decimal(text[index], text[index])) for index in origins), origins)
