"""Waiting for the log, no longer than a client would."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from typing import TypeVar

from demokrativillkor.store import StoreUnavailable, Unsettled

Result = TypeVar("Result")

SECONDS = 10
"""How long a request waits for the log; then it is told to come again."""


async def in_time(waiting: Future[Result]) -> Result:
    """What was made.

    Raises:
        StoreUnavailable: the log did not answer in time, and the request will not be carried out.
        Unsettled: it is being carried out.
    """
    try:
        async with asyncio.timeout(SECONDS):
            return await asyncio.wrap_future(waiting)
    except TimeoutError:
        raise _given_up(waiting) from None


def blocking(waiting: Future[Result]) -> Result:
    """What was made, for a thread that may block.

    Raises:
        StoreUnavailable: as :func:`in_time`.
    """
    try:
        return waiting.result(SECONDS)
    except TimeoutError:
        raise _given_up(waiting) from None


def _given_up(waiting: Future[Result]) -> StoreUnavailable:
    """Wait no longer: what is to be told of the request."""
    if waiting.cancel():
        return StoreUnavailable("the log did not answer in time")
    return Unsettled("the log did not answer in time; it may have been stored")
