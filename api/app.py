"""The service: the versioned API within an application with health, metrics and pages.

``demokrativillkor serve`` starts it; ``uvicorn --factory api:create_app`` does too, with the settings of the
environment.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import secrets
import signal
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from api import pages
from api.access import Access, Allowed
from api.access.local import LocalSession
from api.access.tokens import SubjectKey, Tokens
from api.deps import PREFIX
from api.direct import ShortWay
from api.edge import Edge
from api.errors import handle_errors
from api.health import is_ready, live, own_checks, store_checks
from api.logs import configure_logs
from api.metrics import Metrics, Seen
from api.rulebooks import Rulebooks, note_rulebook, reader
from api.versioned import versioned_api
from demokrativillkor.access import KeyStore, Role
from demokrativillkor.engine import Engine, default_engine, open_engine
from demokrativillkor.rulebook import Rulebook
from demokrativillkor.settings import Settings, load_settings, refuse_open_door
from demokrativillkor.store import Store
from demokrativillkor.store.opening import open_store

_LOG = logging.getLogger(__name__)

GENERATION = "rulebook.generation"
"""File in the data folder by which workers tell each other to read the rules anew."""

NOTICING = 1.0
"""Seconds between looks at it."""


def served() -> Starlette:
    """The service as a server process runs it: settings from the environment, logs as JSON lines."""
    configure_logs()
    settings = load_settings()
    engine = _engine(settings)
    store = open_store(settings)
    try:
        enter = partial(note_rulebook, store, engine)
        rulebooks = Rulebooks(engine, reader(settings.rules_folder), settings.data_folder / GENERATION, enter)
        refuse_open_door(settings, has_keys=store.has_keys())
        rulebooks.warm()
        app = service(settings, rulebooks, engine, access_of(settings, store), store)
    except BaseException:
        store.close()
        raise
    _set_apart()
    return app


def create_app(
    rulebook: Rulebook | None = None,
    engine: Engine | None = None,
    settings: Settings | None = None,
    access: Access | None = None,
    store: Store | None = None,
) -> Starlette:
    """The service over a rulebook (by default the packaged one) and an engine (by default the verified one).

    Raises:
        RulesInvalid: what every rule set builds on has a mistake.
        ConfigurationError: a setting cannot be used.
    """
    settings = settings or load_settings()
    engine = engine or _engine(settings)
    read = (lambda: (rulebook, ())) if rulebook else reader(settings.rules_folder)
    rulebooks = Rulebooks(engine, read, enter=partial(note_rulebook, store, engine) if store else None)
    return service(settings, rulebooks, engine, access or access_of(settings, store), store)


def service(
    settings: Settings,
    rulebooks: Rulebooks,
    engine: Engine,
    access: Access,
    store: Store | None = None,
) -> Starlette:
    """The service put together from its parts; it closes the store when it stops."""
    metrics = Metrics()
    api = versioned_api(settings, rulebooks, engine, access, metrics, store)
    routes = [
        Mount(PREFIX, app=api),
        Route("/health/live", live),
        Route("/health/ready", is_ready),
        Route("/metrics", _metrics),
        Route("/", pages.front),
        Route("/problem", pages.problem_list),
        Route("/problem/{slug}", pages.problem_page),
        Route("/docs", pages.documentation),
        Route("/style.css", pages.style),
        Route("/start", pages.start),
    ]
    app = Starlette(routes=routes, lifespan=_lifespan)
    app.router.redirect_slashes = False
    app.state.checks = [*own_checks(rulebooks, engine), *(store_checks(store, settings) if store else ())]
    app.state.store = store
    app.state.rulebooks, app.state.access, app.state.metrics = rulebooks, access, metrics
    app.state.seen = Seen(store, settings)
    app.state.description, app.state.api = api.state.description, api
    handle_errors(app)
    # Outside Starlette's own last resort: an ordinary request need not pass it.
    short_way = ShortWay(app.build_middleware_stack(), api=api, prefix=PREFIX)
    app.middleware_stack = Edge(short_way, metrics, _hosts(settings), secure=_is_public(settings))
    return app


def access_of(settings: Settings, keys: KeyStore | None) -> Access:
    """The ways to sign in that the settings name."""
    tokens = Tokens(settings, subject_key(settings.data_folder)) if settings.oidc_issuer else None
    secret = settings.local_token
    local = LocalSession(secret.get_secret_value(), settings.unit, settings.data_folder) if secret else None
    return Access(keys, tokens, local if settings.on_loopback else None, settings.key_cache_seconds)


def subject_key(folder: Path) -> SubjectKey:
    """The key under which subjects are made unrecognisable, made on first use and readable by the service alone."""
    path = folder / "subject.key"
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        new = folder / f"subject.{secrets.token_hex(4)}.new"
        new.touch(mode=0o600)
        new.write_bytes(secrets.token_bytes(32))
        try:
            path.hardlink_to(new)  # whoever comes first has made it, whole
        finally:
            new.unlink()
    return SubjectKey(path.read_bytes())


@contextlib.asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    """Ready the engine before the first request; while it runs, notice new rules; stop in good order."""
    rulebooks: Rulebooks = app.state.rulebooks
    await run_in_threadpool(rulebooks.warm)
    loop = asyncio.get_running_loop()
    noticing = asyncio.create_task(_notice(rulebooks))
    waiting: set[asyncio.Future[None]] = set()

    def reload() -> None:
        done = loop.run_in_executor(None, _reload, rulebooks)
        waiting.add(done)
        done.add_done_callback(waiting.discard)

    with contextlib.suppress(ValueError, RuntimeError):  # signals reach the main thread alone
        loop.add_signal_handler(signal.SIGHUP, reload)
    yield
    noticing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await noticing
    store: Store | None = app.state.store
    if store:
        await run_in_threadpool(store.close)
    _LOG.info("stopped")


async def _notice(rulebooks: Rulebooks) -> None:
    while True:
        await asyncio.sleep(NOTICING)
        await run_in_threadpool(rulebooks.notice)


def _reload(rulebooks: Rulebooks) -> None:
    try:
        rulebooks.reload()
    except Exception as error:
        _LOG.error("rulebook refused (%s); the one that was active still is", type(error).__name__)


async def _metrics(request: Request) -> Response:
    await Allowed(Role.ADMIN, Role.AUDITOR, Role.SYSTEM)(request)
    state = request.app.state
    text = await run_in_threadpool(lambda: state.metrics.exposition() + state.seen.exposition())
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8", headers={"Cache-Control": "no-store"})


def _set_apart() -> None:
    """Take what is loaded out of the garbage collector's rounds.

    It lives as long as the process. A full round through it took longer than a request may.
    """
    gc.collect()
    gc.freeze()


def _engine(settings: Settings) -> Engine:
    return open_engine(settings.engine) if settings.engine else default_engine()


def _is_public(settings: Settings) -> bool:
    return (settings.public_url or "").startswith("https://")


def _hosts(settings: Settings) -> frozenset[str]:
    """The host names that requests may be sent to."""
    public = (settings.public_url or "").partition("://")[2].partition("/")[0].rpartition("@")[2].partition(":")[0]
    every = {"localhost", "127.0.0.1", "::1", settings.host, public, *settings.allowed_hosts}
    return frozenset(host.lower() for host in every if host and host != "0.0.0.0")
