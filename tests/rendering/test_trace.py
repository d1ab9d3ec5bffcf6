"""The trace of a decision, and a stored decision read back: the same texts as when it was made."""

import json

import pytest

from demokrativillkor.application import Application
from demokrativillkor.assess import assess
from demokrativillkor.bilingual import LANGUAGES
from demokrativillkor.engine import Reference
from demokrativillkor.errors import InputRejected
from demokrativillkor.fixtures import decided as fixture_decided
from demokrativillkor.fixtures import situations
from demokrativillkor.record import Case, stored_decision
from demokrativillkor.rendering import trace, write_letter
from demokrativillkor.resources import fixtures_folder
from demokrativillkor.rule import Effect
from tests.support.markup import OURS, Page
from tests.support.signing import applied, finding


def test_a_stored_decision_comes_back_as_it_was_made_and_gives_the_same_texts(refused, ruleset, rulebook):
    application, decision = refused
    for advisory in ((), (rulebook.ruleset("principles"),)):
        made = assess(application, ruleset, engine=Reference(), advisory=advisory)
        rulesets = {each.digest: each for each in (ruleset, *advisory)}
        back = stored_decision(json.loads(made.canonical), application, rulesets)
        assert back.canonical == made.canonical
        assert write_letter(application, back, [], "sv") == write_letter(application, made, [], "sv")
        assert trace(back, application, "en") == trace(made, application, "en")
    with pytest.raises(ValueError, match="another schema"):
        stored_decision({**decision.document(), "schema": "other"}, application, {ruleset.digest: ruleset})


def nodes(condition):
    yield condition
    for part in condition.get("parts", ()):
        yield from nodes(part)


def test_the_trace_gives_every_rule_its_verdict_on_every_node_and_the_words_of_the_law(refused, ruleset):
    application, decision = refused
    for language in LANGUAGES:
        told = trace(decision, application, language)
        assert json.loads(json.dumps(told)) == told
        (found,) = told["findings"]
        assert [each["rule"] for each in found["rules"]] == [rule.id for rule in ruleset.with_effect(Effect.OBSTACLE)]
        for each in (*found["rules"], *told["requirements"]):
            if each["setAside"] is None:
                assert each["condition"]["verdict"] == each["verdict"]
            assert each["citation"]["quote"]
            assert each["citation"]["sourceDigest"]
            assert all(node["verdict"] in ("met", "not_met", "unknown") for node in nodes(each["condition"]))
            leaves = [node for node in nodes(each["condition"]) if node["kind"] == "fact"]
            assert all(node["label"] and node["answerLabel"] and node["valueLabels"] for node in leaves)
            assert {fact["fact"] for fact in each["decisiveFacts"]} <= {leaf["fact"] for leaf in leaves}
    assert told["exception"]["judgement"]["outcome"] == "refused"


def test_the_trace_tells_why_a_rule_was_set_aside(ruleset):
    application = applied(finding(violence="yes", established="not_shown"))
    told = trace(assess(application, ruleset, engine=Reference()), application, "sv")
    (found,) = told["findings"]
    assert found["rules"][0]["setAside"]["because"] == "notShown"
    assert found["rules"][0]["setAside"]["text"]


def test_every_fixture_has_a_letter_and_a_trace_and_comes_back_from_the_store(rulebook):
    told = 0
    for situation in situations(fixtures_folder()):
        try:
            application, decision = fixture_decided(situation, rulebook, Reference())
        except InputRejected:
            continue
        kept = Application.from_document(application.canonical)
        back = stored_decision(json.loads(decision.canonical), kept, {decision.ruleset.digest: decision.ruleset})
        assert back.canonical == decision.canonical
        for language in LANGUAGES:
            letter = write_letter(kept, back, [], language)
            assert letter.gaps
            assert {tag for tag, _ in Page(letter.html).tags} <= OURS
            assert [each["id"] for each in trace(back, kept, language)["findings"]] == list(
                Case.stored(kept, json.loads(decision.canonical), decision.ruleset).proposal.obstacles
            )
        told += 1
    assert told > 30
