import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from fastapi.testclient import TestClient

from api import create_app
from api.access import Access
from api.sharing import CONNECTIONS
from demokrativillkor.access import MemoryKeys, Role
from demokrativillkor.settings import load_settings
from demokrativillkor.store import Store
from tests.support import installed
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


@pytest.fixture
def shared_file(tmp_path):
    """What two workers count their connections in."""
    path = tmp_path / CONNECTIONS
    path.write_bytes(bytes(8))
    return path


BESIDE = """
import sys
from pathlib import Path
from api.sharing import Shares
shared = Shares(Path(sys.argv[1]))
shared.add(int(sys.argv[2]))
print("counted", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def another_worker(shared_file):
    """Starts another worker with so many connections; it lives as long as the test, or until it is killed."""
    with ExitStack() as started:

        def start(connections):
            command = [sys.executable, "-c", BESIDE, str(shared_file), str(connections)]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
            worker = started.enter_context(subprocess.Popen(command, env=installed.environment(), **pipes))
            assert worker.stdout.readline() == "counted\n"
            return worker

        yield start
