"""What is filled in before the rules are applied, and what never is."""

import pytest

from demokrativillkor.assess import assess
from demokrativillkor.assess.filling import fill
from demokrativillkor.decision import AttributionSource, Outcome
from demokrativillkor.rule import ACTOR, ATTRIBUTED
from tests.support.builders import ALL_REVIEWED, application, finding


def filled(proposal, other_limbs=None, **facts):
    return fill(facts, other_limbs, proposal)


def test_other_limbs_no_answers_every_absent_limb_and_says_so(proposal):
    result = filled(proposal, "no", violence="yes")
    limbs = {fact.id for fact in proposal.facts if fact.limb}
    assert set(result.limbs) == limbs - {"violence"}
    assert all(result.facts[name] == "no" for name in result.limbs)
    assert result.facts["violence"] == "yes"


def test_other_limbs_no_leaves_an_explicit_unknown_and_what_is_no_limb(proposal):
    result = filled(proposal, "no", threat="unknown")
    assert result.facts["threat"] == "unknown"
    assert "improper" not in result.facts
    assert "legitimateAim" not in result.facts


def test_without_the_statement_nothing_is_filled(proposal):
    assert filled(proposal, violence="yes").limbs == ()


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        ("organisation", "yes"),
        ("board_member", "yes"),
        ("authorised_signatory", "yes"),
        ("employee", "yes"),
        ("member", "no"),
        ("participant", "no"),
        ("outsider", "no"),
        ("spokesperson", None),
        ("leader", None),
        ("religious_leader", None),
        ("local_branch", None),
        ("invited_guest", None),
        ("volunteer", None),
        ("unknown", None),
        (None, None),
    ],
)
def test_the_role_settles_attribution_only_where_the_rules_say_so(proposal, actor, expected):
    result = filled(proposal, **({ACTOR: actor} if actor else {}))
    assert result.facts.get(ATTRIBUTED) == expected
    assert result.attribution is (AttributionSource.ROLE if expected else AttributionSource.OPEN)


def test_every_actor_of_the_vocabulary_is_in_the_table_above_or_under_another_limb(proposal):
    own = [value.token for value in proposal.facts_by_id[ACTOR].values if value.limb == "own"]
    assert len(own) == 13


@pytest.mark.parametrize(("actor", "attributed"), [("member", "yes"), ("employee", "no"), ("invited_guest", "no")])
def test_a_recorded_judgement_overrides_the_role_in_both_directions_and_is_shown(proposal, actor, attributed):
    result = filled(proposal, actor=actor, attributed=attributed)
    assert result.facts[ATTRIBUTED] == attributed
    assert result.attribution is AttributionSource.PERSON


def test_a_recorded_unknown_is_not_overridden_by_the_role(proposal):
    """A person's statement that it is not known stays unknown: nothing is guessed back."""
    facts = {"established": "shown", "context": "event", "violence": "yes", "otherLimbs": "no"}
    decided = assess(
        application(finding("F1", actor="board_member", attributed="unknown", **facts), examinations=ALL_REVIEWED),
        proposal,
    )
    assert decided.outcome is Outcome.UNDETERMINED
    assert decided.findings[0].attribution is AttributionSource.OPEN


def test_an_established_finding_by_nobody_attributed_needs_no_limb(proposal):
    """``not_shown``, or an actor who is not attributed, settles a finding without any limb."""
    app = application(
        finding("F1", established="not_shown"), finding("F2", actor="outsider"), examinations=ALL_REVIEWED
    )
    assert assess(app, proposal).outcome is Outcome.ELIGIBLE


def test_what_was_filled_stands_in_the_decision(proposal):
    app = application(finding("F1", actor="member", otherLimbs="no", threat="no"))
    (found,) = assess(app, proposal).document()["findings"]
    assert found["attribution"] == "role"
    assert "violence" in found["filled"]
    assert "threat" not in found["filled"]
