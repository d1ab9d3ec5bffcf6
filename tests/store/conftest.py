from collections.abc import Iterator
from pathlib import Path

import pytest

from demokrativillkor.store import Store
from tests.support.databases import Server
from tests.support.stores import signer


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/log.db"
    server: Server = request.getfixturevalue("server")
    return server.new_database()


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    opened = Store.open(address, signer())
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path}/log.db", signer())
    yield opened
    opened.close()
