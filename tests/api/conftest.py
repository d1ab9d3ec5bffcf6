from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api import create_app
from api.access import Access
from demokrativillkor.access import MemoryKeys, Role
from demokrativillkor.settings import load_settings
from demokrativillkor.store import Store
from tests.support.keys import key_of
from tests.support.stores import signer


@pytest.fixture
def keys() -> MemoryKeys:
    return MemoryKeys()


@pytest.fixture
def store(tmp_path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path}/log.db", signer())
    yield opened
    opened.close()


@pytest.fixture
def service(rulebook, store, keys, tmp_path):
    """The service over a database, with no thread or process of its own."""
    return create_app(
        rulebook, settings=load_settings(data_folder=tmp_path), access=Access(keys, seconds=0), store=store
    )


@pytest.fixture
def as_role(service, keys):
    """A client for a role of a unit."""

    def client(role: Role = Role.OFFICER, unit: str = "unit-1") -> TestClient:
        text = key_of(keys, role, unit)
        return TestClient(
            service,
            raise_server_exceptions=False,
            headers={"Authorization": f"Bearer {text}", "Host": "localhost"},
        )

    return client
