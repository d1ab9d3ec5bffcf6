from collections.abc import Iterator

import pytest

from demokrativillkor.engine import Engine, open_engine
from demokrativillkor.resources import rules_folder
from demokrativillkor.rulebook import Rulebook, Vocabulary
from demokrativillkor.rulefiles.folder import RulesFolder, read_folder
from demokrativillkor.ruleset import RuleSet
from tests.support.databases import Server, running_server
from tests.support.engines import EACH_ENGINE

UNMEASURED = (
    "acts/",
    "assess/test_assessing.py::test_refining_the_facts",
    "assess/test_assessing.py::test_the_canonical_bytes_are_those",
    "assess/test_closing.py::test_closing_never_makes",
    "audit/test_checker.py::test_every_changed_leaf",
    "audit/test_checker.py::test_it_derives_every_verdict",
    "audit/test_export.py::test_every_changed_leaf",
    "audit/test_veil.py",
    "engine/test_columnar.py",
    "intake/test_parsing.py::test_the_largest_input",
    "intake/test_plain.py",
    "screening/test_columns.py",
    "screening/test_keys.py",
    "screening/test_verifying.py",
    "store/test_verifying.py::test_one_changed_byte",
)
"""Tests that go through the same lines thousands of times, as others do once: measuring that takes longer than doing it."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave those tests out of the measurement of coverage, where there is one."""
    if config.getoption("no_cov", default=True):
        return
    beginnings = tuple(f"tests/{each}" for each in UNMEASURED)
    for item in items:
        if item.nodeid.startswith(beginnings):
            item.add_marker("no_cover")


@pytest.fixture(scope="session")
def rules() -> RulesFolder:
    return read_folder(rules_folder())


@pytest.fixture(scope="session")
def rulebook(rules: RulesFolder) -> Rulebook:
    return rules.rulebook()


@pytest.fixture(scope="session")
def vocabulary(rulebook: Rulebook) -> Vocabulary:
    return rulebook.vocabulary


@pytest.fixture(scope="session")
def proposal(rulebook: Rulebook) -> RuleSet:
    return rulebook.ruleset("sou-2019-35")


@pytest.fixture(params=EACH_ENGINE)
def engine(request: pytest.FixtureRequest) -> Engine:
    return open_engine(request.param)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server of the tests' own."""
    with running_server() as running:
        yield running
