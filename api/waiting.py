"""Waiting: for other requests that came in together, and for the log, no longer than a client would."""

from __future__ import annotations

import asyncio
import contextlib
from concurrent.futures import Future
from typing import TypeVar

from demokrativillkor.store import StoreUnavailable, Unsettled

Result = TypeVar("Result")

SECONDS = 10
"""How long a request waits for the log; then it is told to come again."""


async def in_step() -> None:
    """Let the others that are ready come as far as this one.

    What a step needs is then in the processor's caches for all but the first; each taking all its steps alone, one
    request drives out what the next one needs.
    """
    await asyncio.sleep(0)


async def in_time(waiting: Future[Result]) -> Result:
    """What was made; every decision waits here, so with one future of the loop's own and one timer.

    Raises:
        StoreUnavailable: the log did not answer in time, and the request will not be carried out.
        Unsettled: it is being carried out.
    """
    loop = asyncio.get_running_loop()
    heard: asyncio.Future[None] = loop.create_future()

    def hear() -> None:
        if not heard.done():
            heard.set_result(None)

    def tell(_settled: Future[Result]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(hear)

    waiting.add_done_callback(tell)
    limit = loop.call_later(SECONDS, hear)
    try:
        await heard
    except asyncio.CancelledError:
        waiting.cancel()
        raise
    finally:
        limit.cancel()
    if not waiting.done():
        raise _given_up(waiting)
    return waiting.result()


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
