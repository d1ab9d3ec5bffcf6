"""The versioned API as an application of its own."""

from __future__ import annotations

from functools import cache

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.requests import Request
from starlette.responses import Response

from api import openapi
from api.access import Access
from api.deps import open_to_all
from api.errors import handle_errors
from api.metrics import Metrics
from api.routers import about, assessments, decisions, events, facts, log, rulesets, texts
from api.rulebooks import Rulebooks
from demokrativillkor.engine import Engine
from demokrativillkor.settings import Settings
from demokrativillkor.store import Store

ROUTERS = (
    assessments.router,
    decisions.router,
    events.router,
    texts.router,
    log.router,
    rulesets.router,
    facts.router,
    about.router,
)

_NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
"""FastAPI's own telemetry would record queries and the input that a validation refused."""


def versioned_api(
    settings: Settings,
    rulebooks: Rulebooks,
    engine: Engine,
    access: Access,
    metrics: Metrics,
    store: Store | None = None,
) -> FastAPI:
    """Version 1 of the API, to be mounted."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False, telemetry=_NO_TELEMETRY)
    for router in ROUTERS:
        app.router.routes.extend(router.routes)
    app.state.settings, app.state.public_url = settings, openapi.public_url_of(settings)
    app.state.rulebooks, app.state.engine = rulebooks, engine
    app.state.access, app.state.metrics = access, metrics
    app.state.store, app.state.in_progress = store, set()
    handle_errors(app)

    @cache
    def description() -> bytes:
        return openapi.text_of(openapi.document(app, rulebooks.active, settings)).encode()

    @app.get("/openapi.json", include_in_schema=False, dependencies=open_to_all())
    def openapi_document(_request: Request) -> Response:
        return Response(description(), media_type="application/json", headers={"Cache-Control": "no-cache"})

    app.state.description = description
    return app
