"""A browser, once; and every page of HTML that is handed to somebody as a file."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from demokrativillkor.assess import assess
from demokrativillkor.engine import Reference
from demokrativillkor.rendering import write_letter
from demokrativillkor.screening.plan import Options
from tests.rendering.test_letter import HEAD, WHOLE
from tests.support.browser import chromium
from tests.support.builders import judgement
from tests.support.screening import finding_row, reviewed, screened, write_csv
from tests.support.signing import applied, event, finding, heard, signed


@pytest.fixture(scope="session")
def browser():
    """Chromium without its sandbox, which root may not use; it is shown nothing but the product's own pages."""
    path = chromium()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()


def report(rulebook, folder: Path, language: str) -> str:
    """A report with every section there is: outcomes, what is missing, changes, rejected rows, spellings, notes."""
    table = [
        reviewed(1),
        reviewed(2, **{"examinations.ground_4": ""}),
        reviewed(3, decisionDate="15 april 2026"),
        reviewed(4, decisionDate="i våras"),
        reviewed(5, grant="sfs-2021-401", grantForm="activity", recipientKind="association"),
    ]
    findings = [
        finding_row(1, 1, incites="yes", refersToGround="ground_2"),
        finding_row(2, 3, incites="yes"),
        finding_row(3, 9),
    ]
    screened(
        rulebook,
        write_csv(folder / "a.csv", table, separator=";"),
        folder / "out.csv",
        findings=write_csv(folder / "f.csv", findings),
        options=Options(language=language, compare="sfs-2021-401"),
    )
    return (folder / "out.report.html").read_text(encoding="utf-8")


def draft(rulebook, _folder: Path, language: str) -> str:
    """The draft of a letter, with everything in it that a person has still to write."""
    application = applied(finding(violence="yes"), exception=judgement("refused", ["F1"]))
    decision = assess(application, rulebook.ruleset("sfs-2021-401"), engine=Reference())
    return write_letter(application, decision, [], language).html


def letter(rulebook, _folder: Path, language: str) -> str:
    """A signed letter."""
    application = applied(finding(violence="yes"), exception=judgement("refused", ["F1"]))
    decision = assess(application, rulebook.ruleset("sfs-2021-401"), engine=Reference())
    vocabulary = rulebook.vocabulary
    signature = event(vocabulary, "signed", **signed(**WHOLE))
    return write_letter(application, decision, heard(vocabulary), language, head=HEAD, signing=signature).html


@pytest.fixture(params=[report, draft, letter], ids=lambda make: make.__name__)
def make(request):
    return request.param


@pytest.fixture(params=["sv", "en"])
def html(request, make, rulebook, tmp_path):
    return make(rulebook, tmp_path, request.param)
