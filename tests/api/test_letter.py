"""The letter over HTTP: a draft, then frozen at the signature and the same bytes ever after."""

import json

import pytest

from api import create_app
from api.access import Access
from demokrativillkor.canonical import digest
from demokrativillkor.record.facts import ONLY_EVENTS_TELL
from demokrativillkor.settings import load_settings
from tests.support.signing import FAVOURABLE, PERSON, answers_for, applied, frozen, fulfilled, signed
from tests.support.stores import book

API = "/demokrativillkor/v1"
JSON = {"content-type": "application/json"}
HEAD = {"authority": "Myndigheten X", "authority_address": "Box 1, Orten", "appeal_court": "Förvaltningsrätten i Y"}
SIGNED = {key: value for key, value in signed(**FAVOURABLE, takesEffect="Genast.").items() if key != "letter"}
MARKDOWN = {"accept": "text/markdown"}


@pytest.fixture
def service(rulebook, store, keys, tmp_path):
    settings = load_settings(data_folder=tmp_path, **HEAD)
    return create_app(rulebook, settings=settings, access=Access(keys, seconds=0), store=store)


@pytest.fixture
def officer(as_role):
    return as_role()


def record(client, supersedes=None, **fields):
    whole = {"diaryNumber": "2026:12", "organisation": {"name": "Föreningen Exempel"}, **fields}
    whole = {name: value for name, value in whole.items() if value is not None}
    application = applied(facts=fulfilled(book().ruleset("sfs-2021-401")), **whole)
    body = application.document() | {"organisation": whole.get("organisation")}
    content = json.dumps({name: value for name, value in body.items() if value is not None}).encode()
    query = {"supersedes": supersedes} if supersedes else {}
    made = client.post(f"{API}/decisions", content=content, headers=JSON, params=query)
    assert made.status_code == 201, made.text
    return made.headers["location"]


def add(client, place, kind, **content):
    etag = client.get(place).headers["etag"]
    body = json.dumps({"kind": kind, **content}).encode()
    return client.post(f"{place}/events", content=body, headers={**JSON, "If-Match": etag})


def prepare(client, place):
    """Everything the process rules ask of a person, and that nothing needed to be sent."""
    profile = book().ruleset(book().ruleset("sfs-2021-401").process)
    answers = {name: answer for name, answer in answers_for(profile).items() if name not in ONLY_EVENTS_TELL}
    item = {"reference": "dnr 1", "hearing": "not_needed", "on": "2026-04-16", "reason": "Bifall.", "decidedBy": PERSON}
    assert add(client, place, "communicated", items=[item]).status_code == 201
    assert add(client, place, "steps", on="2026-04-18", by=PERSON, answers=answers).status_code == 201


def test_a_draft_says_so_and_has_the_letterhead(officer):
    draft = officer.get(f"{record(officer)}/letter", headers=MARKDOWN)
    assert draft.headers["content-type"] == "text/markdown; charset=utf-8"
    assert "UTKAST" in draft.text
    assert "Myndigheten X" in draft.text
    assert "Box 1, Orten" in draft.text
    assert "unit\\-1" in draft.text or "unit-1" in draft.text


def test_a_signature_whose_letter_lacks_something_is_refused_with_what_and_where(officer):
    place = record(officer, diaryNumber=None)
    bare = {key: value for key, value in SIGNED.items() if key != "takesEffect"}
    blocked = add(officer, place, "signed", **bare)
    assert (blocked.status_code, blocked.json()["type"]) == (409, "/problem/signature-blocked")
    gaps = {each["pointer"]: each for each in blocked.json()["errors"] if each["code"] == "letter_gap"}
    assert gaps["/takesEffect"]["detail"].endswith("write it in takesEffect")
    assert gaps["/takesEffect"]["explanation"]["sv"] == "Ange när beslutet börjar gälla."
    assert any(each["code"].startswith("step_") for each in blocked.json()["errors"])
    assert officer.get(f"{place}/events").json()["items"] == []


def test_the_signed_letter_is_frozen_and_the_same_bytes_under_other_settings(officer, service, as_role):
    place = record(officer)
    prepare(officer, place)
    done = add(officer, place, "signed", **SIGNED)
    assert done.status_code == 201, done.text
    kept = done.json()["content"]["letter"]
    text, page = officer.get(f"{place}/letter", headers=MARKDOWN), officer.get(f"{place}/letter")
    assert text.text == kept["text"]
    assert digest(text.content) == kept["digest"]
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.text == kept["page"]
    assert "UTKAST" not in page.text
    assert "Stöd lämnas." in page.text
    versioned = service.state.api
    versioned.state.settings = versioned.state.settings.model_copy(update={"authority": "En annan", "language": "en"})
    assert officer.get(f"{place}/letter").content == page.content
    assert officer.get(f"{place}/letter", headers=MARKDOWN).content == text.content
    again = {"if-none-match": page.headers["etag"]}
    assert officer.get(f"{place}/letter", headers=again).status_code == 304
    other = officer.get(f"{place}/letter", params={"lang": "en"}, headers=MARKDOWN)
    assert other.text.startswith("> **This is not the signed letter, which is in Swedish.**")
    assert officer.get(f"{place}/letter", params={"lang": "sv"}).content == page.content


def test_a_letter_of_ones_own_is_served_as_it_was_written_and_a_corrected_one_after_it(officer):
    place = record(officer)
    prepare(officer, place)
    own = frozen("Beslut. 2026-04-20. Stöd lämnas.")
    left = frozen("Beslut\n\n**\\[Ange när beslutet börjar gälla.\\]**\n")
    refused = add(officer, place, "signed", **SIGNED, letter=left)
    assert refused.status_code == 409
    (gap,) = refused.json()["errors"]
    assert (gap["code"], gap["pointer"]) == ("letter_gap", "/letter/text")
    assert gap["detail"].startswith("line 3 ")
    assert add(officer, place, "signed", **SIGNED, letter=own).status_code == 201
    served = officer.get(f"{place}/letter")
    assert (served.text, served.headers["content-type"]) == (own["text"], "text/markdown; charset=utf-8")
    said = {"on": "2026-04-21", "by": PERSON, "what": "Datum.", "why": "Skrivfel."}
    assert add(officer, place, "corrected", **said, letter=left).status_code == 409
    mended = frozen("Beslut. 2026-04-20. Stöd lämnas. Rättat.")
    assert add(officer, place, "corrected", **said, letter=mended).status_code == 201
    assert officer.get(f"{place}/letter").text == mended["text"]


def test_a_decision_links_to_what_it_supersedes_and_what_supersedes_it(officer):
    first = record(officer)
    assert not {"supersedes", "supersededBy"} & officer.get(first).json()["_links"].keys()
    second = record(officer, supersedes=first.rsplit("/", 1)[1])
    assert officer.get(first).json()["_links"]["supersededBy"] == {"href": second}
    links = officer.get(second).json()["_links"]
    assert links["supersedes"] == {"href": first}
    for each in links.values():
        assert officer.get(each["href"]).status_code == 200
