"""The columnar engine says what the reference says: verdict, decisive facts and open facts, row by row."""

from random import Random

import polars as pl
import pytest

from demokrativillkor.condition import AllOf, FactIn, Not, Use, leaves_of
from demokrativillkor.engine import durable
from demokrativillkor.engine.columnar import ABSENT, Columnar, Layers, answers_of, expanded, mask
from demokrativillkor.engine.compile import Program
from demokrativillkor.engine.equivalence import TooManyCombinations
from demokrativillkor.engine.reference import leaf_verdict
from demokrativillkor.rule import UNKNOWN
from tests.support.builders import fact, is_yes
from tests.support.combinations import MOST, Answered, combinations, frame_of
from tests.support.engines import needs_durable
from tests.support.random_rounds import deciding
from tests.support.random_rules import FACTS, random_codes, random_program

DRAWN = 20_000


def distinct_conditions(book):
    """Every condition of the rule sets that decide with its definitions written in, and one rule that has it."""
    found = {}
    for ruleset in deciding(book):
        for rule in ruleset.rules:
            for condition in filter(None, (rule.condition, rule.dispensation)):
                found.setdefault(expanded(condition, ruleset.conditions), rule.id)
    return found


def alone(condition, facts, name="alone"):
    return Program(f"{name} {condition}", {name: condition}, {}, facts)


def meant(program, codes):
    return [
        (explanation.verdict, explanation.decisive, explanation.open)
        for each in codes
        for explanation in program.explain(each).explanations
    ]


def test_every_rule_in_force_says_the_same_over_all_combinations_of_the_facts_it_mentions(rulebook):
    facts, gone_through = rulebook.vocabulary.facts, 0
    for condition, rule in distinct_conditions(rulebook).items():
        program = alone(condition, facts)
        every = list(combinations(program))
        assert Answered(facts).on(condition, frame_of(program, facts, every)) == meant(program, every), rule
        gone_through += len(every)
    assert gone_through > 50_000


def test_every_test_of_a_fact_says_the_same_of_each_answer_the_fact_can_have(rulebook):
    facts = rulebook.vocabulary.facts
    for leaf in {leaf for condition in distinct_conditions(rulebook) for leaf in leaves_of(condition, {})}:
        answers = answers_of(facts[leaf.fact])
        frame = pl.LazyFrame({leaf.fact: pl.Series([*range(len(answers)), ABSENT], dtype=pl.UInt8)})
        known = [token if token in facts[leaf.fact].tokens else None for token in (*answers, None)]
        assert [each[0] for each in Answered(facts).on(leaf, frame)] == [leaf_verdict(leaf, token) for token in known]


@needs_durable
def test_durable_rules_says_the_same_on_20_000_combinations_drawn_by_seed(rulebook):
    facts, random = rulebook.vocabulary.facts, Random(20_000)
    conditions = distinct_conditions(rulebook)
    every = {condition: list(combinations(alone(condition, facts))) for condition in conditions}
    total = sum(map(len, every.values()))
    drawn = 0
    for condition, rule in conditions.items():
        program = alone(condition, facts)
        share = min(len(every[condition]), -(-DRAWN * len(every[condition]) // total))
        codes = random.sample(every[condition], share)
        registered = durable.register(program)
        found = [verdict for verdict, _, _ in Answered(facts).on(condition, frame_of(program, facts, codes))]
        assert found == [registered.verdicts(each)[0] for each in codes], rule
        drawn += share
    assert drawn >= DRAWN


def test_a_condition_with_more_than_five_million_combinations_is_refused_with_the_reason():
    facts = {f"fact{number}": fact(f"fact{number}") for number in range(15)}
    program = alone(AllOf(tuple(is_yes(name) for name in facts)), facts)
    with pytest.raises(TooManyCombinations, match=f"14348907 combinations of 15 facts are more than {MOST}"):
        combinations(program)


@pytest.mark.parametrize("seed", range(60))
def test_random_conditions_say_the_same_with_one_set_of_columns_for_all_of_them(seed):
    program, random = random_program(seed), Random(seed)
    codes = [random_codes(random, program) for _ in range(200)]
    frame, answered = frame_of(program, FACTS, codes), Answered(FACTS)
    for number, condition in enumerate(program.conditions):
        explained = [program.explain(each).explanations[number] for each in codes]
        found = answered.on(expanded(condition, program.definitions), frame)
        assert found == [(each.verdict, each.decisive, each.open) for each in explained]


def test_what_is_computed_once_is_not_computed_again():
    answered = Answered(FACTS)
    condition = AllOf((is_yes("three1"), Not(is_yes("three2"))))
    frame = pl.LazyFrame({name: pl.Series([0, 1, ABSENT], dtype=pl.UInt8) for name in FACTS})
    answered.on(condition, frame)
    before = answered.layers.of(frame).collect_schema().names()
    answered.on(condition, frame)
    assert answered.layers.of(frame).collect_schema().names() == before


def test_a_use_that_is_not_written_in_is_refused_and_one_that_is_there_is_written_in():
    definitions = {"one": is_yes("three1"), "two": Not(Use("one"))}
    with pytest.raises(ValueError, match="the definition one is not written in"):
        Columnar(Layers(), FACTS, str).bits(Use("one"))
    assert expanded(AllOf((Use("two"), Use("one"))), definitions) == AllOf((Not(is_yes("three1")), is_yes("three1")))


def test_the_known_answers_come_before_those_that_mean_unknown():
    assert answers_of(fact("f", ("a", "b"))) == ("a", "b", UNKNOWN)


def test_a_test_for_an_answer_that_the_fact_does_not_have_is_never_met():
    frame = pl.LazyFrame({"three1": pl.Series([0, 1, ABSENT], dtype=pl.UInt8)})
    verdicts = [each[0].token for each in Answered(FACTS).on(FactIn("three1", ("later",)), frame)]
    assert verdicts == ["not_met", "not_met", "unknown"]


@pytest.mark.parametrize("seed", range(20))
def test_a_mask_has_the_bits_of_its_columns(seed):
    random = Random(seed)
    numbers = random.sample(range(64), random.randint(0, 64))
    rows = [{str(number): random.random() < 0.5 for number in numbers} for _ in range(20)]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(map(str, numbers), pl.Boolean)).with_row_index()
    found = frame.select("index", mask=mask({number: pl.col(str(number)) for number in numbers}))["mask"].to_list()
    assert found == [sum(1 << number for number in numbers if row[str(number)]) for row in rows]
