"""The rulebook, once; and a small round in two tables."""

import pytest

from demokrativillkor.bundle import write_bundle
from demokrativillkor.packaged import packaged_rulebook
from tests.support.screening import finding_row, reviewed, write_csv


@pytest.fixture(scope="session")
def book():
    return packaged_rulebook()[0]


@pytest.fixture(scope="session")
def bundle(book, tmp_path_factory):
    folder = tmp_path_factory.mktemp("rules") / "bundle"
    write_bundle(book, folder)
    return folder


@pytest.fixture
def small(tmp_path):
    """Six applications, of which the first is ineligible, and three findings."""
    applications = write_csv(tmp_path / "applications.csv", [reviewed(number) for number in range(1, 7)])
    findings = write_csv(
        tmp_path / "findings.csv",
        [
            finding_row(1, 1, incites="yes", refersToGround="ground_2"),
            finding_row(2, 2, established="not_shown"),
            finding_row(3, 2, incites="no", refersToGround="ground_2"),
        ],
    )
    return applications, findings
