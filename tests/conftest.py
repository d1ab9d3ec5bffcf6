from collections.abc import Iterator

import pytest

from demokrativillkor.engine import Engine, open_engine
from demokrativillkor.resources import rules_folder
from demokrativillkor.rulebook import Rulebook, Vocabulary
from demokrativillkor.rulefiles.folder import RulesFolder, read_folder
from demokrativillkor.ruleset import RuleSet
from tests.support.databases import Server, running_server
from tests.support.engines import EACH_ENGINE


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
