"""How every error becomes a problem document. Nobody else answers with an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from api.problems import ProblemError, ProblemRaised, WrongParameter, of_mistakes, problem_answer
from api.problemtypes import (
    ABSENT,
    BY_STATUS,
    ENGINE_ERROR,
    ERASED,
    EVENT_REFUSED,
    HTTP_ERROR,
    IDEMPOTENCY_KEY_REUSED,
    INPUT_REJECTED,
    NOT_FOUND,
    PRECONDITION_FAILED,
    SIGNATURE_BLOCKED,
    STORE_UNAVAILABLE,
    SUPERSEDED,
    UNEXPECTED_ERROR,
    UNSETTLED,
    WRONG_PARAMETER,
    ProblemType,
)
from demokrativillkor.errors import EngineError, EnginesDisagree, EventRefused, InputRejected, SignatureBlocked
from demokrativillkor.store import Erased, KeyReused, NotStored, StaleState, StoreUnavailable, Superseded, Unsettled

_EVERY = "Nothing was done. Every mistake stands in errors."


async def raised(request: Request, error: Exception) -> Response:
    """A problem that says itself what it is."""
    assert isinstance(error, ProblemRaised)
    return problem_answer(request.scope, error.kind, error.detail, error.errors, headers=error.headers)


async def rejected(request: Request, error: Exception) -> Response:
    """An application or an event that was rejected: every mistake in it."""
    assert isinstance(error, InputRejected)
    return problem_answer(request.scope, INPUT_REJECTED, _EVERY, of_mistakes(error.problems))


async def wrong_parameter(request: Request, error: Exception) -> Response:
    """One parameter of the query that cannot be used."""
    assert isinstance(error, WrongParameter)
    mistake = ProblemError(parameter=error.parameter, detail=error.detail, code="wrong_parameter")
    return problem_answer(request.scope, WRONG_PARAMETER, _EVERY, [mistake])


async def wrong_query(request: Request, error: Exception) -> Response:
    """A query with parameters that there are not, or values that cannot be used."""
    assert isinstance(error, RequestValidationError)
    return problem_answer(request.scope, WRONG_PARAMETER, _EVERY, [_of_parameter(each) for each in error.errors()])


def _of_parameter(found: Mapping[str, Any]) -> ProblemError:
    """What FastAPI found wrong; the name of a parameter that is not ours is not repeated."""
    if found["type"] == "extra_forbidden":
        return ProblemError(detail="there is no such parameter; see the description", code="unknown_parameter")
    return ProblemError(parameter=str(found["loc"][-1]), detail=_remedy(found), code="wrong_parameter")


def _remedy(found: Mapping[str, Any]) -> str:
    context = found.get("ctx") or {}
    match found["type"]:
        case "literal_error" | "enum":
            return f"this is none of the values there are; write {context['expected']}"
        case "greater_than_equal" | "less_than_equal":
            bound = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
            return f"this is out of range; write a number that is {bound}"
        case "missing":
            return "this must be given"
        case kind if kind.startswith("date"):
            return "this is not a date; write YYYY-MM-DD"
        case kind if kind.startswith("int"):
            return "this is not a whole number"
    return "this cannot be used; see the description"


async def engine_failed(request: Request, error: Exception) -> Response:
    """An engine that failed, or two that disagree: what it said could repeat what was sent."""
    if isinstance(error, EnginesDisagree):
        request.app.state.metrics.disagreements.inc()
    return problem_answer(request.scope, ENGINE_ERROR, "No decision was made.")


async def not_added(request: Request, error: Exception) -> Response:
    """An event that cannot follow what the record holds, or a signature that is blocked: every reason."""
    assert isinstance(error, EventRefused | SignatureBlocked)
    kind = SIGNATURE_BLOCKED if isinstance(error, SignatureBlocked) else EVENT_REFUSED
    return problem_answer(request.scope, kind, "Nothing was added.", of_mistakes(error.problems))


async def not_stored(request: Request, error: Exception) -> Response:
    """The store did not do what was asked of it: why, without its text."""
    kind, detail = next(told for raised, told in _STORE.items() if isinstance(error, raised))
    headers = {"Retry-After": "5"} if isinstance(error, StoreUnavailable) else None
    return problem_answer(request.scope, kind, detail, headers=headers)


_STORE: dict[type[Exception], tuple[ProblemType, str]] = {
    Unsettled: (UNSETTLED, "It may have been stored."),  # before what it is a kind of
    StoreUnavailable: (STORE_UNAVAILABLE, "Nothing was stored."),
    NotStored: (NOT_FOUND, ABSENT),
    Erased: (ERASED, "The log shows by which order."),
    KeyReused: (IDEMPOTENCY_KEY_REUSED, "Nothing was stored. Use a new key for a new request."),
    Superseded: (SUPERSEDED, "Nothing was stored. Supersede the decision that stands instead."),
    StaleState: (PRECONDITION_FAILED, "Nothing was added. Read the decision again."),
}


async def http_error(request: Request, error: Exception) -> Response:
    """An error of the framework: its kind, without its text."""
    assert isinstance(error, HTTPException)
    kind = BY_STATUS.get(error.status_code, HTTP_ERROR)
    allow = {"Allow": _methods(request)} if error.status_code == 405 else None
    return problem_answer(request.scope, kind, "Nothing was done.", status=error.status_code, headers=allow)


def _methods(request: Request) -> str:
    """Every method of the resource asked for; the framework names those of one of its routes alone."""
    path = getattr(request.scope.get("route"), "path", None)
    of_resource = [route for route in request.app.routes if getattr(route, "path", None) == path]
    methods = {method for route in of_resource for method in getattr(route, "methods", None) or ()}
    if "GET" in methods:
        methods.add("HEAD")
    return ", ".join(sorted(methods))


async def unforeseen(request: Request, _error: Exception) -> Response:
    """The last resort. The text of such an error, and its traceback, could repeat personal data: neither is told."""
    return problem_answer(request.scope, UNEXPECTED_ERROR, "Nothing was done.")


async def gone(_request: Request, _error: Exception) -> Response:
    """The client left before the whole body had come: nobody reads this answer."""
    return Response(status_code=400)


async def answer_to(request: Request, error: Exception) -> Response:
    """The answer that the application has for an error; one that nobody foresaw is raised again."""
    handlers = request.app.exception_handlers
    known = next((kind for kind in type(error).__mro__ if kind in handlers), Exception)
    if known is Exception:
        raise error
    answer: Response = await handlers[known](request, error)
    return answer


def handle_errors(app: FastAPI | Starlette) -> None:
    """Answer every error of the application as a problem document."""
    app.add_exception_handler(ProblemRaised, raised)
    app.add_exception_handler(InputRejected, rejected)
    app.add_exception_handler(WrongParameter, wrong_parameter)
    app.add_exception_handler(RequestValidationError, wrong_query)
    app.add_exception_handler(EngineError, engine_failed)
    app.add_exception_handler(Exception, unforeseen)
    app.add_exception_handler(EventRefused, not_added)
    app.add_exception_handler(SignatureBlocked, not_added)
    for kind in _STORE:
        app.add_exception_handler(kind, not_stored)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(ClientDisconnect, gone)
