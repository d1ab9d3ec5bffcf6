"""A person's closing of an investigation: an edit that only ever counts for the organisation."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demokrativillkor.application import JudgeRole
from demokrativillkor.assess import assess, close_investigation
from demokrativillkor.decision import Outcome
from demokrativillkor.engine import Reference
from demokrativillkor.errors import InputRejected
from demokrativillkor.intake import read_application
from demokrativillkor.rule import Scope
from demokrativillkor.verdict import Verdict
from tests.support.builders import ALL_REVIEWED, application, finding

SHOWN = {"established": "shown", "actor": "board_member", "context": "event"}


def close(app, proposal):
    return close_investigation(
        app, proposal, by=JudgeRole.INVESTIGATOR, on=date(2026, 3, 20), reason="Inget mer kan utredas."
    )


def test_closing_writes_into_each_open_fact_and_records_who_when_and_why(proposal):
    app = application(
        finding(
            "F1", established="not_investigated", actor="spokesperson", context="event", violence="yes", otherLimbs="no"
        ),
        examinations=ALL_REVIEWED,
    )
    closed = close(app, proposal)
    assert closed.findings[0].facts["established"] == "not_shown"
    assert closed.findings[0].facts["attributed"] == "no"
    (closing,) = closed.closings
    assert closing.wrote == {"F1": {"established": "not_shown", "attributed": "no"}}
    assert (closing.by, closing.on, closing.reason) == (
        JudgeRole.INVESTIGATOR,
        date(2026, 3, 20),
        "Inget mer kan utredas.",
    )
    assert assess(app, proposal).outcome is Outcome.UNDETERMINED
    assert assess(closed, proposal).outcome is Outcome.ELIGIBLE


def test_the_engine_never_sees_the_closing(proposal):
    closed = close(application(finding("F1", **SHOWN, threat="unknown", otherLimbs="no")), proposal)
    by_hand = application(finding("F1", **SHOWN, threat="no", otherLimbs="no"))
    assert [f.evaluations for f in _documents(closed, proposal)] == [
        f.evaluations for f in _documents(by_hand, proposal)
    ]


def _documents(app, proposal):
    return assess(app, proposal, engine=Reference()).findings


def test_what_is_settled_is_left_alone_and_no_closing_is_recorded_where_nothing_was_open(proposal):
    settled = finding("F1", actor="member"), finding("F2", **SHOWN, violence="yes")
    app = application(*settled)
    assert close(app, proposal) == app
    closed = close(application(*settled, finding("F3", **SHOWN, threat="unknown", otherLimbs="no")), proposal)
    assert closed.findings[:2] == app.findings
    assert closed.closings[0].wrote == {"F3": {"threat": "no"}}


def test_what_a_closing_made_is_read_again(proposal, vocabulary):
    closed = close(application(finding("F1", actor="spokesperson")), proposal)
    assert read_application(closed.canonical, vocabulary).application.closings == closed.closings


def test_a_fact_whose_closing_would_count_against_the_organisation_must_be_judged(proposal):
    app = application(
        finding("F0", actor="member"),
        finding("F1", **SHOWN, discrimination="yes", legitimateAim="yes", suitable="yes", otherLimbs="no"),
    )
    with pytest.raises(InputRejected) as refused:
        close(app, proposal)
    (problem,) = refused.value.problems
    assert problem.place == "/findings/1/facts/necessary"
    assert str(problem).endswith(
        "the investigation cannot be closed while necessary is open: no answer to it is safe to assume; "
        "let a person judge it"
    )


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_closing_never_makes_an_obstacle_and_leaves_no_finding_open(proposal, data):
    facts = {
        each.id: st.sampled_from([*each.tokens, "unknown"])
        for each in proposal.facts
        if each.scope is Scope.FINDING and each.id != "opinionOnly"
    }
    given = data.draw(st.fixed_dictionaries({}, optional=facts))
    app = application(finding("F1", **given))
    before = assess(app, proposal, engine=Reference()).findings[0].obstacle
    try:
        after = assess(close(app, proposal), proposal, engine=Reference()).findings[0].obstacle
    except InputRejected:
        return
    assert after is not Verdict.UNKNOWN
    if after is Verdict.MET:
        assert before is Verdict.MET
