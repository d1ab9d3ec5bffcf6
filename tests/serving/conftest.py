import pytest

from tests.support.kept import Kept


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request, tmp_path):
    """Where a service keeps its decisions: an empty database of each kind."""
    if request.param == "sqlite":
        return Kept.sqlite(tmp_path)
    return Kept.postgresql(tmp_path, request.getfixturevalue("server").new_database())
