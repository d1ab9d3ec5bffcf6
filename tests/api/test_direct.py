"""An ordinary request takes a short way to its endpoint; what FastAPI handles is answered alike."""

import json

import pytest

from demokrativillkor.access import Role
from demokrativillkor.engine import Reference
from demokrativillkor.resources import fixtures_folder
from tests.support.builders import document, finding
from tests.support.service import BEARER, client_of

API = "/demokrativillkor/v1"
JSON = {"content-type": "application/json"}
APPLICATIONS = sorted((fixtures_folder() / "applications").glob("*.json"))
ROUTES = ["/assessments", "/decisions"]


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("application", APPLICATIONS, ids=[each.stem for each in APPLICATIONS])
def test_a_request_is_answered_alike_with_and_without_the_query_that_is_built_in(as_role, path, application):
    client, content = as_role(Role.OFFICER), application.read_bytes()
    direct, usual = (
        client.post(f"{API}{path}{query}", content=content, headers=JSON) for query in ("", "?examination=declared")
    )
    assert direct.status_code == usual.status_code
    assert direct.headers["content-type"] == usual.headers["content-type"]
    made = {"decisionId", "position"}
    assert {k: v for k, v in direct.json().items() if k not in made} == {
        k: v for k, v in usual.json().items() if k not in made
    }


@pytest.mark.parametrize("query", ["", "?examination=declared"])
@pytest.mark.parametrize("path", ROUTES)
def test_who_asks_is_made_sure_of_before_anything_is_read(as_role, path, query):
    content = json.dumps({}).encode()
    nobody = as_role(Role.OFFICER)
    nobody.headers.pop("authorization")
    assert nobody.post(f"{API}{path}{query}", content=content).status_code == 401
    told = as_role(Role.OFFICER).post(f"{API}{path}{query}", content=content, headers={"content-type": "text/plain"})
    assert told.status_code == 415


@pytest.mark.parametrize("query", ["", "?examination=declared"])
def test_a_role_that_decides_nothing_records_nothing_whichever_way_it_asks(as_role, query):
    answer = as_role(Role.AUDITOR).post(f"{API}/decisions{query}", content=b"{}", headers=JSON)
    assert answer.status_code == 403


@pytest.mark.parametrize(("key", "status"), [("a-key", 201), ("", 422), ("å", 422)])
def test_a_request_may_be_repeated_under_its_key_whichever_way_it_comes(as_role, key, status):
    client, content = as_role(Role.OFFICER), APPLICATIONS[0].read_bytes()
    headers = {**JSON, "idempotency-key": key.encode()}
    first, again, by_query = (
        client.post(f"{API}/decisions{query}", content=content, headers=headers)
        for query in ("", "", "?examination=declared")
    )
    assert [each.status_code for each in (first, again, by_query)] == [status] * 3
    assert first.json() == again.json() == by_query.json()


@pytest.mark.parametrize("query", ["", "?examination=declared"])
def test_what_nobody_foresaw_is_told_without_its_text_whichever_way_the_request_came(rulebook, query):
    class Failing(Reference):
        def evaluate(self, _program, _codes):
            raise RuntimeError("Hemligt")

    answer = client_of(rulebook, Failing()).post(
        f"{API}/assessments{query}", content=json.dumps(document(finding("F1"))), headers=JSON | BEARER
    )
    assert (answer.status_code, answer.json()["instance"]) == (500, f"{API}/assessments")
    assert "Hemligt" not in answer.text
