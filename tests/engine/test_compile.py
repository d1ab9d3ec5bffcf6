"""A compiled program says what the tree says."""

from random import Random

import pytest

from demokrativillkor.condition import FactIn
from demokrativillkor.engine import compile as compiling
from demokrativillkor.engine.compile import Program, classes_of, finding_program
from demokrativillkor.engine.reference import explain
from demokrativillkor.errors import EngineError
from tests.support.builders import fact, is_yes
from tests.support.random_rules import random_codes, random_program


def content(explanation):
    return explanation.verdict, explanation.decisive, explanation.open, explanation.kept_out_by


@pytest.mark.parametrize("seed", range(40))
def test_a_program_explains_as_the_tree_does_also_when_asked_again(seed):
    program, random = random_program(seed), Random(seed)
    for _ in range(25):
        codes = random_codes(random, program)
        values = program.values(codes)
        for _ in range(2):
            for condition, got in zip(program.conditions, program.explain(codes).explanations, strict=True):
                assert content(got) == content(explain(condition, program.definitions, values))


@pytest.mark.parametrize("seed", range(40))
def test_answers_that_share_a_code_share_every_verdict(seed):
    program, random = random_program(seed), Random(seed)
    for _ in range(25):
        codes = random_codes(random, program)
        values = program.values(codes)
        other = {name: random.choice(_same_class(program, name, token)) for name, token in values.items()}
        assert program.encode(other) == codes
        for condition in program.conditions:
            one = explain(condition, program.definitions, values)
            assert content(one) == content(explain(condition, program.definitions, other))


def _same_class(program, name, token):
    encoder = dict(program._encoders)[name]
    return [other for other in encoder if other and encoder[other] == encoder[token] and encoder[other]]


def test_encoding_the_values_of_codes_gives_the_codes():
    for seed in range(40):
        program = random_program(seed)
        codes = random_codes(Random(seed), program)
        assert program.encode(program.values(codes)) == codes


def test_absence_unknown_and_unknown_tokens_all_mean_unknown(proposal):
    program = finding_program(proposal)
    assert program.encode({}) == program.encode({"established": "unknown"})
    assert program.encode({}) == program.encode({"established": "not_investigated", "context": "unclear"})


def test_an_answer_that_is_none_is_an_error_that_names_the_fact(proposal):
    with pytest.raises(EngineError, match="an answer to context is none of its answers"):
        finding_program(proposal).encode({"context": "somewhere"})


def test_answers_are_grouped_by_what_the_leaves_tell_apart():
    leaves = [FactIn("a", ("x", "y")), FactIn("a", ("y", "z"))]
    assert classes_of(fact("a", ("x", "y", "z", "u", "v")), leaves) == [("x",), ("y",), ("z",), ("u", "v")]


def test_the_memory_is_bounded_and_forgetting_changes_nothing(monkeypatch):
    monkeypatch.setattr(compiling, "REMEMBERED", 2)
    program = Program("small memory", {"rule": is_yes("a")}, {}, {"a": fact("a")})
    for codes, token in [((0,), "unknown"), ((1,), "met"), ((2,), "not_met")] * 3:
        assert program.explain(codes).verdicts[0].token == token
    assert len(program._explained) <= 2
