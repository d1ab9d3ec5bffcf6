"""``/facts``: everything that can be answered of an application."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.deps import ANYBODY, answer, links, may, problems
from api.describing import described
from api.paging import listed, page_of
from api.problems import ProblemRaised
from api.problemtypes import NOT_FOUND
from api.schemas import FactAnswer, FactItem, FactList, FactsAsked, Nothing, Words
from demokrativillkor.bilingual import Bilingual
from demokrativillkor.rule import Fact
from demokrativillkor.rulebook import Vocabulary

router = APIRouter()


@router.get(
    "/facts",
    dependencies=may(*ANYBODY),
    summary="List the facts",
    operation_id="listFacts",
    responses=described("The facts asked for. *Omständigheterna.*", FactList) | problems(401, 403, 422, 503),
)
async def facts(request: Request, asked: Annotated[FactsAsked, Query()]) -> Response:
    """Every fact that can be answered, with question, guidance and answers.

    *Alla omständigheter, med frågor och svar.*
    """
    vocabulary: Vocabulary = request.app.state.rulebooks.active.book.vocabulary
    found = [fact for fact in vocabulary.facts.values() if asked.about is None or fact.scope is asked.about]
    items = [fact_item(fact) for fact in page_of(found, asked)]
    return answer(FactList(items=items, **listed(len(found), asked, "/facts")), request)


@router.get(
    "/facts/{fact}",
    dependencies=may(*ANYBODY),
    summary="Read one fact",
    operation_id="readFact",
    responses=described("The fact. *Omständigheten.*", FactItem) | problems(401, 403, 404, 422, 503),
)
async def one_fact(
    request: Request,
    fact: Annotated[str, Path(description="Id of a fact. *Omständighetens id.*", max_length=200)],
    _: Annotated[Nothing, Query()],
) -> Response:
    """A fact with question, guidance and answers.

    *En omständighet med fråga och svar.*
    """
    found = request.app.state.rulebooks.active.book.vocabulary.facts.get(fact)
    if found is None:
        raise ProblemRaised(NOT_FOUND, "There is no such fact.")
    return answer(fact_item(found), request)


def fact_item(fact: Fact) -> FactItem:
    """The fact as it is answered with."""
    return FactItem(
        id=fact.id,
        about=fact.scope,
        label=_words(fact.label),
        question=_words(fact.question),
        guidance=_words(fact.guidance),
        answers=[
            FactAnswer(token=value.token, label=_words(value.label)) for value in (*fact.values, *fact.unknown_tokens)
        ],
        sensitive=fact.sensitive,
        links=links(self=f"/facts/{fact.id}"),
    )


def _words(text: Bilingual) -> Words:
    return Words(sv=text.sv, en=text.en)
