"""Cases and the mutation score: a case that is wrong or missing is found."""

from itertools import islice, product
from random import Random

import pytest

from demokrativillkor.condition import AllOf, AnyOf, FactIn, Not, Use, facts_of
from demokrativillkor.engine import Reference, equivalence
from demokrativillkor.engine.equivalence import TooManyCombinations, difference
from demokrativillkor.engine.reference import judge
from demokrativillkor.lint.cases import cases_of, failing_cases
from demokrativillkor.lint.mutants import dropping_mutants_of, mutants_of
from demokrativillkor.lint.mutation import scores
from demokrativillkor.rulefiles.folder import read_folder
from tests.support.builders import fact, is_yes
from tests.support.random_rules import FACTS as ALL_FACTS
from tests.support.random_rules import random_condition
from tests.support.rule_folders import without_acts

A, B = is_yes("a"), is_yes("b")


def told(condition):
    return {mutant.what: (mutant.path, mutant.condition) for mutant in mutants_of(condition)}


def test_the_mutants_of_an_all_drop_negate_and_swap():
    assert told(AllOf((A, B))) == {
        "negate an all": ((), Not(AllOf((A, B)))),
        "swap all for any": ((), AnyOf((A, B))),
        "drop the test of a for yes": (("all", 0), AllOf((B,))),
        "negate the test of a for yes": (("all", 0), AllOf((Not(A), B))),
        "drop the test of b for yes": (("all", 1), AllOf((A,))),
        "negate the test of b for yes": (("all", 1), AllOf((A, Not(B)))),
    }


def test_the_mutants_of_an_any_a_negation_a_use_and_a_list_of_values():
    many = FactIn("c", ("x", "y"))
    assert told(AnyOf((Not(Use("one")), many))) == {
        "negate an any": ((), Not(AnyOf((Not(Use("one")), many)))),
        "swap any for all": ((), AllOf((Not(Use("one")), many))),
        "drop a negation": (("any", 0), AnyOf((many,))),
        "drop the negation of the use of one": (("any", 0), AnyOf((Use("one"), many))),
        "negate the use of one": (("any", 0, "not"), AnyOf((Not(Not(Use("one"))), many))),
        "drop the test of c for x or y": (("any", 1), AnyOf((Not(Use("one")),))),
        "negate the test of c for x or y": (("any", 1), AnyOf((Not(Use("one")), Not(many)))),
        "drop the value x of c": (("any", 1, "in", 0), AnyOf((Not(Use("one")), FactIn("c", ("y",))))),
        "drop the value y of c": (("any", 1, "in", 1), AnyOf((Not(Use("one")), FactIn("c", ("x",))))),
    }


def test_the_dropping_mutants_are_those_that_leave_something_out():
    assert {mutant.what for mutant in dropping_mutants_of(Not(AllOf((A, B))))} == {
        "drop the negation of an all",
        "drop the test of a for yes",
        "drop the test of b for yes",
    }


FACTS = {"a": fact("a"), "b": fact("b"), "c": fact("c", ("x", "y", "z"))}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (AllOf((A, B)), AllOf((B, A))),
        (Not(AllOf((A, B))), AnyOf((Not(A), Not(B)))),
        (AllOf((A, AnyOf((A, B)))), A),
        (Not(Not(A)), A),
    ],
)
def test_equivalent_conditions_have_no_difference(one, other):
    assert difference(one, other, {}, {}, FACTS) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (AllOf((A, B)), AnyOf((A, B))),
        (AnyOf((A, Not(A))), AnyOf((B, Not(B)))),
        (FactIn("c", ("x",)), FactIn("c", ("x", "y"))),
        (Use("d"), A),
    ],
)
def test_a_difference_is_shown_by_facts_on_which_the_verdicts_differ(one, other):
    definitions = {"d": B}
    values = difference(one, other, definitions, definitions, FACTS)
    assert judge(one, definitions, values).verdict is not judge(other, definitions, values).verdict


def test_a_tautology_is_not_equivalent_to_nothing_under_three_values():
    """`a or not a` is unknown while a is: dropping it changes a verdict."""
    assert difference(AllOf((B, AnyOf((A, Not(A))))), B, {}, {}, FACTS) is not None


def test_too_many_combinations_are_refused(monkeypatch):
    facts = {f"f{n}": fact(f"f{n}") for n in range(15)}
    parity = is_yes("f0")
    for name in list(facts)[1:6]:
        one = is_yes(name)
        parity = AnyOf((AllOf((parity, Not(one))), AllOf((Not(parity), one))))
    monkeypatch.setattr(equivalence, "MOST_STEPS", 100)
    with pytest.raises(TooManyCombinations, match="more combinations of 6 facts than can be gone through"):
        difference(parity, parity, {}, {}, facts)


@pytest.mark.parametrize("seed", range(60))
def test_a_difference_is_found_exactly_when_going_through_every_combination_finds_one(seed):
    random = Random(seed)
    definitions = {"one": random_condition(random, 1, ())}
    one, other = (random_condition(random, 2, ("one",)) for _ in range(2))
    names = sorted(facts_of(one, definitions) | facts_of(other, definitions))[:4]
    if facts_of(one, definitions) | facts_of(other, definitions) != set(names):
        other = one
        names = sorted(facts_of(one, definitions))
    options = [(None, *ALL_FACTS[name].tokens) for name in names]
    differs = any(
        judge(one, definitions, values).verdict is not judge(other, definitions, values).verdict
        for values in (
            {name: token for name, token in zip(names, answers, strict=True) if token}
            for answers in islice(product(*options), 3000)
        )
    )
    assert (difference(one, other, definitions, definitions, ALL_FACTS) is not None) == differs


@pytest.fixture
def copied(tmp_path):
    without_acts(tmp_path / "rules")

    def changed(name, find, replace):
        path = tmp_path / "rules" / "sou-2019-35" / name
        text = path.read_text(encoding="utf-8")
        assert find in text
        path.write_text(text.replace(find, replace), encoding="utf-8")
        folder = read_folder(tmp_path / "rules")
        assert not folder.problems
        ruleset = folder.rulesets["sou-2019-35"]
        return ruleset, folder.sets["sou-2019-35"], list(cases_of(ruleset, folder.sets["sou-2019-35"]))

    return changed


def test_a_case_that_expects_another_verdict_fails_with_its_name_and_line(copied):
    facts = "{established: shown, actor: employee, context: duty, coercion: yes}\n    otherLimbs: no\n"
    ruleset, _, cases = copied("1.cases.yaml", facts + "    expect: met", facts + "    expect: unknown")
    (problem,) = failing_cases(cases, ruleset, [Reference()])
    assert str(problem) == (
        "rules/sou-2019-35/1.cases.yaml:11: the case “coercion by an employee on duty is an obstacle” fails: "
        "on reference it is met; mend the rule or the case"
    )


def test_a_case_that_expects_to_be_set_aside_otherwise_fails(copied):
    ruleset, _, cases = copied("4.cases.yaml", "setAsideBecause: notShown", "setAsideBecause: notAttributed")
    (problem,) = failing_cases(cases, ruleset, [Reference()])
    assert "fails: it is set aside because notShown" in str(problem)


def test_a_case_that_does_not_say_that_it_is_set_aside_fails(copied):
    ruleset, _, cases = copied("4.cases.yaml", "    setAsideBecause: notShown\n", "")
    (problem,) = failing_cases(cases, ruleset, [Reference()])
    assert "fails: it is set aside because notShown" in str(problem)


def test_a_mutant_that_no_case_notices_is_told_with_the_case_to_add(copied):
    ruleset, files, cases = copied(
        "1.cases.yaml",
        "{established: shown, actor: employee, context: duty, coercion: yes}",
        "{established: shown, actor: employee, context: duty, violence: yes}",
    )
    found = {score.name: score for score in scores(ruleset, files, cases)}
    assert (found["sou-2019-35:1"].percent < 100, found["sou-2019-35:2"].percent) == (True, 100)
    survivors = [problem for score in found.values() for problem in score.survivors]
    assert [problem.message for problem in survivors] == [
        "sou-2019-35:1: no case notices to drop the test of coercion for yes",
    ]
    assert survivors[0].suggestion.startswith("add a case with ")
    assert "coercion: yes" in survivors[0].suggestion


def test_the_literal_reading_of_the_misnumbered_page_fails_cases(copied):
    """With the page's numbers "1 eller 2" would be the opening and violence: discrimination would be lost."""
    ruleset, _, cases = copied("3.yaml", "in: [ground_1, ground_2]", "in: [ground_1]")
    failed = {problem.message for problem in failing_cases(cases, ruleset, [Reference()])}
    assert len(failed) >= 2
    assert any("for 2 is discrimination in the official numbering" in message for message in failed)
