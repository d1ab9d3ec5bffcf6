"""``…/trace`` and ``…/letter``: a stored decision told to a person, from the rules stored with it."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from api.deps import may, problems, ready, store_of
from api.describing import described
from api.records import DecisionId
from api.routers.decisions import READING, read_stored
from api.schemas import Query as Asking
from demokrativillkor.application import Application
from demokrativillkor.bilingual import Language
from demokrativillkor.canonical import canonical_bytes, digest
from demokrativillkor.decision import Decision
from demokrativillkor.record import stored_event
from demokrativillkor.record.stored import stored_decision
from demokrativillkor.rendering.letter import write_letter
from demokrativillkor.rendering.trace import trace
from demokrativillkor.store import Store, StoredDecision

router = APIRouter()

_HTML, _MARKDOWN = "text/html; charset=utf-8", "text/markdown; charset=utf-8"


_LETTER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A draft for a person, or the letter as signed. *Ett utkast, eller det undertecknade.*",
        "content": {"text/html": {}, "text/markdown": {}},
    }
}


class TextAsked(Asking):
    """In which language."""

    lang: Language = Field("sv", description="Language of the text. *Textens språk.*")


@router.get(
    "/decisions/{decisionId}/trace",
    dependencies=may(*READING),
    summary="The trace of a decision",
    operation_id="readTrace",
    responses=described("Every rule on every finding, with reasons and quotes. *Varje regel, med skäl och citat.*")
    | problems(401, 403, 404, 410, 422, 503),
)
async def trace_of(request: Request, decision_id: DecisionId, asked: Annotated[TextAsked, Query()]) -> Response:
    """Every verdict of a decision: which facts made it, the condition's parts, the words of the law, why set aside.

    *Varje delbedömning i underlaget: vilka uppgifter som avgjorde, villkorets delar, lagens ord.*
    """
    stored = await read_stored(request, decision_id, "trace")
    store = store_of(request)

    def told() -> bytes:
        application, decision = _read_back(store, stored)
        return json.dumps(trace(decision, application, asked.lang), ensure_ascii=False).encode()

    body = await run_in_threadpool(told)
    etag = digest(body).removeprefix("sha256:")
    return ready(body, request, etag=etag, headers={"Cache-Control": "no-store"})


@router.get(
    "/decisions/{decisionId}/letter",
    dependencies=may(*READING),
    summary="The letter about a decision",
    operation_id="readLetter",
    responses=_LETTER | problems(401, 403, 404, 410, 422, 503),
)
async def letter(request: Request, decision_id: DecisionId, asked: Annotated[TextAsked, Query()]) -> Response:
    """The reasoned decision as a letter: HTML, or Markdown where that is accepted. What nobody recorded is a gap.

    *Det motiverade beslutet som brev. Det som ingen har antecknat är en lucka, aldrig påhittat.*
    """
    stored = await read_stored(request, decision_id, "letter")
    store = store_of(request)

    def told() -> tuple[str, str]:
        application, decision = _read_back(store, stored)
        events = [stored_event(canonical_bytes(each.document["content"])) for each in store.events(decision_id)]
        written = write_letter(application, decision, events, asked.lang)
        return written.html, written.markdown

    html, markdown = await run_in_threadpool(told)
    wants_markdown = "text/markdown" in request.headers.get("accept", "")
    headers = {"Cache-Control": "no-store", "Vary": "Accept"}
    content, kind = (markdown, _MARKDOWN) if wants_markdown else (html, _HTML)
    return Response(content, headers=headers, media_type=kind)


def _read_back(store: Store, stored: StoredDecision) -> tuple[Application, Decision]:
    application = stored.application_given
    rulesets = {each: store.ruleset(each) for each in stored.rulesets}
    return application, stored_decision(json.loads(stored.decision), application, rulesets)
