"""Principles advise beside a decision and change nothing in its outcome."""

import json

import pytest

from demokrativillkor.assess import assess
from demokrativillkor.canonical import canonical_bytes
from demokrativillkor.engine import Reference
from demokrativillkor.errors import NotCovered
from demokrativillkor.fixtures import decided, situations
from demokrativillkor.intake import read_application
from demokrativillkor.rendering import render
from demokrativillkor.resources import fixtures_folder
from demokrativillkor.rule import Addressee, Effect
from demokrativillkor.ruleset import Role
from demokrativillkor.verdict import Verdict
from tests.support.builders import document

ADVISORY = ("principles", "skl-2017", "iop")


@pytest.fixture
def advisory(rulebook):
    return [rulebook.ruleset(each) for each in ADVISORY]


def application(vocabulary, **facts):
    return read_application(json.dumps(document(facts=facts)).encode(), vocabulary).application


def test_advice_changes_no_outcome_of_any_fixture(rulebook, advisory):
    for situation in situations(fixtures_folder()):
        if situation.name.startswith("refused-"):
            continue
        given, alone = decided(situation, rulebook, Reference())
        advised = assess(given, alone.ruleset, engine=Reference(), advisory=advisory)
        assert (advised.outcome, advised.outcome_reason) == (alone.outcome, alone.outcome_reason)
        assert advised.canonical == canonical_bytes(advised.document())


def test_the_rule_sets_that_advised_stand_in_the_decision_with_their_role(vocabulary, proposal, advisory):
    decision = assess(application(vocabulary), proposal, engine=Reference(), advisory=advisory)
    assert [(each["id"], each["role"]) for each in decision.document()["ruleSets"]] == [
        ("sou-2019-35", "deciding"),
        *((name, "advice") for name in ADVISORY),
    ]
    assert {each.set_aside_because.value for each in decision.advice} == {"advisory"}
    assert not any(each.decisive for each in decision.advice)


def test_a_situation_that_calls_for_advice_gets_it_with_the_words_of_the_principle(vocabulary, proposal, rulebook):
    principles = rulebook.ruleset("principles")
    given = application(vocabulary, controlGround="no_purpose")
    decision = assess(given, proposal, engine=Reference(), advisory=[principles])
    assert [each.rule for each in decision.advice if each.verdict is Verdict.MET] == ["principles:p2"]
    assert not decision.not_used
    text = " ".join(render(decision, given, "sv").split())
    assert "Obefogad kontroll från myndigheter ska inte förekomma" in text
    assert f"principles {principles.digest}" in text


def test_rules_that_decide_give_no_advice(vocabulary, proposal, rulebook):
    with pytest.raises(NotCovered, match="the rule set sfs-2021-401 gives no advice"):
        assess(application(vocabulary), proposal, engine=Reference(), advisory=[rulebook.ruleset("sfs-2021-401")])


def test_rules_of_advice_decide_nothing(vocabulary, rulebook):
    with pytest.raises(NotCovered, match="the rule set principles decides nothing"):
        assess(application(vocabulary), rulebook.ruleset("principles"), engine=Reference())


def test_every_advice_speaks_to_somebody_and_quotes_its_source(rulebook):
    rules = [rule for each in rulebook.rulesets.values() if each.role is Role.ADVICE for rule in each.rules]
    assert len(rules) >= 40
    assert all(rule.effect is Effect.ADVICE and rule.citation.quote for rule in rules)
    assert {rule.addressee for rule in rules} == set(Addressee)


@pytest.mark.parametrize("number", range(1, 23))
def test_every_principle_of_the_founding_documents_is_a_rule_with_its_number(rulebook, number):
    there = {rule.id.partition(":")[2] for name in ADVISORY for rule in rulebook.ruleset(name).rules}
    assert f"p{number}" in there
