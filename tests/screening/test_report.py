"""The report says what its codes mean, in the language of the report, and keeps the code beside."""

import re
from html import unescape

import pytest

from demokrativillkor.application import Examination
from demokrativillkor.decision import OutcomeReason
from demokrativillkor.rendering import phrases
from demokrativillkor.screening import checking, chunk
from demokrativillkor.screening.plan import Options
from demokrativillkor.screening.report.causes import CAUSES
from tests.house.test_documents import ROOT
from tests.support.screening import finding_row, reviewed, screened, write_csv, write_lines

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


def test_an_authority_that_demands_review_is_told_to_review(mixed, book, tmp_path):
    options = Options(examination=Examination.REVIEWED)
    report = screened(book, mixed[0], tmp_path / "out.csv", findings=mixed[1], options=options)
    assert report["labels"]["giver"]["examinations.ground_4"]["sv"] == "myndigheten granskar"


def test_lines_that_are_rejected_are_counted_by_place_wherever_in_a_list_it_is(book, tmp_path):
    wrong = {"id": "F1", "judgedBy": "board", "judgedOn": "2026-01-01", "facts": {"actor": "nobody", "shoe": "yes"}}
    right = {"id": "F2", "judgedBy": "board", "judgedOn": "2026-01-01"}
    documents = [{"id": "A-1", "decisionDate": "2026-04-15", "findings": each} for each in ([wrong], [right, wrong])]
    report = screened(book, write_lines(tmp_path / "in.jsonl", documents), tmp_path / "out.csv")
    assert report["sums"]["rejected"] == [
        ["applications", "/findings/*/facts", "unknown_fact", 2],
        ["applications", "/findings/*/facts/actor", "unknown_answer", 2],
    ]


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
