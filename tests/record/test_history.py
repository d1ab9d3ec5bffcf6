"""What may follow what in a record."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from demokrativillkor.decision import Outcome
from demokrativillkor.errors import EventRefused
from demokrativillkor.record import State, departs, refuse_out_of_order, standing
from demokrativillkor.record.history import why_not
from demokrativillkor.record.parts import Decided
from tests.support.signing import (
    CHIEF,
    FAVOURABLE,
    PERSON,
    departed,
    eligible,
    event,
    heard,
    ineligible,
    item,
    signed,
    steps,
    undetermined,
)


@pytest.fixture(scope="module")
def case(rulebook):
    return ineligible(rulebook)


@pytest.fixture(scope="module")
def said(vocabulary, case):
    """The codes and places of what stands against an event after others."""

    def of(events, kind, **fields):
        in_case = fields.pop("case", case)
        return [(each.code, each.place) for each in why_not(event(vocabulary, kind, **fields), in_case, events)]

    return of


@pytest.fixture(scope="module")
def signature(vocabulary):
    return event(vocabulary, "signed", **signed())


LATE = {
    "communicated": {"items": [item()]},
    "reply": {"on": "2026-05-20", "channel": "letter", "final": True},
    "reply_period_passed": {"on": "2026-05-24"},
    "second_reader": {"on": "2026-05-30", **CHIEF, "agrees": True},
    "steps": {"on": "2026-05-01", "by": PERSON, "answers": {"delegation": "valid"}},
    "departed": {"on": "2026-05-01", "by": PERSON, "ground": "priority", "reasons": "Medlen räcker inte."},
    "signed": signed(),
    "withdrawn": {"on": "2026-05-03"},
}
AFTER = {
    "corrected": {"on": "2026-05-01", "by": CHIEF, "what": "Beloppet.", "why": "Ett skrivfel."},
    "appealed": {"on": "2026-05-02"},
    "superseded": {"on": "2026-06-01", "by": "d-" + "0" * 26},
}


@pytest.mark.parametrize("kind", LATE)
def test_after_the_signature_nothing_but_correction_appeal_and_another_decision_follows(said, signature, kind):
    assert said([signature], kind, **LATE[kind]) == [("already_signed", "")]


@pytest.mark.parametrize("kind", AFTER)
def test_correction_appeal_and_another_decision_follow_the_signature_in_any_order(said, signature, kind):
    assert said([signature], kind, **AFTER[kind]) == []


@pytest.mark.parametrize("kind", ["corrected", "appealed"])
def test_nothing_is_corrected_or_appealed_before_it_is_signed(said, kind):
    assert said([], kind, **AFTER[kind]) == [("not_signed", "")]


@pytest.mark.parametrize("ending", ["withdrawn", "superseded"])
@pytest.mark.parametrize("kind", {**LATE, **AFTER})
def test_a_withdrawn_or_superseded_record_takes_nothing_more(vocabulary, said, ending, kind):
    last = event(vocabulary, ending, **{**LATE, **AFTER}[ending])
    assert said([last], kind, **{**LATE, **AFTER}[kind]) == [("record_closed", "")]


def test_of_a_signed_decision_that_another_took_the_place_of_an_appeal_alone_is_recorded(vocabulary, said, signature):
    events = [signature, event(vocabulary, "superseded", **AFTER["superseded"])]
    assert said(events, "appealed", on="2026-06-02") == []
    assert said(events, "corrected", **AFTER["corrected"]) == [("record_closed", "")]
    assert standing([*events, event(vocabulary, "appealed", on="2026-06-02")]).state is State.SUPERSEDED


def test_an_answer_needs_something_that_was_sent(vocabulary, said):
    reply = {"channel": "letter", "final": True}
    assert said([], "reply", on="2026-03-20", **reply) == [("nothing_communicated", "")]
    secret = event(vocabulary, "communicated", items=[item(hearing="exempt_3", replyBy="2026-03-23")])
    assert said([secret], "reply", on="2026-03-20", **reply) == [("nothing_communicated", "")]
    sent = heard(vocabulary)[:1]
    assert said(sent, "reply", on="2026-03-20", **reply) == []
    assert said(sent, "reply", on="2026-03-01", **reply) == [("out_of_order", "/on")]


def test_an_oral_answer_is_not_noted_before_it_came(vocabulary, said):
    sent = heard(vocabulary)[:1]
    note = {"on": "2026-03-20", "channel": "telephone", "final": True, "notedBy": PERSON}
    assert said(sent, "reply", notedOn="2026-03-19", **note) == [("out_of_order", "/notedOn")]
    assert said(sent, "reply", notedOn="2026-03-20", **note) == []


def test_the_time_to_answer_is_over_the_day_after_its_last_day(vocabulary, said):
    sent = heard(vocabulary)[:1]
    assert said([], "reply_period_passed", on="2026-03-24") == [("nothing_communicated", "")]
    assert said(sent, "reply_period_passed", on="2026-03-23") == [("out_of_order", "/on")]
    assert said(sent, "reply_period_passed", on="2026-03-24") == []


@pytest.mark.parametrize(
    ("items", "code", "place"),
    [
        ([item(), item()], "duplicate_id", "/items/1/reference"),
        ([item(finding="F9")], "unknown_finding", "/items/0/finding"),
        ([item(hearing="not_needed")], "contradiction", "/items/0/replyBy"),
        ([item(replyBy="2026-03-01")], "out_of_order", "/items/0/replyBy"),
    ],
)
def test_an_item_that_contradicts_itself_or_the_case_is_refused(said, items, code, place):
    assert said([], "communicated", items=items) == [(code, place)]


def test_what_the_record_shows_is_for_nobody_to_answer(said):
    by = {"on": "2026-04-01", "by": PERSON}
    assert said([], "steps", answers={"hearing": "communicated"}, **by) == [("told_by_events", "/answers/hearing")]
    assert said([], "steps", answers={"delegation": "valid"}, **by) == []


def test_an_answer_that_contradicts_the_record_is_refused(vocabulary, said, case):
    oral = event(
        vocabulary, "reply", on="2026-03-20", channel="telephone", final=True, notedBy=PERSON, notedOn="2026-03-20"
    )
    by = {"on": "2026-04-01", "by": PERSON}
    events = [*heard(vocabulary)[:1], oral]
    refused = said(events, "steps", answers={"oralFactsDocumented": "no_such"}, **by)
    assert refused == [("contradicts_events", "/answers/oralFactsDocumented")]
    given = event(vocabulary, "steps", answers={"oralFactsDocumented": "no_such"}, **by)
    (told,) = why_not(given, case, events)
    assert told.suggestion == "answer documented, as it shows, or record the event that changes that"
    assert said(events, "steps", answers={"oralFactsDocumented": "documented"}, **by) == []
    assert said(events, "steps", answers={"oralFactsDocumented": "unknown"}, **by) == []


@pytest.mark.parametrize(
    ("fields", "code", "place"),
    [
        ({"decided": "stopped"}, "contradiction", "/decided"),
        ({"outcome": "favourable"}, "contradiction", "/outcome"),
        ({"deciders": [{**CHIEF, "chair": True}, {**PERSON, "chair": True}]}, "contradiction", "/deciders"),
        ({"letter": {"language": "sv", "text": "a", "digest": "sha256:" + "0" * 64}}, "wrong_digest", "/letter/digest"),
        ({"language": "en"}, "contradiction", "/letter/language"),
        ({"on": "2026-04-14"}, "out_of_order", "/on"),
    ],
)
def test_a_signature_that_contradicts_itself_or_its_stage_is_refused(said, vocabulary, fields, code, place):
    assert (code, place) in said([departed(vocabulary)], "signed", **signed(**fields))


def test_a_signature_comes_after_all_that_it_rests_on(vocabulary, said):
    later = steps(vocabulary, {"delegation": "valid"}, on="2026-04-21")
    assert said([later], "signed", **signed()) == [("out_of_order", "/on")]


def test_rules_that_have_ended_are_not_signed_under(case, vocabulary):
    ruleset = replace(case.ruleset, applies_to=date(2026, 4, 19))
    ended = replace(case, ruleset=ruleset)
    assert [each.code for each in why_not(event(vocabulary, "signed", **signed()), ended, [])] == ["rules_ended"]


def test_a_decision_is_not_corrected_or_appealed_before_the_day_it_was_signed(said, signature):
    corrected = {**AFTER["corrected"], "on": "2026-04-19"}
    assert said([signature], "corrected", **corrected) == [("out_of_order", "/on")]
    wrong = {"language": "sv", "text": "a", "digest": "sha256:" + "0" * 64}
    assert said([signature], "corrected", **AFTER["corrected"], letter=wrong) == [("wrong_digest", "/letter/digest")]


def test_departing_from_the_proposal_must_be_told_before_it_is_signed(rulebook, vocabulary, said):
    for_it, against, open_case = eligible(rulebook), ineligible(rulebook), undetermined(rulebook)
    outcomes = [each.proposal.outcome for each in (for_it, against, open_case)]
    assert outcomes == [Outcome.ELIGIBLE, Outcome.INELIGIBLE, Outcome.UNDETERMINED]
    part = {"decided": "granted_in_part"}
    differing = [
        (for_it, {}),
        (for_it, part),
        (against, FAVOURABLE),
        (against, part),
        (open_case, {}),
        (open_case, FAVOURABLE),
    ]
    for case, fields in differing:
        assert said([], "signed", case=case, **signed(**fields)) == [("not_departed", "")]
        assert said([departed(vocabulary)], "signed", case=case, **signed(**fields)) == []
    for case, fields in ((for_it, FAVOURABLE), (against, {})):
        assert said([], "signed", case=case, **signed(**fields)) == []
        assert not departs(event(vocabulary, "signed", **signed(**fields)), case)


def test_nothing_is_recorded_before_it_has_happened(case, vocabulary):
    reader = event(vocabulary, "second_reader", on="2026-03-30", **CHIEF, agrees=True)
    refuse_out_of_order(reader, case, [], today=reader.on)
    with pytest.raises(EventRefused, match="this day has not come yet"):
        refuse_out_of_order(reader, case, [], today=reader.on - timedelta(days=1))


@pytest.mark.parametrize(
    ("kind", "fields", "place"),
    [
        ("communicated", {"items": [item(), item(reference="dnr 2", on="2026-03-03")]}, "/items/1/on"),
        ("reply", {**LATE["reply"], "on": "2026-03-02", "notedOn": "2026-03-03"}, "/notedOn"),
        ("appealed", {"on": "2026-03-02", "forwardedOn": "2026-03-03"}, "/forwardedOn"),
    ],
)
def test_every_day_of_an_event_has_come_when_it_is_recorded(case, vocabulary, kind, fields, place):
    with pytest.raises(EventRefused) as refused:
        refuse_out_of_order(event(vocabulary, kind, **fields), case, [], today=date(2026, 3, 2))
    late = [each.place for each in refused.value.problems if "has not come yet" in each.message]
    assert late == [place]


def test_an_appeal_is_not_handed_over_before_it_came_in(said, signature):
    assert said([signature], "appealed", on="2026-05-02", forwardedOn="2026-05-01") == [
        ("out_of_order", "/forwardedOn")
    ]


def test_every_refusal_has_a_cause_and_a_remedy_and_repeats_nothing(case, vocabulary):
    later = steps(vocabulary, {"delegation": "valid"}, on="2026-04-21")
    problems = [*why_not(event(vocabulary, "signed", **signed(outcome="favourable")), case, [later])]
    assert len(problems) == 2
    for problem in problems:
        assert problem.message
        assert problem.suggestion
        assert "Beslutare" not in str(problem)


def test_what_is_for_the_organisation_is_favourable_and_all_else_adverse():
    favourable = {each for each in Decided if each.outcome == "favourable"}
    assert favourable == {"granted", "paid_out", "not_reclaimed", "status_granted"}
