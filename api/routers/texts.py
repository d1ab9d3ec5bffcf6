"""``…/trace`` and ``…/letter``: a stored decision told to a person, from the rules stored with it."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from api.deps import may, problems, ready, store_of
from api.describing import described
from api.reading import READING, events_in, letterhead, read_back, read_stored
from api.records import DecisionId
from api.schemas import Query as Asking
from demokrativillkor.bilingual import Language
from demokrativillkor.canonical import digest
from demokrativillkor.record import letter_in
from demokrativillkor.rendering.letter import write_letter
from demokrativillkor.rendering.trace import trace

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


class LetterAsked(Asking):
    """In which language."""

    lang: Language | None = Field(
        None, description="Language; by default that of the signed letter. *Språk; annars det undertecknade brevets.*"
    )


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
        application, decision = read_back(store, stored)
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
async def letter(request: Request, decision_id: DecisionId, asked: Annotated[LetterAsked, Query()]) -> Response:
    """The reasoned decision as a letter: HTML, or Markdown where that is accepted. What nobody recorded is a gap.

    Before the signature it is a draft and says so. Then it is what was frozen at the signature, or at a later
    correction, always the same bytes; in the other language a reading that says it is not the letter. *Det motiverade
    beslutet som brev: först ett utkast, där det som ingen har antecknat är en lucka; sedan det som undertecknades.*
    """
    stored = await read_stored(request, decision_id, "letter")
    store, settings = store_of(request), request.app.state.settings

    def told() -> tuple[str | None, str]:
        events = events_in(store.events(decision_id))
        frozen = letter_in(events)
        if frozen and asked.lang in (None, frozen.language):
            return frozen.page, frozen.text
        language = asked.lang or settings.language
        written = write_letter(*read_back(store, stored), events, language, head=letterhead(settings, stored))
        return written.html, written.markdown

    page, text = await run_in_threadpool(told)
    wants_text = page is None or "text/markdown" in request.headers.get("accept", "")
    content, kind = (text, _MARKDOWN) if wants_text else (page or "", _HTML)
    body = content.encode()
    headers = {"Cache-Control": "no-store", "Vary": "Accept"}
    etag = digest(body).removeprefix("sha256:")
    return ready(body, request, etag=etag, headers=headers, media_type=kind)
