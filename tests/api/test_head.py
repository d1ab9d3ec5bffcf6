"""HEAD is answered as GET is, without its content (RFC 9110, 9.1 and 9.3.2)."""

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Route

from api.access import Access
from api.access.local import COOKIE, LocalSession
from demokrativillkor.access import Role
from demokrativillkor.resources import fixtures_folder
from tests.support.service import PREFIX, client_of

EXAMPLE = (fixtures_folder() / "applications" / "violence-by-board-member-at-event.json").read_bytes()
OWN = {"x-request-id"}
"""Headers that no two answers share."""


@pytest.fixture
def place(as_role):
    made = as_role().post(f"{PREFIX}/decisions", content=EXAMPLE, headers={"content-type": "application/json"})
    return made.headers["location"]


def told(answer):
    return answer.status_code, {name: value for name, value in answer.headers.items() if name not in OWN}


def paths_read(service):
    """The path of every route that answers GET, of the API and of the pages."""
    api = [PREFIX + route.path for route in service.state.api.routes if isinstance(route, APIRoute | Route)]
    return [*api, *(route.path for route in service.routes if isinstance(route, Route))]


def test_every_resource_that_is_read_answers_head_as_get_without_content(service, as_role, place):
    client = as_role(Role.AUDITOR)
    named = {"{decisionId}": place.rpartition("/")[2], "{fact}": "actor", "{ruleset}": "sou-2019-35"}
    named |= {"{slug}": "not-found", "{other}": "sou-2019-35", "{position}": "0"}
    seen = set()
    for path in paths_read(service):
        if path != "/metrics":  # it tells how many requests there were
            for given, value in named.items():
                path = path.replace(given, value)
            got, head = client.get(path), client.head(path)
            assert (path, *told(head)) == (path, *told(got))
            assert head.content == b""
            seen.add(got.status_code)
    assert {200, 405} <= seen


def test_what_the_client_has_already_is_told_to_head_as_to_get(as_role, place):
    etag = as_role().get(place).headers["etag"]
    assert as_role().head(place, headers={"If-None-Match": etag}).status_code == 304


def test_a_head_of_a_decision_is_recorded_as_a_read_of_it(as_role, store, place):
    as_role(Role.AUDITOR).head(f"{place}/letter")
    assert [(each.role, each.part) for each in store.reads()] == [("auditor", "letter")]


def test_head_is_for_those_who_may_get(as_role, store, place):
    assert as_role(Role.STEWARD).head(place).status_code == 403
    assert as_role(unit="unit-2").head(place).status_code == 404
    assert not list(store.reads())


def test_what_may_be_got_is_told_to_answer_head(as_role):
    assert as_role().delete(f"{PREFIX}/facts").headers["allow"] == "GET, HEAD"
    assert as_role().delete(f"{PREFIX}/decisions").headers["allow"] == "GET, HEAD, POST"
    assert as_role().head(f"{PREFIX}/assessments").headers["allow"] == "POST"


def test_a_head_of_the_one_time_address_tells_what_it_leads_to_and_does_not_use_it_up(rulebook, tmp_path):
    client = client_of(rulebook, access=Access(local=LocalSession("t" * 43, "unit-1", tmp_path)))
    client.follow_redirects = False
    asked = [client.head(f"/start?token={token}") for token in ("t" * 43, "t" * 43, "u" * 43)]
    assert [answer.status_code for answer in asked] == [303, 303, 401]
    assert not any("set-cookie" in answer.headers for answer in asked)
    opened = client.get(f"/start?token={'t' * 43}")
    assert (opened.status_code, COOKIE in opened.headers["set-cookie"]) == (303, True)
    assert client.head(f"/start?token={'t' * 43}").status_code == 401
