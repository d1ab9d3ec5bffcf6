"""Routes that take an application: the body read in bounds, and ordinary requests handed straight to the endpoint."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, get_type_hints

from fastapi import Request, Response
from fastapi.routing import APIRoute

from api.problems import ProblemRaised
from api.problemtypes import TOO_LARGE, UNSUPPORTED_MEDIA_TYPE
from demokrativillkor.intake.reading import LARGEST_INPUT

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Direct(APIRoute):
    """A route whose endpoint takes a request, what the query asks (``asked``) and a body, and answers with a response.

    FastAPI describes it, and calls it where there is a query or an Idempotency-Key to be understood. An ordinary
    request has neither: who asks is made sure of, and the endpoint is called, without finding out anew what it depends
    on. That took as long as the assessment. An endpoint without a body is called as FastAPI does it.
    """

    def get_route_handler(self) -> Handler:
        """See FastAPI."""
        usual, endpoint = super().get_route_handler(), self.endpoint
        checks = [each.dependency for each in self.dependencies if each.dependency]
        hints = get_type_hints(endpoint)
        if "body" not in hints:
            return usual
        nothing_asked = hints["asked"]()

        async def handler(request: Request) -> Response:
            if request.scope["query_string"] or "idempotency-key" in request.headers:
                return await usual(request)
            for check in checks:
                await check(request)
            answer: Response = await endpoint(request, nothing_asked, await json_body(request))
            return answer

        return handler


async def json_body(request: Request) -> bytes:
    """The body, read no further than one application may be long."""
    kind, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    charset = parameters.strip().replace('"', "").removeprefix("charset=")
    if kind.strip() != "application/json" or charset not in ("", "utf-8") or "content-encoding" in request.headers:
        raise ProblemRaised(UNSUPPORTED_MEDIA_TYPE, "The body must be application/json, in UTF-8, not compressed.")
    too_large = ProblemRaised(TOO_LARGE, f"The body is larger than {LARGEST_INPUT} bytes.")
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or len(length) > 12 or int(length) > LARGEST_INPUT:
        raise too_large
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_INPUT:
            raise too_large
    return bytes(body)
