import pytest

from demokrativillkor.assess import assess
from demokrativillkor.engine import Reference
from tests.support.builders import judgement
from tests.support.signing import applied, finding


@pytest.fixture(scope="module")
def ruleset(rulebook):
    return rulebook.ruleset("sfs-2021-401")


@pytest.fixture(scope="module")
def refused(ruleset):
    application = applied(finding(violence="yes"), exception=judgement("refused", ["F1"]))
    return application, assess(application, ruleset, engine=Reference())
