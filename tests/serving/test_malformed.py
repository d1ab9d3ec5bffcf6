"""What is no request is answered with a problem document too, on the wire."""

import json

import httpx2
import pytest

from tests.support.serving import serving
from tests.support.wire import answered

HOST = b"Host: 127.0.0.1\r\n"
GET = b"GET /health/live HTTP/1.1\r\n" + HOST


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("served")) as service:
        yield service


@pytest.mark.parametrize(
    ("sent", "status", "slug"),
    [
        ([b"hemligt\r\n\r\n"], 400, "bad-request"),
        ([b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"], 400, "bad-request"),
        ([b"GET /hemligt HTTP/9.9\r\n" + HOST + b"\r\n"], 400, "bad-request"),
        ([b"GET /h\xc3\xa4mligt HTTP/1.1\r\n" + HOST + b"\r\n"], 400, "bad-request"),
        ([GET + b"hemligt\r\n\r\n"], 400, "bad-request"),
        ([GET + b"Content-Length: hemligt\r\n\r\n"], 400, "bad-request"),
        ([GET + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"], 400, "bad-request"),
        ([GET + b"\r\n", b"hemligt\r\n\r\n"], 400, "bad-request"),
        ([GET + b"X: " + b"x" * 20_000 + b"\r\nConnection: close\r\n\r\n"], 431, "headers-too-large"),
        ([GET + b"X: ", *[b"x" * 16384] * 4], 431, "headers-too-large"),
        ([b"GET /" + b"x" * 3000 + b" HTTP/1.1\r\nConnection: close\r\n" + HOST + b"\r\n"], 414, "uri-too-long"),
        ([b"GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n"], 400, "unknown-host"),
        ([b"OPTIONS * HTTP/1.1\r\nConnection: close\r\n" + HOST + b"\r\n"], 404, "not-found"),
    ],
)
def test_what_cannot_be_read_is_answered_with_a_problem_document_and_not_repeated(served, sent, status, slug):
    got, headers, body = answered(served.base, *sent)
    assert (got, headers["content-type"]) == (status, "application/problem+json")
    told = json.loads(body)
    assert (told["type"], told["status"]) == (f"/problem/{slug}", status)
    assert int(headers["content-length"]) == len(body)
    assert headers["x-content-type-options"] == "nosniff"
    assert b"hemligt" not in body
    assert httpx2.get(f"{served.base}/health/live", timeout=60).status_code == 200


def test_a_long_body_is_no_long_head(served):
    body = b'"' + b"x" * 300_000 + b'"'
    answer = httpx2.post(
        f"{served.api}/assessments",
        content=body,
        headers={**served.bearer, "content-type": "application/json"},
        timeout=60,
    )
    assert answer.status_code == 422
