"""Errors as problem documents (RFC 9457). No value that was sent is repeated."""

from fastapi import Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from demokrativillkor.errors import InputRejected

PROBLEM_JSON = "application/problem+json"


class ProblemError(BaseModel):
    """One mistake: where (JSON pointer), what, and a word that programs can act on."""

    pointer: str
    detail: str
    code: str


class Problem(BaseModel):
    """A problem document; ``type`` is described in ``docs/codes.md``."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[ProblemError] = []


async def rejected(request: Request, error: Exception) -> JSONResponse:
    """An application that was rejected: every mistake in it."""
    problems = error.problems if isinstance(error, InputRejected) else ()
    errors = [
        ProblemError(
            pointer=problem.place,
            detail=f"{problem.message}; {problem.suggestion}" if problem.suggestion else problem.message,
            code=problem.code,
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


async def problem_response(request: Request, error: Exception) -> JSONResponse:
    """Any other error: its kind, without what caused it."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    slug, title = _KINDS.get(status, ("http-error", "The request failed"))
    detail = str(error.detail) if isinstance(error, HTTPException) else "No decision was made."
    return _answer(
        Problem(type=f"/problem/{slug}", title=title, status=status, detail=detail, instance=_route(request))
    )


_KINDS = {
    404: ("not-found", "There is nothing here"),
    405: ("method-not-allowed", "The method is not allowed here"),
    413: ("too-large", "The body is too large"),
    415: ("unsupported-media-type", "The body has the wrong media type"),
    500: ("engine-error", "The engine failed"),
}


def _route(request: Request) -> str:
    """The path of the resource as we wrote it; a path that is not ours could hold personal data."""
    route = request.scope.get("route")
    return str(getattr(route, "path", ""))


def _answer(problem: Problem) -> JSONResponse:
    return JSONResponse(problem.model_dump(), status_code=problem.status, media_type=PROBLEM_JSON)
