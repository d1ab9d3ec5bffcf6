"""What the service is measured beside: the least a FastAPI endpoint can do with the same body.

``validating`` reads the body with the same pydantic model and answers with its id. ``inserting`` also inserts a row
(``BARE_ROW`` bytes) into the SQLite file ``BARE_DATABASE``, with the durability of the service's own store.
"""

from __future__ import annotations

import os
import sqlite3

from fastapi import FastAPI, Request
from pydantic import TypeAdapter

from demokrativillkor.application import Application

_APPLICATION = TypeAdapter(Application)


def validating() -> FastAPI:
    """The service with the endpoint that validates."""
    service = FastAPI(openapi_url=None)

    @service.post("/")
    async def validate(request: Request) -> dict[str, str]:
        return {"id": _APPLICATION.validate_json(await request.body()).id}

    return service


def inserting() -> FastAPI:
    """The service with the endpoint that validates and inserts a row."""
    service = FastAPI(openapi_url=None)
    row = os.urandom(int(os.environ["BARE_ROW"]))
    database = sqlite3.connect(os.environ["BARE_DATABASE"], isolation_level=None, timeout=30, check_same_thread=False)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, application TEXT, content BLOB)")

    @service.post("/", status_code=201)
    async def insert(request: Request) -> dict[str, str]:
        application = _APPLICATION.validate_json(await request.body())
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO bare (application, content) VALUES (?, ?)", (application.id, row))
        database.execute("COMMIT")
        return {"id": application.id}

    return service
