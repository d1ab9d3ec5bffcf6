"""What the service is measured beside: a FastAPI endpoint that takes the same body and does no more with it.

``validating`` declares the body as FastAPI's documentation teaches and answers with its id. ``inserting`` also inserts
a row (``BARE_ROW`` bytes) into the SQLite file ``BARE_DATABASE``, with the durability of the service's own store. The
two ``least_`` ones go past FastAPI's reading of the body and hand its bytes to pydantic's JSON parser: the least that
can be done.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable

from fastapi import FastAPI, Request
from pydantic import TypeAdapter
from pydantic.dataclasses import is_pydantic_dataclass, rebuild_dataclass

from demokrativillkor import application as shapes
from demokrativillkor.application import Application


def validating() -> FastAPI:
    """The service with the endpoint that validates."""
    return _declared(lambda _id: None)


def inserting() -> FastAPI:
    """The service with the endpoint that validates and inserts a row."""
    return _declared(_inserter())


def least_validating() -> FastAPI:
    """As :func:`validating`, from the bytes."""
    return _from_bytes(lambda _id: None)


def least_inserting() -> FastAPI:
    """As :func:`inserting`, from the bytes."""
    return _from_bytes(_inserter())


Keep = Callable[[str], None]


def _declared(keep: Keep) -> FastAPI:
    _let_go_of_strictness()
    service = FastAPI(openapi_url=None)

    async def take(application: Application) -> dict[str, str]:
        keep(application.id)
        return {"id": application.id}

    service.post("/")(take)
    return service


def _from_bytes(keep: Keep) -> FastAPI:
    service, adapter = FastAPI(openapi_url=None), TypeAdapter(Application)

    async def take(request: Request) -> dict[str, str]:
        application = adapter.validate_json(await request.body())
        keep(application.id)
        return {"id": application.id}

    service.post("/")(take)
    return service


def _inserter() -> Keep:
    row = os.urandom(int(os.environ["BARE_ROW"]))
    database = sqlite3.connect(os.environ["BARE_DATABASE"], isolation_level=None, timeout=30, check_same_thread=False)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, application TEXT, content BLOB)")

    def insert(application_id: str) -> None:
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO bare (application, content) VALUES (?, ?)", (application_id, row))
        database.execute("COMMIT")

    return insert


def _let_go_of_strictness() -> None:
    """FastAPI validates what it has read from JSON; there dates and tokens are text, which strictness refuses."""
    for shape in vars(shapes).values():
        if is_pydantic_dataclass(shape):
            shape.__pydantic_config__ = {**shape.__pydantic_config__, "strict": False}
            rebuild_dataclass(shape, force=True)
