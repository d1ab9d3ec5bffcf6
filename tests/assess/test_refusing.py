"""What is refused instead of decided, and in what words."""

import pytest

from demokrativillkor.application import StoppedReason
from demokrativillkor.assess import assess
from demokrativillkor.errors import InputRejected
from demokrativillkor.rulefiles.sources import normalised
from tests.support.builders import application, finding

SHOWN = {"established": "shown", "actor": "board_member", "context": "event"}


@pytest.mark.parametrize("reason", StoppedReason)
def test_a_stopped_reason_is_refused_with_a_cited_explanation_in_both_languages(proposal, reason):
    with pytest.raises(InputRejected) as refused:
        assess(application(reliesOn=[reason.value]), proposal)
    (problem,) = refused.value.problems
    assert problem.code == "stopped_reason"
    assert problem.place == "/reliesOn/0"
    assert problem.message.startswith(f"no assessment may rest on {reason.value} (Administrative Procedure Act")
    assert "5 § andra stycket förvaltningslagen (2017:900): ”" in problem.explanation.sv
    assert "section 5, second paragraph: “" in problem.explanation.en


def test_every_stopped_reason_quotes_the_procedure_act_word_for_word(proposal, rules):
    section = rules.sources.by_id["sfs-2017-900"].sections["5 § andra stycket"]
    for stopped in proposal.stopped_reasons.values():
        assert normalised(stopped.citation.quote) in section


def test_doctrine_cites_the_supreme_administrative_court_without_quoting_what_was_not_seen(proposal):
    cited = [citation.cite.sv for citation in proposal.stopped_reasons["religious_doctrine"].also]
    assert "HFD 2013 ref. 72" in cited
    assert all(citation.quote is None for citation in proposal.stopped_reasons["religious_doctrine"].also)


def test_every_stopped_reason_is_listed_at_once(proposal):
    with pytest.raises(InputRejected) as refused:
        assess(application(reliesOn=["opinion", "affiliation_only"]), proposal)
    assert [problem.place for problem in refused.value.problems] == ["/reliesOn/0", "/reliesOn/1"]


def test_nothing_but_an_opinion_beside_a_met_obstacle_is_a_contradiction(proposal, engine):
    app = application(finding("F0"), finding("F1", **SHOWN, threat="yes", opinionOnly="yes"))
    with pytest.raises(InputRejected) as refused:
        assess(app, proposal, engine=engine)
    (problem,) = refused.value.problems
    assert problem.code == "opinion_beside_obstacle"
    assert problem.place == "/findings/1/facts/opinionOnly"
    assert "while sou-2019-35:1 is met (SOU 2019:35, condition 1)" in problem.message
    assert "(SOU 2019:35, villkor 1)" in problem.explanation.sv


@pytest.mark.parametrize(
    "facts",
    [
        {"opinionOnly": "yes", "otherLimbs": "no"},
        {"opinionOnly": "yes", "threat": "yes", "established": "not_shown"},
        {"opinionOnly": "no", "threat": "yes"},
        {"opinionOnly": "unknown", "threat": "yes"},
    ],
)
def test_an_opinion_without_a_met_obstacle_is_decided(proposal, engine, facts):
    decision = assess(application(finding("F1", **(SHOWN | facts))), proposal, engine=engine)
    assert decision.findings[0].evaluations
