"""Whether the service lives, and whether it can answer.

What the service stands on (a database, its log) adds its own checks: each is a function that answers with a
:class:`Check`, and may block.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.problems import ProblemError, problem_answer
from api.problemtypes import NOT_READY
from api.rulebooks import Rulebooks
from api.waiting import blocking
from demokrativillkor import __version__
from demokrativillkor.counting import counted
from demokrativillkor.engine import Engine
from demokrativillkor.settings import Settings
from demokrativillkor.store import Store, StoreUnavailable
from demokrativillkor.store.outside import Outside


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at.

    Attributes:
        ok: whether the service can answer with it as it is; a warning is ok.
        told: what was seen, without anything that identifies a person or holds a secret.
    """

    name: str
    ok: bool
    told: str
    warning: bool = False


Checker = Callable[[], Check]


class Checked(BaseModel):
    """One check as it is answered with."""

    ok: bool
    told: str
    warning: bool = Field(False, description="Whether somebody should look at it although it works.")


class Ready(BaseModel):
    """The service can answer."""

    status: str = "ready"
    software: str = __version__
    checks: dict[str, Checked]


async def live(_request: Request) -> Response:
    """The process answers; nothing else is looked at."""
    return Response(b'{"status":"live"}', media_type="application/json", headers=_NOT_KEPT)


async def is_ready(request: Request) -> Response:
    """Every check, and 503 where one of them fails."""
    checks = await run_in_threadpool(lambda: [checker() for checker in request.app.state.checks])
    failed = [check for check in checks if not check.ok]
    if failed:
        errors = [ProblemError(detail=f"{check.name}: {check.told}", code="not_ready") for check in failed]
        return problem_answer(request.scope, NOT_READY, "Try again in a while.", errors, headers={"Retry-After": "5"})
    told = {check.name: Checked(ok=True, told=check.told, warning=check.warning) for check in checks}
    return Response(Ready(checks=told).model_dump_json(), media_type="application/json", headers=_NOT_KEPT)


def own_checks(rulebooks: Rulebooks, engine: Engine) -> Sequence[Checker]:
    """The checks of what the service is itself: its rules and its engine."""
    return (
        lambda: _rulebook(rulebooks),
        lambda: Check("engine", True, _engine(engine), warning=engine.name != "verified"),
    )


def _rulebook(rulebooks: Rulebooks) -> Check:
    """Which rules are active; a warning where this worker started while some could not be read."""
    if not rulebooks.mistakes:
        return Check("rulebook", True, rulebooks.active.digest)
    told = f"{rulebooks.active.digest}; rule sets are left out, the log says why: mend the rules and reload them"
    return Check("rulebook", True, told, warning=True)


def store_checks(store: Store, settings: Settings) -> Sequence[Checker]:
    """The checks of the database and its log."""

    def database() -> Check:
        try:
            current = store.is_current()
            alone = store.engine.dialect.name == "postgresql" and store.owns_its_tables()
        except StoreUnavailable as error:
            return Check("database", False, str(error))
        told = "at its newest version" if current else "not at its newest version; start the service again"
        fenced = "; one role does everything, fences alone protect the log" if alone else ""
        return Check("database", current, told + fenced, warning=bool(fenced))

    def log() -> Check:
        try:
            blocking(store.try_writing())
            told = f"{counted(store.log.size, 'entry', 'entries')}, signed as {store.log.signer.name}"
            if store.log.signs:
                return Check("log", True, told)
            return Check("log", True, f"{told}, handed over to another key: start again with that", warning=True)
        except StoreUnavailable as error:
            return Check("log", False, f"it cannot be written: {error}")

    return (database, log, lambda: _outside(settings))


def _outside(settings: Settings) -> Check:
    """Whether a checkpoint is kept outside, and is not too old; the service works without."""
    if settings.checkpoint is None:
        return Check("checkpoint", True, "none is kept outside: a cut end of the log would not be seen", warning=True)
    age = Outside(settings.checkpoint).age()
    if age is None:
        return Check("checkpoint", True, "its age cannot be told from here", warning=True)
    old = age > settings.checkpoint_maximum_age_hours * 3600
    told = f"{age / 3600:.0f} hours old" + ("; run `demokrativillkor audit checkpoint --to`" if old else "")
    return Check("checkpoint", True, told, warning=old)


def _engine(engine: Engine) -> str:
    return " ".join([engine.name, *(f"{name} {version}" for name, version in engine.versions.items())])


_NOT_KEPT = {"Cache-Control": "no-store"}
