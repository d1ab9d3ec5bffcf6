"""Pages without JavaScript, made from the problem types and the OpenAPI document: ``/docs`` and ``/problem/…``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.access.local import COOKIE, LocalSession
from api.edge import HEAD
from api.problems import ProblemRaised
from api.problemtypes import INVALID_CREDENTIALS, NOT_FOUND, TYPES, ProblemType

STYLE = """\
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
pre { overflow-x: auto; border: 1px solid; padding: 0.75rem; max-height: 30rem; }
h2 { margin-top: 2.5rem; border-top: 1px solid; padding-top: 1rem; }
code { overflow-wrap: anywhere; }
dt { font-weight: bold; }
:focus-visible { outline: 3px solid; outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; }
"""


async def style(_request: Request) -> Response:
    """The style sheet of these pages."""
    return Response(STYLE, media_type="text/css", headers={"Cache-Control": "max-age=3600"})


async def problem_page(request: Request) -> Response:
    """What a type of problem means, and what to do."""
    kind = TYPES.get(request.path_params["slug"])
    if kind is None:
        raise ProblemRaised(NOT_FOUND, "There is no such type of problem.")
    status = str(kind.status or "≥ 400")
    body = [
        f"<h1>{escape(kind.title)}</h1>",
        f"<p><code>{kind.uri}</code>, HTTP {status}</p>",
        f'<p lang="sv">{escape(kind.remedy.sv)}</p>',
        f'<p lang="en">{escape(kind.remedy.en)}</p>',
        '<p><a href="/problem">All types of problem · Alla problemtyper</a></p>',
    ]
    return _page(kind.title, body)


async def problem_list(_request: Request) -> Response:
    """Every type of problem."""
    rows = [f"<dt>{_link(kind)}</dt><dd>{escape(kind.title)}</dd>" for kind in TYPES.values()]
    return _page("Types of problem", ["<h1>Types of problem · Problemtyper</h1>", "<dl>", *rows, "</dl>"])


async def documentation(request: Request) -> Response:
    """The OpenAPI document as a page."""
    described = json.loads(request.app.state.description())
    info = described["info"]
    body = [f"<h1>{escape(info['title'])} {escape(info['version'])}</h1>", *_paragraphs(info["description"])]
    body.append('<p><a href="/demokrativillkor/v1/openapi.json">OpenAPI</a> · <a href="/problem">Problem types</a></p>')
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            body.extend(_operation(method.upper(), path, operation))
    return _page("demokrativillkor API", body)


async def front(_request: Request) -> Response:
    """What there is to see for whoever knows the address alone."""
    return RedirectResponse("/docs", status_code=303)


async def start(request: Request) -> Response:
    """Exchange the token in the one-time address for a session, and go on to an address without it."""
    local: LocalSession | None = request.app.state.access.local
    token = request.query_params.get("token", "")
    is_head = HEAD in request.scope  # whoever looks at an address before opening it is not to use it up
    cookie = local.exchange(token) if local and not is_head else None
    if cookie is None and not (is_head and local and local.opens(token)):
        raise ProblemRaised(INVALID_CREDENTIALS, "The address was used before, or is not of this run of the service.")
    answer = RedirectResponse("/docs", status_code=303, headers={"Cache-Control": "no-store"})
    if cookie:
        answer.set_cookie(COOKIE, cookie, httponly=True, samesite="strict", path="/")
    return answer


def _operation(method: str, path: str, operation: dict[str, Any]) -> Iterator[str]:
    heading = f"{method} <code>{escape(path)}</code>: {escape(operation['summary'])}"
    yield f'<h2 id="{operation["operationId"]}">{heading}</h2>'
    yield from _paragraphs(operation["description"])
    roles = operation["x-roles"]
    yield f"<p>Roles · Roller: {', '.join(roles) if roles else 'nobody has to sign in · utan inloggning'}</p>"
    parameters = operation.get("parameters", [])
    if parameters:
        yield "<dl>"
        for each in parameters:
            yield f"<dt>{escape(each['name'])} ({each['in']})</dt><dd>{_marked(each.get('description', ''))}</dd>"
        yield "</dl>"
    yield from _examples("Request · Anrop", operation.get("requestBody", {}))
    for status, response in operation["responses"].items():
        yield f"<h3>{status}</h3><p>{_marked(response['description'])}</p>"
        if status in ("200", "201"):
            yield from _examples("Answer · Svar", response)


def _examples(heading: str, described: dict[str, Any]) -> Iterator[str]:
    for content in described.get("content", {}).values():
        for name, example in content.get("examples", {}).items():
            text = json.dumps(example["value"], ensure_ascii=False, indent=2)
            yield f"<details><summary>{heading}: {escape(name)}</summary>"
            yield f'<pre tabindex="0">{escape(text)}</pre></details>'


def _paragraphs(text: str) -> Iterator[str]:
    for block in text.strip().split("\n\n"):
        heading, _, rest = block.partition("\n")
        if heading.startswith("## "):
            yield f"<h3>{escape(heading[3:])}</h3>"
            block = rest
        if block:
            yield f"<p>{_marked(block)}</p>"


def _marked(text: str) -> str:
    """Text with `code` and *Swedish* marked as such."""
    parts = escape(text).split("*")
    text = "".join(f'<i lang="sv">{part}</i>' if index % 2 else part for index, part in enumerate(parts))
    parts = text.split("`")
    return "".join(f"<code>{part}</code>" if index % 2 else part for index, part in enumerate(parts))


def _link(kind: ProblemType) -> str:
    return f'<a href="{kind.uri}"><code>{kind.slug}</code></a>'


def _page(title: str, body: Iterable[str]) -> Response:
    lines = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        f"<title>{escape(title)}</title>",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<link rel="stylesheet" href="/style.css"></head><body>',
        '<a class="skip" href="#content">To the content · Till innehållet</a><main id="content">',
        *body,
        "</main></body></html>",
    ]
    return HTMLResponse("\n".join(lines), headers={"Cache-Control": "no-cache"})
