"""Identity numbers: organisations' are checked, persons' never come in. Test numbers of Skatteverket only."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from personnummer import personnummer

from demokrativillkor.intake.identifiers import (
    MASK,
    NotAnOrganisationNumber,
    holds_personal_number,
    mask,
    organisation_number,
)

PERSONAL = ["19121212-1212", "121212-1212", "191212121212", "1212121212", "121212+1212", "121212 1212", "701063-2391"]
DASHES = ["-", "+", " ", "\u00a0", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\u202f"]


@pytest.mark.parametrize("written", ["212000-0142", "2120000142", "16212000-0142", "162120000142"])
def test_an_organisation_number_is_brought_to_its_usual_form(written):
    assert organisation_number(written) == "212000-0142"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("212000-0143", "wrong_check_digit"),
        ("012000-0142", "wrong_check_digit"),
        ("121212-1212", "personal_number"),
        ("16121212-1212", "personal_number"),
        ("701063-2391", "personal_number"),
        ("212000-0142\n", "not_an_organisation_number"),
        ("\u0662\u0661\u0662\u0660\u0660\u0660-\u0660\u0661\u0664\u0662", "not_an_organisation_number"),
        ("212000+0142", "not_an_organisation_number"),
        ("212000--0142", "not_an_organisation_number"),
        ("föreningen", "not_an_organisation_number"),
        ("", "not_an_organisation_number"),
    ],
)
def test_what_is_no_organisation_number_is_refused_without_being_repeated(written, code):
    with pytest.raises(NotAnOrganisationNumber) as refused:
        organisation_number(written)
    assert refused.value.code == code
    assert not written or written.strip() not in str(refused.value)


@pytest.mark.parametrize("number", PERSONAL)
def test_a_personal_number_is_found_in_the_middle_of_text_and_masked(number):
    masked = mask(f"Enligt tipset ({number}) var det så.")
    assert masked.text == f"Enligt tipset ({MASK}) var det så."
    assert (masked.personal_numbers, masked.reserve_numbers) == (1, 0)
    assert holds_personal_number(f"dnr {number}")


@pytest.mark.parametrize("dash", DASHES)
def test_a_personal_number_is_found_whatever_dash_or_space_it_is_written_with(dash):
    assert mask(f"121212{dash}1212").text == MASK


ELSEWHERE = ["811218.9876", "19811218:9876", "811218_9876", "1981-12-18-9876", "811218 - 9876", "811218--9876"]
ELSEWHERE += ["1981 12 18 9876", "811218/9876", "81-12-18 9876", "811218\u200b9876", "811218 \u2013\u200b 9876"]
ELSEWHERE += ["8112\u00ad18-98\u200d76", "1981.12.18 / 9876", "811218\n9876", "811278-9873", "(811218) 9876"]


@pytest.mark.parametrize("written", ELSEWHERE)
def test_a_personal_number_is_found_however_its_parts_are_kept_apart(written):
    assert holds_personal_number(f"se {written}, bilaga")
    assert MASK in mask(f"se {written}, bilaga").text
    assert not any(part in mask(written).text for part in ("9876", "98\u200d76", "9873"))


CALENDAR = st.tuples(st.sampled_from(["", "18", "19", "20"]), *[st.integers(0, last) for last in (99, 13, 99)])


@given(CALENDAR, st.integers(0, 999), st.one_of(st.just(None), st.integers(0, 9)))
def test_a_number_is_a_persons_exactly_if_the_library_says_so(parts, number, digit):
    century, year, month, day = parts
    born = f"{year:02}{month:02}{day:02}"
    check = luhn(f"{born}{number:03}") if digit is None else digit
    says = any(personnummer.valid(f"{century}{born}{sign}{number:03}{check}") for sign in "-+")
    assert holds_personal_number(f"{century}{born}-{number:03}{check}") == says


def test_a_number_that_begins_inside_what_only_looks_like_one_is_found():
    assert mask("123456 1981-12-18-9876").text == f"123456 {MASK}"
    assert mask("2026 04 15 1981 12 18 9876").text.endswith(MASK)


DATES = st.dates(min_value=date(1900, 1, 1), max_value=date(2025, 12, 31))
GAPS = st.text(st.sampled_from(" -–+./:_,;|\u200b\u00a0\u2060"), max_size=3)


def luhn(nine):
    doubled = [int(digit) * (2 - index % 2) for index, digit in enumerate(nine)]
    return -sum(number - 9 if number > 9 else number for number in doubled) % 10


@given(DATES, st.integers(1, 999), GAPS, GAPS.filter(str.strip), st.booleans(), st.booleans(), st.booleans())
def test_any_personal_number_in_any_spelling_is_found_and_masked(born, number, gap, between, long, apart, coordination):
    day = f"{born.day + 60 * coordination:02}"
    year, month = f"{born.year}"[0 if long else 2 :], f"{born.month:02}"
    check = luhn(f"{born.year % 100:02}{month}{day}{number:03}")
    written = (f" {between[0]} " if apart else "").join((year, month, day)) + f"{gap}{number:03}{check}"
    masked = mask(f"Enligt {written} är det så.")
    assert masked.text == f"Enligt {MASK} är det så."
    assert holds_personal_number(written)


@given(st.integers(2000, 2030), st.integers(1, 99_999), st.sampled_from("-/: "), st.sampled_from([3, 4, 5]))
def test_no_diary_number_is_taken_for_a_person(year, number, between, width):
    for written in (f"dnr {year}{between}{number:0{width}}", f"{number:0{width}}{between}{year}", f"KU{year}/{number}"):
        if len(f"{number:0{width}}") != 6:
            assert not holds_personal_number(written)
            assert mask(written).text == written


@given(st.integers(2_000_000, 9_999_999), st.sampled_from(["-", "", " "]))
def test_no_organisation_number_is_taken_for_a_person(number, between):
    digits = f"5{number:07}0"[:2] + str(2 + number % 7) + f"{number:07}"[:6]
    assert not holds_personal_number(f"{digits[:6]}{between}{digits[6:]}{luhn(digits)}")


@given(DATES, DATES, st.sampled_from([" – ", "--", " - ", "–", "/", " "]))
def test_no_period_is_taken_for_a_person(first, last, between):
    written = f"{first}{between}{last}"
    assert not holds_personal_number(written)
    assert mask(f"perioden {written}.").text == f"perioden {written}."


@given(DATES, st.integers(0, 9999), GAPS)
def test_four_digits_that_do_not_fit_the_date_are_no_person(born, four, gap):
    digits = f"{born:%y%m%d}{four:04}"
    if luhn(digits[:9]) != int(digits[9]):
        assert not holds_personal_number(f"{digits[:6]}{gap}{digits[6:]}")


@pytest.mark.parametrize("written", ["811218-T987", "19811218T987", "811218t987", "811278-K123"])
def test_a_reserve_number_is_a_personal_number_in_a_structured_text(written):
    assert holds_personal_number(written)


@pytest.mark.parametrize("written", ["811318-T987", "811232T987", "2026-T987", "811218-A987", "811218-T9876"])
def test_what_only_looks_like_a_reserve_number_is_none(written):
    assert not holds_personal_number(written)
    assert mask(written).text == written


def test_a_personal_number_in_other_digits_is_found():
    arabic = "".join(chr(0x0660 + int(digit)) for digit in "1212121212")
    fullwidth = "".join(chr(0xFF10 + int(digit)) for digit in "1212121212")
    assert mask(arabic).text == mask(fullwidth).text == MASK
    assert holds_personal_number(fullwidth)


@pytest.mark.parametrize("reserve", ["121212-T123", "19121212-R123", "121212K123"])
def test_what_looks_like_a_reserve_number_is_masked_in_text_and_counted_apart(reserve):
    masked = mask(f"Han ({reserve}).")
    assert masked.text == f"Han ({MASK})."
    assert (masked.personal_numbers, masked.reserve_numbers) == (0, 1)


@pytest.mark.parametrize(
    "text", ["121212-1213", "dnr 2026-04512", "212000-0142", "991332-1212", "5121212-12127", "", "å" * 50]
)
def test_what_is_no_personal_number_is_left_alone(text):
    assert mask(text).text == text
    assert not holds_personal_number(text)


def test_several_numbers_are_all_masked_and_the_rest_of_the_text_stays():
    masked = mask("åäö 121212-1212, 19121212-1212 och 121212-T123 – slut")
    assert masked.text == f"åäö {MASK}, {MASK} och {MASK} – slut"
    assert (masked.personal_numbers, masked.reserve_numbers) == (2, 1)
