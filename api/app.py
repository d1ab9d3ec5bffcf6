"""The service: applications in, decisions with cited reasons out. It stores nothing.

``uvicorn --factory api:create_app`` serves it; ``POST /demokrativillkor/v1/assessments`` takes what
``demokrativillkor assess`` takes and gives what ``--format json`` gives.
"""

from __future__ import annotations

import logging
from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from api.problems import PROBLEM_JSON, Problem, WrongParameter, gone, problem_response, rejected, wrong_parameters
from api.unforeseen import Unforeseen
from demokrativillkor import __version__
from demokrativillkor.application import Examination, RequiredExamination
from demokrativillkor.assess import assess, governing
from demokrativillkor.engine import Engine, default_engine
from demokrativillkor.errors import EngineError, InputRejected
from demokrativillkor.intake import read_application
from demokrativillkor.intake.reading import LARGEST_INPUT
from demokrativillkor.packaged import packaged_rulebook
from demokrativillkor.rulebook import Rulebook

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": description, "model": Problem, "content": {PROBLEM_JSON: {}}}
    for status, description in (
        (413, "The body is larger than 1 MiB."),
        (415, "The body is not application/json."),
        (422, "The application was rejected, or a query parameter is wrong; nothing was assessed."),
        (500, "An engine failed or two engines disagree; no decision was made."),
    )
}


class Asked(BaseModel):
    """What the query may ask for; anything else in it is refused."""

    model_config = ConfigDict(extra="forbid")

    rules: str | None = Field(None, description="Id of the rule set; by default that of the grant, or the proposal.")
    examination: Literal["declared", "reviewed"] = Field(
        "declared", description="What the authority's own profile demands of each ground."
    )

    @property
    def required(self) -> RequiredExamination:
        """The demand as the library knows it."""
        return Examination.REVIEWED if self.examination == "reviewed" else Examination.DECLARED


async def _body(request: Request) -> bytes:
    """The body, read no further than one application may be long."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "The body must be application/json.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_INPUT:
            raise HTTPException(413, f"The body is larger than {LARGEST_INPUT} bytes.")
    return bytes(body)


def _packaged() -> Rulebook:
    """The packaged rules; what is wrong with a rule set that is left out is logged."""
    book, problems = packaged_rulebook()
    for problem in problems:
        logging.getLogger(__name__).error("rule set left out: %s", problem)
    return book


def create_app(rulebook: Rulebook | None = None, engine: Engine | None = None) -> FastAPI:
    """The service over a rulebook (by default the packaged one) and an engine (by default the verified one).

    Raises:
        RulesInvalid: what every rule set builds on has a mistake.
    """
    book = rulebook or _packaged()
    chosen = engine or default_engine()
    service = FastAPI(
        title="demokrativillkor",
        version=__version__,
        description="Democracy conditions for public grants in Sweden. Demokrativillkor för offentliga bidrag.",
        docs_url=None,  # FastAPI's documentation pages load their scripts from elsewhere
        redoc_url=None,
        openapi_url="/demokrativillkor/v1/openapi.json",
    )

    # Not a coroutine: it computes in a thread, so that others are answered meanwhile.
    @service.post("/demokrativillkor/v1/assessments", responses=_PROBLEMS, summary="Assess one application")
    def assessments(asked: Annotated[Asked, Query()], body: Annotated[bytes, Depends(_body)]) -> JSONResponse:
        """Evaluate an application under a rule set. Nothing is stored."""
        named = book.rulesets.get(asked.rules) if asked.rules is not None else None
        if asked.rules is not None and named is None:
            raise WrongParameter("rules", f"there is no such rule set; there are: {', '.join(sorted(book.rulesets))}")
        intake = read_application(body, book.vocabulary)
        ruleset = governing(intake.application, book, named)
        decision = assess(intake.application, ruleset, engine=chosen, examination_required=asked.required)
        content = {
            "decision": decision.document(),
            "digest": decision.digest,
            "provenance": decision.provenance.document(),
            "masked": [text.document() for text in intake.masked],
        }
        return JSONResponse(content, headers={"Cache-Control": "no-store"})

    @service.get("/demokrativillkor/v1/rulesets", summary="List the rule sets")
    async def rulesets() -> list[dict[str, str]]:
        """Every rule set that can be applied, with its identity."""
        return [
            {"id": each.id, "status": each.status, "version": each.version, "digest": each.digest}
            for each in book.rulesets.values()
        ]

    service.add_exception_handler(InputRejected, rejected)
    service.add_exception_handler(RequestValidationError, wrong_parameters)
    service.add_exception_handler(WrongParameter, wrong_parameters)
    service.add_exception_handler(HTTPException, problem_response)
    service.add_exception_handler(EngineError, problem_response)
    service.add_exception_handler(ClientDisconnect, gone)
    service.add_middleware(Unforeseen)
    return service
