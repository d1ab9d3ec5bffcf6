"""What routes have in common: who may use them, queries without doubles, answers that need no second look."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from fastapi import Depends
from fastapi.params import Depends as Dependency
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.access import Allowed
from api.problems import PROBLEM_JSON, Problem, WrongParameter
from api.schemas import Link
from demokrativillkor.access import Role
from demokrativillkor.store import Store, StoreUnavailable

PREFIX = "/demokrativillkor/v1"

ANYBODY = tuple(Role)
"""Every role; somebody must be signed in."""

Answers = dict[int | str, dict[str, Any]]


async def _once(request: Request) -> None:
    """Refuse a query in which a parameter stands twice: two readers could take different ones."""
    if request.scope["query_string"]:
        given = [name for name, _ in request.query_params.multi_items()]
        if len(given) != len(set(given)):
            raise WrongParameter("query", "a parameter stands there twice; give each once")


def may(*roles: Role) -> list[Dependency]:
    """The dependencies of a route that these roles may use."""
    return [Depends(Allowed(*roles)), Depends(_once)]


def open_to_all() -> list[Dependency]:
    """The dependencies of a route for which nobody has to sign in."""
    return [Depends(_once)]


def problems(*statuses: int) -> Answers:
    """The description of these statuses, and of any other error."""
    told = {status: _WHEN[status] for status in statuses}
    shape = {"content": {PROBLEM_JSON: {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}}}
    return {**{status: {"description": text, **shape} for status, text in told.items()}, **_default(shape)}


def _default(shape: dict[str, Any]) -> Answers:
    return {"default": {"description": "Any other error. *Varje annat fel.*", **shape}}


_WHEN = {
    401: "Nobody is signed in, or the key or token is not valid. *Ingen är inloggad, eller nyckeln gäller inte.*",
    403: "The role does not permit this. *Rollen tillåter inte detta.*",
    404: "There is nothing here. *Här finns ingenting.*",
    409: "It cannot be done as things stand; the type says why. *Det går inte som läget är; typen säger varför.*",
    410: "The case was erased by a recorded order. *Ärendet är gallrat.*",
    412: "The decision has changed since it was read. *Underlaget har ändrats sedan det lästes.*",
    413: "The body is larger than 1 MiB. *Innehållet är större än 1 MiB.*",
    415: "The body is not application/json. *Innehållet är inte application/json.*",
    422: "What was sent cannot be used; every mistake is listed. *Det som skickades kan inte användas.*",
    428: "If-Match is missing. *If-Match saknas.*",
    500: "An engine failed or two engines disagree; no decision was made. *En motor misslyckades; inget beslut.*",
    503: "The database, or the issuer of tokens, cannot be reached. *Databasen eller utfärdaren kan inte nås.*",
}


def store_of(request: Request) -> Store:
    """The store of the service.

    Raises:
        StoreUnavailable: it has none.
    """
    store: Store | None = request.app.state.store
    if store is None:
        raise StoreUnavailable("this service has no database")
    return store


def answer(content: BaseModel, request: Request, **headers: str) -> Response:
    """The content as JSON, its SHA-256 as ETag."""
    body = content.model_dump_json(by_alias=True).encode()
    return ready(body, request, etag=hashlib.sha256(body).hexdigest(), headers=headers)


def ready(
    body: bytes,
    request: Request,
    *,
    etag: str,
    headers: Mapping[str, str] | None = None,
    media_type: str = "application/json",
) -> Response:
    """Bytes that are written already; 304 where the client has those of that ETag."""
    every = {"Cache-Control": "no-cache", **(headers or {}), "ETag": f'"{etag}"'}
    if _has(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=every)
    return Response(body, headers=every, media_type=media_type)


def _has(named: str | None, etag: str) -> bool:
    given = [each.strip().removeprefix("W/") for each in (named or "").split(",")]
    return "*" in given or f'"{etag}"' in given


def links(**paths: str) -> dict[str, Link]:
    """Links to paths of the API."""
    return {name: Link(href=f"{PREFIX}{path}") for name, path in paths.items()}
