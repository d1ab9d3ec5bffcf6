"""What may be shown tells nothing that may not."""

import json
from collections import defaultdict
from random import Random

import pytest
import rfc8785

from demokrativillkor.assess import assess, governing
from demokrativillkor.audit import veil as veils
from demokrativillkor.audit.veil import WITHHELD_OF_APPLICATION, WITHHELD_OF_DECISION, Veil, veiled, veiled_content
from demokrativillkor.condition import AllOf, AnyOf
from demokrativillkor.engine import open_engine
from demokrativillkor.errors import InputRejected
from demokrativillkor.intake import read_application
from demokrativillkor.rule import Effect, Scope
from demokrativillkor.ruleset import Role
from tests.support.builders import SHOWN, application, fact, finding, is_yes, judgement, rule, ruleset
from tests.support.random_applications import random_document
from tests.support.records import fixture_documents, parsed, record_of

REFERENCE = open_engine("reference")


def shown_of(app, rules, advisory=()):
    """The decision and what may be shown of it; ``None`` where there is no decision."""
    try:
        decision = assess(app, rules, engine=REFERENCE, advisory=advisory)
    except InputRejected:
        return None
    shown = veiled_content(record_of(decision, app), app.document(), decision.document(), [rules, *advisory])
    return decision, shown.canonical


def likeness(decision):
    """What two applications must share for what is shown of them to be the same."""
    return (decision.outcome, tuple(each.obstacle for each in decision.findings))


def variations(document, facts):
    """The same application with another answer to one sensitive fact, in every way."""
    for index, found in enumerate(document.get("findings", ())):
        for changed in _other_answers(found.get("facts", {}), facts):
            yield _with_finding(document, index, found | {"facts": changed})
        statement = {key: value for key, value in found.items() if key != "otherLimbs"}
        yield _with_finding(document, index, statement if "otherLimbs" in found else found | {"otherLimbs": "no"})


def _other_answers(answers, facts):
    for each in facts:
        without = {name: token for name, token in answers.items() if name != each.id}
        yield from (without | {each.id: token} for token in (*each.tokens, "unknown"))
        yield without


def _with_finding(document, index, found):
    findings = document["findings"]
    return document | {"findings": [*findings[:index], found, *findings[index + 1 :]]}


def cases(rulebook, seeds=40):
    """Applications with the rules that govern them: the fixtures, and random ones under every act."""
    for content in fixture_documents().values():
        try:
            app = read_application(json.dumps(content).encode(), rulebook.vocabulary).application
            yield app.document(), governing(app, rulebook)
        except InputRejected:
            continue
    acts = [entry.id for entry in rulebook.entries if entry.role is Role.DECIDING]
    for seed in range(seeds):
        rules = rulebook.ruleset(acts[seed % len(acts)])
        yield random_document(Random(seed), rules, rulebook.vocabulary), rules


def shown_both_ways(app, rules, advisory=()):
    """What is shown of the decision just made, and of the same read from canonical bytes; nothing where it is none."""
    try:
        decision = assess(app, rules, engine=REFERENCE, advisory=advisory)
    except InputRejected:
        return None
    record = record_of(decision, app)
    stored = veiled_content(record, json.loads(app.canonical), json.loads(decision.canonical), [rules, *advisory])
    return veiled(record, app, decision).canonical, stored.canonical


def test_of_a_decision_just_made_the_same_is_shown_as_of_the_stored_one(rulebook, monkeypatch):
    monkeypatch.setattr(veils, "_REMEMBERED", 8)
    sensitive = [each for each in rulebook.vocabulary.facts.values() if each.sensitive]
    compared = 0
    for document, rules in cases(rulebook):
        for app in map(parsed, [document, *variations(document, sensitive[:3])]):
            if both := shown_both_ways(app, rules):
                assert both[0] == both[1]
                compared += 1
    assert compared > 1000


def test_of_a_decision_just_made_with_advice_the_same_is_shown_as_of_the_stored_one(rulebook):
    rules, beside = rulebook.ruleset("sfs-2021-401"), rulebook.ruleset("principles")
    for seed in range(8):
        app = parsed(random_document(Random(seed), rules, rulebook.vocabulary, beside))
        if both := shown_both_ways(app, rules, [beside]):
            assert both[0] == both[1]


def test_of_a_decision_with_more_findings_than_come_out_alike_nothing_is_remembered(proposal):
    veil = Veil([proposal])
    app = application(*[finding(f"F{each}", **SHOWN) for each in range(veils._FEW + 1)])
    decision = assess(app, proposal, engine=REFERENCE)
    assert json.loads(veil.shown_of(decision)) == veil.decision(decision.document())
    assert not veil._shown


def test_what_is_remembered_of_decisions_that_show_the_same_is_bounded(proposal, monkeypatch):
    monkeypatch.setattr(veils, "_REMEMBERED", 2)
    veil = Veil([proposal])
    for number in range(5):
        app = application(*[finding(f"F{each}", **SHOWN) for each in range(number)])
        for _ in range(2):
            veil.shown_of(assess(app, proposal, engine=REFERENCE))
    assert 1 <= len(veil._shown) <= 2


def test_applications_that_differ_in_one_sensitive_answer_and_come_out_alike_are_shown_alike(rulebook):
    sensitive = [each for each in rulebook.vocabulary.facts.values() if each.sensitive]
    assert len(sensitive) == 13
    compared = 0
    for document, rules in cases(rulebook):
        base = shown_of(parsed(document), rules)
        if base is None:
            continue
        for changed in variations(document, sensitive):
            other = shown_of(parsed(changed), rules)
            if other and likeness(other[0]) == likeness(base[0]):
                assert other[1] == base[1]
                compared += parsed(changed).digest != parsed(document).digest
    assert compared > 2000


def test_no_sensitive_fact_and_nothing_written_by_hand_stands_in_what_is_shown(rulebook):
    names = [f'"{each.id}"' for each in rulebook.vocabulary.facts.values() if each.sensitive]
    words = [*names, '"organisation"', "ground_", "Dnr", "Skäl", "protokoll"]
    for document, rules in cases(rulebook):
        made = shown_of(parsed(document), rules)
        if made:
            content = json.loads(made[1])
            del content["application"]["withheld"], content["decision"]["withheld"]
            text = json.dumps(content, ensure_ascii=False)
            assert [word for word in [*words, parsed(document).digest] if word in text] == []


def test_from_what_is_shown_of_a_finding_no_sensitive_answer_follows(rulebook):
    """Whatever is shown of a finding, each sensitive fact has had two answers at least."""
    acts = [entry.id for entry in rulebook.entries if entry.role is Role.DECIDING]
    random = Random(4)
    answers = defaultdict(set)
    for number in range(6000):
        rules = rulebook.ruleset(acts[number % len(acts)])
        document = random_document(random, rules, rulebook.vocabulary)
        made = shown_of(parsed(document), rules)
        if made is None:
            continue
        shown = json.loads(made[1])
        findings = sorted(document["findings"], key=lambda each: each["id"])
        for found, told, decided in zip(
            findings, shown["application"]["findings"], shown["decision"]["findings"], strict=True
        ):
            key = (json.dumps(told["facts"]), decided["obstacle"])
            for each in rules.facts:
                if each.sensitive:
                    answers[each.id, key].add(found["facts"].get(each.id))
    assert len({key for _, key in answers}) >= 7
    assert {name for name, seen in answers.items() if len(seen) < 2} == set()


def test_the_form_is_canonical_and_says_what_is_left_out(rulebook):
    for document, rules in list(cases(rulebook, 10)):
        shown = shown_of(parsed(document), rules)
        if shown:
            content = json.loads(shown[1])
            assert shown[1] == rfc8785.dumps(content)
            assert content["application"]["withheld"] == list(WITHHELD_OF_APPLICATION)
            assert content["decision"]["withheld"] == list(WITHHELD_OF_DECISION)


def test_what_is_shown_of_the_facts_is_whether_the_act_was_shown_and_what_the_requirements_ask(rulebook):
    for entry in rulebook.entries:
        rules = rulebook.ruleset(entry.id)
        veil = Veil([rules])
        on_findings = {each.id for each in rules.facts if each.scope is Scope.FINDING}
        assert veil.of_finding & on_findings == ({"established"} if entry.role is Role.DECIDING else set())
        asked = {
            each.id for each in rules.facts if each.scope in (Scope.APPLICATION, Scope.AUTHORITY, Scope.PARTNERSHIP)
        }
        assert veil.of_application >= asked


def test_a_requirement_on_a_sensitive_fact_is_named_and_not_told():
    facts = [fact("open", scope=Scope.APPLICATION), fact("secret", scope=Scope.APPLICATION, sensitive=True)]
    requirements = [
        rule("one", is_yes("open"), Effect.REQUIREMENT),
        rule("two", is_yes("secret"), Effect.REQUIREMENT),
        rule("three", is_yes("open"), Effect.REQUIREMENT, dispensation=is_yes("secret")),
    ]
    rules = ruleset(requirements, facts)
    _, shown = shown_of(application(facts={"open": "yes", "secret": "yes"}), rules)
    content = json.loads(shown)
    assert content["application"]["facts"] == {"open": "yes"}
    told = content["decision"]["requirements"]
    assert told[0]["decisiveFacts"] == ["open"]
    assert told[1:] == [{"rule": "set:two"}, {"rule": "set:three"}]


def test_a_fact_that_one_rule_set_calls_sensitive_is_not_shown_and_neither_is_one_that_none_knows():
    asks = ruleset([rule("one", is_yes("a"), Effect.REQUIREMENT)], [fact("a", scope=Scope.APPLICATION)])
    keeps = ruleset([], [fact("a", scope=Scope.APPLICATION, sensitive=True)])
    assert Veil([asks]).of_application == {"a"}
    assert Veil([asks, keeps]).of_application == set()
    assert Veil([asks]).application({"findings": [], "facts": {"b": "yes"}})["facts"] == {}


def test_a_fact_is_shown_where_every_obstacle_demands_it_by_itself_alone():
    established, limb, other = fact("established"), fact("limb"), fact("other")
    shown, with_other = is_yes("established"), AnyOf((is_yes("established"), is_yes("other")))
    one = rule("one", AllOf((shown, is_yes("limb"))))
    facts = [established, limb, other]
    assert Veil([ruleset([one, rule("two", AllOf((shown, is_yes("other"))))], facts)]).of_finding == {"established"}
    assert Veil([ruleset([one, rule("two", AllOf((with_other, shown)))], facts)]).of_finding == set()
    assert Veil([ruleset([one, rule("two", is_yes("other"))], facts)]).of_finding == set()
    assert Veil([ruleset([rule("one", shown)], facts)]).of_finding == {"established", "limb", "other"}


def test_a_judgement_is_told_with_the_places_of_the_findings_it_covers(proposal):
    facts = SHOWN | {"violence": "yes", "againstPerson": "yes"}
    app = application(finding("F2", **facts), finding("F1", **facts), exception=judgement("refused", ["F2"]))
    content = json.loads(shown_of(app, proposal)[1])
    told = {"by": "decision_maker", "on": "2026-03-30", "outcome": "refused", "covers": [1]}
    assert content["application"]["exception"] == told
    assert content["decision"]["exception"]["judgement"] == told


@pytest.mark.parametrize("advisor", ["principles", "skl-2017", "iop"])
def test_advice_beside_the_decision_is_shown(rulebook, advisor):
    rules, beside = rulebook.ruleset("sfs-2021-401"), rulebook.ruleset(advisor)
    for seed in range(8):
        app = parsed(random_document(Random(seed), rules, rulebook.vocabulary, beside))
        made = shown_of(app, rules, [beside])
        if made:
            decision, shown = made
            assert json.loads(shown)["decision"]["advice"] == decision.document()["advice"]
