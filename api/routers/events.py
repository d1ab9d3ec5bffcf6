"""``/decisions/{decisionId}/events``: what persons do about a stored decision. The proposal itself never changes."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access import principal_of
from api.deps import PREFIX, answer, may, problems, store_of
from api.describing import described
from api.direct import json_body
from api.problems import ProblemRaised
from api.problemtypes import PRECONDITION_FAILED, PRECONDITION_REQUIRED
from api.records import DecisionId, EventItem, EventList, etag_of, event_item, event_list
from api.routers.decisions import READING, read_stored, seen
from api.schemas import Nothing
from demokrativillkor.access import Principal, Role
from demokrativillkor.canonical import canonical_bytes
from demokrativillkor.engine import Engine
from demokrativillkor.errors import EventRefused, Problem
from demokrativillkor.record import Case, Event, Kind, Signed, read_event, refuse_out_of_order, sign, stored_event
from demokrativillkor.rulebook import Vocabulary
from demokrativillkor.ruleset import Role as RuleSetRole
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.store import NewEvent, Store, StoredDecision, StoredEvent

ADDING = (Role.OFFICER, Role.ADMIN)

router = APIRouter()


@router.get(
    "/decisions/{decisionId}/events",
    dependencies=may(*READING),
    summary="The events of a decision",
    operation_id="readEvents",
    responses=described("What persons have done about it. *Vad människor har gjort.*", EventList)
    | problems(401, 403, 404, 410, 422, 503),
)
async def events_of(request: Request, decision_id: DecisionId, _: Annotated[Nothing, Query()]) -> Response:
    """What persons have done about a decision, in order.

    *Vad människor har gjort i ärendet, i ordning.*
    """
    stored = await read_stored(request, decision_id, "events")
    events = await run_in_threadpool(store_of(request).events, stored.decision_id)
    return answer(event_list(stored.decision_id, events), request, **{"Cache-Control": "no-store"})


@router.post(
    "/decisions/{decisionId}/events",
    status_code=201,
    dependencies=may(*ADDING),
    summary="Add an event to a decision",
    operation_id="addEvent",
    responses=described("The event as it was added. *Händelsen som den lades till.*", EventItem, status=201)
    | problems(401, 403, 404, 409, 410, 412, 413, 415, 422, 428, 500, 503),
)
async def add(
    request: Request,
    decision_id: DecisionId,
    _: Annotated[Nothing, Query()],
    body: Annotated[bytes, Depends(json_body)],
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match", description="ETag of the decision as it was read. *ETag för underlaget som det lästes.*"
        ),
    ] = None,
) -> Response:
    """Add what a person did: communication, reply, second reader, signature, correction, appeal and so on.

    A signature is refused, with the provisions, while a process rule for the outcome signed is not met; under a
    proposal or a template nothing can be signed. *En underskrift vägras, med paragraferna, så länge något som ska vara
    gjort inte är det.*
    """
    principal, store = await principal_of(request), store_of(request)
    vocabulary: Vocabulary = request.app.state.rulebooks.active.book.vocabulary
    engine: Engine = request.app.state.engine
    new, stored = await run_in_threadpool(_checked, store, decision_id, principal, if_match, body, vocabulary, engine)
    event_id = await asyncio.wrap_future(store.append(new))
    events = await run_in_threadpool(store.events, decision_id)
    added = next(each for each in events if each.event_id == event_id)
    headers = {
        "Location": f"{PREFIX}/decisions/{decision_id}/events",
        "ETag": f'"{etag_of(stored, events)}"',
        "Cache-Control": "no-store",
    }
    content = event_item(added).model_dump_json(by_alias=True)
    return Response(content, status_code=201, headers=headers, media_type="application/json")


def _checked(
    store: Store,
    decision_id: str,
    principal: Principal,
    if_match: str | None,
    body: bytes,
    vocabulary: Vocabulary,
    engine: Engine,
) -> tuple[NewEvent, StoredDecision]:
    """The event, where it may follow what the record holds."""
    stored = seen(store, decision_id, principal)
    before = store.events(decision_id)
    _refuse_stale(if_match, stored, before)
    event = read_event(body, vocabulary).event
    if event.kind is Kind.SUPERSEDED:
        message, remedy = "a decision is superseded by recording another", "record it with supersedes"
        raise EventRefused([Problem(code="unknown_value", place="/kind", message=message, suggestion=remedy)])
    event = _in_order(event, stored, before, store, engine)
    new = NewEvent(
        decision_id=decision_id,
        kind=event.kind,
        content=event.document(),
        subject=principal.subject,
        after=before[-1].event_id if before else None,
    )
    return new, stored


def _in_order(
    event: Event, stored: StoredDecision, before: tuple[StoredEvent, ...], store: Store, engine: Engine
) -> Event:
    rulesets = [store.ruleset(each) for each in stored.rulesets]
    case = Case.stored(stored.application_given, json.loads(stored.decision), rulesets[0])
    known = [stored_event(canonical_bytes(each.document["content"])) for each in before]
    if isinstance(event, Signed):
        return sign(event, case, _process(rulesets), known, today=_today(), engine=engine)
    refuse_out_of_order(event, case, known, today=_today())
    return event


def _process(rulesets: list[RuleSet]) -> RuleSet | None:
    """The process profile that was stored with the decision."""
    return next((each for each in rulesets if each.role is RuleSetRole.PROCESS), None)


def _today() -> date:
    return datetime.now(UTC).date()


def _refuse_stale(if_match: str | None, stored: StoredDecision, events: tuple[StoredEvent, ...]) -> None:
    if if_match is None:
        raise ProblemRaised(PRECONDITION_REQUIRED, "Send If-Match with the ETag of the decision as it was read.")
    if if_match.strip() != f'"{etag_of(stored, events)}"':
        raise ProblemRaised(PRECONDITION_FAILED, "Something was added to the decision since it was read.")
