"""What is refused before it is routed, and what every answer carries."""

import pytest

from api.problemtypes import TYPES
from tests.support.service import BEARER, PREFIX, client_of, settings_of


@pytest.fixture(scope="module")
def client(rulebook):
    return client_of(rulebook)


@pytest.mark.parametrize(
    ("path", "status", "slug"),
    [
        ("/problem/..%2f..%2fsecret1212", 400, "bad-request"),
        (f"{PREFIX}/facts/a%2Fb", 400, "bad-request"),
        (f"{PREFIX}/facts/a%00b", 400, "bad-request"),
        (f"{PREFIX}/facts/%2e%2e/1212", 400, "bad-request"),
        (f"{PREFIX}/facts/%ff", 400, "bad-request"),
        (f"{PREFIX}/facts//actor", 400, "bad-request"),
        (f"{PREFIX}/facts?about=%ff", 400, "bad-request"),
        (f"{PREFIX}/facts/{'a' * 2100}", 414, "uri-too-long"),
        (f"{PREFIX}/facts/", 404, "not-found"),
        ("/problem/1212", 404, "not-found"),
        ("/start?token=1212", 401, "invalid-credentials"),
    ],
)
def test_an_address_with_a_trick_in_it_is_answered_rightly_and_not_repeated(client, path, status, slug):
    answer = client.get(path, headers=BEARER)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["type"] == f"/problem/{slug}"
    assert "1212" not in answer.text


@pytest.mark.parametrize("raw", [b"/%zz", b"/a\\b", b"/../x", b"/\xff"])
def test_an_address_that_no_client_should_send_is_refused(raw):
    from api.edge import refused

    scope = {"path": "/", "raw_path": raw, "query_string": b"", "headers": [(b"host", b"a")]}
    assert refused(scope, frozenset({"a"}))[0].slug == "bad-request"


def test_headers_that_are_too_large_are_refused(client):
    answer = client.get("/health/live", headers={"x-large": "x" * 20_000})
    assert (answer.status_code, answer.json()["type"]) == (431, "/problem/headers-too-large")


@pytest.mark.parametrize(
    ("host", "status"), [("127.0.0.1:8000", 200), ("[::1]:80", 200), ("LOCALHOST", 200), ("evil.example", 400)]
)
def test_a_host_that_is_not_ours_is_refused(client, host, status):
    assert client.get("/health/live", headers={"host": host}).status_code == status


@pytest.mark.parametrize("path", ["/health/live", "/docs", "/problem", "/zzz", f"{PREFIX}/api-info", f"{PREFIX}/facts"])
def test_every_answer_carries_the_headers_that_keep_browsers_safe(client, path):
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-request-id"]
    assert "access-control-allow-origin" not in headers
    assert "strict-transport-security" not in headers


def test_a_public_service_asks_for_https_always(rulebook):
    client = client_of(rulebook, settings=settings_of(public_url="https://bidrag.example"))
    answer = client.get("/health/live", headers={"host": "bidrag.example"})
    assert answer.headers["strict-transport-security"]


@pytest.mark.parametrize("slug", TYPES)
def test_every_type_of_problem_has_a_page_in_both_languages(client, slug):
    page = client.get(f"/problem/{slug}")
    assert page.status_code == 200
    assert 'lang="sv"' in page.text
    assert slug in client.get("/problem").text


def test_the_bare_address_leads_to_the_description_of_the_api(client):
    answer = client.get("/", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/docs")


def test_pages_load_nothing_from_elsewhere_and_no_script(client):
    for path in ("/docs", "/problem", "/problem/not-found"):
        text = client.get(path).text
        assert "<script" not in text
        assert 'src="' not in text
        assert "style=" not in text
        assert client.get("/style.css").headers["content-type"].startswith("text/css")


def test_what_was_done_is_counted_without_what_was_asked(client):
    client.get(f"{PREFIX}/facts/hemligt?x=hemligt", headers=BEARER)
    text = client.get("/metrics", headers=BEARER).text
    assert f'route="{PREFIX}/facts/{{fact}}",status="422"' in text or "/facts/{fact}" in text
    assert "hemligt" not in text
