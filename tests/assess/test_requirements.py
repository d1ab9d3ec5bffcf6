"""Requirements, dates, warnings: what of a decision is about the application and not about a finding."""

from datetime import date

import pytest

from demokrativillkor.assess import assess
from demokrativillkor.canonical import canonical_bytes
from demokrativillkor.condition import AllOf, Use
from demokrativillkor.decision import Outcome, OutcomeReason, WarningCode
from demokrativillkor.errors import NotCovered
from demokrativillkor.rule import Basis, Definition, Effect, Scope, SetAside
from demokrativillkor.ruleset import Status, Unverified
from tests.support.builders import (
    SHOWN,
    TEXT,
    application,
    fact,
    finding,
    is_yes,
    rule,
    ruleset,
    set_aside,
)

# Requirements and advice


def with_requirement(**options):
    return ruleset(
        [
            rule("1", is_yes("statutes"), Effect.REQUIREMENT, dispensation=is_yes("dispensed"), **options),
            rule("2", is_yes("dialogue"), Effect.ADVICE),
            rule("3", is_yes("heard"), Effect.PROCESS),
        ],
        [
            fact("statutes", scope=Scope.APPLICATION),
            fact("dispensed", scope=Scope.APPLICATION),
            fact("dialogue", scope=Scope.AUTHORITY),
            fact("heard", scope=Scope.PROCESS),
        ],
    )


@pytest.mark.parametrize(
    ("facts", "outcome", "reason", "decisive"),
    [
        ({"statutes": "yes"}, Outcome.ELIGIBLE, OutcomeReason.NO_OBSTACLE, True),
        ({"statutes": "no", "dispensed": "no"}, Outcome.INELIGIBLE, OutcomeReason.FORMAL, True),
        ({"statutes": "no", "dispensed": "yes"}, Outcome.ELIGIBLE, OutcomeReason.NO_OBSTACLE, True),
        ({"statutes": "no"}, Outcome.UNDETERMINED, OutcomeReason.FACTS_MISSING, True),
        ({}, Outcome.UNDETERMINED, OutcomeReason.FACTS_MISSING, True),
    ],
)
def test_a_requirement_bars_when_it_is_not_fulfilled_and_not_dispensed_from(engine, facts, outcome, reason, decisive):
    decision = assess(application(facts=facts), with_requirement(), engine=engine)
    assert (decision.outcome, decision.outcome_reason) == (outcome, reason)
    assert decision.requirements[0].evaluation.decisive is decisive
    assert decision.canonical == canonical_bytes(decision.document())


def test_an_open_dispensation_is_explained_beside_its_requirement(engine):
    (requirement,) = assess(application(facts={"statutes": "no"}), with_requirement(), engine=engine).requirements
    assert requirement.evaluation.open_facts == ()
    assert requirement.document()["dispensation"] == {
        "verdict": "unknown",
        "decisiveFacts": ["dispensed"],
        "openFacts": ["dispensed"],
    }


def test_advice_for_another_grant_form_is_not_told(engine):
    rules = ruleset(
        [rule("1", is_yes("dialogue"), Effect.ADVICE, grant_forms=("project",))],
        [fact("dialogue", scope=Scope.AUTHORITY)],
        grant_forms={"project": TEXT, "operation": TEXT},
    )
    assert len(assess(application(grantForm="project"), rules, engine=engine).advice) == 1
    assert assess(application(grantForm="operation"), rules, engine=engine).advice == ()


def test_a_requirement_for_another_kind_of_recipient_is_set_aside(engine):
    rules = with_requirement(recipient_kinds=("association",))
    decision = assess(application(recipientKind="foundation"), rules, engine=engine)
    assert decision.outcome is Outcome.ELIGIBLE
    assert decision.requirements[0].evaluation.set_aside_because is SetAside.NOT_IN_FORCE_FOR_FORM


def test_rules_that_depend_on_the_recipient_need_to_know_it():
    with pytest.raises(NotCovered, match="/recipientKind: set: the kind of recipient is not given; add recipientKind"):
        assess(application(), with_requirement(recipient_kinds=("association",)))


def test_an_open_requirement_beside_a_failed_one_is_set_aside(engine):
    rules = ruleset(
        [rule("1", is_yes("a"), Effect.REQUIREMENT), rule("2", is_yes("b"), Effect.REQUIREMENT)],
        [fact("a", scope=Scope.APPLICATION), fact("b", scope=Scope.APPLICATION)],
    )
    decision = assess(application(facts={"a": "no"}), rules, engine=engine)
    first, second = (each.evaluation for each in decision.requirements)
    assert (first.decisive, first.set_aside_because) == (True, None)
    assert (second.decisive, second.set_aside_because) == (False, SetAside.OTHER_RULE_DECIDED)


@pytest.mark.parametrize("answer", ["yes", "no", "unknown"])
def test_advice_is_told_and_never_changes_the_outcome(engine, answer):
    decision = assess(application(facts={"statutes": "yes", "dialogue": answer}), with_requirement(), engine=engine)
    assert decision.outcome is Outcome.ELIGIBLE
    (advice,) = decision.advice
    assert (advice.decisive, advice.set_aside_because) == (False, SetAside.ADVISORY)


def test_process_rules_are_not_in_the_decision(engine):
    decision = assess(application(facts={"statutes": "yes"}), with_requirement(), engine=engine)
    assert b"set:3" not in decision.canonical


# Dates, warnings, what is not used


def test_a_decision_date_outside_the_rules_is_an_error_that_says_when_they_apply():
    rules = ruleset([rule("1", is_yes("a"))], [fact("a")], applies_to=date(2021, 12, 31))
    for day in ("2019-12-31", "2022-01-01"):
        with pytest.raises(NotCovered, match="does not apply on that date; it applies from 2020-01-01 to 2021-12-31"):
            assess(application(decisionDate=day), rules)
    for day in ("2020-01-01", "2021-12-31"):
        assert assess(application(decisionDate=day), rules).outcome is Outcome.UNDETERMINED


@pytest.mark.parametrize("status", [each for each in Status if each is not Status.NEVER_IN_FORCE])
def test_only_rules_in_force_repealed_or_adopted_give_legal_force(status):
    decision = assess(application(), ruleset([rule("1", is_yes("a"))], [fact("a")], status=status))
    expected = "none" if status in (Status.PROPOSAL, Status.TEMPLATE) else "full"
    assert decision.document()["legalForce"] == expected
    assert decision.canonical == canonical_bytes(decision.document())


def test_an_obstacle_on_a_ground_that_is_not_reviewed_carries_a_warning(proposal, engine):
    app = application(finding("F1", **SHOWN, violence="yes", otherLimbs="no"), examinations={"ground_2": "reviewed"})
    codes = {each["code"]: each["parameters"] for each in assess(app, proposal, engine=engine).document()["warnings"]}
    assert codes["metButNotReviewed"] == ["ground_1"]
    reviewed = application(
        finding("F1", **SHOWN, violence="yes", otherLimbs="no"), examinations={"ground_1": "reviewed"}
    )
    warnings = assess(reviewed, proposal, engine=engine).warnings
    assert WarningCode.MET_BUT_NOT_REVIEWED not in {warning.code for warning in warnings}


def test_rules_that_were_never_in_force_are_not_applied():
    with pytest.raises(NotCovered, match="was never in force; it can be read and compared, not applied"):
        assess(application(), ruleset([rule("1", is_yes("a"))], [fact("a")], status=Status.NEVER_IN_FORCE))


def test_a_later_date_than_the_rules_were_checked_until_carries_a_warning():
    rules = ruleset(
        [rule("1", is_yes("a"))],
        [fact("a")],
        checked_until=date(2026, 1, 31),
        unverified=(Unverified(id="entryDay", text=TEXT),),
    )
    late = assess(application(decisionDate="2026-02-01"), rules).document()["warnings"]
    assert late == [
        {"code": "checkedUntilPassed", "parameters": ["2026-01-31"]},
        {"code": "unverified", "parameters": ["entryDay"]},
    ]
    in_time = assess(application(decisionDate="2026-01-31"), rules).document()["warnings"]
    assert in_time == [{"code": "unverified", "parameters": ["entryDay"]}]


def test_known_facts_that_the_rules_do_not_use_are_listed(proposal, engine):
    found = finding("F1", actor="member", ongoing="yes", repeated="no")
    app = application(found, grantForm="project", recipientKind="association")
    assert assess(app, proposal, engine=engine).document()["notUsed"] == [
        {"fact": "grantForm", "finding": None},
        {"fact": "recipientKind", "finding": None},
        {"fact": "ongoing", "finding": "F1"},
        {"fact": "repeated", "finding": "F1"},
    ]


def test_facts_of_the_application_that_no_rule_mentions_are_listed():
    decision = assess(application(facts={"dialogue": "yes", "members": "many"}), with_requirement())
    assert [(each.fact, each.finding) for each in decision.not_used] == [("members", None)]


def test_a_definition_that_does_not_set_aside_leaves_no_reason():
    definitions = (Definition(name="shown", title=TEXT, basis=Basis.TEXT, condition=is_yes("a")),)
    rules = ruleset([rule("1", AllOf((Use("shown"), is_yes("b"))))], [fact("a"), fact("b")], definitions)
    decision = assess(application(finding("F1", a="no")), rules)
    assert set_aside(decision) == {None}
