"""``/decisions``: evaluates and records; then reads what was recorded."""

from __future__ import annotations

import re
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from api.access import principal_of
from api.deps import PREFIX, answer, may, problems, ready, store_of
from api.describing import described
from api.direct import Direct, json_body
from api.paging import listed
from api.problems import ProblemRaised, WrongParameter
from api.problemtypes import REQUEST_IN_PROGRESS
from api.reading import READING, read_stored, seen
from api.records import (
    DecisionId,
    DecisionItem,
    DecisionList,
    DecisionRecord,
    DecisionsAsked,
    decision_item,
    decision_record,
    etag_of,
    etag_of_digest,
)
from api.routers.assessments import INLINE, answer_of, named_ruleset
from api.rulebooks import Active
from api.schemas import Asked, Nothing
from api.waiting import in_step, in_time
from demokrativillkor.access import Principal, Role
from demokrativillkor.application import Application
from demokrativillkor.assess import assess, governing
from demokrativillkor.engine import Engine
from demokrativillkor.intake import read_application
from demokrativillkor.rulebook import Rulebook
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.store import (
    Filters,
    NewDecision,
    Repeatable,
)
from demokrativillkor.store.records import aside_of

DECIDING = (Role.OFFICER, Role.SYSTEM)

_KEY = re.compile("^[!-~]{1,255}$")

router = APIRouter(route_class=Direct)


class DecisionAsked(Asked):
    """How a decision is to be made, and what it stands instead of."""

    supersedes: str | None = Field(
        None, pattern="^d-[0-9a-hjkmnp-tv-z]{26}$", description="Id of the decision it replaces. *Beslut som ersätts.*"
    )


@router.post(
    "/decisions",
    status_code=201,
    dependencies=may(*DECIDING),
    summary="Assess one application and record the decision",
    operation_id="recordDecision",
    responses=described("Recorded; Location says where. *Sparat; Location säger var.*", status=201)
    | problems(401, 403, 404, 409, 410, 413, 415, 422, 500, 503),
)
async def record(
    request: Request,
    asked: Annotated[DecisionAsked, Query()],
    body: Annotated[bytes, Depends(json_body)],
    idempotency_key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="Makes a repeat harmless: the same request finds what it made.",
            json_schema_extra={"pattern": _KEY.pattern},
        ),
    ] = None,
) -> Response:
    """Evaluate an application and record the decision, its rules and its entry in the log, together or not at all.

    *Pröva en ansökan och spara beslutsunderlaget med regelverk och loggpost, allt eller inget.*
    """
    state, principal, store = request.app.state, await principal_of(request), store_of(request)
    active: Active = state.rulebooks.active
    if idempotency_key is not None and not _KEY.fullmatch(idempotency_key):
        raise WrongParameter("Idempotency-Key", "write 1 to 255 visible ASCII characters, such as a UUID")
    named = named_ruleset(active.book, asked.rules)
    making = partial(_made, active.book, named, state.engine, asked, principal, idempotency_key)
    if len(body) <= INLINE:
        await in_step()
        intake = read_application(body, active.book.vocabulary)
        await in_step()
        new = making(intake.application)
        await in_step()
    else:
        intake = await run_in_threadpool(read_application, body, active.book.vocabulary)
        new = await run_in_threadpool(making, intake.application)
    if new.supersedes:
        await run_in_threadpool(seen, store, new.supersedes, principal)
    in_progress: set[bytes] = state.in_progress
    key = new.repeatable.key if new.repeatable else None
    if key in in_progress:
        detail = "The same request is being carried out."
        raise ProblemRaised(REQUEST_IN_PROGRESS, detail, headers={"Retry-After": "1"})
    if key:
        in_progress.add(key)
    try:
        enter = store.prepare(new)
        await in_step()  # and so be committed together
        recorded = await in_time(enter())
    finally:
        in_progress.discard(key or b"")
    state.metrics.decision(new.decision.ruleset.id, new.decision.outcome, stored=True)
    content, etag = answer_of(intake, new.decision), etag_of_digest(new.decision.digest)
    if recorded.again:  # as it was recorded, which an upgrade in between does not change
        stored = await run_in_threadpool(store.decision, recorded.decision_id)
        content = b'{"decision":%b,"digest":"%b","provenance":%b,"masked":[]}' % (
            stored.decision,
            stored.digest.encode(),
            stored.provenance.encode(),
        )
        events = await run_in_threadpool(store.events, recorded.decision_id)
        etag = etag_of(stored, events)
    head = b'{"decisionId":"%b","position":%d,' % (recorded.decision_id.encode(), recorded.position)
    headers = {
        "Location": f"{PREFIX}/decisions/{recorded.decision_id}",
        "ETag": f'"{etag}"',
        "Cache-Control": "no-store",
    }
    return Response(head + content[1:], status_code=201, headers=headers, media_type="application/json")


def _made(
    book: Rulebook,
    named: RuleSet | None,
    engine: Engine,
    asked: DecisionAsked,
    principal: Principal,
    key: str | None,
    application: Application,
) -> NewDecision:
    """The decision, ready to be recorded."""
    ruleset = governing(application, book, named)
    decision = assess(application, ruleset, engine=engine, examination_required=asked.required)
    repeatable = None
    if key is not None:
        options = f"{asked.rules}\n{asked.examination}\n{asked.supersedes}".encode()
        whole = b"\n".join((application.canonical, aside_of(application), options))
        repeatable = Repeatable.of(principal.subject, "POST /decisions", key, whole)
    return NewDecision(
        application=application,
        decision=decision,
        process=book.rulesets[ruleset.process] if ruleset.process else None,
        unit=principal.unit,
        subject=principal.subject,
        supersedes=asked.supersedes,
        repeatable=repeatable,
    )


@router.get(
    "/decisions",
    dependencies=may(*READING),
    summary="List decisions",
    operation_id="listDecisions",
    responses=described("Decisions, the newest first. *Beslutsunderlag, det nyaste först.*", DecisionList)
    | problems(401, 403, 422, 503),
)
async def decisions(request: Request, asked: Annotated[DecisionsAsked, Query()]) -> Response:
    """List stored decisions. An officer sees those of the own unit.

    *Lista sparade beslutsunderlag. En handläggare ser sin egen enhets.*
    """
    principal = await principal_of(request)
    unit = principal.unit if principal.of_own_unit else asked.unit
    if principal.of_own_unit and asked.unit not in (None, principal.unit):
        raise WrongParameter("unit", "only decisions of the own unit are seen; leave it out")
    filters = Filters(
        outcome=asked.outcome,
        rule_set=asked.rules,
        first=asked.first.isoformat() if asked.first else None,
        last=asked.last.isoformat() if asked.last else None,
        unit=unit,
        diary_number=asked.diary_number,
    )
    store = store_of(request)
    page = await run_in_threadpool(lambda: store.decisions(filters, page=asked.page, limit=asked.limit))
    items = [DecisionItem(**decision_item(each)) for each in page.decisions]
    content = DecisionList(items=items, **listed(page.total, asked, "/decisions"))
    return answer(content, request, **{"Cache-Control": "no-store"})


@router.get(
    "/decisions/{decisionId}",
    dependencies=may(*READING),
    summary="One decision",
    operation_id="readDecision",
    responses=described("The decision with its events. *Underlaget och dess händelser.*", DecisionRecord)
    | problems(401, 403, 404, 410, 422, 503),
)
async def decision(request: Request, decision_id: DecisionId, _: Annotated[Nothing, Query()]) -> Response:
    """One decision as it was recorded, with what persons have done about it since.

    *Ett beslutsunderlag som det sparades, och vad som hänt sedan.*
    """
    stored = await read_stored(request, decision_id, "decision")
    events = await run_in_threadpool(store_of(request).events, stored.decision_id)
    body = decision_record(stored, events).model_dump_json(by_alias=True).encode()
    return ready(body, request, etag=etag_of(stored, events), headers={"Cache-Control": "no-store"})


@router.get(
    "/decisions/{decisionId}/canonical",
    dependencies=may(*READING),
    summary="The canonical bytes of a decision",
    operation_id="readCanonicalDecision",
    responses=described("The bytes whose SHA-256 is the decision's digest. *De bytes som digesten gäller.*")
    | problems(401, 403, 404, 410, 422, 503),
)
async def canonical(request: Request, decision_id: DecisionId, _: Annotated[Nothing, Query()]) -> Response:
    """The canonical decision to the byte; its ETag is its SHA-256.

    *Det kanoniska beslutsunderlaget, byte för byte.*
    """
    stored = await read_stored(request, decision_id, "canonical")
    etag = stored.digest.removeprefix("sha256:")
    return ready(stored.decision, request, etag=etag, headers={"Cache-Control": "no-store"})
