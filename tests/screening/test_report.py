"""The report says what its codes mean, in the language of the report, and keeps the code beside."""

import re
from html import unescape

import pytest

from demokrativillkor.decision import OutcomeReason
from demokrativillkor.rendering import phrases
from demokrativillkor.screening import checking, chunk
from demokrativillkor.screening.plan import Options
from demokrativillkor.screening.report.causes import CAUSES
from tests.house.test_documents import ROOT
from tests.support.screening import finding_row, reviewed, screened, write_csv

LANGUAGES = ("sv", "en")


@pytest.fixture
def mixed(tmp_path):
    """An obstacle, a missing fact, a ground that nobody examined, and a row that is rejected; with semicolons."""
    unexamined = {"examinations.ground_4": ""}
    table = [reviewed(1), reviewed(2), reviewed(3, **unexamined), reviewed(4, decisionDate="i våras")]
    findings = [
        finding_row(1, 1, incites="yes", refersToGround="ground_2"),
        finding_row(2, 2, incites="yes", established=""),
    ]
    return write_csv(tmp_path / "a.csv", table, separator=";"), write_csv(tmp_path / "f.csv", findings)


def cells(page):
    """The words of each cell of the page's tables, and its code."""
    found = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", page, re.DOTALL)
    parted = (re.fullmatch(r"(.*?) ?(?:<code>(.*)</code>)?", each, re.DOTALL) for each in found)
    return {(unescape(each[1]), each[2] or "") for each in parted}


@pytest.mark.parametrize("language", LANGUAGES)
def test_reasons_missing_facts_rules_and_causes_are_told_in_words_with_the_code_beside(language, mixed, book, tmp_path):
    report = screened(book, mixed[0], tmp_path / "out.csv", findings=mixed[1], options=Options(language=language))
    shown = cells((tmp_path / "out.report.html").read_text(encoding="utf-8"))
    said = {
        *(
            (phrases.OUTCOME_REASONS[each].to(language), each.value)
            for each in (OutcomeReason.OBSTACLE, OutcomeReason.FACTS_MISSING, OutcomeReason.NOT_EXAMINED)
        ),
        (book.vocabulary.facts["refersToGround"].label.to(language), "refersToGround"),
        (
            f"{'prövning av' if language == 'sv' else 'examination of'}: {book.vocabulary.grounds['ground_4'].to(language)}",
            "examinations.ground_4",
        ),
        (CAUSES["not_a_date"].to(language), "not_a_date"),
        (book.rulesets["sou-2019-35"].title.to(language), "sou-2019-35"),
        (book.rulesets["sou-2019-35"].rule("sou-2019-35:3").title.to(language), "sou-2019-35:3"),
    }
    assert said <= shown
    assert report["labels"]["what"]["refersToGround"] == {
        each: book.vocabulary.facts["refersToGround"].label.to(each) for each in LANGUAGES
    }
    assert report["labels"]["reason"]["obstacle"]["sv"] == phrases.OUTCOME_REASONS[OutcomeReason.OBSTACLE].sv


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_says_whom_to_ask(language, mixed, book, tmp_path):
    report = screened(book, mixed[0], tmp_path / "out.csv", findings=mixed[1], options=Options(language=language))
    asked = {what: giver["sv"] for what, giver in report["labels"]["giver"].items()}
    assert asked["examinations.ground_4"] == "organisationen försäkrar eller myndigheten granskar"
    assert asked["refersToGround"] == "organisationen kan tillfrågas"
    assert asked["established"] == "myndigheten bedömer"
    givers = {giver[language] for giver in report["labels"]["giver"].values()}
    assert {(giver, "") for giver in givers} <= cells((tmp_path / "out.report.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("sv", "ansökningar: kolumnerna skiljs åt av semikolon"),
        ("en", "applications: the columns are parted by semicolon"),
    ],
)
def test_notes_on_the_input_are_in_the_language_of_the_report(language, note, mixed, book, tmp_path):
    screened(book, mixed[0], tmp_path / "out.csv", findings=mixed[1], options=Options(language=language))
    items = re.findall("<li>(.*?)</li>", (tmp_path / "out.report.html").read_text(encoding="utf-8"))
    assert note in items


def test_every_cause_for_which_a_row_can_be_rejected_has_words():
    documented = (ROOT / "docs" / "codes.md").read_text(encoding="utf-8")
    section = documented.partition("## Problems with an application")[2].partition("\n## ")[0]
    of_applications = {
        code for row in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE) for code in re.findall("`(.*?)`", row)
    }
    assert len(of_applications) > 25
    assert {*of_applications, *checking._SAID, *chunk._FAULTS} - {"unreadable"} <= CAUSES.keys()
