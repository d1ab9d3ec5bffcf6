"""Quotes are compared as a reader would, and no more loosely."""

import pytest

from demokrativillkor.rulefiles.sources import normalised, stands_in


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("demokra-\ntiska villkor", "demokratiska villkor"),
        ("redovisnings-\noch revisionsregler", "redovisnings- och revisionsregler"),
        ("organisations- \n  eller partnerskapsformer", "organisations- eller partnerskapsformer"),
        ("två  ord\n\ni\ttre rader", "två ord i tre rader"),
        ("a\u030aa\u0308o\u0308", "åäö"),
        ("med-borgare", "med-borgare"),
    ],
)
def test_white_space_line_end_hyphens_and_composed_letters_do_not_matter(printed, meant):
    assert normalised(printed) == meant


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("våld, tvång eller hot", True),
        ("våld,   tvång\neller hot", True),
        ("våld … fri- och rättigheter", True),
        ("fri- och rättigheter … våld", False),
        ("Våld, tvång eller hot", False),
        ("våld eller hot", False),
    ],
)
def test_a_quote_stands_in_a_section_when_its_parts_do_in_order(quote, stands):
    section = normalised("utövar våld, tvång eller hot och kränker fri- och rättigheter")
    assert stands_in(quote, section) is stands


def test_the_bundled_conditions_are_four_in_the_official_numbering(rules):
    source = rules.sources.by_id["sou-2019-35"]
    numbered = [source.sections[f"villkor {number}"].split(". ", 1) for number in range(1, 5)]
    assert [number for number, _ in numbered] == ["1", "2", "3", "4"]
    assert [words.split()[0] for _, words in numbered] == ["utövar", "diskriminerar", "rättfärdigar,", "motarbetar"]


def test_the_page_that_prints_five_items_is_bundled_the_discrepancy_noted_and_no_rule_quotes_it(rules, proposal):
    page = rules.sources.by_id["seed-003"]
    (section,) = (text for heading, text in page.sections.items() if heading.startswith("Demokrativillkoren"))
    assert "1. Bidrag ska inte få lämnas" in section
    assert "5. motarbetar det demokratiska styrelseskicket." in section
    assert "4. rättfärdigar, främjar eller uppmanar till sådana ageranden som anges i 1 eller 2" in section
    notes = " ".join(note.sv for note in rules.sources.by_id["sou-2019-35"].file.notes)
    assert "diskrimineringen falla bort" in notes
    assert b"seed-003" not in proposal.canonical


def test_in_the_bundled_opening_commas_surround_the_words_on_the_activities(rules):
    opening = rules.sources.by_id["sou-2019-35"].sections["inledning"]
    assert "den eller någon av dess företrädare, inom ramen för verksamheten," in opening
