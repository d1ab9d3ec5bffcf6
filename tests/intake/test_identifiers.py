"""Identity numbers: organisations' are checked, persons' never come in. Test numbers of Skatteverket only."""

import pytest

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
