"""Whole applications, on every engine."""

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import permutations, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demokrativillkor.application import Application, Examination
from demokrativillkor.assess import assess, assessing
from demokrativillkor.canonical import canonical_bytes
from demokrativillkor.decision import Outcome, OutcomeReason, WarningCode
from demokrativillkor.engine import Reference
from demokrativillkor.errors import NotCovered
from demokrativillkor.rule import Effect, Scope, SetAside
from demokrativillkor.ruleset import Limb
from demokrativillkor.verdict import Verdict
from tests.support.builders import (
    ALL_REVIEWED,
    EXAMINED,
    SHOWN,
    TEXT,
    application,
    document,
    fact,
    finding,
    is_yes,
    judgement,
    rule,
    ruleset,
    set_aside,
)

# The applicant's own grounds


def test_what_is_demanded_of_the_examination_is_remembered_as_what_it_is_also_where_it_was_given_as_text(proposal):
    app = application(examinations=dict.fromkeys(ALL_REVIEWED, "declared"))
    assessing._examined_from.cache_clear()
    for required in ("reviewed", Examination.REVIEWED):
        examined = assess(app, proposal, engine=Reference(), examination_required=required).examined
        assert examined.required is Examination.REVIEWED


@pytest.mark.parametrize("required", [Examination.DECLARED, Examination.REVIEWED])
@pytest.mark.parametrize("statuses", list(product([*Examination, None], repeat=4)))
def test_without_findings_the_outcome_is_eligible_exactly_when_every_ground_is_examined_enough(
    proposal, statuses, required
):
    examinations = {f"ground_{n}": status for n, status in enumerate(statuses, 1) if status}
    decision = assess(
        application(examinations=examinations), proposal, engine=Reference(), examination_required=required
    )
    enough = (
        {Examination.REVIEWED} if required is Examination.REVIEWED else {Examination.DECLARED, Examination.REVIEWED}
    )
    if all(status in enough for status in statuses):
        assert (decision.outcome, decision.outcome_reason) == (Outcome.ELIGIBLE, OutcomeReason.NO_OBSTACLE)
    else:
        assert (decision.outcome, decision.outcome_reason) == (Outcome.UNDETERMINED, OutcomeReason.NOT_EXAMINED)
    assert decision.document()["examination"]["required"] == required


def test_a_met_obstacle_decides_although_grounds_are_not_examined(proposal, engine):
    decision = assess(application(finding("F1", **SHOWN, violence="yes")), proposal, engine=engine)
    assert (decision.outcome, decision.outcome_reason) == (Outcome.INELIGIBLE, OutcomeReason.OBSTACLE)


# One meaning, whoever evaluates and however it is written


def shuffled(value, random):
    if isinstance(value, dict):
        items = [(key, shuffled(item, random)) for key, item in value.items()]
        random.shuffle(items)
        return dict(items)
    return [shuffled(item, random) for item in value] if isinstance(value, list) else value


def test_the_order_of_findings_and_keys_changes_no_byte(proposal, engine):
    findings = [
        finding("F1", **SHOWN, violence="yes", otherLimbs="no"),
        finding("F2", **SHOWN, promotes="yes"),
        finding("F3", actor="member"),
    ]
    expected = assess(application(*findings, examinations=ALL_REVIEWED), proposal, engine=engine)
    for order in permutations(findings):
        for seed in range(5):
            written = shuffled(document(*order, examinations=ALL_REVIEWED), Random(seed))
            again = assess(Application.from_document(json.dumps(written).encode()), proposal, engine=engine)
            assert again.canonical == expected.canonical


def test_the_canonical_decision_names_no_engine_no_library_and_no_clock(proposal, engine):
    clock = datetime(2026, 4, 15, 12, tzinfo=timezone(timedelta(hours=2)))
    app = application(finding("F1", **SHOWN, threat="yes"))
    decision = assess(app, proposal, engine=engine, evaluated_at=clock)
    assert decision.canonical == assess(app, proposal, engine=Reference()).canonical
    assert decision.provenance.document()["evaluatedAt"] == "2026-04-15T10:00:00Z"
    assert decision.provenance.engine == engine.name
    for word in (b"durable", b"software", b"evaluated", b"engine"):
        assert word not in decision.canonical


ANSWERS = st.sampled_from(["yes", "no", "unknown"])


def random_findings(proposal):
    answers = {
        each.id: st.sampled_from([*each.tokens, *(value.token for value in each.unknown_tokens), "unknown"])
        for each in proposal.facts
        if each.scope is Scope.FINDING and each.id != "opinionOnly"
    }
    facts = st.fixed_dictionaries({}, optional=answers)
    one = st.builds(lambda given, other: (given, other), facts, st.sampled_from([None, "no"]))
    return st.lists(one, max_size=4)


def as_application(findings, examinations):
    listed = [
        finding(f"F{n}", **given, **({"otherLimbs": other} if other else {}))
        for n, (given, other) in enumerate(findings)
    ]
    return application(*listed, examinations=examinations)


EXAMINATIONS = st.fixed_dictionaries(
    {}, optional={f"ground_{n}": st.sampled_from(list(Examination)) for n in range(1, 5)}
)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_the_canonical_bytes_are_those_of_the_whole_document(proposal, data):
    app = as_application(data.draw(random_findings(proposal)), data.draw(EXAMINATIONS))
    decision = assess(app, proposal)
    assert decision.canonical == canonical_bytes(decision.document())


def settled_by_role(actor, proposal):
    return proposal.attribution.default_for(actor) or proposal.limb_of_actor.get(actor, "own") != "own"


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_refining_the_facts_of_an_application_never_changes_a_definite_outcome(proposal, data):
    """An absent or unknown answer gets a value, or an examination comes to suffice; the default for a role is known."""
    findings, examinations = data.draw(random_findings(proposal)), data.draw(EXAMINATIONS)
    before = assess(as_application(findings, examinations), proposal, engine=Reference()).outcome
    refined = [(dict(facts), other) for facts, other in findings]
    for facts, other in refined:
        for each in proposal.facts:
            default = each.id == "attributed" and settled_by_role(facts.get("actor"), proposal)
            filled = other == "no" and each.limb
            unknown = each.label_of(facts.get(each.id, "")) is None or facts[each.id] not in each.tokens
            settled = each.id not in facts and (filled or default)
            open_to_refinement = each.scope is Scope.FINDING and each.id != "opinionOnly" and unknown and not settled
            if open_to_refinement and data.draw(st.booleans()):
                facts[each.id] = data.draw(st.sampled_from(each.tokens))
    later = {**examinations, **{ground: "reviewed" for ground in ALL_REVIEWED if data.draw(st.booleans())}}
    after = assess(as_application(refined, later), proposal, engine=Reference()).outcome
    if before is not Outcome.UNDETERMINED:
        assert after is before


def test_two_half_true_findings_do_not_add_up_to_one(proposal, engine):
    decision = assess(
        application(
            finding(
                "F1", established="shown", actor="board_member", context="private", violence="yes", otherLimbs="no"
            ),
            finding(
                "F2", established="not_shown", actor="board_member", context="event", violence="yes", otherLimbs="no"
            ),
            examinations=ALL_REVIEWED,
        ),
        proposal,
        engine=engine,
    )
    assert decision.outcome is Outcome.ELIGIBLE
    assert SetAside.NOT_ATTRIBUTED in set_aside(decision, "F1")
    assert SetAside.NOT_SHOWN in set_aside(decision, "F2")


def test_one_step_of_refinement_never_changes_a_definite_verdict_on_a_finding(proposal):
    """Every state of proof, actor, attribution, context and one limb; every answer that an unknown one may get."""
    options = {
        "established": (None, "unknown", "shown", "not_shown"),
        "actor": (None, "unknown", "board_member", "member", "invited_guest", "partner_organisation"),
        "attributed": (None, "unknown", "yes", "no"),
        "context": (None, "event", "private"),
        "violence": (None, "yes", "no"),
    }

    def obstacle(state):
        facts = {name: token for name, token in state.items() if token is not None}
        return assess(application(finding("F1", **facts)), proposal, engine=Reference()).findings[0].obstacle

    verdicts = {
        combination: obstacle(dict(zip(options, combination, strict=True)))
        for combination in product(*options.values())
    }
    steps = 0
    for combination, before in verdicts.items():
        state = dict(zip(options, combination, strict=True))
        for name, token in state.items():
            known_by_role = name == "attributed" and token is None and settled_by_role(state["actor"], proposal)
            if before is Verdict.UNKNOWN or token not in (None, "unknown") or known_by_role:
                continue
            for answer in (each for each in options[name] if each not in (None, "unknown")):
                after = verdicts[tuple((state | {name: answer}).values())]
                assert after is before, (state, name, answer)
                steps += 1
    assert steps > 1000


# What is decisive, and what is set aside


def exception_rule():
    return rule("exception", None, Effect.EXCEPTION, factors=("distanced",))


def with_exception():
    return ruleset(
        [rule("1", is_yes("violence")), exception_rule()],
        [fact("violence"), fact("distanced", scope=Scope.EXCEPTION)],
    )


@pytest.mark.parametrize(
    ("facts", "exception", "outcome", "reason"),
    [
        ([{"violence": "yes"}], None, Outcome.UNDETERMINED, OutcomeReason.SPECIAL_REASONS_OPEN),
        ([{"violence": "yes"}], ("granted", ["F0"]), Outcome.ELIGIBLE, OutcomeReason.EXCEPTION_GRANTED),
        ([{"violence": "yes"}], ("refused", ["F0"]), Outcome.INELIGIBLE, OutcomeReason.OBSTACLE),
        ([{"violence": "yes"}], ("granted", []), Outcome.UNDETERMINED, OutcomeReason.SPECIAL_REASONS_OPEN),
        (
            [{"violence": "yes"}, {"violence": "yes"}],
            ("granted", ["F0"]),
            Outcome.UNDETERMINED,
            OutcomeReason.SPECIAL_REASONS_OPEN,
        ),
        ([{"violence": "yes"}, {}], ("granted", ["F0"]), Outcome.UNDETERMINED, OutcomeReason.SPECIAL_REASONS_OPEN),
        ([{"violence": "yes"}, {}], ("granted", ["F0", "F1"]), Outcome.ELIGIBLE, OutcomeReason.EXCEPTION_GRANTED),
        (
            [{"violence": "yes"}, {"violence": "no"}],
            ("granted", ["F0"]),
            Outcome.ELIGIBLE,
            OutcomeReason.EXCEPTION_GRANTED,
        ),
        ([{}], None, Outcome.UNDETERMINED, OutcomeReason.FACTS_MISSING),
        ([], ("refused", []), Outcome.ELIGIBLE, OutcomeReason.NO_OBSTACLE),
    ],
)
def test_an_exception_lifts_what_it_covers_and_waits_for_what_it_does_not(engine, facts, exception, outcome, reason):
    findings = [finding(f"F{n}", **each) for n, each in enumerate(facts)]
    fields = {"exception": judgement(*exception)} if exception else {}
    decision = assess(application(*findings, examinations=EXAMINED, **fields), with_exception(), engine=engine)
    assert (decision.outcome, decision.outcome_reason) == (outcome, reason)


def test_a_finding_lifted_by_the_exception_is_set_aside_as_excepted(engine):
    app = application(
        finding("F1", violence="yes"),
        finding("F2"),
        exception=judgement("granted", ["F1", "F2"]),
        examinations=EXAMINED,
    )
    decision = assess(app, with_exception(), engine=engine)
    assert set_aside(decision, "F1") == set_aside(decision, "F2") == {SetAside.EXCEPTED}
    assert decision.document()["exception"] == {
        "verdict": "met",
        "judgement": {"by": "decision_maker", "on": "2026-03-30", "outcome": "granted", "covers": ["F1", "F2"]},
    }


def test_factors_are_never_counted(engine):
    def decided(**factors):
        given = judgement("granted", ["F1"]) | {"factors": factors}
        app = application(finding("F1", violence="yes"), exception=given, examinations=EXAMINED)
        return assess(app, with_exception(), engine=engine)

    assert decided(distanced="no").outcome is decided(distanced="yes").outcome is decided().outcome


def test_under_rules_without_an_exception_a_judgement_is_not_used_and_that_is_said(proposal, engine):
    app = application(finding("F1", **SHOWN, violence="yes"), exception=judgement("granted", ["F1"]))
    decision = assess(app, proposal, engine=engine)
    assert decision.outcome is Outcome.INELIGIBLE
    assert WarningCode.EXCEPTION_NOT_IN_ACT in {warning.code for warning in decision.warnings}
    recorded = {"by": "decision_maker", "on": "2026-03-30", "outcome": "granted", "covers": ["F1"]}
    assert decision.document()["exception"] == {"verdict": "not_met", "judgement": recorded}


def test_in_an_ineligible_application_what_is_open_is_set_aside_because_another_rule_decided(proposal, engine):
    app = application(finding("F1", **SHOWN, violence="yes", otherLimbs="no"), finding("F2", **SHOWN, threat="unknown"))
    decision = assess(app, proposal, engine=engine)
    first, second = (each.evaluations for each in decision.findings)
    assert [each.decisive for each in first] == [True, False, False, False]
    assert [each.decisive for each in second] == [False] * 4
    assert set_aside(decision, "F2") == {SetAside.OTHER_RULE_DECIDED}


def test_in_an_undetermined_application_exactly_what_is_open_is_decisive(proposal, engine):
    decision = assess(application(finding("F1", **SHOWN, otherLimbs="no", threat="unknown")), proposal, engine=engine)
    assert [each.decisive for each in decision.findings[0].evaluations] == [True, False, False, False]
    assert decision.findings[0].evaluations[0].open_facts == ("threat",)


def test_in_an_eligible_application_everything_is_decisive(proposal, engine):
    decision = assess(application(finding("F1", actor="member"), examinations=ALL_REVIEWED), proposal, engine=engine)
    assert decision.outcome is Outcome.ELIGIBLE
    assert all(each.decisive for each in decision.findings[0].evaluations)


# Limbs, grant forms, recipients


@pytest.mark.parametrize(
    "actor", ["partner_organisation", "partner_representative", "congregation", "member_association"]
)
def test_conduct_under_a_limb_that_the_rules_lack_is_set_aside(proposal, engine, actor):
    app = application(
        finding("F1", established="shown", context="event", violence="yes", actor=actor), examinations=ALL_REVIEWED
    )
    decision = assess(app, proposal, engine=engine)
    assert decision.outcome is Outcome.ELIGIBLE
    assert set_aside(decision) == {SetAside.LIMB_ABSENT}
    assert {each.decisive_facts for each in decision.findings[0].evaluations} == {("actor",)}


@pytest.mark.parametrize(
    ("attributed", "outcome"),
    [("yes", Outcome.INELIGIBLE), ("no", Outcome.ELIGIBLE), ("unknown", Outcome.UNDETERMINED)],
)
def test_a_persons_judgement_that_the_act_is_the_organisations_own_goes_before_the_actors_limb(
    proposal, engine, attributed, outcome
):
    facts = {"established": "shown", "context": "event", "violence": "yes", "otherLimbs": "no"}
    one = finding("F1", actor="partner_organisation", attributed=attributed, **facts)
    assert assess(application(one, examinations=ALL_REVIEWED), proposal, engine=engine).outcome is outcome


def test_a_partners_act_that_is_judged_not_to_be_the_organisations_is_out_of_reach(proposal, engine):
    facts = {"established": "shown", "context": "event", "violence": "yes", "otherLimbs": "no"}
    decision = assess(
        application(finding("F1", actor="partner_organisation", attributed="no", **facts)), proposal, engine=engine
    )
    assert set_aside(decision) == {SetAside.LIMB_ABSENT}


def limited_to_forms():
    actor = fact("actor", ("organisation", "partner"))
    partner = replace(actor, values=(actor.values[0], replace(actor.values[1], limb="partner")))
    return ruleset(
        [rule("1", is_yes("violence")), rule("2", is_yes("threat"), grant_forms=("project",))],
        [partner, fact("violence"), fact("threat")],
        grant_forms={"project": TEXT, "operation": TEXT},
        limbs=(Limb(id="own"), Limb(id="partner", grant_forms=("project",))),
    )


def test_a_limb_that_exists_for_one_grant_form_is_absent_in_the_other(engine):
    def decided(form):
        app = application(finding("F1", actor="partner", violence="yes"), grantForm=form, examinations=EXAMINED)
        return assess(app, limited_to_forms(), engine=engine)

    assert decided("project").outcome is Outcome.INELIGIBLE
    assert decided("operation").outcome is Outcome.ELIGIBLE
    assert SetAside.LIMB_ABSENT in set_aside(decided("operation"))


def test_a_rule_that_is_not_in_force_for_the_form_is_set_aside_and_its_ground_needs_no_examination(engine):
    app = application(finding("F1", threat="yes", violence="no"), grantForm="operation", examinations=EXAMINED)
    decision = assess(app, limited_to_forms(), engine=engine)
    assert decision.outcome is Outcome.ELIGIBLE
    assert decision.findings[0].evaluations[1].set_aside_because is SetAside.NOT_IN_FORCE_FOR_FORM
    assert [ground.ground for ground in decision.examined.grounds] == ["ground_1"]


@pytest.mark.parametrize("form", [None, "unheard_of"])
def test_without_a_grant_form_that_the_rules_have_nothing_is_decided(form):
    fields = {"grantForm": form} if form else {}
    words = "it has no such grant form" if form else "the grant form is not given"
    with pytest.raises(NotCovered, match=f"/grantForm: set: {words}; it has operation, project"):
        assess(application(**fields), limited_to_forms())
