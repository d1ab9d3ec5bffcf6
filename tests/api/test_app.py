"""The service gives what the command gives, and stores nothing."""

import json

import pytest
from fastapi.testclient import TestClient

from api import create_app
from demokrativillkor.engine import Reference
from demokrativillkor.errors import EngineError
from demokrativillkor.intake.reading import LARGEST_INPUT
from demokrativillkor.resources import fixtures_folder
from tests.support.builders import document, finding

ASSESSMENTS = "/demokrativillkor/v1/assessments"
JSON = {"content-type": "application/json; charset=utf-8"}


@pytest.fixture(scope="module")
def client(rulebook):
    return TestClient(create_app(rulebook), raise_server_exceptions=False)


def post(client, content, **options):
    return client.post(ASSESSMENTS, content=content, headers=JSON, **options)


def test_every_fixture_gets_the_expected_decision(client):
    for path in (fixtures_folder() / "expected").glob("*.decision.json"):
        name = path.name.removesuffix(".decision.json")
        answer = post(client, (fixtures_folder() / "applications" / f"{name}.json").read_bytes())
        assert answer.status_code == 200
        assert answer.json()["decision"] == json.loads(path.read_text(encoding="utf-8"))
        assert answer.headers["cache-control"] == "no-store"


def test_a_rejected_application_is_a_problem_that_lists_every_mistake_and_no_value(client):
    answer = post(client, json.dumps(document(finding("F1", context="Hemligt"), notes=None)).encode())
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    problem = answer.json()
    assert problem["type"] == "/problem/input-rejected"
    assert problem["instance"] == ASSESSMENTS
    assert problem["errors"] == [
        {"pointer": "/notes", "detail": 'null is no answer; leave it out or write "unknown"', "code": "null"}
    ]
    other = post(client, json.dumps(document(finding("F1", context="Hemligt"))).encode())
    assert other.json()["errors"][0]["code"] == "unknown_answer"
    assert "Hemligt" not in answer.text + other.text


@pytest.mark.parametrize(
    ("method", "path", "options", "status", "slug"),
    [
        ("POST", ASSESSMENTS, {"content": b"{}"}, 415, "unsupported-media-type"),
        ("POST", ASSESSMENTS, {"content": b" " * (LARGEST_INPUT + 1), "headers": JSON}, 413, "too-large"),
        (
            "POST",
            ASSESSMENTS + "?rules=sou-1",
            {"content": b'{"id":"A","decisionDate":"2026-01-01"}', "headers": JSON},
            422,
            "input-rejected",
        ),
        ("GET", ASSESSMENTS, {}, 405, "method-not-allowed"),
        ("GET", "/19121212-1212", {}, 404, "not-found"),
    ],
)
def test_every_error_is_a_problem_document_that_repeats_nothing(client, method, path, options, status, slug):
    answer = client.request(method, path, **options)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["type"] == f"/problem/{slug}"
    assert answer.json()["status"] == status
    assert "1212" not in answer.text


def test_an_engine_error_is_a_problem_and_no_decision(rulebook):
    class Broken(Reference):
        def evaluate(self, _program, _codes):
            raise EngineError("Hemligt")

    client = TestClient(create_app(rulebook, Broken()), raise_server_exceptions=False)
    answer = post(client, json.dumps(document(finding("F1"))).encode())
    assert (answer.status_code, answer.json()["type"]) == (500, "/problem/engine-error")
    assert "Hemligt" not in answer.text


def test_the_rule_sets_are_listed_with_their_identity(client, proposal):
    listed = client.get("/demokrativillkor/v1/rulesets").json()
    assert {"id": "sou-2019-35", "status": "proposal", "version": "1", "digest": proposal.digest} in listed
    assert sum(each["id"].startswith("sfs-") for each in listed) == 32


def test_the_service_over_the_packaged_rules_describes_itself():
    description = TestClient(create_app()).get("/demokrativillkor/v1/openapi.json").json()
    assert set(description["paths"]) == {ASSESSMENTS, "/demokrativillkor/v1/rulesets"}
