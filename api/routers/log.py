"""``/log``: what an auditor, or anybody the authority lets in, needs to hold the log against a checkpoint."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.deps import answer, links, may, problems, store_of
from api.describing import described
from api.paging import offsets
from api.problems import WrongParameter
from api.records import (
    CheckpointItem,
    ConsistencyAsked,
    EntriesAsked,
    EntryItem,
    EntryList,
    InclusionAsked,
    Proof,
    proof,
)
from api.schemas import Nothing
from demokrativillkor.access import Role
from demokrativillkor.store import Store
from demokrativillkor.store.log import Log

READING = (Role.AUDITOR, Role.ADMIN, Role.SYSTEM)

router = APIRouter()


@router.get(
    "/log/checkpoint",
    dependencies=may(*READING),
    summary="The signed size and root of the log",
    operation_id="readCheckpoint",
    responses=described("The log as it is, signed. *Loggen som den är, undertecknad.*", CheckpointItem)
    | problems(401, 403, 422, 503),
)
async def checkpoint(request: Request, _: Annotated[Nothing, Query()]) -> Response:
    """The log's size and root as a signed note. Keep it where the operator cannot change it.

    *Loggens storlek och rot, undertecknade. Förvara dem utanför driftens räckvidd.*
    """
    found = await run_in_threadpool(_checkpoint, store_of(request))
    return answer(found, request, **{"Cache-Control": "no-store"})


def _checkpoint(store: Store) -> CheckpointItem:
    size = store.log.size
    return CheckpointItem(
        size=size,
        note=store.log.checkpoint(size),
        verifiers=[each.verifier.text for each in store.log.keys().keys],
        links=links(self="/log/checkpoint", entries="/log/entries"),
    )


@router.get(
    "/log/entries",
    dependencies=may(*READING),
    summary="Entries of the log",
    operation_id="listEntries",
    responses=described("Entries in their order. *Poster i ordning.*", EntryList) | problems(401, 403, 422, 503),
)
async def entries(request: Request, asked: Annotated[EntriesAsked, Query()]) -> Response:
    """Entries of the log; of cases they hold nothing but commitments.

    *Loggposter; om ärenden bara åtaganden.*
    """
    found = await run_in_threadpool(_entries, store_of(request).log, asked)
    return answer(found, request, **{"Cache-Control": "no-store"})


def _entries(log: Log, asked: EntriesAsked) -> EntryList:
    there, size = log.entries(asked.offset, asked.offset + asked.limit), log.size
    items = [EntryItem(position=at, entry=json.loads(each)) for at, each in enumerate(there, asked.offset)]
    beside = offsets(size, asked.offset, asked.limit, "/log/entries")
    return EntryList(size=size, items=items, links=beside | links(checkpoint="/log/checkpoint"))


@router.get(
    "/log/inclusion",
    dependencies=may(*READING),
    summary="Proof that an entry is in the log",
    operation_id="proveInclusion",
    responses=described("The audit path (RFC 6962). *Bevisvägen.*", Proof) | problems(401, 403, 422, 503),
)
async def inclusion(request: Request, asked: Annotated[InclusionAsked, Query()]) -> Response:
    """The hashes that lead from an entry to the root of the log.

    *Hashvärden från en post till loggens rot.*
    """

    def found(log: Log) -> Proof:
        size = _size(log, asked.size, "size")
        if asked.position >= size:
            raise WrongParameter("position", "the log has no entry at that place; ask for a smaller one")
        return proof("inclusion", asked.position, size, log.inclusion(asked.position, size))

    return answer(await run_in_threadpool(found, store_of(request).log), request)


@router.get(
    "/log/consistency",
    dependencies=may(*READING),
    summary="Proof that the log extends an earlier one",
    operation_id="proveConsistency",
    responses=described("The proof (RFC 6962). *Beviset.*", Proof) | problems(401, 403, 422, 503),
)
async def consistency(request: Request, asked: Annotated[ConsistencyAsked, Query()]) -> Response:
    """The hashes that show that nothing was changed since the log was smaller.

    *Att inget ändrats sedan dess.*
    """

    def found(log: Log) -> Proof:
        second = _size(log, asked.second, "second")
        if asked.first > second:
            raise WrongParameter("first", "it is larger than the second size; exchange them")
        return proof("consistency", asked.first, second, log.consistency(asked.first, second))

    return answer(await run_in_threadpool(found, store_of(request).log), request)


def _size(log: Log, asked: int | None, parameter: str) -> int:
    size = log.size
    if asked is not None and asked > size:
        raise WrongParameter(parameter, "the log is not that long; ask for a smaller size")
    return size if asked is None else asked
