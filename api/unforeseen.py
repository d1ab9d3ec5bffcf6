"""The last resort: an error that nobody foresaw, answered and logged without its text.

The text of such an error, and its traceback, could repeat personal data; Starlette would log both.
"""

from __future__ import annotations

import logging

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem_response

_LOG = logging.getLogger(__name__)


class Unforeseen:
    """Answers every error that nothing inside has answered as a problem document."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI 3."""
        started = False

        async def noticing(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noticing)
        except Exception as error:
            _LOG.error(
                "unexpected error (%s); please report it with the request, not with the data", type(error).__name__
            )
            if scope["type"] != "http" or started:
                raise RuntimeError("the answer was not finished") from None
            response = await problem_response(Request(scope), error)
            await response(scope, receive, send)
