"""What the record tells of the process, and whether a decision may be signed on it."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demokrativillkor.engine import Reference
from demokrativillkor.errors import EventRefused, SignatureBlocked
from demokrativillkor.record import State, may_sign, process_facts, sign, standing, steps_left, stored_event
from demokrativillkor.record.parts import Decided
from demokrativillkor.record.signing import steps_about
from demokrativillkor.ruleset import Status
from demokrativillkor.verdict import Verdict
from tests.support.signing import (
    CHIEF,
    FAVOURABLE,
    PERSON,
    REFERENCE,
    answers_for,
    applied,
    case_of,
    departed,
    eligible,
    event,
    finding,
    heard,
    ineligible,
    item,
    signed,
    steps,
)

PROFILES = ("process-state-authority", "process-municipality", "process-delegated-body")
STATE = PROFILES[0]


@pytest.fixture(scope="module")
def case(rulebook):
    return ineligible(rulebook)


@pytest.fixture(scope="module")
def profile(rulebook):
    return rulebook.ruleset(STATE)


@pytest.fixture(scope="module")
def ready(vocabulary, profile):
    """A record on which an adverse decision can be signed."""
    return [*heard(vocabulary), steps(vocabulary, answers_for(profile))]


@pytest.fixture(scope="module")
def signature(vocabulary):
    return event(vocabulary, "signed", **signed())


def codes(attempt):
    with pytest.raises(SignatureBlocked) as blocked:
        attempt()
    return {problem.code for problem in blocked.value.problems}


@pytest.mark.parametrize(("name", "decided"), [*product(PROFILES, (Decided.REFUSED, Decided.GRANTED))])
def test_every_process_rule_blocks_with_nothing_recorded_and_is_met_by_events_and_answers(
    rulebook, vocabulary, name, decided
):
    on_a_tip = finding(violence="yes")
    on_a_tip["evidence"] = [{"kind": "tip", "credibility": "low"}]
    bare, profile = case_of(rulebook, applied(on_a_tip)), rulebook.ruleset(name)
    nothing = steps_about(decided, profile, process_facts(bare, []), engine=Reference())
    assert nothing
    assert all(step.blocks for step in nothing)
    events = [*heard(vocabulary), steps(vocabulary, answers_for(profile))]
    signature = event(vocabulary, "signed", **signed(**(FAVOURABLE if decided is Decided.GRANTED else {})))
    facts = process_facts(ineligible(rulebook), events, signature)
    done = steps_about(decided, profile, facts, engine=Reference())
    assert [step.rule.id for step in done if step.blocks] == []
    assert {step.rule.id for step in done} == {step.rule.id for step in nothing}


@pytest.mark.parametrize("name", PROFILES)
def test_a_decision_is_signed_and_the_steps_are_kept_with_it(rulebook, vocabulary, case, signature, name):
    profile = rulebook.ruleset(name)
    under = replace(case, ruleset=replace(case.ruleset, process=name))
    events = [*heard(vocabulary), steps(vocabulary, answers_for(profile))]
    assert steps_left(Decided.REFUSED, under, profile, events) == ()
    done = sign(signature, under, profile, events, today=signature.on)
    assert done.evaluated.profile == name
    assert done.evaluated.digest == profile.digest
    assert {step.verdict for step in done.evaluated.steps} == {"met"}
    assert replace(done, evaluated=None) == signature
    assert stored_event(done.canonical) == done


def test_every_step_that_is_left_is_told_with_its_provision_quoted_in_both_languages(case, profile, signature):
    with pytest.raises(SignatureBlocked) as blocked:
        sign(signature, case, profile, [])
    problems = blocked.value.problems
    assert {problem.code for problem in problems} == {"step_unknown"}
    hearing = next(problem for problem in problems if "process-state-authority:hearing," in problem.message)
    assert "25 §" in hearing.explanation.sv
    assert "ge parten tillfälle att inom en bestämd tid yttra sig" in hearing.explanation.sv
    assert "section 25" in hearing.explanation.en
    assert "hearing" in hearing.suggestion


def test_a_step_that_is_not_done_blocks_as_one_that_is_not_known(vocabulary, case, profile, ready, signature):
    automated = steps(vocabulary, {"personSearch": "yes"})
    assert codes(lambda: sign(signature, case, profile, [*ready, automated])) == {"step_not_done"}


@pytest.mark.parametrize("status", [Status.PROPOSAL, Status.TEMPLATE, Status.NEVER_IN_FORCE])
def test_nothing_is_signed_under_rules_without_legal_force(case, profile, ready, signature, status):
    without = replace(case, ruleset=replace(case.ruleset, status=status))
    assert codes(lambda: sign(signature, without, profile, ready)) == {"no_legal_force"}


def test_nothing_is_signed_where_the_rules_name_no_process_or_another(rulebook, case, profile, ready, signature):
    unnamed = replace(case, ruleset=replace(case.ruleset, process=None))
    assert codes(lambda: sign(signature, unnamed, profile, ready)) == {"no_process_profile"}
    assert codes(lambda: sign(signature, case, None, ready)) == {"no_process_profile"}
    other = rulebook.ruleset("process-municipality")
    assert codes(lambda: sign(signature, case, other, ready)) == {"no_process_profile"}
    early = replace(signature, on=signature.on.replace(year=2017))
    assert codes(lambda: may_sign(early, case.ruleset, profile, {})) == {"no_process_profile"}
    empty = replace(profile, rules=())
    assert codes(lambda: may_sign(signature, case.ruleset, empty, {})) == {"no_process_profile"}


def test_what_is_decided_in_part_must_meet_the_rules_for_and_against(profile):
    def rules(decided):
        return {step.rule.id for step in steps_about(decided, profile, {}, engine=Reference())}

    assert rules(Decided.GRANTED_IN_PART) == rules(Decided.GRANTED) | rules(Decided.REFUSED)


def test_the_history_is_held_before_the_steps(rulebook, vocabulary, profile, ready):
    favourable = event(vocabulary, "signed", **signed(**FAVOURABLE))
    with pytest.raises(EventRefused, match="differs from what the rules propose"):
        sign(favourable, ineligible(rulebook), profile, ready)
    assert sign(favourable, eligible(rulebook), profile, ready).outcome == "favourable"


@pytest.mark.parametrize(
    ("hearings", "told"),
    [
        (["communicated", "communicated"], "communicated"),
        (["communicated", "not_needed"], "not_needed"),
        (["not_needed", "exempt_3"], "exempt_3"),
        (["exempt_3", "exempt_2"], "exempt_2"),
        (["exempt_2", "limited_secrecy"], "limited_secrecy"),
    ],
)
def test_the_hearing_is_that_of_all_items_together(vocabulary, case, hearings, told):
    each = [
        {"reference": reference, "hearing": hearing, "on": "2026-03-02"}
        for reference, hearing in zip((REFERENCE, "dnr 2"), hearings, strict=True)
    ]
    facts = process_facts(case, [event(vocabulary, "communicated", items=each)])
    assert facts["hearing"] == told
    assert facts.get("hearingReasonNoted") == (None if told == "communicated" else "no")


def test_an_exception_is_noted_when_each_has_reason_and_name(vocabulary, case):
    def noted(**fields):
        items = [{"reference": REFERENCE, "hearing": "exempt_2", "on": "2026-03-02", **fields}]
        return process_facts(case, [event(vocabulary, "communicated", items=items)])["hearingReasonNoted"]

    assert noted(reason="Medlen skulle föras bort.") == "no"
    assert noted(decidedBy=CHIEF) == "no"
    assert noted(reason="Medlen skulle föras bort.", decidedBy=CHIEF) == "yes"


def test_evidence_nobody_was_heard_about_leaves_the_hearing_unknown(vocabulary, case):
    other = event(vocabulary, "communicated", items=[item(reference="dnr 9")])
    assert "hearing" not in process_facts(case, [other])
    whole = event(vocabulary, "communicated", items=[item(reference="dnr 9", finding="F1")])
    assert process_facts(case, [whole])["hearing"] == "communicated"


def test_the_time_to_answer_follows_the_events(vocabulary, case):
    def told(*events):
        return process_facts(case, events).get("replyTime")

    sent, answer = heard(vocabulary)
    passed = event(vocabulary, "reply_period_passed", on="2026-03-24")
    partial = replace(answer, final=False)
    assert told() is None
    assert told(sent) == "running"
    assert (
        told(
            event(vocabulary, "communicated", items=[{key: value for key, value in item().items() if key != "replyBy"}])
        )
        == "not_set"
    )
    assert told(sent, partial) == "running"
    assert told(sent, partial, passed) == "answered"
    assert told(sent, answer) == "answered"
    assert told(sent, passed) == "expired"
    assert told(sent, answer, sent) == "running"
    assert told(sent, answer, sent, passed) == "answered"
    exempt = event(vocabulary, "communicated", items=[{"reference": "a", "hearing": "exempt_3", "on": "2026-03-02"}])
    assert told(exempt) == "nothing_communicated"


def test_an_oral_answer_nobody_noted_is_told_as_such_and_an_answer_cannot_hide_it(vocabulary, case):
    oral = event(vocabulary, "reply", on="2026-03-20", channel="meeting", final=True)
    noted = replace(
        oral,
        noted_by=event(vocabulary, "departed", on="2026-03-20", by=PERSON, ground="waiver", reasons="x").by,
        noted_on=oral.on,
    )
    before = [heard(vocabulary)[0], steps(vocabulary, {"oralFactsDocumented": "no_such"})]
    assert process_facts(case, before)["oralFactsDocumented"] == "no_such"
    assert process_facts(case, [before[0], oral])["oralFactsDocumented"] == "not_documented"
    assert "oralFactsDocumented" not in process_facts(case, [*before, noted])
    after = steps(vocabulary, {"oralFactsDocumented": "documented"})
    assert process_facts(case, [*before, noted, after])["oralFactsDocumented"] == "documented"


def test_several_deciders_have_one_chair(vocabulary, case):
    def told(*deciders, **fields):
        return process_facts(case, [], event(vocabulary, "signed", **signed(deciders=list(deciders), **fields)))

    assert told(CHIEF)["decidedBy"] == "one_person"
    assert told(CHIEF, PERSON)["recordDeciders"] == "no"
    both = told({**CHIEF, "chair": True}, PERSON, dissents=[{**PERSON, "opinion": "Nej."}])
    assert (both["decidedBy"], both["recordDeciders"], both["dissent"]) == ("several_persons", "yes", "recorded")


def test_a_finding_resting_on_a_tip_or_on_what_was_fetched_later_lacks_evidence(rulebook, signature):
    def told(**evidence):
        given = finding(violence="yes")
        given["evidence"][0] |= evidence
        return process_facts(case_of(rulebook, applied(given)), [], signature)

    assert told()["findingsEvidence"] == "all"
    assert told()["sourcesAssessed"] == "yes"
    assert told(kind="tip")["findingsEvidence"] == "some_lack"
    assert told(retrievedOn="2026-04-21")["findingsEvidence"] == "some_lack"


POOL = (
    ("communicated", {"items": [item()]}),
    ("communicated", {"items": [item(reference="dnr 7", hearing="limited_secrecy")]}),
    ("reply", {"on": "2026-03-20", "channel": "letter", "final": True}),
    ("reply", {"on": "2026-03-20", "channel": "telephone", "final": True}),
    ("reply_period_passed", {"on": "2026-03-24"}),
    ("second_reader", {"on": "2026-03-30", **CHIEF, "agrees": True}),
    ("departed", {"on": "2026-04-01", "by": PERSON, "ground": "priority", "reasons": "x"}),
)


@settings(max_examples=60, deadline=None)
@given(nth=st.integers(0, 999), others=st.lists(st.sampled_from(POOL), max_size=5))
def test_no_event_but_an_answer_lets_a_decision_be_signed_that_waits_for_an_answer(
    nth, others, vocabulary, profile, case, signature
):
    answers = answers_for(profile)
    decides = {fact for step in steps_about(Decided.REFUSED, profile, {}, engine=Reference()) for fact in step.facts}
    told_by_other_events = {
        "sourcesAssessed",
        "oralFactsDocumented",
        "secretContentConveyed",
        "dissentInNotice",
        "helpGiven",
    }
    alternatives = {"reasonsMayBeOmitted", "applicationComplete"}
    waiting = sorted((answers.keys() & decides) - told_by_other_events - alternatives)
    left_out = waiting[nth % len(waiting)]
    events = [
        *heard(vocabulary),
        steps(
            vocabulary,
            {k: v for k, v in answers.items() if k != left_out and k not in alternatives | {"helpGiven"}}
            | {"applicationComplete": "yes"},
        ),
    ]
    for kind, fields in others:
        events.append(event(vocabulary, kind, **fields))
    facts = process_facts(case, events, signature)
    blocked = [step for step in steps_about(Decided.REFUSED, profile, facts, engine=Reference()) if step.blocks]
    assert blocked
    running = facts.get("replyTime") == "running"  # then there is no answer to consider yet
    assert any(left_out in step.facts for step in blocked) or (left_out == "replyConsidered" and running)


def test_how_a_record_stands(vocabulary, signature):
    sent, answer = heard(vocabulary)
    later = {"on": "2026-05-02"}
    assert standing([]).state is State.OPEN
    assert standing([sent]).state is State.AWAITING_REPLY
    assert standing([sent]).document()["replyBy"] == "2026-03-23"
    assert standing([sent, answer]).state is State.HEARD
    done = standing([sent, answer, departed(vocabulary), signature])
    assert done.document() | {"state": "signed"} == done.document()
    assert (done.document()["outcome"], done.departed, done.reply_by) == ("adverse", True, None)
    assert standing([signature, event(vocabulary, "appealed", **later)]).state is State.APPEALED
    assert standing([event(vocabulary, "withdrawn", **later)]).state is State.WITHDRAWN
    last = event(vocabulary, "superseded", by="d-" + "0" * 26, **later)
    assert standing([signature, last]).superseded_by == "d-" + "0" * 26
    read = event(vocabulary, "second_reader", on="2026-03-30", **CHIEF, agrees=False)
    assert standing([read]).second_reader is False


def test_the_proposal_is_told_apart_from_what_is_signed(case, signature):
    assert case.proposal.outcome == "ineligible"
    assert not hasattr(signature, "proposal")
    assert case.proposal.obstacles == {"F1": Verdict.MET}
