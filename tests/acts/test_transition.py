"""Which grants an act governs: each act over the boundary of its own transition key, at every stage."""

import json
from datetime import date, timedelta

import pytest

from demokrativillkor.assess import assess
from demokrativillkor.assess.choosing import governing, in_force
from demokrativillkor.decision import Outcome, WarningCode
from demokrativillkor.engine import Reference
from demokrativillkor.errors import InputRejected, NotCovered
from demokrativillkor.intake import read_application
from tests.acts.situations import asked_for, officers
from tests.acts.table import BY_ID, IDS, ROWS
from tests.support.builders import application

DAY = timedelta(days=1)
STAGES = ("application", "payment", "reclaim")
EARLIER_GRANTS = ("payment", "reclaim")

ASKED = {
    "award_date": {"payment": "awardDate", "reclaim": "awardDate"},
    "period": dict.fromkeys(STAGES, "period"),
    "grant_year": dict.fromkeys(STAGES, "grantYear"),
    "special": {"payment": "awardDate", "reclaim": "awardDate"},
    "unknown": {},
}
"""Transition key → stage → what the act must know of the grant before it can govern it."""


def before(field, boundary):
    """The last time of that kind that comes under older rules."""
    last = (boundary - DAY).isoformat()
    return {"awardDate": last, "period": {"first": last, "last": last}, "grantYear": boundary.year - 1}[field]


def cells(*keys):
    """Every act with one of those keys, at every stage where its key asks for something of the grant."""
    return [
        pytest.param(row.ruleset, stage, field, id=f"{row.ruleset}-{stage}")
        for row in ROWS
        for stage, field in ASKED[row.key].items()
        if row.key in keys
    ]


KEYED = cells("award_date", "period", "grant_year", "special")
STRADDLING = [
    pytest.param(row.ruleset, stage, id=f"{row.ruleset}-{stage}")
    for row in ROWS
    if row.key in ("period", "special")
    for stage in STAGES
]


@pytest.fixture
def asking(rulebook, vocabulary):
    """An officer's application about a grant under the act, which chooses the rules itself."""

    def ask(ruleset_id, **fields):
        ruleset = rulebook.ruleset(ruleset_id)
        fields.setdefault("stage", "application")
        form = next((form for form in ruleset.grant_forms if form != "status"), None)
        return officers(ruleset, vocabulary, **({"form": form} if form else {}), **fields)

    return ask


@pytest.fixture
def refused(asking, rulebook):
    """The one problem with an application that no rules govern."""

    def ask(ruleset_id, **fields):
        with pytest.raises(NotCovered) as raised:
            in_force(asking(ruleset_id, **fields), rulebook)
        (problem,) = raised.value.problems
        assert problem.code == "not_covered"
        return problem

    return ask


# Over the boundary of the key


def test_the_table_of_keys_reaches_all_acts_but_those_whose_transition_was_not_seen():
    reached = {cell.values[0] for cell in KEYED}
    unseen = {row.ruleset for row in ROWS if row["transition_key"].startswith("UNKNOWN")}
    assert reached == {*IDS} - unseen
    assert len(unseen) == 8


@pytest.mark.parametrize(("ruleset", "stage", "field"), KEYED)
def test_the_last_grant_before_the_boundary_comes_under_older_rules_that_are_not_here(refused, ruleset, stage, field):
    boundary = BY_ID[ruleset].boundary
    problem = refused(ruleset, stage=stage, **{field: before(field, boundary)})
    told = {
        "awardDate": (
            f"a grant awarded before {boundary} comes under older rules, which are not here",
            f"{ruleset} governs grants awarded later",
        ),
        "period": (
            f"time before {boundary} comes under older rules, which are not here",
            f"{ruleset} governs later time",
        ),
        "grantYear": (
            f"a grant year before {boundary.year} comes under older rules, which are not here",
            f"{ruleset} governs the grant year {boundary.year} and later",
        ),
    }[field]
    assert (problem.place, (problem.message, problem.suggestion)) == (f"/{field}", told)


@pytest.mark.parametrize(("ruleset", "stage", "field"), KEYED)
def test_the_first_grant_after_the_boundary_comes_under_the_act(asking, rulebook, ruleset, stage, field):
    asked = asking(ruleset, stage=stage)
    assert asked.document()[field]
    assert in_force(asked, rulebook).id == ruleset
    assert assess(asked, rulebook.ruleset(ruleset), engine=Reference()).outcome is Outcome.ELIGIBLE


@pytest.mark.parametrize(("ruleset", "stage", "field"), KEYED)
def test_what_the_key_needs_is_asked_for_when_it_is_missing(refused, ruleset, stage, field):
    problem = refused(ruleset, stage=stage, **{field: None})
    needed = {
        "awardDate": ("when the grant was awarded", "add awardDate, that of the grant concerned"),
        "period": ("the time the grant covers", "add period with first and last"),
        "grantYear": ("the grant year", "add grantYear"),
    }[field]
    told = (f"the rule set {ruleset} needs to know {needed[0]}", needed[1])
    assert (problem.place, (problem.message, problem.suggestion)) == (f"/{field}", told)


@pytest.mark.parametrize("ruleset", [row.ruleset for row in ROWS if row.key == "award_date"])
def test_an_application_under_an_act_that_goes_by_award_date_needs_no_award_date(asking, rulebook, ruleset):
    row = BY_ID[ruleset]
    for awarded in (None, before("awardDate", row.boundary)):
        assert in_force(asking(ruleset, awardDate=awarded), rulebook).id == ruleset


@pytest.mark.parametrize(("ruleset", "stage"), STRADDLING)
def test_a_period_on_both_sides_of_the_boundary_asks_to_be_split(refused, ruleset, stage):
    boundary = BY_ID[ruleset].boundary
    period = {"first": (boundary - DAY).isoformat(), "last": boundary.isoformat()}
    problem = refused(ruleset, stage=stage, period=period)
    assert str(problem) == (
        f"/period: the period lies on both sides of {boundary}; split it at {boundary}: one application for each part"
    )


@pytest.mark.parametrize(("ruleset", "stage"), STRADDLING)
def test_a_period_that_begins_on_the_boundary_comes_under_the_act(asking, rulebook, ruleset, stage):
    boundary = BY_ID[ruleset].boundary
    period = {"first": boundary.isoformat(), "last": (boundary + 365 * DAY).isoformat()}
    assert in_force(asking(ruleset, stage=stage, period=period), rulebook).id == ruleset


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("ruleset", [row.ruleset for row in ROWS if row.key == "special"])
def test_a_special_rule_asks_for_no_period_but_keeps_old_time_out_when_there_is_one(
    asking, refused, rulebook, ruleset, stage
):
    assert in_force(asking(ruleset, stage=stage, period=None), rulebook).id == ruleset
    boundary = BY_ID[ruleset].boundary
    problem = refused(ruleset, stage=stage, period=before("period", boundary))
    assert problem.message == f"time before {boundary} comes under older rules, which are not here"


@pytest.mark.parametrize("ruleset", IDS)
def test_the_refusal_of_an_old_grant_explains_why_with_the_words_of_the_transition(refused, rulebook, ruleset):
    row, act = BY_ID[ruleset], rulebook.ruleset(ruleset)
    field = ASKED[row.key].get("payment")
    fields = {field: before(field, row.boundary)} if field else {}
    problem = refused(ruleset, stage="payment", **fields)
    assert act.title.sv in problem.explanation.sv
    assert act.transition.explanation.sv in problem.explanation.sv
    assert act.transition.explanation.en in problem.explanation.en
    if row.transition_seen:
        assert f"”{act.transition.citation.quote}”" in problem.explanation.sv


# Where the transition was not seen

UNSEEN = [row.ruleset for row in ROWS if row.key == "unknown"]


@pytest.mark.parametrize("ruleset", UNSEEN)
def test_without_a_seen_transition_an_application_is_assessed_with_a_warning(asking, rulebook, ruleset):
    decision = assess(asking(ruleset), in_force(asking(ruleset), rulebook), engine=Reference())
    (warning,) = [each for each in decision.warnings if each.code is WarningCode.UNVERIFIED]
    assert decision.outcome is Outcome.ELIGIBLE
    assert "transition" in warning.parameters


@pytest.mark.parametrize("stage", EARLIER_GRANTS)
@pytest.mark.parametrize("ruleset", UNSEEN)
def test_without_a_seen_transition_no_earlier_grant_is_stopped_or_reclaimed(refused, ruleset, stage):
    told = f"/stage: the transitional provisions of {ruleset} have not been seen; read the official text"
    for awarded in (None, "2020-01-01", "2026-06-01"):
        assert str(refused(ruleset, stage=stage, awardDate=awarded)) == told


# Before entry into force, and after expiry


@pytest.mark.parametrize("ruleset", IDS)
def test_the_act_is_applied_from_its_first_day_and_not_the_day_before(asking, refused, rulebook, ruleset):
    first = BY_ID[ruleset].first_day
    assert in_force(asking(ruleset, decisionDate=first.isoformat()), rulebook).id == ruleset
    problem = refused(ruleset, decisionDate=(first - DAY).isoformat())
    assert problem.place == "/decisionDate"
    assert problem.message == f"the rule set {ruleset} does not apply on that date"
    assert problem.suggestion.startswith(f"it applies from {first}")


def test_the_act_that_expires_is_applied_on_its_last_day_and_not_after_it(asking, refused, rulebook):
    assert in_force(asking("sfs-2025-119", decisionDate="2028-12-31"), rulebook).id == "sfs-2025-119"
    problem = refused("sfs-2025-119", decisionDate="2029-01-01")
    assert problem.suggestion == "it applies from 2025-04-01 to 2028-12-31"


def test_no_other_act_expires(rulebook):
    assert [each for each in IDS if rulebook.ruleset(each).applies_to] == ["sfs-2025-119"]
    assert rulebook.ruleset("sfs-2025-119").applies_to == date(2028, 12, 31)


# What is asked for and does not exist


def test_an_unknown_grant_is_refused_with_the_grants_there_are(rulebook):
    with pytest.raises(NotCovered) as raised:
        governing(application(grant="sfs-1900-1"), rulebook)
    (problem,) = raised.value.problems
    there_are = sorted([*IDS, *(entry.id for entry in rulebook.entries if not entry.act and entry.role == "deciding")])
    assert str(problem) == f"/grant: there is no such grant; there are: {', '.join(there_are)}"


@pytest.mark.parametrize("grant", ["principles", "process-state-authority"])
def test_what_decides_nothing_is_no_grant(rulebook, grant):
    with pytest.raises(NotCovered, match="/grant: there is no such grant; there are: "):
        in_force(application(grant=grant), rulebook)


def test_without_a_grant_the_act_is_asked_for(rulebook):
    with pytest.raises(NotCovered) as raised:
        in_force(application(), rulebook)
    assert str(raised.value) == (
        "/grant: the application does not say what grant it is about; add grant, or choose the rules yourself"
    )


def refusal(asked, rulebook):
    """The one problem with an application that no rules govern: where it is, and that it names the act."""
    with pytest.raises(NotCovered) as raised:
        in_force(asked, rulebook)
    (problem,) = raised.value.problems
    assert asked.grant in problem.message
    return problem


def named_in(problem, head):
    """What the remedy lists, in any order."""
    assert problem.suggestion.startswith(head)
    return {*problem.suggestion.removeprefix(head).split(", ")}


def test_a_form_of_grant_that_the_act_lacks_is_refused_with_the_forms_it_has(act, vocabulary, rulebook):
    lacking = next(form for form in vocabulary.grant_forms if form not in act.grant_forms and form != "status")
    asked = officers(act, vocabulary, form=lacking)
    if act.grant_forms:
        problem = refusal(asked, rulebook)
        assert (problem.place, named_in(problem, "it has ")) == ("/grantForm", {*act.grant_forms})
    else:
        decision = assess(asked, in_force(asked, rulebook), engine=Reference())
        assert ("grantForm", None) in decision.not_used


def test_the_form_of_grant_is_asked_for_where_the_rules_depend_on_it(act, row, vocabulary, rulebook):
    asked = officers(act, vocabulary, grantForm=None, stage="application")
    confined = [each for each in (*act.rules, *act.limbs) if each.grant_forms]
    if confined:
        problem = refusal(asked, rulebook)
        assert (problem.place, named_in(problem, "it has ")) == ("/grantForm", {*act.grant_forms})
    else:
        assert in_force(asked, rulebook) is act
    assert not row.partner_forms or confined


def test_a_kind_of_recipient_that_the_act_does_not_know_is_refused_with_those_it_has(act, vocabulary, rulebook):
    known = {kind for _, kind in asked_for(act, vocabulary) if kind} or set(vocabulary.recipient_kinds)
    for kind in vocabulary.recipient_kinds:
        asked = officers(act, vocabulary, kind=kind)
        if kind in known:
            assert in_force(asked, rulebook) is act
        else:
            problem = refusal(asked, rulebook)
            assert (problem.place, named_in(problem, "it knows ")) == ("/recipientKind", {*act.recipient_kinds})


def test_the_kind_of_recipient_is_asked_for_exactly_where_a_rule_is_confined_to_some(act, vocabulary, rulebook):
    asked = officers(act, vocabulary, recipientKind=None)
    if any(rule.recipient_kinds for rule in act.rules):
        problem = refusal(asked, rulebook)
        assert problem.place == "/recipientKind"
        for kind in act.recipient_kinds:
            assert kind in problem.suggestion or problem.suggestion == "add recipientKind"
    else:
        assert in_force(asked, rulebook) is act


def test_a_status_is_decided_only_under_the_act_on_faith_communities(act, vocabulary, rulebook):
    if act.id == "sfs-2024-487":
        assert in_force(officers(act, vocabulary, stage="status", form="status"), rulebook) is act
    else:
        assert refusal(officers(act, vocabulary, stage="status"), rulebook).place == "/stage"


@pytest.mark.parametrize("form", ["organisation_grant", "activity_grant"])
def test_a_status_is_not_decided_under_a_form_of_money(rulebook, vocabulary, form):
    asked = officers(rulebook.ruleset("sfs-2024-487"), vocabulary, stage="status", grantForm=form)
    with pytest.raises(NotCovered):
        in_force(asked, rulebook)


def test_a_form_of_grant_that_nobody_knows_is_refused_under_an_act_that_names_no_forms_too(
    asking, rulebook, vocabulary
):
    act = rulebook.ruleset("sfs-1998-1636")
    assert act.grant_forms == {}
    asked = json.dumps(asking(act.id).document() | {"grantForm": "moon_grant"}).encode()
    with pytest.raises(InputRejected, match="/grantForm"):
        in_force(read_application(asked, vocabulary).application, rulebook)


def test_several_reasons_why_an_act_does_not_govern_are_told_at_once(asking, rulebook):
    asked = asking(
        "sfs-2006-93", stage="payment", decisionDate="2025-07-31", awardDate="2025-07-31", recipientKind=None
    )
    with pytest.raises(NotCovered) as raised:
        in_force(asked, rulebook)
    assert [problem.place for problem in raised.value.problems] == ["/decisionDate", "/awardDate", "/recipientKind"]
