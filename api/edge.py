"""The outermost layer: what is refused before it is routed, headers on every answer, one log line a request.

Pure ASGI. The route is known when the answer is sent: only the template we wrote is logged and counted. HEAD goes on as
GET, and has its answer; the server sends no content with it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import lru_cache
from time import perf_counter
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics
from api.problems import problem_answer, resource_of
from api.problemtypes import (
    BAD_REQUEST,
    HEADERS_TOO_LARGE,
    UNEXPECTED_ERROR,
    UNKNOWN_HOST,
    URI_TOO_LONG,
    ProblemType,
)

HEAD = "demokrativillkor.head"
"""In the scope of a GET that was a HEAD: what it asks for is told and not done."""

LONGEST_URI = 2048
LARGEST_HEADERS = 16 * 1024
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})

_LOG = structlog.get_logger("api.requests")

_CSP = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
PAGE_CSP = f"{_CSP}; style-src 'self'"
"""What our own pages may load: the style sheet, from here."""

SECURITY = [
    (b"content-security-policy", _CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]
_HSTS = (b"strict-transport-security", b"max-age=31536000")
_PAGE_SECURITY = [(b"content-security-policy", PAGE_CSP.encode()), *SECURITY[1:]]

_ENCODED = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_TRICKS = re.compile(rb"%(?:00|2[fF]|5[cC])|\\|//|(?:^|/)(?:\.|%2[eE]){1,2}(?:/|$)")


class Edge:
    """See the module."""

    def __init__(self, app: ASGIApp, metrics: Metrics, hosts: frozenset[str], *, secure: bool = False) -> None:
        self._app = app
        self._metrics = metrics
        self._hosts = hosts
        self._headers = [*SECURITY, _HSTS] if secure else SECURITY
        self._page_headers = [*_PAGE_SECURITY, _HSTS] if secure else _PAGE_SECURITY

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI 3."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, request_id, status, finished = perf_counter(), os.urandom(8).hex(), 0, False
        extra = (b"x-request-id", request_id.encode())
        asked = {**scope, "method": "GET", HEAD: True} if scope["method"] == "HEAD" else scope

        async def answering(message: Message) -> None:
            nonlocal status, finished
            if message["type"] == "http.response.start":
                status = message["status"]
                given = message.get("headers", ())
                own = self._page_headers if _is_page(given) else self._headers
                message["headers"] = [*given, *own, extra]
            else:
                finished = not message.get("more_body", False)
            await send(message)

        told: dict[str, Any] = {}
        try:
            wrong = refused(scope, self._hosts)
            if wrong:
                await problem_answer(scope, *wrong)(scope, receive, answering)
            else:
                await self._app(asked, receive, answering)
        except Exception as error:
            # Its text, and its traceback, could repeat personal data: neither is told or logged.
            told["error"] = type(error).__name__
            if not status:
                await problem_answer(asked, UNEXPECTED_ERROR, "Nothing was done.")(scope, receive, answering)
            elif not finished:
                raise RuntimeError("the answer was not finished") from None
        finally:
            route = resource_of(asked) or "none"
            method = scope["method"] if scope["method"] in METHODS else "other"
            self._metrics.request(route, method, status)
            milliseconds = round((perf_counter() - started) * 1000, 3)
            _LOG.info("request", id=request_id, method=method, route=route, status=status, ms=milliseconds, **told)


def refused(scope: Scope, hosts: frozenset[str]) -> tuple[ProblemType, str] | None:
    """What is wrong with a request's address, host or headers, whatever it asks for."""
    path: bytes = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogatepass")
    query: bytes = scope.get("query_string", b"")
    if len(path) + len(query) > LONGEST_URI:
        return URI_TOO_LONG, f"An address may have at most {LONGEST_URI} characters."
    size, named = 0, []
    for name, value in scope["headers"]:
        size += len(name) + len(value)
        if name == b"host":
            named.append(value)
    if size > LARGEST_HEADERS:
        return HEADERS_TOO_LARGE, f"The headers may together be at most {LARGEST_HEADERS} bytes."
    if _leads_astray(path) or _badly_encoded(query):
        return BAD_REQUEST, "The address is not written as addresses are."
    if len(named) != 1 or _host_of(named[0]) not in hosts:
        return UNKNOWN_HOST, "The service does not answer for that host."
    return None


def _is_page(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    for name, value in headers:
        if name == b"content-type":
            return value.startswith(b"text/html")
    return False


@lru_cache(maxsize=1024)
def _leads_astray(path: bytes) -> bool:
    return bool(_TRICKS.search(path)) or _badly_encoded(path)


def _badly_encoded(part: bytes) -> bool:
    if b"%" not in part:
        return not part.isascii()
    if _ENCODED.search(part) or b"%00" in part or not part.isascii():
        return True
    try:
        re.sub(b"%([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), part).decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


@lru_cache(maxsize=64)
def _host_of(header: bytes) -> str:
    """The host without its port, in lower case."""
    host = header.decode("latin-1").lower()
    return host[1 : host.find("]")] if host.startswith("[") else host.partition(":")[0]
