"""The rules of the proposal: every case on every engine, nothing to find, every changed condition noticed."""

import pytest

from demokrativillkor.lint.cases import cases_of, failing_cases
from demokrativillkor.lint.checks import findings
from demokrativillkor.lint.mutation import scores
from demokrativillkor.resources import rules_folder
from demokrativillkor.rule import Basis, Effect, Scope
from demokrativillkor.rulefiles.schemas import schemas
from demokrativillkor.rulefiles.sources import normalised
from demokrativillkor.ruleset import Status


@pytest.fixture(scope="module")
def cases(rules, proposal):
    return list(cases_of(proposal, rules.sets["sou-2019-35"]))


def test_every_case_comes_out_as_expected(cases, proposal, engine):
    assert len(cases) >= 40
    assert list(failing_cases(cases, proposal, [engine])) == []


def test_nothing_is_wrong_with_any_file(rules):
    assert rules.problems == ()
    assert list(findings(rules)) == []


def test_every_change_of_every_condition_is_noticed_by_a_case(rules, proposal, cases):
    found = {score.name: (score.noticed, score.mutants) for score in scores(proposal, rules.sets["sou-2019-35"], cases)}
    assert all(noticed == mutants > 0 for noticed, mutants in found.values()), found
    assert len(found) == 4 + len(proposal.definitions)


def test_the_rule_set_is_a_proposal_with_four_obstacles_and_no_exception(proposal):
    assert proposal.status is Status.PROPOSAL
    assert [rule.id for rule in proposal.rules] == [f"sou-2019-35:{number}" for number in range(1, 5)]
    assert [rule.ground for rule in proposal.rules] == [f"ground_{number}" for number in range(1, 5)]
    assert {rule.effect for rule in proposal.rules} == {Effect.OBSTACLE}
    assert {rule.basis for rule in proposal.rules} == {Basis.TEXT}


def test_what_the_text_does_not_say_is_marked_as_interpretation(proposal):
    bases = {definition.name: definition.basis for definition in proposal.definitions}
    assert bases == {
        "shown": Basis.INTERPRETATION,
        "withinActivities": Basis.INTERPRETATION,
        "attributable": Basis.TEXT,
        "justifiedDifferentialTreatment": Basis.INTERPRETATION,
    }
    assert proposal.attribution.basis is Basis.INTERPRETATION


def test_every_citation_that_is_quoted_stands_in_its_bundled_source(rules, proposal):
    cited = [
        *(rule.citation for rule in proposal.rules),
        *(definition.citation for definition in proposal.definitions),
        *(citation for each in proposal.stopped_reasons.values() for citation in (each.citation, *each.also)),
    ]
    quoted = [citation for citation in cited if citation.quote]
    assert len(quoted) >= 12
    for citation in quoted:
        source = rules.sources.by_id[citation.source]
        assert normalised(citation.quote) in source.sections[citation.provision]
        assert citation.digest == source.file.digest


def test_the_fact_for_the_way_of_violation_is_the_proposals_own_word(proposal):
    assert "otillbörligt" in proposal.rule("sou-2019-35:1").citation.quote
    assert "improper" in proposal.facts_in(proposal.rule("sou-2019-35:1").condition)


def test_no_condition_mentions_examination_opinion_or_whether_the_act_is_ongoing(proposal):
    mentioned = set().union(*(proposal.facts_in(rule.condition) for rule in proposal.rules))
    assert mentioned.isdisjoint({"opinionOnly", "ongoing", "repeated"})


def test_no_answer_describes_a_person_or_a_view(vocabulary):
    for fact in vocabulary.about(Scope.FINDING).values():
        assert not {"name", "belief", "party", "religion"} & {
            token for value in fact.values for token in value.token.split("_")
        }


def test_closing_never_writes_an_answer_that_a_ground_asks_for(proposal):
    """Writing it can only make conditions not met: it stands in none of the positive tests."""
    for fact in proposal.facts:
        if fact.closes_to is not None:
            assert fact.closes_to in fact.tokens
            assert fact.closes_to in ("no", "not_shown", "neither")
    assert {fact.id for fact in proposal.facts if fact.scope is Scope.FINDING and fact.closes_to is None} == {
        "actor",
        "legitimateAim",
        "suitable",
        "necessary",
        "opinionOnly",
    }


def test_the_committed_schemas_are_those_of_the_models():
    folder = rules_folder() / "schema"
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.json")} == schemas()


def test_every_rule_file_names_its_schema():
    for path in rules_folder().rglob("*.yaml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("# yaml-language-server: $schema="), path
        assert (path.parent / first.partition("=")[2]).exists(), path
