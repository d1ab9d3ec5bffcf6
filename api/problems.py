"""Errors as problem documents (RFC 9457). No value that was sent is repeated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import BaseModel, Field
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import Scope

from api.problemtypes import ProblemType
from demokrativillkor.errors import Problem as Mistake

PROBLEM_JSON = "application/problem+json"


class Explanation(BaseModel):
    """A cited explanation for the reader, in both languages."""

    sv: str
    en: str


class ProblemError(BaseModel):
    """One mistake: where, what, and a word that programs can act on."""

    pointer: str | None = Field(None, description="JSON pointer into the body.")
    parameter: str | None = Field(None, description="Name of the query parameter, where it is one of ours.")
    place: str | None = Field(None, description="Rule file and line.")
    detail: str = Field(description="What is wrong, and what to do.")
    code: str = Field(description="A frozen word that programs can act on.")
    explanation: Explanation | None = Field(None, description="Where the law is the cause: why, with the provision.")


class Problem(BaseModel):
    """A problem document (RFC 9457)."""

    type: str = Field(description="Where the type of problem is described, relative to the service's address.")
    title: str = Field(description="What went wrong, the same words for every problem of the type.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What went wrong this time. No value that was sent is repeated.")
    instance: str = Field(description="The resource asked for, as the description writes it; empty where none is ours.")
    errors: list[ProblemError] = Field([], description="Every mistake found.")


class ProblemRaised(Exception):
    """A problem to answer with: its type, what went wrong, the mistakes, and headers of the answer."""

    def __init__(
        self,
        kind: ProblemType,
        detail: str,
        errors: Iterable[ProblemError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.kind = kind
        self.detail = detail
        self.errors = list(errors)
        self.headers = headers
        super().__init__(detail)


class WrongParameter(Exception):
    """A parameter of the query that cannot be used: its name (one of ours), and what is wrong with it."""

    def __init__(self, parameter: str, detail: str) -> None:
        self.parameter = parameter
        self.detail = detail
        super().__init__(detail)


def of_mistakes(mistakes: Iterable[Mistake], *, in_rules: bool = False) -> list[ProblemError]:
    """Mistakes in an application, or in rule files, as they stand in a problem document."""
    return [
        ProblemError(
            pointer=None if in_rules else mistake.place,
            place=mistake.place if in_rules else None,
            detail=f"{mistake.message}; {mistake.suggestion}" if mistake.suggestion else mistake.message,
            code=mistake.code,
            explanation=mistake.explanation and Explanation(sv=mistake.explanation.sv, en=mistake.explanation.en),
        )
        for mistake in mistakes
    ]


def problem_answer(
    scope: Scope,
    kind: ProblemType,
    detail: str,
    errors: Iterable[ProblemError] = (),
    *,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer with a problem document; it is kept by nobody on the way."""
    problem = Problem(
        type=kind.uri,
        title=kind.title,
        status=status or kind.status,
        detail=detail,
        instance=resource_of(scope),
        errors=list(errors),
    )
    return Response(
        problem.model_dump_json(exclude_none=True),
        status_code=problem.status,
        headers={"Cache-Control": "no-store", **(headers or {})},
        media_type=PROBLEM_JSON,
    )


def resource_of(scope: Scope) -> str:
    """The path of the resource as we wrote it; a path that is not ours could hold personal data."""
    route = scope.get("route")
    path = getattr(route, "path", None)
    return f"{scope.get('root_path', '')}{path}" if path and not isinstance(route, Mount) else ""
