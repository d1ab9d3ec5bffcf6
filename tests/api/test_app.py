"""The service gives what the command gives, and stores nothing."""

import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import structlog

from api.routers.assessments import INLINE
from demokrativillkor.engine import Reference
from demokrativillkor.errors import EngineError
from demokrativillkor.intake.reading import LARGEST_INPUT
from demokrativillkor.resources import fixtures_folder
from tests.support.builders import ALL_REVIEWED, document, finding
from tests.support.service import BEARER, client_of, service_app

ASSESSMENTS = "/demokrativillkor/v1/assessments"
JSON = {"content-type": "application/json; charset=utf-8", **BEARER}


@pytest.fixture(scope="module")
def client(rulebook):
    return client_of(rulebook)


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
            ASSESSMENTS + "?rules=sou-1212",
            {"content": b'{"id":"A","decisionDate":"2026-01-01"}', "headers": JSON},
            422,
            "wrong-parameter",
        ),
        ("GET", ASSESSMENTS, {}, 405, "method-not-allowed"),
        ("GET", "/19121212-1212", {}, 404, "not-found"),
    ],
)
def test_every_error_is_a_problem_document_that_repeats_nothing(client, method, path, options, status, slug):
    answer = client.request(method, path, **{"headers": BEARER, **options})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["type"] == f"/problem/{slug}"
    assert answer.json()["status"] == status
    assert "1212" not in answer.text


def test_an_engine_error_is_a_problem_and_no_decision(rulebook):
    class Broken(Reference):
        def evaluate(self, _program, _codes):
            raise EngineError("Hemligt")

    client = client_of(rulebook, Broken())
    answer = post(client, json.dumps(document(finding("F1"))).encode())
    assert (answer.status_code, answer.json()["type"]) == (500, "/problem/engine-error")
    assert "Hemligt" not in answer.text


def test_the_rule_sets_are_listed_with_their_identity(client, proposal):
    listed = client.get("/demokrativillkor/v1/rulesets?limit=100", headers=BEARER).json()["items"]
    (found,) = [each for each in listed if each["id"] == "sou-2019-35"]
    assert {"status": "proposal", "version": "1", "digest": proposal.digest}.items() <= found.items()
    assert sum(each["id"].startswith("sfs-") for each in listed) == 32


APPLICATION = json.dumps(document(examinations=dict.fromkeys(ALL_REVIEWED, "declared"))).encode()


def test_what_the_authority_demands_of_the_examination_is_asked_for_in_the_query(client):
    assert post(client, APPLICATION).json()["decision"]["outcome"] == "eligible"
    decision = post(client, APPLICATION, params={"examination": "reviewed"}).json()["decision"]
    assert (decision["examination"]["required"], decision["outcome"]) == ("reviewed", "undetermined")


@pytest.mark.parametrize(
    ("query", "error"),
    [
        (
            "rules=zzz",
            {
                "parameter": "rules",
                "detail": "there is no such rule set; there are: iop, ",
                "code": "wrong_parameter",
            },
        ),
        (
            "examination=Hemligt",
            {
                "parameter": "examination",
                "detail": "this is none of the values there are; write 'declared' or 'reviewed'",
                "code": "wrong_parameter",
            },
        ),
        ("Hemligt=1", {"detail": "there is no such parameter; see the description", "code": "unknown_parameter"}),
    ],
)
def test_a_query_that_cannot_be_used_is_refused_and_the_parameter_named(client, query, error):
    answer = client.post(f"{ASSESSMENTS}?{query}", content=APPLICATION, headers=JSON)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json()["type"] == "/problem/wrong-parameter"
    (told,) = answer.json()["errors"]
    assert told["detail"].startswith(error.pop("detail"))
    assert error.items() <= told.items()
    assert "Hemligt" not in answer.text


def test_a_refusal_by_law_is_explained_in_both_languages(client):
    refused = (fixtures_folder() / "applications" / "refused-criticism-of-funder.json").read_bytes()
    (error,) = post(client, refused).json()["errors"]
    assert error["code"] == "stopped_reason"
    assert error["explanation"]["sv"].startswith("Att organisationen har kritiserat bidragsgivaren")
    assert error["explanation"]["en"].startswith("That the organisation has criticised the funder")


def test_a_method_that_is_not_allowed_is_answered_with_those_that_are(client):
    assert client.get(ASSESSMENTS, headers=BEARER).headers["allow"] == "POST"
    assert client.put("/demokrativillkor/v1/decisions", headers=BEARER).headers["allow"] == "GET, HEAD, POST"
    assert client.post("/health/live").headers["allow"] == "GET, HEAD"


class Failing(Reference):
    def evaluate(self, _program, _codes):
        raise RuntimeError("Hemligt")


def test_an_unforeseen_error_is_a_problem_document_and_neither_told_nor_logged_with_its_text(rulebook, caplog):
    with structlog.testing.capture_logs() as logged:
        answer = post(client_of(rulebook, Failing()), json.dumps(document(finding("F1"))).encode())
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert answer.json()["type"] == "/problem/unexpected-error"
    assert logged[0]["error"] == "RuntimeError"
    assert "Hemligt" not in answer.text + caplog.text + str(logged)


def test_a_client_that_leaves_in_the_middle_of_the_body_is_no_error(rulebook, caplog):
    sent, messages = [], iter([{"type": "http.request", "body": b"{", "more_body": True}])

    async def receive():
        return next(messages, {"type": "http.disconnect"})

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": ASSESSMENTS,
        "query_string": b"",
        "headers": [
            (b"host", b"127.0.0.1"),
            (b"content-type", b"application/json"),
            (b"authorization", BEARER["authorization"].encode()),
        ],
    }
    asyncio.run(service_app(rulebook)(scope, receive, send))
    assert sent[0]["status"] == 400
    assert caplog.text == ""


def test_a_good_request_is_answered_while_a_large_one_is_computed(rulebook):
    warm, waiting, answered = threading.Event(), threading.Event(), threading.Event()

    class Slow(Reference):
        def evaluate(self, program, codes):
            if warm.is_set():
                waiting.set()
                assert answered.wait(30)
            return super().evaluate(program, codes)

    large = json.dumps(document(finding("F1"), notes="x" * INLINE)).encode()
    with client_of(rulebook, Slow()) as client, ThreadPoolExecutor() as pool:
        warm.set()
        slow = pool.submit(post, client, large)
        assert waiting.wait(30)
        assert client.get("/demokrativillkor/v1/rulesets", headers=BEARER).status_code == 200
        answered.set()
        assert slow.result(30).status_code == 200
