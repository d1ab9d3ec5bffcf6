"""Events as they are sent: read strictly, cleared of identity numbers, kept as canonical JSON."""

import json

import pytest

from demokrativillkor.errors import InputRejected
from demokrativillkor.record import Kind, read_event, stored_event
from demokrativillkor.record.events import CLASSES
from tests.support.signing import CHIEF, PERSON, item, signed

NUMBER = "19121212-1212"
"""Skatteverket's own example."""

ONE_OF_EACH = {
    "communicated": {"items": [item()]},
    "reply": {"on": "2026-03-20", "channel": "meeting", "final": False, "notedBy": PERSON, "notedOn": "2026-03-20"},
    "reply_period_passed": {"on": "2026-03-24"},
    "second_reader": {"on": "2026-03-30", **CHIEF, "agrees": False, "remark": "Skälen räcker inte."},
    "steps": {"on": "2026-04-01", "by": PERSON, "answers": {"delegation": "valid"}},
    "departed": {"on": "2026-04-01", "by": PERSON, "ground": "priority", "reasons": "Medlen räcker inte."},
    "signed": signed(dissents=[{**CHIEF, "opinion": "Jag hade beviljat."}], conditions=["Redovisa i mars."]),
    "corrected": {"on": "2026-05-01", "by": CHIEF, "what": "Beloppet.", "why": "Ett skrivfel."},
    "appealed": {"on": "2026-05-02", "inTime": True},
    "withdrawn": {"on": "2026-03-03"},
    "superseded": {"on": "2026-06-01", "by": "d-" + "0" * 26},
}


def problems(vocabulary, value):
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    with pytest.raises(InputRejected) as refused:
        read_event(content, vocabulary)
    return refused.value.problems


def codes(vocabulary, value):
    return [(problem.code, problem.place) for problem in problems(vocabulary, value)]


def test_there_is_an_event_of_every_kind_to_try():
    assert ONE_OF_EACH.keys() == set(Kind) == CLASSES.keys()


@pytest.mark.parametrize("kind", Kind)
def test_an_event_comes_back_from_its_canonical_content_as_it_was(vocabulary, kind):
    read = read_event(json.dumps({"kind": kind, **ONE_OF_EACH[kind]}).encode(), vocabulary)
    assert read.masked == ()
    assert json.loads(read.event.canonical) == read.event.document()
    assert stored_event(read.event.canonical) == read.event
    assert stored_event(read.event.canonical).canonical == read.event.canonical


@pytest.mark.parametrize("kind", Kind)
def test_an_event_without_its_day_or_with_a_key_too_many_is_refused_by_name(vocabulary, kind):
    given = ONE_OF_EACH[kind]
    first = next(iter(given))
    assert ("missing", "") in codes(vocabulary, {"kind": kind, **{key: given[key] for key in given if key != first}})
    assert codes(vocabulary, {"kind": kind, **given, "surplus": "x"}) == [("unknown_key", "")]


@pytest.mark.parametrize(
    ("value", "code", "place"),
    [
        (b"[]", "wrong_type", ""),
        (b"{}", "missing", ""),
        (b'{"kind": "vetoed"}', "unknown_value", "/kind"),
        (b'{"kind": 3}', "unknown_value", "/kind"),
        (b'{"kind": ["signed"]}', "unknown_value", "/kind"),
        (b'{"kind": "withdrawn", "on": "2026-01-01", "on": "2026-01-02"}', "duplicate_key", ""),
        (b'{"kind": "withdrawn", "on": null}', "null", "/on"),
        (b'{"kind": "withdrawn", "on": "2026-13-01"}', "not_a_date", "/on"),
        (b'{"kind": "withdrawn", "on": 1767225600}', "not_a_date", "/on"),
        (b'{"kind": "withdrawn", "on": "2026-01-01", "remark": " "}', "empty", "/remark"),
        (b'{"kind": "withdrawn", "on": "2026-01-01", "reference": "a\\nb"}', "wrong_form", "/reference"),
        (b'{"kind": "superseded", "on": "2026-01-01", "by": "d-1"}', "wrong_form", "/by"),
        (b"\xff", "not_utf8", ""),
        (b"{", "not_json", ""),
        (b"[" * 100_000, "too_deep", ""),
    ],
)
def test_what_is_no_event_is_refused_with_its_place(vocabulary, value, code, place):
    assert codes(vocabulary, value) == [(code, place)]


def test_the_advice_on_a_form_points_to_the_schema_of_events(vocabulary):
    (problem,) = problems(vocabulary, {"kind": "appealed", "on": "2026-05-02", "inTime": "surely"})
    assert "schema event" in problem.suggestion


def test_no_refusal_repeats_what_was_sent(vocabulary):
    for kind, given in ONE_OF_EACH.items():
        value = {"kind": kind, **given, "hemligt-ord": "hemligt-ord", "on": "hemligt-ord"}
        assert "hemligt-ord" not in str(problems(vocabulary, value))


def test_identity_numbers_are_masked_in_prose_and_the_place_is_told(vocabulary):
    value = {"kind": "signed", **signed(reasons=f"Se {NUMBER}.", conditions=["ett", f"två {NUMBER}"])}
    value["dissents"] = [{**CHIEF, "opinion": f"om {NUMBER}"}]
    read = read_event(json.dumps(value).encode(), vocabulary)
    assert NUMBER not in read.event.canonical.decode()
    assert {each.place for each in read.masked} == {"/reasons", "/conditions/1", "/dissents/0/opinion"}


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"kind": "communicated", "items": [item(reference=NUMBER)]}, "/items/0/reference"),
        ({"kind": "second_reader", "on": "2026-03-30", "name": NUMBER, "title": "t", "agrees": True}, "/name"),
        ({"kind": "withdrawn", "on": "2026-03-30", "reference": NUMBER}, "/reference"),
        ({"kind": "signed", **signed(letter={"language": "sv", "text": NUMBER, "digest": "x"})}, "/letter/text"),
        ({"kind": "withdrawn", "on": "2026-03-30", NUMBER: "x"}, "/<key 3>"),
    ],
)
def test_identity_numbers_anywhere_else_are_refused(vocabulary, value, place):
    assert ("personal_number", place) in codes(vocabulary, value)


def test_answers_are_those_of_the_process_and_of_nothing_else(vocabulary):
    def answered(**answers):
        return codes(vocabulary, {"kind": "steps", "on": "2026-04-01", "by": PERSON, "answers": answers})

    assert answered(violence="yes") == [("unknown_fact", "/answers")]
    assert answered(delegation="surely") == [("unknown_answer", "/answers/delegation")]


def test_nobody_can_send_the_evaluation_of_the_process(vocabulary):
    evaluated = {"profile": "p", "digest": "sha256:" + "0" * 64, "facts": {}, "steps": []}
    assert codes(vocabulary, {"kind": "signed", **signed(evaluated=evaluated)}) == [("unknown_key", "/evaluated")]
