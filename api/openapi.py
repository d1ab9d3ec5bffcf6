"""The OpenAPI document, as Digg's REST API profile wants it. ``python -m api`` prints the committed one."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api import examples
from api.deps import PREFIX
from api.problems import PROBLEM_JSON, Problem
from api.rulebooks import Active
from demokrativillkor import __version__
from demokrativillkor.record.events import CLASSES, adapter
from demokrativillkor.schemas import application_schema, decision_schema
from demokrativillkor.settings import Settings

LICENCE = {
    "name": "European Union Public Licence 1.2",
    "url": "https://interoperable-europe.ec.europa.eu/collection/eupl/eupl-text-eupl-12",
}

DESCRIPTION = """\
May an organisation receive a public grant under Sweden's democracy conditions? Findings that people have made go in; a
decision with cited reasons comes out. An unknown fact stays unknown, and an adverse result is a proposal.

*Får en organisation ta emot offentligt bidrag enligt demokrativillkoren? Det som människor har bedömt går in,
beslutsunderlag med hänvisade skäl kommer ut. Det okända förblir okänt, och ett nej är ett förslag.*

## Signing in · Inloggning
`Authorization: Bearer` with an API key or an access token. Each operation says which roles may use it.
*API-nyckel eller åtkomsttoken. Varje operation säger vilka roller som får använda den.*

## Limits and known problems · Begränsningar
A body is at most 1 MiB, an address 2048 characters, the headers 16 KiB, a page of a list 100 items. The texts of the
acts are copies; what is unverified stands in every decision concerned. Only the wordings in the rulebook are known.
*Innehåll får vara högst 1 MiB. Författningstexterna är kopior; det som inte är kontrollerat står i varje
beslutsunderlag.*

## Errors · Fel
Every status from 400 up is a problem document (RFC 9457); its `type` leads to a page that says what to do. No value
that was sent is repeated. *Varje fel är ett problemdokument; dess `type` leder till en sida som säger vad man gör.*
"""

SLA = {
    "availability": "As agreed with the authority that runs the service; it is shown at /health/ready.",
    "responseTime": "An assessment of an application with three findings takes some milliseconds.",
    "support": "By the contact given above, on the authority's working days.",
}


_UNCHANGED = "Unchanged since the ETag in If-None-Match. *Oförändrat sedan den ETag som står i If-None-Match.*"


def public_url_of(settings: Settings) -> str:
    """Where the service is reached; TLS ends in front of it."""
    return settings.public_url or "https://localhost"


def document(app: FastAPI, active: Active, settings: Settings) -> dict[str, Any]:
    """The OpenAPI document of the application."""
    url = public_url_of(settings)
    described: dict[str, Any] = get_openapi(
        title="demokrativillkor",
        version=__version__,
        openapi_version="3.1.0",
        summary="Democracy conditions for public grants in Sweden. Demokrativillkor för offentliga bidrag.",
        description=DESCRIPTION,
        routes=app.routes,
        servers=[{"url": f"{url}{PREFIX}", "description": "The authority's own. *Myndighetens egen.*"}],
        contact={"name": settings.contact_name, "url": settings.contact_url, "email": settings.contact_email},
        license_info=LICENCE,
        external_docs={"url": f"{url}/docs", "description": "The documentation as a page. *Dokumentationen som sida.*"},
    )
    described["info"]["x-sla"] = SLA
    schemas = described["components"]["schemas"]
    schemas["Application"] = _placed(application_schema(active.book.vocabulary), schemas)
    schemas["Decision"] = _placed(decision_schema(), schemas)
    schemas["Assessment"] = _assessment()
    schemas["Recorded"] = _recorded()
    schemas["Event"] = _events(schemas)
    schemas["Problem"] = _placed(Problem.model_json_schema(), schemas)
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    described["components"]["securitySchemes"] = {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key or an OpenID Connect access token. *API-nyckel eller åtkomsttoken.*",
        }
    }
    _complete(described, active, app, url)
    return described


def _complete(described: dict[str, Any], active: Active, app: FastAPI, url: str) -> None:
    """Put in what routes cannot say: who may use them, bodies, examples."""
    shown = examples.answers(active, url)
    roles = roles_by_operation(app)
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            name = operation["operationId"]
            operation["x-roles"] = roles[name]
            operation["security"] = [{"bearer": []}] if roles[name] else []
            if name in ("assess", "recordDecision"):
                _assess(operation)
            elif name == "addEvent":
                _event(operation)
            for status, response in operation["responses"].items():
                content = response["content"]
                if PROBLEM_JSON in content:
                    content[PROBLEM_JSON]["examples"] = {"example": {"value": _problem(active, status, path)}}
                    content.pop("application/json", None)
                elif name == "readLetter":
                    response["content"] = {
                        kind: {"schema": {"type": "string"}, "examples": {"example": {"value": text}}}
                        for kind, text in shown[name].items()
                    }
                elif name in shown:
                    content["application/json"]["examples"] = shown[name]
            if method == "get":
                operation["responses"]["304"] = {"description": _UNCHANGED}


def _problem(active: Active, status: str, path: str) -> Any:
    return examples.problem(active, 500 if status == "default" else int(status), f"{PREFIX}{path}")


def _assess(operation: dict[str, Any]) -> None:
    operation["requestBody"] = {
        "required": True,
        "description": "An application as JSON in UTF-8. *En ansökan.*",
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/Application"},
                "examples": examples.requests(),
            }
        },
    }
    good = "200" if operation["operationId"] == "assess" else "201"
    shape = {"$ref": "#/components/schemas/Assessment" if good == "200" else "#/components/schemas/Recorded"}
    operation["responses"][good]["content"]["application/json"]["schema"] = shape


def _event(operation: dict[str, Any]) -> None:
    content = {"schema": {"$ref": "#/components/schemas/Event"}, "examples": examples.events()}
    operation["requestBody"] = {
        "required": True,
        "description": "An event as JSON in UTF-8. *En händelse.*",
        "content": {"application/json": content},
    }


def _assessment() -> dict[str, Any]:
    masked = {
        "type": "object",
        "properties": {
            "place": {"type": "string"},
            "personalNumbers": {"type": "integer"},
            "reserveNumbers": {"type": "integer"},
        },
    }
    return {
        "type": "object",
        "description": "A decision and what stands beside it. *Beslutsunderlaget och det som står bredvid.*",
        "required": ["decision", "digest", "provenance", "masked"],
        "properties": {
            "decision": {"$ref": "#/components/schemas/Decision"},
            "digest": {"type": "string", "description": "SHA-256 of the canonical decision."},
            "provenance": {"type": "object", "description": "Engine and software; not part of the decision."},
            "masked": {"type": "array", "items": masked, "description": "Identity numbers masked, by place."},
        },
    }


def _recorded() -> dict[str, Any]:
    made = {
        "decisionId": {"type": "string", "description": "Id of the decision."},
        "position": {"type": "integer", "description": "Place of its entry in the log."},
    }
    assessment = _assessment()
    return assessment | {
        "description": "A decision that was recorded. *Ett sparat beslutsunderlag.*",
        "required": [*made, *assessment["required"]],
        "properties": made | assessment["properties"],
    }


def _events(schemas: dict[str, Any]) -> dict[str, Any]:
    """Each kind of event that can be added."""
    shapes = []
    for kind, of in CLASSES.items():
        if kind != "superseded":
            shape = _placed(adapter(of).json_schema(by_alias=True), schemas)
            shape["properties"] = {"kind": {"const": kind}} | shape["properties"]
            shape["required"] = ["kind", *shape.get("required", [])]
            shape["properties"].pop("evaluated", None)
            schemas[f"Event{of.__name__}"] = shape
            shapes.append({"$ref": f"#/components/schemas/Event{of.__name__}"})
    return {"description": "What a person did. *Vad en människa gjorde.*", "oneOf": shapes}


def roles_by_operation(app: FastAPI) -> dict[str, list[str]]:
    """Operation id → the roles that may use it; none where nobody has to sign in."""
    return {
        route.operation_id: [
            role.value for each in route.dependencies for role in getattr(each.dependency, "roles", ())
        ]
        for route in app.routes
        if isinstance(route, APIRoute) and route.operation_id
    }


def _placed(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """The schema with its definitions moved to where OpenAPI keeps them."""
    moved = json.loads(json.dumps(schema).replace("#/$defs/", "#/components/schemas/"))
    moved.pop("$schema", None)
    schemas.update(moved.pop("$defs", {}))
    return dict(moved)


def text_of(described: dict[str, Any]) -> str:
    """The document as it is committed."""
    return json.dumps(described, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
