"""What must be done before a decision may be signed, by the profile of the body that decides."""

import pytest

from demokrativillkor.assess import steps_before
from demokrativillkor.engine import Reference
from demokrativillkor.errors import EngineError, NotCovered
from demokrativillkor.rule import Effect, SignedOutcome

PROFILES = ("process-state-authority", "process-municipality", "process-delegated-body")
SIGNED = (SignedOutcome.ADVERSE, SignedOutcome.FAVOURABLE)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("signed", SIGNED)
def test_with_nothing_recorded_every_step_blocks_the_signature_and_cites_a_provision(rulebook, profile, signed):
    steps = steps_before(signed, rulebook.ruleset(profile), {}, engine=Reference())
    assert steps
    assert all(step.blocks and step.facts and step.rule.citation.cite.sv for step in steps)


@pytest.mark.parametrize("profile", PROFILES)
def test_an_adverse_decision_has_steps_that_a_favourable_one_has_not(rulebook, profile):
    adverse, favourable = (
        {step.rule.id for step in steps_before(signed, rulebook.ruleset(profile), {}, engine=Reference())}
        for signed in SIGNED
    )
    assert adverse - favourable


def test_hearing_the_applicant_is_a_step_before_an_adverse_decision_of_a_state_authority_alone(rulebook):
    def hearing(profile, signed):
        steps = steps_before(signed, rulebook.ruleset(profile), {"hearing": "communicated"}, engine=Reference())
        return [step for step in steps if "hearing" in step.rule.id]

    assert hearing("process-state-authority", SignedOutcome.ADVERSE)
    assert not hearing("process-state-authority", SignedOutcome.FAVOURABLE)
    assert not hearing("process-municipality", SignedOutcome.ADVERSE)  # förvaltningslagen 2 § leaves 25 § out there


def test_the_steps_are_the_same_on_every_engine(rulebook, engine):
    profile = rulebook.ruleset("process-municipality")
    facts = {fact.id: fact.tokens[0] for fact in profile.facts}
    told = [
        [
            (step.rule.id, step.verdict, step.facts)
            for step in steps_before(SignedOutcome.ADVERSE, profile, facts, engine=each)
        ]
        for each in (engine, Reference())
    ]
    assert told[0] == told[1]


def test_rules_that_are_no_process_profile_are_refused(rulebook):
    with pytest.raises(NotCovered, match="the rule set sfs-2021-401 is no process profile"):
        steps_before(SignedOutcome.ADVERSE, rulebook.ruleset("sfs-2021-401"), {})


def test_an_answer_that_is_none_of_the_answers_is_an_error_and_not_an_unknown(rulebook):
    profile = rulebook.ruleset("process-state-authority")
    with pytest.raises(EngineError, match="none of its answers"):
        steps_before(SignedOutcome.ADVERSE, profile, {profile.facts[0].id: "surely"}, engine=Reference())


def test_every_act_names_a_process_profile_that_is_there(rulebook):
    acts = [each for each in rulebook.rulesets.values() if each.act]
    assert len(acts) == 32
    assert {each.process for each in acts} == {"process-state-authority", "process-delegated-body"}
    assert {each.id for each in acts if each.process == "process-delegated-body"} == {"sfs-1999-1177", "sfs-2015-218"}


def test_a_process_rule_says_for_which_decisions_and_nothing_else_does(rulebook):
    for ruleset in rulebook.rulesets.values():
        for rule in ruleset.rules:
            assert (rule.outcomes is not None) == (rule.effect is Effect.PROCESS)
