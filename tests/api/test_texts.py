"""A stored decision is told from the rules that were stored with it, in both languages."""

import json

import pytest

from demokrativillkor.access import Role
from demokrativillkor.resources import fixtures_folder

API = "/demokrativillkor/v1"
NAMES = ["inheritance-fund-special-reasons-granted", "violence-by-board-member-at-event"]


@pytest.fixture(params=NAMES)
def place(request, as_role):
    body = (fixtures_folder() / "applications" / f"{request.param}.json").read_bytes()
    made = as_role().post(f"{API}/decisions", content=body, headers={"content-type": "application/json"})
    return made.headers["location"]


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_trace_has_every_rule_with_its_verdict_and_the_words_of_the_law(as_role, place, lang):
    client = as_role()
    told = client.get(f"{place}/trace", params={"lang": lang})
    assert told.status_code == 200, told.text
    assert told.headers["cache-control"] == "no-store"
    decision = client.get(place).json()["decision"]
    for finding in decision["findings"]:
        for evaluation in finding["evaluations"]:
            assert evaluation["rule"] in told.text
    assert '"quote"' in told.text
    json.loads(told.content)


def test_the_letter_is_a_draft_in_html_or_markdown(as_role, place):
    client = as_role(Role.AUDITOR)
    html = client.get(f"{place}/letter")
    assert html.status_code == 200, html.text
    assert html.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="sv"' in html.text
    assert "<script" not in html.text
    markdown = client.get(f"{place}/letter", params={"lang": "en"}, headers={"Accept": "text/markdown"})
    assert markdown.headers["content-type"] == "text/markdown; charset=utf-8"
    assert markdown.text.startswith("# ") or "\n# " in markdown.text
    assert "DRAFT" in markdown.text or "no legal force" in markdown.text


def test_texts_are_for_those_who_may_read_the_decision(as_role, place):
    for part in ("trace", "letter"):
        assert as_role(unit="unit-2").get(f"{place}/{part}").status_code == 404
        assert as_role(Role.STEWARD).get(f"{place}/{part}").status_code == 403
        assert as_role().get(f"{place}/{part}", params={"lang": "de"}).status_code == 422
