"""A dispensation is a condition like others: it has cases, and they notice when it is changed."""

import pytest

from demokrativillkor.condition import Not
from demokrativillkor.engine import Reference
from demokrativillkor.lint.cases import cases_of, failing_cases
from demokrativillkor.lint.mutation import scores
from demokrativillkor.rulefiles.folder import read_folder
from tests.support.rule_folders import change, without_acts

DISPENSING = "sfs-2023-434"


@pytest.fixture
def cases(rules):
    ruleset, files = rules.rulesets[DISPENSING], rules.sets[DISPENSING]
    return [case for case in cases_of(ruleset, files) if case.described.dispensation]


def test_the_cases_of_a_dispensation_are_run_where_the_act_gives_one_and_nowhere_else(rules, cases):
    assert {case.rule.id for case in cases} == {f"{DISPENSING}:scope"}
    other = rules.rulesets["sfs-2024-941"]
    assert any(rule.id == "sfs-2024-941:scope" for rule in other.rules)
    assert not [case for case in cases_of(other, rules.sets[other.id]) if case.described.dispensation]


def test_a_case_of_a_dispensation_notices_when_it_is_negated_and_passes_as_it_stands(rules, cases):
    ruleset = rules.rulesets[DISPENSING]
    for case in cases:
        assert not case.noticed(case.condition, ruleset.conditions)
    assert any(case.noticed(Not(case.condition), ruleset.conditions) for case in cases)
    assert list(failing_cases(cases, ruleset, [Reference()])) == []


def test_the_mutation_score_counts_dispensations(rules):
    ruleset, files = rules.rulesets[DISPENSING], rules.sets[DISPENSING]
    listed = list(cases_of(ruleset, files))
    found = {score.name: score for score in scores(ruleset, files, listed)}
    assert found["requirements:scope, dispensation"].percent == 100
    without = [case for case in listed if not case.described.dispensation]
    (survivor,) = {score.name: score for score in scores(ruleset, files, without)}[
        "requirements:scope, dispensation"
    ].survivors
    assert "no case notices to negate the test of nationalScopeDispensed" in survivor.message


def test_a_dispensation_without_cases_is_told(tmp_path):
    root = without_acts(tmp_path / "rules")
    path = root / "shared/requirements/scope.cases.yaml"
    for _ in range(3):
        change(path, "    dispensation: true\n", "")
    told = [str(problem) for problem in read_folder(root).problems]
    assert [each.partition(": ")[2] for each in told if "scope.cases.yaml" in each] == [
        "no case of the dispensation expects met; add one",
        "no case of the dispensation expects not_met; add one",
        "no case of the dispensation expects unknown; add one",
    ]
