"""JSON Schema (draft 2020-12) of the application, of the events of a record, and of the canonical decision."""

from collections.abc import Iterable
from typing import Any

from pydantic import TypeAdapter

from demokrativillkor.application import Application, Examination
from demokrativillkor.decision import (
    SCHEMA,
    SEMANTICS_VERSION,
    AttributionSource,
    LegalForce,
    Outcome,
    OutcomeReason,
    WarningCode,
)
from demokrativillkor.record.events import CLASSES, Kind, adapter
from demokrativillkor.rule import UNKNOWN, Fact, Scope, SetAside
from demokrativillkor.rulebook import Vocabulary
from demokrativillkor.ruleset import Status
from demokrativillkor.verdict import Verdict

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def application_schema(vocabulary: Vocabulary) -> dict[str, Any]:
    """The schema of an application, with every fact of the vocabulary and its answers."""
    schema: dict[str, Any] = TypeAdapter(Application).json_schema(by_alias=True)
    shapes = schema["$defs"]
    schema["properties"]["facts"] = _answers(
        vocabulary.about(Scope.APPLICATION, Scope.PARTNERSHIP, Scope.AUTHORITY).values()
    )
    schema["properties"]["examinations"] = _object(
        {ground: {"enum": list(Examination)} for ground in vocabulary.grounds}, required=()
    )
    schema["properties"]["recipientKind"] = {"enum": list(vocabulary.recipient_kinds)}
    shapes["Finding"]["properties"]["facts"] = _answers(vocabulary.about(Scope.FINDING).values())
    shapes["ExceptionJudgement"]["properties"]["factors"] = _answers(vocabulary.about(Scope.EXCEPTION).values())
    for shape in (schema, *shapes.values()):
        _without_null(shape)
    return {"$schema": DIALECT, "title": "Application"} | schema


def event_schema(vocabulary: Vocabulary) -> dict[str, Any]:
    """The schema of an event of a record, one alternative a kind."""
    shapes: dict[str, Any] = {}
    for kind, of in CLASSES.items():
        schema: dict[str, Any] = adapter(of).json_schema(by_alias=True)
        shapes |= schema.pop("$defs", {})
        schema["properties"] = {"kind": {"const": kind}} | schema["properties"]
        schema["required"] = ["kind", *schema.get("required", ())]
        shapes[kind] = schema
    shapes[Kind.STEPS]["properties"]["answers"] = _answers(vocabulary.about(Scope.PROCESS).values())
    del shapes[Kind.SIGNED]["properties"]["evaluated"]
    del shapes["FrozenLetter"]["properties"]["page"]
    for unused in ("Evaluated", "EvaluatedStep"):
        shapes.pop(unused)
    for shape in shapes.values():
        _without_null(shape)
    kinds = [{"$ref": f"#/$defs/{kind}"} for kind in CLASSES]
    return {"$schema": DIALECT, "title": "Event", "oneOf": kinds, "$defs": shapes}


def decision_schema() -> dict[str, Any]:
    """The schema of the canonical decision."""
    text, tokens = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
    digest = {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}
    verdict = _one_of(verdict.token for verdict in Verdict)
    evaluation = {
        "rule": text,
        "verdict": verdict,
        "decisive": {"type": "boolean"},
        "decisiveFacts": tokens,
        "openFacts": tokens,
        "setAsideBecause": _one_of([*SetAside, None]),
        "reason": _object({"code": _one_of(["met", "notMet", "unknown"]), "parameters": _object({"facts": tokens})}),
        "citation": text,
    }
    dispensation = _object({"verdict": verdict, "decisiveFacts": tokens, "openFacts": tokens})
    finding = {
        "id": text,
        "limb": text,
        "attribution": _one_of(AttributionSource),
        "filled": tokens,
        "obstacle": verdict,
        "evaluations": _list(_object(evaluation)),
    }
    judgement = _object(
        {
            "by": text,
            "on": {"type": "string", "format": "date"},
            "outcome": _one_of(["granted", "refused"]),
            "covers": tokens,
        }
    )
    ground = {"ground": text, "status": _one_of(Examination), "suffices": {"type": "boolean"}}
    ruleset = {
        "id": text,
        "role": _one_of(["deciding", "advice"]),
        "version": text,
        "status": _one_of(Status),
        "digest": digest,
    }
    members = {
        "schema": {"const": SCHEMA},
        "semanticsVersion": {"const": SEMANTICS_VERSION},
        "ruleSets": _list(_object(ruleset)),
        "application": _object({"id": text, "digest": digest}),
        "decisionDate": {"type": "string", "format": "date"},
        "legalForce": _one_of(LegalForce),
        "outcome": _one_of(Outcome),
        "outcomeReason": _one_of(OutcomeReason),
        "findings": _list(_object(finding)),
        "requirements": _list(_object(evaluation | {"dispensation": dispensation})),
        "advice": _list(_object(evaluation)),
        "examination": _object({"required": _one_of(Examination), "grounds": _list(_object(ground))}),
        "exception": _object({"verdict": verdict, "judgement": {"anyOf": [judgement, {"type": "null"}]}}),
        "notUsed": _list(_object({"fact": text, "finding": {"type": ["string", "null"]}})),
        "warnings": _list(_object({"code": _one_of(WarningCode), "parameters": tokens})),
    }
    return {"$schema": DIALECT, "title": "Decision"} | _object(members)


def _answers(facts: Iterable[Fact]) -> dict[str, Any]:
    return _object({fact.id: _answer(fact) for fact in facts}, required=())


def _answer(fact: Fact) -> dict[str, Any]:
    tokens = [*fact.tokens, *(value.token for value in fact.unknown_tokens), UNKNOWN]
    return {"enum": tokens, "title": fact.label.en, "description": fact.question.en}


def _object(members: dict[str, Any], required: Iterable[str] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": members,
        "required": sorted(members if required is None else required),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _one_of(values: Iterable[str | None]) -> dict[str, Any]:
    return {"enum": list(values)}


def _without_null(shape: dict[str, Any]) -> None:
    """Leave null out: absence is written by leaving the key out, and null is refused."""
    for name, member in shape.get("properties", {}).items():
        if "anyOf" in member:
            kept = [option for option in member["anyOf"] if option != {"type": "null"}]
            rest = {key: value for key, value in member.items() if key not in ("anyOf", "default")}
            shape["properties"][name] = rest | kept[0]
