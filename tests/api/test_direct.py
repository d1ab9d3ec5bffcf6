"""An ordinary request goes straight to its endpoint; what FastAPI handles is answered alike."""

import json

import pytest

from demokrativillkor.access import Role
from demokrativillkor.resources import fixtures_folder

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
