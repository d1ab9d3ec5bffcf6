"""The rules as data over HTTP."""

import json

import pytest

from demokrativillkor.canonical import digest
from tests.support.service import BEARER, PREFIX, client_of


@pytest.fixture(scope="module")
def client(rulebook):
    return client_of(rulebook)


def get(client, path):
    return client.get(f"{PREFIX}{path}", headers=BEARER)


def test_a_rule_set_is_answered_with_the_bytes_its_digest_is_of(client, proposal):
    answer = get(client, "/rulesets/sou-2019-35")
    assert digest(answer.content) == proposal.digest
    assert answer.content == get(client, f"/rulesets/{proposal.digest}").content


@pytest.mark.parametrize("path", ["/rulesets/sou-1212", "/rulesets/sha256:00", "/facts/1212"])
def test_what_is_not_there_is_not_found_and_not_repeated(client, path):
    answer = get(client, path)
    assert (answer.status_code, answer.json()["type"]) == (404, "/problem/not-found")
    assert "1212" not in answer.text


def test_the_rule_sets_of_a_day_are_those_that_apply_on_it(client, rulebook):
    listed = get(client, "/rulesets?on=2025-01-15&limit=100&status=in_force&role=deciding").json()["items"]
    assert "sfs-2021-401" in {each["id"] for each in listed}
    assert "sfs-2025-753" not in {each["id"] for each in listed}
    for each in listed:
        assert rulebook.ruleset(each["id"]).applies_from.on.isoformat() <= "2025-01-15"


def test_a_rule_set_is_read_as_of_a_day_or_not_found(client):
    assert get(client, "/rulesets/sfs-2021-401?on=2026-01-01").status_code == 200
    assert get(client, "/rulesets/sfs-2021-401?on=2020-01-01").status_code == 404
    assert get(client, "/rulesets/iop?on=2026-01-01").status_code == 200


def test_two_rule_sets_are_compared_in_words_and_by_answers(client):
    found = get(client, "/rulesets/sou-2019-35/differences?other=sfs-2021-401&lang=en").json()
    assert (found["one"], found["other"]) == ("sou-2019-35", "sfs-2021-401")
    assert "partner" in found["limbsOnlyIn"]["other"]
    assert found["differences"]
    assert "only" in found["text"]
    everything = get(client, "/rulesets/sou-2019-35/differences?other=sfs-2021-401&all=true").json()
    assert len(everything["differences"]) > len(found["differences"])


@pytest.mark.parametrize("query", ["", "?other=zzz", "?other=iop&lang=de", "?other=iop&all=kanske"])
def test_a_comparison_with_nothing_to_compare_with_is_refused(client, query):
    answer = get(client, f"/rulesets/sou-2019-35/differences{query}")
    assert (answer.status_code, answer.json()["type"]) == (422, "/problem/wrong-parameter")


def test_the_facts_are_those_of_the_vocabulary_with_their_answers(client, vocabulary):
    listed = get(client, "/facts?limit=100").json()
    assert listed["total"] == len(vocabulary.facts)
    findings = get(client, "/facts?about=finding&limit=100").json()
    assert {each["about"] for each in findings["items"]} == {"finding"}
    actor = get(client, "/facts/actor").json()
    assert [each["token"] for each in actor["answers"]][: len(vocabulary.facts["actor"].tokens)] == list(
        vocabulary.facts["actor"].tokens
    )


@pytest.mark.parametrize(("limit", "bound"), [("0", "at least 1"), ("101", "at most 100")])
def test_a_number_out_of_range_is_told_its_bound(client, limit, bound):
    (error,) = get(client, f"/facts?limit={limit}").json()["errors"]
    assert error == {
        "parameter": "limit",
        "detail": f"this is out of range; write a number that is {bound}",
        "code": "wrong_parameter",
    }


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "limit=1.5", "page=0", "page=1&page=2", "about=x", "Hemligt=1", "limit=Hemligt"],
)
def test_a_list_is_asked_for_in_ways_there_are(client, query):
    answer = get(client, f"/facts?{query}")
    assert (answer.status_code, answer.json()["type"]) == (422, "/problem/wrong-parameter")
    assert "Hemligt" not in answer.text
    assert all(error["detail"] for error in answer.json()["errors"])


@pytest.mark.parametrize(
    "day", ["2026-1-1", "20260101", "1767225600", "2026-01-01T00:00:00Z", "2026-02-30", "zzzz-zz-zz"]
)
def test_a_day_is_written_as_days_are(client, day):
    answer = get(client, f"/rulesets?on={day}")
    assert answer.status_code == 422
    assert json.loads(answer.content)["errors"][0]["parameter"] == "on"
