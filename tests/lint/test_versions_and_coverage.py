"""Versions of one act follow on each other without holes and overlaps, and coverage tells what no case shows."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from demokrativillkor.act import Act
from demokrativillkor.condition import AllOf, AnyOf, Not, Use
from demokrativillkor.lint.cases import cases_of
from demokrativillkor.lint.checks import findings
from demokrativillkor.lint.coverage import coverage
from demokrativillkor.lint.versions import versions_that_do_not_follow
from demokrativillkor.rule import Basis, Definition
from demokrativillkor.rulefiles.setfiles import SetFiles
from demokrativillkor.rulefiles.yamlfile import read_yaml
from demokrativillkor.ruleset import StartDate
from demokrativillkor.verdict import Verdict
from tests.support.builders import TEXT, fact, is_yes, rule, ruleset

# Versions


def act(number):
    return Act(number=number, amending=number, authority=TEXT)


@pytest.fixture
def versions(rules, tmp_path):
    """A folder that holds these versions of acts: (id, number, first day, last day or None)."""

    def folder(*listed):
        sets, rulesets = {}, {}
        for ruleset_id, number, first, last in listed:
            path = tmp_path / f"{ruleset_id}.yaml"
            path.write_text(f"id: {ruleset_id}\nappliesFrom: {{on: {first}, exact: true}}\n", encoding="utf-8")
            file = read_yaml(path, f"rules/{ruleset_id}/ruleset.yaml")
            rulesets[ruleset_id] = replace(
                ruleset([rule("1", is_yes("a"))], [fact("a")], act=act(number) if number else None),
                id=ruleset_id,
                applies_from=StartDate(on=date.fromisoformat(first), exact=True),
                applies_to=date.fromisoformat(last) if last else None,
            )
            sets[ruleset_id] = SetFiles(file, None, (), ())
        return replace(rules, sets=sets, rulesets=rulesets)

    return folder


def told(folder):
    return [str(problem) for problem in versions_that_do_not_follow(folder)]


def test_versions_that_follow_day_after_day_are_no_finding(versions):
    assert told(versions(("a", "2020:1", "2020-01-01", "2021-06-30"), ("b", "2020:1", "2021-07-01", None))) == []


def test_a_hole_between_two_versions_is_a_finding_at_the_later_one(versions):
    assert told(versions(("a", "2020:1", "2020-01-01", "2021-06-29"), ("b", "2020:1", "2021-07-01", None))) == [
        "rules/b/ruleset.yaml:2: b leaves a hole after a, another version of the same act; let a apply to 2021-06-30"
    ]


def test_an_overlap_of_one_day_is_a_finding(versions):
    assert told(versions(("a", "2020:1", "2020-01-01", "2021-07-01"), ("b", "2020:1", "2021-07-01", None))) == [
        "rules/b/ruleset.yaml:2: b overlaps with a, another version of the same act; let a apply to 2021-06-30"
    ]


def test_an_earlier_version_without_a_last_day_overlaps_with_the_later(versions):
    assert told(versions(("a", "2020:1", "2020-01-01", None), ("b", "2020:1", "2021-07-01", None))) == [
        "rules/b/ruleset.yaml:2: b overlaps with a, another version of the same act; let a apply to 2021-06-30"
    ]


def test_the_order_in_which_the_versions_are_read_does_not_matter(versions):
    later, earlier = ("b", "2020:1", "2021-07-01", None), ("a", "2020:1", "2020-01-01", None)
    assert told(versions(later, earlier)) == told(versions(earlier, later)) != []


def test_over_a_leap_day_the_last_day_is_the_leap_day(versions):
    assert told(versions(("a", "2020:1", "2020-01-01", "2024-02-29"), ("b", "2020:1", "2024-03-01", None))) == []
    (problem,) = told(versions(("a", "2020:1", "2020-01-01", "2024-02-28"), ("b", "2020:1", "2024-03-01", None)))
    assert problem.endswith("let a apply to 2024-02-29")


def test_each_gap_among_three_versions_is_a_finding_of_its_own(versions):
    found = told(
        versions(
            ("a", "2020:1", "2020-01-01", "2020-05-31"),
            ("b", "2020:1", "2020-07-01", "2021-12-31"),
            ("c", "2020:1", "2021-12-01", None),
        )
    )
    assert [problem.split("; ")[0].split(": ")[1] for problem in found] == [
        "b leaves a hole after a, another version of the same act",
        "c overlaps with b, another version of the same act",
    ]


def test_a_version_that_contains_two_others_is_a_finding_until_the_remedy_is_followed(versions):
    inside = (("b", "2020:1", "2021-01-01", "2021-12-31"), ("c", "2020:1", "2022-01-01", None))
    assert told(versions(("a", "2020:1", "2020-01-01", "2030-12-31"), *inside)) == [
        "rules/b/ruleset.yaml:2: b overlaps with a, another version of the same act; let a apply to 2020-12-31"
    ]
    assert told(versions(("a", "2020:1", "2020-01-01", "2020-12-31"), *inside)) == []


def test_two_acts_and_rules_that_are_no_act_may_hold_the_same_days(versions):
    assert (
        told(
            versions(
                ("a", "2020:1", "2020-01-01", None),
                ("b", "2020:2", "2020-01-01", None),
                ("c", None, "2020-01-01", None),
                ("d", None, "2020-01-01", None),
            )
        )
        == []
    )


def test_the_packaged_acts_have_neither_holes_nor_overlaps(rules):
    numbers = [each.act.number for each in rules.rulesets.values() if each.act]
    assert len(numbers) == 32
    assert told(rules) == []


def test_a_hole_is_among_the_findings_of_a_folder(versions):
    folder = versions(("a", "2020:1", "2020-01-01", "2021-06-29"), ("b", "2020:1", "2021-07-01", None))
    assert any("leaves a hole" in str(problem) for problem in findings(folder))


# Coverage


def test_every_part_of_every_packaged_condition_is_met_not_met_and_unknown_by_some_case(rules):
    seen, conditions = set(), 0
    for name, read in rules.rulesets.items():
        files = rules.sets[name]
        for each in coverage(read, files, list(cases_of(read, files)), seen):
            conditions += 1
            assert each.parts
            assert each.gaps == (), f"{each.name}: {[(part.name, part.missing) for part in each.gaps]}"
    assert conditions > 50


def files_of(rules):
    """What coverage reads of a set's files, for a synthetic set without files."""
    each = tuple(SimpleNamespace(described=SimpleNamespace(id=rule.id), shared=None) for rule in rules.rules)
    own = SimpleNamespace(definitions={definition.name: None for definition in rules.definitions})
    return SimpleNamespace(rules=each, included=None, ruleset=own)


def covered(rules, *cases):
    """What coverage says of a synthetic set: name → its parts. A case is a rule's number and its facts."""
    by_id = {rule.id: rule for rule in rules.rules}
    about = SimpleNamespace(dispensation=False)
    listed = [SimpleNamespace(rule=by_id[f"set:{number}"], facts=facts, described=about) for number, facts in cases]
    return {each.name: each for each in coverage(rules, files_of(rules), listed, set())}


A, B = is_yes("a"), is_yes("b")
FACTS = [fact(name) for name in "abc"]


@pytest.mark.parametrize(
    ("cases", "missing"),
    [
        ([{}], {A: {"met", "not_met"}, B: {"met", "not_met"}}),
        ([{"a": "yes"}, {"a": "no"}, {}], {B: {"met", "not_met"}}),
        ([{"a": "yes", "b": "yes"}, {"a": "no", "b": "no"}, {}], {}),
        ([{"a": "yes", "b": "yes"}, {"a": "no", "b": "no"}], {A: {"unknown"}, B: {"unknown"}}),
    ],
)
def test_each_part_lacks_exactly_the_verdicts_that_no_case_gives_it(cases, missing):
    found = covered(ruleset([rule("1", AllOf((A, B)))], FACTS), *(("1", facts) for facts in cases))["set:1"]
    assert [part.depth for part in found.parts] == [0, 1, 1]
    for part in found.parts[1:]:
        assert {verdict.token for verdict in part.missing} == missing.get(part.condition, set())
    assert {part.condition for part in found.gaps} >= set(missing)


def test_the_whole_condition_and_what_it_negates_are_parts_too():
    found = covered(ruleset([rule("1", Not(A))], FACTS), ("1", {"a": "yes"}))["set:1"]
    assert [(part.condition, part.seen) for part in found.parts] == [
        (Not(A), frozenset({Verdict.NOT_MET})),
        (A, frozenset({Verdict.MET})),
    ]


def test_a_rules_condition_is_covered_by_its_own_cases_and_a_definition_by_those_of_every_rule():
    either = Definition(name="either", title=TEXT, basis=Basis.TEXT, condition=AnyOf((A, B)))
    rules = ruleset([rule("1", Use("either")), rule("2", AllOf((Use("either"), is_yes("c"))))], FACTS, (either,))
    found = covered(rules, ("1", {"a": "yes"}), ("2", {"a": "no", "b": "no"}))
    own = {name: {verdict for part in each.parts[:1] for verdict in part.seen} for name, each in found.items()}
    assert own == {
        "set:1": {Verdict.MET},
        "set:2": {Verdict.NOT_MET},
        "set, either": {Verdict.MET, Verdict.NOT_MET},
    }


def test_a_condition_that_was_looked_at_in_another_set_is_not_told_again(rules):
    seen = set()
    first, again = (
        [each.name for each in coverage(read, files, list(cases_of(read, files)), seen)]
        for read, files in ((rules.rulesets[name], rules.sets[name]) for name in ("sfs-2021-401", "sfs-2024-941"))
    )
    assert "democracy-conditions:1" in first
    assert not {name for name in again if name.startswith("democracy-conditions")}
