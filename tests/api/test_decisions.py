"""Decisions are recorded once, read by whom they concern, and every read by a person is recorded."""

import hashlib
import json

import pytest
from sqlalchemy import text

from demokrativillkor.access import Role
from demokrativillkor.audit.notes import Verifier, from_base64, open_checkpoint
from demokrativillkor.audit.tree import is_consistent, is_included, leaf_hash
from demokrativillkor.resources import fixtures_folder
from demokrativillkor.store import Filters, Store, StoreUnavailable
from demokrativillkor.store.verifying import Verification
from tests.support.stores import signer

API = "/demokrativillkor/v1"
JSON = {"content-type": "application/json"}
NAMES = sorted(
    path.name.removesuffix(".decision.json") for path in (fixtures_folder() / "expected").glob("*.decision.json")
)


def body(name):
    return (fixtures_folder() / "applications" / f"{name}.json").read_bytes()


def record(client, name=NAMES[0], key=None, **params):
    headers = {**JSON, **({"Idempotency-Key": key} if key else {})}
    return client.post(f"{API}/decisions", content=body(name), headers=headers, params=params)


def test_every_fixture_is_recorded_as_it_is_assessed_and_read_back_to_the_byte(as_role):
    client = as_role()
    for name in NAMES:
        made = record(client, name)
        assert made.status_code == 201, made.text
        expected = (fixtures_folder() / "expected" / f"{name}.decision.json").read_text(encoding="utf-8")
        assert made.json()["decision"] == json.loads(expected)
        canonical = client.get(f"{made.headers['location']}/canonical")
        assert "sha256:" + hashlib.sha256(canonical.content).hexdigest() == made.json()["digest"]
        assert canonical.headers["etag"] == f'"{hashlib.sha256(canonical.content).hexdigest()}"'
        read = client.get(made.headers["location"])
        assert read.json()["decision"] == json.loads(expected)
        assert read.headers["cache-control"] == "no-store"


def test_a_rejected_application_is_not_recorded(as_role, store):
    client = as_role()
    before = store.log.size
    assert record(client, "refused-criticism-of-funder").status_code == 422
    assert client.post(f"{API}/decisions", content=b"{", headers=JSON).status_code == 422
    assert store.decisions(Filters()).total == 0
    assert store.log.size == before


def test_a_repeat_gets_the_same_decision_and_another_body_under_its_key_is_refused(as_role, store):
    client = as_role()
    first, again = record(client, key="k-1"), record(client, key="k-1")
    assert (again.status_code, again.headers["location"]) == (201, first.headers["location"])
    assert again.json()["decision"] == first.json()["decision"]
    other = record(client, NAMES[1], key="k-1")
    assert (other.status_code, other.json()["type"]) == (422, "/problem/idempotency-key-reused")
    assert other.json()["detail"] == "Nothing was stored. Use a new key for a new request."
    absent = client.get(f"{API}/decisions/d-{'0' * 26}")
    assert (absent.status_code, absent.json()["detail"]) == (404, "There is nothing of that id.")
    elsewhere = as_role(unit="unit-2").get(first.headers["location"])
    assert elsewhere.content == absent.content
    reviewed = record(client, key="k-1", examination="reviewed")
    assert reviewed.status_code == 422
    wrong = record(client, key="two words")
    assert wrong.status_code == 422
    assert store.decisions(Filters()).total == 1


def test_a_repeat_while_the_first_is_carried_out_is_told_to_wait(as_role, service):
    client = as_role()
    state = service.state.api.state
    state.in_progress = type("Everything", (set,), {"__contains__": lambda *_: True})()
    answer = record(client, key="k-1")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problem/request-in-progress")
    assert answer.headers["retry-after"] == "1"


def test_an_officer_sees_the_decisions_of_the_own_unit_and_others_are_as_if_they_were_not_there(as_role):
    one, other, auditor = as_role(unit="unit-1"), as_role(unit="unit-2"), as_role(Role.AUDITOR, "audit")
    place = record(one).headers["location"]
    record(other, NAMES[1])
    for path in (place, f"{place}/canonical", f"{place}/events"):
        assert one.get(path).status_code == 200
        assert (other.get(path).status_code, other.get(path).json()["type"]) == (404, "/problem/not-found")
        assert auditor.get(path).status_code == 200
    assert [client.get(f"{API}/decisions").json()["total"] for client in (one, other, auditor)] == [1, 1, 2]
    assert other.get(f"{API}/decisions", params={"unit": "unit-1"}).status_code == 422
    assert auditor.get(f"{API}/decisions", params={"unit": "unit-1"}).json()["total"] == 1
    assert record(other, supersedes=place.rsplit("/", 1)[1]).status_code == 404


def test_decisions_are_listed_by_page_and_filtered(as_role):
    client = as_role()
    for name in NAMES[:7]:
        record(client, name)
    page = client.get(f"{API}/decisions", params={"limit": 3, "page": 2}).json()
    assert (len(page["items"]), page["total"]) == (3, 7)
    assert set(page["_links"]) == {"self", "previous", "next"}
    for outcome in ("eligible", "ineligible", "undetermined"):
        items = client.get(f"{API}/decisions", params={"outcome": outcome}).json()["items"]
        assert all(item["outcome"] == outcome for item in items)
    assert client.get(f"{API}/decisions", params={"from": "2200-01-01"}).json()["total"] == 0
    assert client.get(f"{API}/decisions", params={"violence": "yes"}).status_code == 422


def test_a_decision_that_is_superseded_says_by_which_and_its_etag_changes(as_role):
    client = as_role()
    place = record(client).headers["location"]
    before = client.get(place)
    unchanged = client.get(place, headers={"If-None-Match": before.headers["etag"]})
    assert unchanged.status_code == 304
    second = record(client, NAMES[1], supersedes=place.rsplit("/", 1)[1])
    after = client.get(place, headers={"If-None-Match": before.headers["etag"]})
    assert after.json()["supersededBy"] == second.json()["decisionId"]
    assert [event["event"] for event in after.json()["events"]] == ["superseded"]
    third = record(client, NAMES[2], supersedes=place.rsplit("/", 1)[1])
    assert (third.status_code, third.json()["type"]) == (409, "/problem/superseded")


def test_every_read_by_a_person_is_recorded_and_fails_when_it_cannot_be(as_role, store, monkeypatch):
    officer, system = as_role(), as_role(Role.SYSTEM)
    place = record(officer).headers["location"]
    officer.get(place)
    officer.get(f"{place}/canonical")
    system.get(place)
    with store.engine.connect() as connection:
        rows = connection.execute(text("SELECT role, part FROM access_read ORDER BY number")).all()
    assert [tuple(row) for row in rows] == [("officer", "decision"), ("officer", "canonical")]

    def failing(_read):
        raise StoreUnavailable("full")

    monkeypatch.setattr(store, "note_read", failing)
    answer = officer.get(place)
    assert (answer.status_code, answer.json()["type"]) == (503, "/problem/store-unavailable")
    assert answer.headers["retry-after"] == "5"
    assert "decision" not in answer.json()


def test_an_erased_decision_is_gone_and_said_to_be(as_role, store):
    client = as_role()
    place = record(client).headers["location"]
    store.erase(store.plan_erasure("GB 1", Filters()))
    answer = client.get(place)
    assert (answer.status_code, answer.json()["type"]) == (410, "/problem/erased")


@pytest.mark.parametrize("wrong", ["d-0", "d-" + "0" * 26, "d-" + "u" * 26, "x" * 300])
def test_an_id_that_is_none_is_not_found(as_role, wrong):
    answer = as_role().get(f"{API}/decisions/{wrong}")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problem/not-found")
    assert wrong not in answer.text


def test_an_auditor_holds_the_log_against_its_checkpoint_over_http(as_role, store):
    officer, auditor = as_role(), as_role(Role.AUDITOR)
    record(officer)
    small = auditor.get(f"{API}/log/checkpoint").json()
    record(officer, NAMES[1])
    large = auditor.get(f"{API}/log/checkpoint").json()
    verifiers = [Verifier.parse(each) for each in large["verifiers"]]
    one, two = (open_checkpoint(each["note"], verifiers)[0] for each in (small, large))
    hashes = auditor.get(f"{API}/log/consistency", params={"first": one.size}).json()["hashes"]
    assert is_consistent(one.size, two.size, one.root, two.root, [from_base64(each) for each in hashes])
    listed = auditor.get(f"{API}/log/entries", params={"limit": 100}).json()
    assert listed["size"] == len(listed["items"]) == two.size
    for item in listed["items"]:
        found = auditor.get(f"{API}/log/inclusion", params={"position": item["position"]}).json()
        leaf = leaf_hash(store.log.entry(item["position"]))
        assert is_included(item["position"], two.size, leaf, [from_base64(each) for each in found["hashes"]], two.root)
    shown = auditor.get(f"{API}/log/entries", params={"limit": 2, "offset": 1}).json()
    assert shown["items"] == listed["items"][1:3]
    before, after = (auditor.get(shown["_links"][name]["href"]).json() for name in ("previous", "next"))
    assert (before["items"][0], after["items"][0]) == (listed["items"][0], listed["items"][3])
    assert "previous" not in before["_links"]
    assert "next" not in listed["_links"]
    assert officer.get(f"{API}/log/checkpoint").status_code == 403
    assert auditor.get(f"{API}/log/inclusion", params={"position": 99}).status_code == 422
    assert auditor.get(f"{API}/log/consistency", params={"first": 99}).status_code == 422


def test_a_service_that_has_the_old_key_of_a_log_that_was_handed_over_signs_nothing_and_says_so(
    as_role, store, tmp_path
):
    officer, auditor = as_role(), as_role(Role.AUDITOR)
    assert not auditor.get("/health/ready").json()["checks"]["log"]["warning"]
    other = Store.open(f"sqlite:///{tmp_path}/log.db", signer())
    other.rotate(signer(2))
    other.close()
    answer = auditor.get(f"{API}/log/checkpoint")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problem/store-unavailable")
    assert record(officer).status_code == 201
    check = auditor.get("/health/ready").json()["checks"]["log"]
    assert check["warning"]
    assert check["told"].endswith("handed over to another key: start again with that")


WHO_MAY = {
    ("POST", "/decisions"): {Role.OFFICER, Role.SYSTEM},
    ("GET", "/decisions"): {Role.OFFICER, Role.SYSTEM, Role.ADMIN, Role.AUDITOR},
    ("GET", "/decisions/{id}"): {Role.OFFICER, Role.SYSTEM, Role.ADMIN, Role.AUDITOR},
    ("GET", "/decisions/{id}/canonical"): {Role.OFFICER, Role.SYSTEM, Role.ADMIN, Role.AUDITOR},
    ("GET", "/decisions/{id}/events"): {Role.OFFICER, Role.SYSTEM, Role.ADMIN, Role.AUDITOR},
    ("GET", "/log/checkpoint"): {Role.AUDITOR, Role.ADMIN, Role.SYSTEM},
    ("GET", "/log/entries"): {Role.AUDITOR, Role.ADMIN, Role.SYSTEM},
}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_do_what_the_table_says_and_nothing_else(as_role, role):
    client = as_role(role)
    decision_id = record(as_role()).json()["decisionId"]
    for (method, path), roles in WHO_MAY.items():
        there = API + path.format(id=decision_id)
        options = {"content": body(NAMES[0]), "headers": JSON} if method == "POST" else {}
        answer = client.request(method, there, **options)
        assert (answer.status_code < 300) == (role in roles), (method, path, answer.text)
        if role not in roles:
            assert (answer.status_code, answer.json()["type"]) == (403, "/problem/not-permitted")


def test_nobody_without_a_key_gets_anything(as_role):
    client = as_role()
    for headers in ({"Authorization": ""}, {"Authorization": "Bearer dvk_000000000000_" + "x" * 43}):
        answer = client.get(f"{API}/decisions", headers=headers)
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")


def test_what_was_recorded_over_http_verifies_and_no_name_is_in_the_log(as_role, store):
    client = as_role()
    for name in NAMES[:5]:
        record(client, name)
    with store.reading() as connection:
        verification = Verification(connection)
        assert list(verification.faults()) == []
    assert verification.decisions == 5
