"""``/decisions/{decisionId}/events``: what persons do about a stored decision. The proposal itself never changes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access import principal_of
from api.adding import Adding
from api.deps import PREFIX, answer, may, problems, store_of
from api.describing import described
from api.direct import json_body
from api.reading import READING, read_stored
from api.records import DecisionId, EventItem, EventList, etag_of, event_item, event_list
from api.schemas import Nothing
from api.waiting import in_time
from demokrativillkor.access import Role
from demokrativillkor.store import StoreUnavailable, Unsettled

ADDING = (Role.OFFICER,)

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

    A signature is refused, with the provisions, while a process rule for the outcome signed is not met, and while its
    letter lacks something; under a proposal or a template nothing can be signed. The letter is written and frozen at
    the signature, unless it comes with one. *En underskrift vägras, med paragraferna, så länge något som ska vara gjort
    inte är det eller brevet saknar något.*
    """
    principal, store, state = await principal_of(request), store_of(request), request.app.state
    adding = Adding(store, state.rulebooks.active.book.vocabulary, state.engine, state.settings)
    new, stored = await run_in_threadpool(adding.checked, decision_id, principal, if_match, body)
    event_id = await in_time(store.append(new))
    try:
        events = await run_in_threadpool(store.events, decision_id)
    except StoreUnavailable:
        raise Unsettled("the event was added, but cannot be read back") from None
    added = next(each for each in events if each.event_id == event_id)
    headers = {
        "Location": f"{PREFIX}/decisions/{decision_id}/events",
        "ETag": f'"{etag_of(stored, events)}"',
        "Cache-Control": "no-store",
    }
    content = event_item(added).model_dump_json(by_alias=True)
    return Response(content, status_code=201, headers=headers, media_type="application/json")
