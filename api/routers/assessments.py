"""``/assessments``: evaluates and stores nothing; for what-if, and for an organisation that checks itself."""

from __future__ import annotations

from time import perf_counter
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.deps import ANYBODY, may, problems
from api.describing import described
from api.direct import Direct, json_body
from api.problems import WrongParameter
from api.rulebooks import Active
from api.schemas import Asked
from demokrativillkor.assess import assess, governing
from demokrativillkor.decision import Decision
from demokrativillkor.engine import Engine
from demokrativillkor.intake import Intake, read_application
from demokrativillkor.rulebook import Rulebook
from demokrativillkor.ruleset import RuleSet

INLINE = 8192
"""Bytes of a body that is assessed at once; a larger one in a thread, so that others are answered meanwhile."""

router = APIRouter(route_class=Direct)


def named_ruleset(book: Rulebook, rules: str | None) -> RuleSet | None:
    """The rule set that the query names.

    Raises:
        WrongParameter: there is none of that name.
    """
    named = book.rulesets.get(rules) if rules is not None else None
    if rules is not None and named is None:
        raise WrongParameter("rules", f"there is no such rule set; there are: {', '.join(sorted(book.rulesets))}")
    return named


@router.post(
    "/assessments",
    dependencies=may(*ANYBODY),
    summary="Assess one application",
    operation_id="assess",
    responses=described("The decision with its provenance. *Beslutsunderlaget.*")
    | problems(401, 403, 413, 415, 422, 500, 503),
)
async def assessments(
    request: Request, asked: Annotated[Asked, Query()], body: Annotated[bytes, Depends(json_body)]
) -> Response:
    """Evaluate an application under a rule set. Nothing is stored: for what-if, and for checking oneself.

    *Pröva en ansökan mot ett regelverk. Ingenting sparas.*
    """
    state = request.app.state
    active: Active = state.rulebooks.active
    engine: Engine = state.engine
    started = perf_counter()
    if len(body) <= INLINE:
        content, decision = assessed(active, engine, asked, body)
    else:
        content, decision = await run_in_threadpool(assessed, active, engine, asked, body)
    state.metrics.seconds.observe(perf_counter() - started)
    state.metrics.decision(decision.ruleset.id, decision.outcome)
    return Response(content, headers={"Cache-Control": "no-store"}, media_type="application/json")


def assessed(active: Active, engine: Engine, asked: Asked, body: bytes) -> tuple[bytes, Decision]:
    """The answer, ready to be sent, and the decision in it.

    Raises:
        InputRejected: the application cannot be assessed.
        EngineError: an engine failed.
        WrongParameter: there is no such rule set.
    """
    named = named_ruleset(active.book, asked.rules)
    intake = read_application(body, active.book.vocabulary)
    ruleset = governing(intake.application, active.book, named)
    decision = assess(intake.application, ruleset, engine=engine, examination_required=asked.required)
    return answer_of(intake, decision), decision


def answer_of(intake: Intake, decision: Decision) -> bytes:
    """The canonical decision with its digest and what stands beside it, put together from ready bytes."""
    masked = orjson.dumps([text.document() for text in intake.masked]) if intake.masked else b"[]"
    return b'{"decision":%b,"digest":"%b","provenance":%b,"masked":%b}' % (
        decision.canonical,
        decision.digest.encode(),
        decision.provenance.canonical.encode(),
        masked,
    )
