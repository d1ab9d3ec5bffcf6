"""The service in this process, signed in to by API keys, one a role."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from fastapi.testclient import TestClient

from api import create_app
from api.access import Access
from demokrativillkor.access import MemoryKeys, Role, new_key
from demokrativillkor.settings import Settings

PREFIX = "/demokrativillkor/v1"
UNTIL = datetime(2100, 1, 1, tzinfo=UTC)

_MADE = {role: new_key(role, "unit-1", UNTIL) for role in Role}
KEYS = {role: text for role, (_, text) in _MADE.items()}
"""The text of a key of each role."""

BEARER = {"authorization": f"Bearer {KEYS[Role.ADMIN]}"}


def bearer(role):
    return {"authorization": f"Bearer {KEYS[role]}"}


def memory_keys():
    return MemoryKeys(key for key, _ in _MADE.values())


def settings_of(**given):
    """Settings that depend neither on the environment nor on a file."""
    return Settings.model_construct(**{"data_folder": Path(tempfile.mkdtemp()), **given})


def service_app(rulebook=None, engine=None, settings=None, access=None, store=None):
    access = access or Access(memory_keys(), seconds=0)
    return create_app(rulebook, engine, settings or settings_of(), access, store)


def client_of(rulebook=None, engine=None, **options):
    app = service_app(rulebook, engine, **options)
    return TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)
