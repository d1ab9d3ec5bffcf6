"""Connections spread evenly over the workers: one that has more than another leaves a new one to it for a moment.

All workers listen at one socket. Whoever is awake first would take all that waits there, and clients keep their
connections: one worker then does everything and the other nothing.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from typing import Any

import uvloop

from api.sharing import Shares, shares

PATIENCE = 0.001
"""Seconds that a connection is left to a worker with fewer."""

_EXHAUSTED = 1.0
"""Seconds until the next is taken where the system allows no more."""

_LOG = logging.getLogger(__name__)


class Loop(uvloop.Loop):
    """The event loop of the service; the first thing that a worker makes, and so all its threads are where it is."""

    def __init__(self) -> None:
        super().__init__()
        if shared := shares():
            shared.keep_to_processors()

    async def create_server(self, protocol_factory: Any, host: Any = None, port: Any = None, **how: Any) -> Any:
        """See asyncio; at a socket shared with other workers, connections are taken evenly."""
        opened, shared = how.get("sock"), shares()
        if opened is None or shared is None:
            return await super().create_server(protocol_factory, host, port, **how)
        return Listening(self, opened, protocol_factory, shared)


class Listening:
    """Takes connections one at a time, so that others come to theirs; the protocol counts those that end.

    Of asyncio's server it has what uvicorn asks for.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        opened: socket.socket,
        protocol_factory: Callable[[], asyncio.BaseProtocol],
        shared: Shares,
    ) -> None:
        self._loop = loop
        self._socket = opened
        self._protocol_factory = protocol_factory
        self._shares = shared
        self._pause: asyncio.TimerHandle | None = None
        self._welcomed: set[asyncio.Task[None]] = set()
        opened.setblocking(False)
        self._listen()

    def close(self) -> None:
        """Take no more."""
        self._loop.remove_reader(self._socket)
        if self._pause:
            self._pause.cancel()

    async def wait_closed(self) -> None:
        """Wait for what was taken to be made a connection."""
        if self._welcomed:
            await asyncio.wait(self._welcomed)

    def _listen(self) -> None:
        self._loop.add_reader(self._socket, self._arrived)

    def _listen_later(self, seconds: float, then: Callable[[], None]) -> None:
        self._loop.remove_reader(self._socket)
        self._pause = self._loop.call_later(seconds, then)

    def _arrived(self) -> None:
        if self._shares.is_ahead:
            self._listen_later(PATIENCE, self._left_over)
        else:
            self._take()

    def _left_over(self) -> None:
        self._listen()
        self._take()

    def _take(self) -> None:
        try:
            taken, _ = self._socket.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return  # another worker has it, or its client gave up
        except OSError as error:
            _LOG.error("no connection can be taken (%s)", type(error).__name__)
            self._listen_later(_EXHAUSTED, self._listen)
            return
        self._shares.add(1)
        task = self._loop.create_task(self._welcome(taken))
        self._welcomed.add(task)
        task.add_done_callback(self._welcomed.discard)

    async def _welcome(self, taken: socket.socket) -> None:
        try:
            await self._loop.connect_accepted_socket(self._protocol_factory, taken)
        except OSError:  # its client has gone, before anybody could be told so
            self._shares.add(-1)
            taken.close()
