"""uvicorn's HTTP protocol, with problem documents where no request could be read: uvicorn itself answers plain text."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from api.edge import SECURITY
from api.problems import problem_answer
from api.problemtypes import BAD_REQUEST, HEADERS_TOO_LARGE, ProblemType
from api.sharing import shares

LARGEST_HEAD = 64 * 1024
"""Bytes that are kept of a request whose head has not come to its end; the parser itself knows no limit."""


_MOST_HELD = 64 * 1024
"""Bytes that are held until the end of a turn; a long answer must come to where its client is too slow for it."""


class OnePiece:
    """A transport that sends in one piece what is written in one turn of the loop: uvicorn writes head and body apart.

    Two pieces are two calls of the system, two packets, and a client that is woken twice.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._held: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> None:
        """See asyncio."""
        if not self._held:
            self._loop.call_soon(self._send)
        self._held.append(data)
        self._size += len(data)
        if self._size > _MOST_HELD:
            self._send()

    def _send(self) -> None:
        held, self._held, self._size = self._held, [], 0
        if held and not self._transport.is_closing():
            self._transport.writelines(held)

    def close(self) -> None:
        """See asyncio."""
        self._send()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class Protocol(HttpToolsProtocol):
    """See the module."""

    _kept = 0
    _in_head = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio."""
        super().connection_made(cast(asyncio.Transport, OnePiece(cast(asyncio.Transport, transport), self.loop)))

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio."""
        if shared := shares():
            shared.add(-1)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """See asyncio."""
        self._kept += len(data)
        super().data_received(data)
        if self._in_head and self._kept > LARGEST_HEAD and not self.transport.is_closing():
            self._refuse(HEADERS_TOO_LARGE, "The head of the request does not come to its end.")

    def on_headers_complete(self) -> None:
        """See httptools."""
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """See httptools."""
        self._in_head, self._kept = True, 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP; the parser's words for it are not repeated."""
        del msg
        self._refuse(BAD_REQUEST, "This is not an HTTP request.")

    def _refuse(self, kind: ProblemType, detail: str) -> None:
        answer = problem_answer({}, kind, detail)
        headers = [*answer.raw_headers, *SECURITY, (b"connection", b"close")]
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
        self.transport.write(b"".join((STATUS_LINE[kind.status], lines, b"\r\n", bytes(answer.body))))
        self.transport.close()
