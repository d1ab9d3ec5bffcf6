"""The meaning of a condition, and what its explanation names."""

from itertools import product

import pytest

from demokrativillkor.condition import AllOf, AnyOf, FactIn, Not, Use
from demokrativillkor.engine.reference import explain, judge, leaf_verdict
from demokrativillkor.verdict import Verdict
from tests.support.builders import is_yes

A, B, C = is_yes("a"), is_yes("b"), is_yes("c")
MET, UNKNOWN, NOT_MET = Verdict.MET, Verdict.UNKNOWN, Verdict.NOT_MET
ANSWERS = {"yes": MET, "no": NOT_MET, None: UNKNOWN}


def known(**answers):
    return {name: token for name, token in answers.items() if token is not None}


def test_every_leaf_of_every_rule_is_right_for_every_answer_to_its_fact(proposal):
    """The oracle is the definition: no answer is unknown, else whether the answer is listed."""
    conditions = [*proposal.conditions.values(), *(rule.condition for rule in proposal.rules)]
    seen = 0
    for condition in conditions:
        for leaf in _leaves(condition):
            for token in (*proposal.facts_by_id[leaf.fact].tokens, None):
                expected = UNKNOWN if token is None else MET if token in set(leaf.values) else NOT_MET
                assert leaf_verdict(leaf, token) is expected
                seen += 1
    assert seen >= 50


def _leaves(node):
    if isinstance(node, FactIn):
        return [node]
    parts = getattr(node, "parts", None) or ([node.part] if isinstance(node, Not) else [])
    return [leaf for part in parts for leaf in _leaves(part)]


@pytest.mark.parametrize(("a", "b"), list(product(ANSWERS, repeat=2)))
def test_all_is_the_minimum_any_the_maximum_and_not_the_reverse(a, b):
    values = known(a=a, b=b)
    assert judge(AllOf((A, B)), {}, values).verdict == min(ANSWERS[a], ANSWERS[b])
    assert judge(AnyOf((A, B)), {}, values).verdict == max(ANSWERS[a], ANSWERS[b])
    assert judge(Not(A), {}, values).verdict == 2 - ANSWERS[a]


def test_a_use_means_its_definition():
    definitions = {"both": AllOf((A, B))}
    for a, b in product(ANSWERS, repeat=2):
        values = known(a=a, b=b)
        assert judge(Use("both"), definitions, values).verdict is judge(AllOf((A, B)), {}, values).verdict


def test_of_a_false_all_only_the_false_parts_are_decisive():
    assert explain(AllOf((A, B, C)), {}, known(a="no", b="yes", c=None)).decisive == ("a",)


def test_of_a_true_any_only_the_true_parts_are_decisive():
    assert explain(AnyOf((A, B, C)), {}, known(a="yes", b="no", c=None)).decisive == ("a",)


@pytest.mark.parametrize(
    ("condition", "values"),
    [
        (AllOf((A, B)), known(a="yes", b="yes")),
        (AnyOf((A, B)), known(a="no", b="no")),
        (AllOf((A, B)), known(a="yes", b=None)),
        (AnyOf((A, B)), known(a="no", b=None)),
    ],
)
def test_otherwise_all_parts_are_decisive(condition, values):
    assert explain(condition, {}, values).decisive == ("a", "b")


def test_decisive_facts_are_found_top_down_through_uses_and_negations():
    condition = AllOf((Use("ready"), Not(AnyOf((B, C)))))
    values = known(a="yes", b="yes", c="no")
    assert explain(condition, {"ready": A}, values).decisive == ("b",)


def test_open_facts_are_unknown_leaves_reached_only_through_unknown_nodes():
    condition = AllOf((AnyOf((A, B)), AnyOf((B, C))))
    explanation = explain(condition, {}, known(a="yes", b=None, c=None))
    assert explanation.verdict is UNKNOWN
    assert explanation.open == ("b", "c")
    assert explain(condition, {}, known(a=None, b=None, c="yes")).open == ("a", "b")


def test_a_definite_verdict_has_no_open_facts():
    assert explain(AllOf((A, B)), {}, known(a="no", b=None)).open == ()


def test_what_kept_a_rule_out_is_named_only_when_definitions_alone_did():
    definitions = {"shown": A, "attributable": B}
    condition = AllOf((Use("shown"), Use("attributable"), C))
    kept_out = explain(condition, definitions, known(a="no", b="no", c="yes")).kept_out_by
    assert kept_out == ("shown", "attributable")
    assert explain(condition, definitions, known(a="yes", b="no", c=None)).kept_out_by == ("attributable",)
    assert explain(condition, definitions, known(a="no", b="yes", c="no")).kept_out_by == ()
    assert explain(condition, definitions, known(a="yes", b="yes", c="yes")).kept_out_by == ()
    assert explain(AnyOf((Use("shown"),)), definitions, known(a="no")).kept_out_by == ()
