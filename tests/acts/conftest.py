import pytest

from tests.acts.table import BY_ID, IDS


@pytest.fixture(params=IDS)
def act(request, rulebook):
    """Every act of the table in turn."""
    return rulebook.ruleset(request.param)


@pytest.fixture
def row(act):
    """The act's row of the table."""
    return BY_ID[act.id]
