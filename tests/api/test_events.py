"""What persons do about a decision: in order, after what was read, and signed only when all is done that must be."""

import json
from datetime import datetime

import pytest

from demokrativillkor.access import Role
from demokrativillkor.audit.verifying import verify_export
from demokrativillkor.record.facts import ONLY_EVENTS_TELL
from demokrativillkor.replay import reassess
from demokrativillkor.store.exporting import export_decision
from demokrativillkor.store.verifying import Verification
from tests.support.signing import FAVOURABLE, answers_for, applied, finding, frozen, fulfilled, signed
from tests.support.stores import book

API = "/demokrativillkor/v1"
JSON = {"content-type": "application/json"}


@pytest.fixture
def officer(as_role):
    return as_role()


def recorded(client, application):
    return client.post(f"{API}/decisions", content=json.dumps(application.document()).encode(), headers=JSON)


def eligible():
    return applied(facts=fulfilled(book().ruleset("sfs-2021-401")))


def add(client, place, etag, **content):
    headers = {**JSON, **({"If-Match": etag} if etag else {})}
    return client.post(f"{place}/events", content=json.dumps(content).encode(), headers=headers)


SECOND_READER = {
    "kind": "second_reader",
    "on": "2026-04-19",
    "name": "Läsare Tre",
    "title": "handläggare",
    "agrees": True,
}


def test_an_event_is_added_only_to_the_decision_as_it_was_read(officer):
    made = recorded(officer, eligible())
    assert made.status_code == 201, made.text
    place, etag = made.headers["location"], made.headers["etag"]
    assert officer.get(place).headers["etag"] == etag
    without = add(officer, place, None, **SECOND_READER)
    assert (without.status_code, without.json()["type"]) == (428, "/problem/precondition-required")
    added = add(officer, place, etag, **SECOND_READER)
    assert added.status_code == 201, added.text
    assert added.json()["content"]["name"] == "Läsare Tre"
    stale = add(officer, place, etag, **SECOND_READER)
    assert (stale.status_code, stale.json()["type"]) == (412, "/problem/precondition-failed")
    assert stale.json()["detail"] == "If-Match is not the ETag of the decision as it is. Read it again."
    assert add(officer, place, "*", **SECOND_READER).status_code == 412
    assert officer.get(place).headers["etag"] == added.headers["etag"]
    assert [each["event"] for each in officer.get(f"{place}/events").json()["items"]] == ["second_reader"]


def test_a_signature_is_blocked_with_the_provisions_until_what_must_be_done_is_done(officer, store):
    made = recorded(officer, eligible())
    place, etag = made.headers["location"], made.headers["etag"]
    sign = {"kind": "signed", **signed(**FAVOURABLE, letter=frozen("Beslut. 2026-04-20. Stöd lämnas."))}
    blocked = add(officer, place, etag, **sign)
    assert (blocked.status_code, blocked.json()["type"]) == (409, "/problem/signature-blocked")
    assert all(each["explanation"]["sv"] for each in blocked.json()["errors"])
    assert "förvaltningslagen" in blocked.text
    profile = book().ruleset(book().ruleset("sfs-2021-401").process)
    answers = {name: answer for name, answer in answers_for(profile).items() if name not in ONLY_EVENTS_TELL}
    person = {"name": "Handläggare Ett", "title": "handläggare"}
    steps = add(officer, place, etag, kind="steps", on="2026-04-18", by=person, answers=answers)
    assert steps.status_code == 201, steps.text
    done = add(officer, place, steps.headers["etag"], **sign)
    assert done.status_code == 201, done.text
    assert done.json()["content"]["evaluated"]
    decision_id = made.json()["decisionId"]
    verification = verify_export(export_decision(store, decision_id), reassess=reassess)
    assert verification.ok, [check.says for check in verification.checks if check.result == "failed"]
    with store.reading() as connection:
        assert list(Verification(connection).faults()) == []
    assert officer.get(place).json()["decision"] == made.json()["decision"]


def test_under_a_proposal_nothing_can_be_signed(officer):
    made = recorded(officer, applied(finding(violence="yes"), grant=None, grantForm=None, recipientKind=None))
    blocked = add(officer, made.headers["location"], made.headers["etag"], kind="signed", **signed())
    assert (blocked.status_code, blocked.json()["type"]) == (409, "/problem/signature-blocked")


def test_what_cannot_follow_or_cannot_be_read_is_refused_and_nothing_is_added(officer):
    made = recorded(officer, eligible())
    place, etag = made.headers["location"], made.headers["etag"]
    reply = add(officer, place, etag, kind="appealed", on="2026-04-20", by="the organisation")
    assert reply.status_code in (409, 422)
    superseded = add(officer, place, etag, kind="superseded", on="2026-04-20", by=made.json()["decisionId"])
    assert (superseded.status_code, superseded.json()["type"]) == (409, "/problem/event-refused")
    future = add(officer, place, etag, **{**SECOND_READER, "on": "2199-01-01"})
    assert (future.status_code, future.json()["errors"][0]["pointer"]) == (409, "/on")
    personal = add(officer, place, etag, **{**SECOND_READER, "name": "191212121212"})
    assert personal.status_code == 422
    assert "19121212" not in personal.text
    assert personal.json()["title"] == "What was sent was rejected"
    assert personal.json()["detail"] == "Nothing was done. Every mistake stands in errors."
    assert officer.get(f"{place}/events").json()["items"] == []


@pytest.mark.parametrize(("utc", "status"), [("2026-04-18T22:30:00Z", 201), ("2026-04-18T21:30:00Z", 409)])
def test_what_happens_after_midnight_in_sweden_has_happened(officer, monkeypatch, utc, status):
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.fromisoformat(utc).astimezone(tz)

    made = recorded(officer, eligible())
    monkeypatch.setattr("api.adding.datetime", Clock)
    assert add(officer, made.headers["location"], made.headers["etag"], **SECOND_READER).status_code == status


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SYSTEM, Role.STEWARD, Role.ADMIN])
def test_only_officers_add_events(officer, as_role, role):
    made = recorded(officer, eligible())
    answer = add(as_role(role), made.headers["location"], made.headers["etag"], **SECOND_READER)
    assert answer.status_code == 403
