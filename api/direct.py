"""The short way to routes that take an application: ordinary requests are handed to the endpoint, nothing before it.

Finding the route anew, and what it depends on, took longer than the assessment.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import lru_cache
from typing import Any, get_type_hints

from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import answer_to
from api.problems import ProblemRaised
from api.problemtypes import TOO_LARGE, UNSUPPORTED_MEDIA_TYPE
from demokrativillkor.intake.reading import LARGEST_INPUT

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Direct(APIRoute):
    """A route whose endpoint takes a request, what the query asks (``asked``) and a body, and answers with a response.

    FastAPI describes it, and calls it where there is a query to be understood. An ordinary request has none.
    """

    def without_query(self) -> Handler | None:
        """What answers a request without a query; ``None`` for an endpoint without a body, which FastAPI calls.

        It makes sure of who asks before anything is read, as FastAPI does.
        """
        endpoint, hints = self.endpoint, get_type_hints(self.endpoint)
        if "body" not in hints:
            return None
        checks = [each.dependency for each in self.dependencies if each.dependency]
        nothing_asked, repeatable = hints["asked"](), "idempotency_key" in hints

        async def handler(request: Request) -> Response:
            for check in checks:
                await check(request)
            more = {"idempotency_key": request.headers.get("idempotency-key")} if repeatable else {}
            answer: Response = await endpoint(request, nothing_asked, await json_body(request), **more)
            return answer

        return handler


class ShortWay:
    """ASGI: answers ordinary requests to the :class:`Direct` routes of ``api``; any other goes on to ``app``."""

    def __init__(self, app: ASGIApp, api: FastAPI, prefix: str) -> None:
        self._app = app
        self._ways: dict[str, tuple[Handler, Scope]] = {}
        for route in api.routes:
            if isinstance(route, Direct) and (handler := route.without_query()):
                self._ways[prefix + route.path] = handler, {"route": route, "app": api, "root_path": prefix}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI 3."""
        way = self._ways.get(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        if way is None or scope["query_string"] or scope.get("root_path"):
            await self._app(scope, receive, send)
            return
        handler, found = way
        scope.update(found)
        request = Request(scope, receive)
        try:
            answer = await handler(request)
        except Exception as error:
            answer = await answer_to(request, error)
        await answer(scope, receive, send)


async def json_body(request: Request) -> bytes:
    """The body, read no further than one application may be long."""
    given = dict(reversed(request.scope["headers"]))  # the first of several, as for every other header
    if b"content-encoding" in given or not _is_json(given.get(b"content-type", b"")):
        raise ProblemRaised(UNSUPPORTED_MEDIA_TYPE, "The body must be application/json, in UTF-8, not compressed.")
    length = given.get(b"content-length", b"0")
    if not length.isdigit() or len(length) > 12 or int(length) > LARGEST_INPUT:
        raise _too_large()
    body, is_more = bytearray(), True
    while is_more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > LARGEST_INPUT:
            raise _too_large()
        is_more = message.get("more_body", False)
    return bytes(body)


@lru_cache(maxsize=16)
def _is_json(content_type: bytes) -> bool:
    kind, _, parameters = content_type.decode("latin-1").lower().partition(";")
    charset = parameters.strip().replace('"', "").removeprefix("charset=")
    return kind.strip() == "application/json" and charset in ("", "utf-8")


def _too_large() -> ProblemRaised:
    return ProblemRaised(TOO_LARGE, f"The body is larger than {LARGEST_INPUT} bytes.")
