"""Errors as problem documents (RFC 9457). No value that was sent is repeated."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from demokrativillkor.errors import EngineError, InputRejected

PROBLEM_JSON = "application/problem+json"


class Explanation(BaseModel):
    """A cited explanation for the reader, in both languages."""

    sv: str
    en: str


class ProblemError(BaseModel):
    """One mistake: where (JSON pointer or query parameter), what, and a word that programs can act on."""

    pointer: str | None = None
    parameter: str | None = None
    detail: str
    code: str
    explanation: Explanation | None = None


class Problem(BaseModel):
    """A problem document; ``type`` is described in ``docs/codes.md``."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[ProblemError] = []


class WrongParameter(Exception):
    """A parameter of the query that cannot be used: its name (one of ours), and what is wrong with it."""

    def __init__(self, parameter: str, detail: str) -> None:
        self.parameter = parameter
        self.detail = detail
        super().__init__(detail)


async def rejected(request: Request, error: Exception) -> JSONResponse:
    """An application that was rejected: every mistake in it."""
    problems = error.problems if isinstance(error, InputRejected) else ()
    errors = [
        ProblemError(
            pointer=problem.place,
            detail=f"{problem.message}; {problem.suggestion}" if problem.suggestion else problem.message,
            code=problem.code,
            explanation=problem.explanation and Explanation(sv=problem.explanation.sv, en=problem.explanation.en),
        )
        for problem in problems
    ]
    return _answer(
        Problem(
            type="/problem/input-rejected",
            title="The application was rejected",
            status=422,
            detail="Nothing was assessed. Every mistake is listed.",
            instance=_route(request),
            errors=errors,
        )
    )


async def wrong_parameters(request: Request, error: Exception) -> JSONResponse:
    """A query with a parameter that there is not, or a value that cannot be used."""
    if isinstance(error, WrongParameter):
        errors = [ProblemError(parameter=error.parameter, detail=error.detail, code="wrong_parameter")]
    else:
        found = error.errors() if isinstance(error, RequestValidationError) else ()
        errors = [_of_parameter(each) for each in found]
    return _answer(
        Problem(
            type="/problem/wrong-parameter",
            title="The query has a parameter that cannot be used",
            status=422,
            detail="Nothing was assessed. Every mistake is listed.",
            instance=_route(request),
            errors=errors,
        )
    )


def _of_parameter(found: Mapping[str, Any]) -> ProblemError:
    """What FastAPI found wrong; the name of a parameter that is not ours is not repeated."""
    if found["type"] == "extra_forbidden":
        return ProblemError(detail="there is no such parameter; see the description", code="unknown_parameter")
    expected = found.get("ctx", {}).get("expected")
    detail = f"this is none of the values there are; write {expected}" if expected else "this cannot be used"
    return ProblemError(parameter=str(found["loc"][-1]), detail=detail, code="wrong_parameter")


async def gone(_request: Request, _error: Exception) -> Response:
    """The client left before the whole body had come: nobody reads this answer."""
    return Response(status_code=400)


async def problem_response(request: Request, error: Exception) -> JSONResponse:
    """Any other error: its kind, without what caused it."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    slug, title = _UNEXPECTED if _unforeseen(error) else _KINDS.get(status, ("http-error", "The request failed"))
    detail = str(error.detail) if isinstance(error, HTTPException) else "No decision was made."
    return _answer(
        Problem(type=f"/problem/{slug}", title=title, status=status, detail=detail, instance=_route(request)),
        error.headers if isinstance(error, HTTPException) else None,
    )


_KINDS = {
    404: ("not-found", "There is nothing here"),
    405: ("method-not-allowed", "The method is not allowed here"),
    413: ("too-large", "The body is too large"),
    415: ("unsupported-media-type", "The body has the wrong media type"),
    500: ("engine-error", "The engine failed"),
}


_UNEXPECTED = ("unexpected-error", "The service has a defect")


def _unforeseen(error: Exception) -> bool:
    return not isinstance(error, HTTPException | EngineError)


def _route(request: Request) -> str:
    """The path of the resource as we wrote it; a path that is not ours could hold personal data."""
    route = request.scope.get("route")
    return str(getattr(route, "path", ""))


def _answer(problem: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    content = problem.model_dump(exclude_none=True)
    return JSONResponse(content, status_code=problem.status, headers=headers, media_type=PROBLEM_JSON)
