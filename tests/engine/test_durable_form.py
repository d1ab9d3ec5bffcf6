"""What durable-rules is given, and what it is spared."""

import pytest

from demokrativillkor.condition import AllOf, AnyOf, Not, Use
from demokrativillkor.engine.compile import Program, finding_program
from demokrativillkor.engine.durable_form import And, DoesNotFit, Form, Literal, Or, normal_form
from demokrativillkor.verdict import Verdict
from tests.support.builders import fact, is_yes

FACTS = {f"f{number}": fact(f"f{number}") for number in range(200)}


def leaves(*numbers):
    return tuple(is_yes(f"f{number}") for number in numbers)


def program(condition, **definitions):
    return Program("test", {"rule": condition}, definitions, FACTS)


def literal(number, *, negated=False):
    return Literal(is_yes(f"f{number}"), negated)


def test_negation_is_pushed_to_the_leaves():
    condition = Not(AllOf((is_yes("f0"), Not(AnyOf(leaves(1, 2))))))
    form = normal_form(condition, program(condition), negated=False)
    assert form == Or((literal(0, negated=True), literal(1), literal(2)))


def test_nested_all_and_any_are_flattened_through_definitions():
    condition = AllOf((Use("both"), AllOf((is_yes("f2"), AnyOf((AnyOf(leaves(3, 4)), is_yes("f5")))))))
    form = normal_form(condition, program(condition, both=AllOf(leaves(0, 1))), negated=False)
    assert form == And((literal(0), literal(1), literal(2), Or((literal(3), literal(4), literal(5)))))


def test_both_booleans_of_every_leaf_follow_from_its_verdict_for_every_answer(proposal):
    compiled = finding_program(proposal)
    form = Form(compiled)
    for index, known in enumerate(compiled.representatives):
        for code, value in enumerate(known):
            for test, name in form._literals.items():
                if test.leaf.fact == compiled.facts[index]:
                    true = form.fragments[index][code]
                    assert (f'"{name}m":true' in true) == (test.verdict(value) is Verdict.MET)
                    assert (f'"{name}o":true' in true) == (test.verdict(value) is not Verdict.NOT_MET)


def test_the_proposal_needs_no_split(proposal):
    assert sorted(Form(finding_program(proposal)).definition) == [f"{n}.0{form}" for n in range(4) for form in "mo"]


def test_a_condition_that_is_too_large_is_split_at_its_top_any():
    condition = AllOf((is_yes("f0"), AnyOf(tuple(AllOf(leaves(*range(n, n + 8))) for n in range(1, 41, 8)))))
    form = Form(program(condition))
    assert len(form.definition) == 2 * 5


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        (AllOf(leaves(*range(40))), "the condition has more than 31 nodes and no any at its top to split"),
        (AllOf(tuple(AnyOf(leaves(*range(n, n + 5))) for n in range(0, 20, 5))), "can fire in more than 512 ways"),
        (AnyOf(tuple(AllOf(leaves(n, n + 1)) for n in range(130))), "have more than 120 different tests"),
    ],
)
def test_what_durable_rules_cannot_hold_is_refused_by_name(condition, why):
    with pytest.raises(DoesNotFit, match=why) as error:
        Form(program(condition))
    assert error.value.name == "rule"
