"""What the tables of a screening may hold and leave out, and the order and form of what comes back."""

from random import Random

import polars as pl
import pytest

from demokrativillkor.assess import assess
from demokrativillkor.engine import Reference
from demokrativillkor.errors import ConfigurationError, NotCovered
from demokrativillkor.rulebook import Rulebook, Vocabulary
from demokrativillkor.screening.columns import Schema, Screen
from demokrativillkor.screening.columns.keys import Keys
from tests.support.builders import TEXT, application, fact, finding, is_yes, rule, ruleset
from tests.support.columns import bits, tables
from tests.support.random_rounds import drawn

REQUIRED = {"applicationId", "decisionDate", "findingId"}


@pytest.fixture(scope="module")
def screen(rulebook):
    return Screen(rulebook)


@pytest.fixture(scope="module")
def given(rulebook, screen):
    return tables(drawn(11, 400, rulebook), screen.schema)


def outcomes(screen, applications, findings):
    return screen(applications, findings).applications.collect()


def test_the_order_of_findings_means_nothing_and_that_of_applications_is_kept(screen, given):
    applications, findings = given
    expected = outcomes(screen, applications, findings)
    assert outcomes(screen, applications, findings.sample(fraction=1, shuffle=True, seed=1)).equals(expected)
    turned = outcomes(screen, applications.reverse(), findings)
    assert turned.equals(expected.reverse())


def test_frames_that_are_lazy_and_streamed_give_the_same(screen, given):
    applications, findings = given
    expected = outcomes(screen, applications, findings)
    lazy = screen(applications.lazy(), findings.lazy()).applications
    assert lazy.collect(engine="streaming").equals(expected)


def test_a_table_screened_in_parts_gives_the_same_as_in_one(screen, given):
    applications, findings = given
    parts = [
        outcomes(screen, applications[start : start + 37], findings) for start in range(0, applications.height, 37)
    ]
    assert pl.concat(parts).equals(outcomes(screen, applications, findings))


@pytest.mark.parametrize("rows", [0, 1])
def test_few_rows_and_no_findings_are_screened_too(rows, screen, given):
    applications, findings = given
    assert outcomes(screen, applications.head(rows), findings).height == rows
    alone = outcomes(screen, applications.head(rows), findings.clear())
    assert alone["findings"].to_list() == [0] * rows


def test_text_with_answers_there_are_is_as_good_as_codes(screen, given):
    as_text = _as_text(given)
    assert outcomes(screen, *as_text).equals(outcomes(screen, *given))


def _as_text(given):
    return [
        table.with_columns(pl.col(name).cast(pl.String) for name, dtype in table.schema.items() if dtype == pl.Enum)
        for table in given
    ]


def test_an_answer_that_there_is_not_is_an_error_and_never_a_verdict(screen, given):
    applications, findings = given
    wrong = findings.with_columns(violence=pl.lit("perhaps"))
    with pytest.raises(pl.exceptions.InvalidOperationError):
        outcomes(screen, applications, wrong)


@pytest.mark.parametrize("seed", range(8))
def test_every_column_but_the_ids_and_the_date_can_be_left_out_and_is_then_absent(seed, screen, given):
    random = Random(seed)
    without, empty = [], []
    for table in given:
        optional = [name for name in table.columns if name not in REQUIRED]
        left_out = optional if seed == 0 else random.sample(optional, len(optional) // 2)
        without.append(table.drop(left_out))
        empty.append(table.with_columns(pl.lit(None, table.schema[name]).alias(name) for name in left_out))
    assert outcomes(screen, *without).equals(outcomes(screen, *empty))


def test_a_table_that_no_rules_govern_is_refused_row_by_row(screen, given):
    applications, findings = given
    result = outcomes(screen, applications.with_columns(grant=pl.lit("no-such-grant")), findings)
    assert set(result["refused"]) == {"not_covered"}
    assert result["outcome"].null_count() == applications.height
    assert screen(applications.with_columns(grant=pl.lit("none")), findings).findings.collect().is_empty()


def test_columns_that_are_not_in_the_schema_are_left_alone(screen, given):
    applications, findings = given
    more = applications.with_columns(colour=1), findings.with_columns(colour=1)
    assert outcomes(screen, *more).equals(outcomes(screen, *given))


def test_findings_of_no_application_change_nothing(screen, given):
    applications, findings = given
    more = pl.concat([findings, findings.with_columns(applicationId=pl.lit("nobody"))])
    assert outcomes(screen, applications, more).equals(outcomes(screen, *given))


def test_each_finding_of_a_decided_application_has_what_assess_says_of_it(rulebook, proposal):
    screen = Screen(rulebook, ruleset=proposal)
    applications = drawn(12, 300, rulebook)
    screened = screen(*tables(applications, screen.schema))
    decided = set(screened.applications.filter(pl.col("refused").is_null()).collect()["applicationId"])
    expected, rules, facts = [], screen.rules(proposal.id), screen.schema.finding_facts
    for each in applications:
        if each.id not in decided:
            continue
        for found in assess(each, proposal, engine=Reference()).findings:
            evaluations = found.evaluations
            row = {"applicationId": each.id, "findingId": found.finding}
            row["rulesMet"] = bits(rules, (one.rule for one in evaluations if one.verdict.token == "met"))
            row["rulesOpen"] = bits(rules, (one.rule for one in evaluations if one.verdict.token == "unknown"))
            row["decisive"] = any(one.decisive for one in evaluations)
            row["factsDecisive"] = bits(
                facts, (fact for one in evaluations if one.decisive for fact in one.decisive_facts)
            )
            expected.append(row)
    found = screened.findings.collect()
    assert found.select(list(expected[0])).to_dicts() == expected
    assert len(expected) > 100


def test_rule_sets_are_found_by_the_id_in_the_result(rulebook, proposal, screen):
    assert screen.rules(proposal.id) == tuple(each.id for each in proposal.rules)
    with pytest.raises(NotCovered):
        screen.ruleset("no-such-rules")
    own = ruleset([rule("1", is_yes("violence"))], [fact("violence")])
    assert Screen(rulebook, ruleset=own).ruleset("set") is own


def test_rules_with_more_facts_than_a_mask_has_bits_are_refused():
    facts = {f"fact{number}": fact(f"fact{number}") for number in range(65)}
    with pytest.raises(
        ConfigurationError, match="65 facts or grounds, screening at most 64; assess one by one instead"
    ):
        Schema.of(Rulebook(Vocabulary(facts, {}, {}), {}))


def test_rule_sets_with_more_rules_than_a_mask_has_bits_are_refused():
    rules = ruleset(
        [rule(str(number), is_yes("violence"), ground="ground_1") for number in range(65)], [fact("violence")]
    )
    book = Rulebook(Vocabulary({"violence": fact("violence")}, {"ground_1": TEXT}, {}), {})
    screen = Screen(book, ruleset=rules)
    with pytest.raises(ConfigurationError, match="65 rules in one set, screening at most 64"):
        screen(*tables([application(finding("F1", violence="yes"))], screen.schema))


def test_each_key_is_asked_once_however_many_tables_there_are(rulebook, monkeypatch):
    screen, asked = Screen(rulebook), []
    ask = Keys._asked
    monkeypatch.setattr(Keys, "_asked", lambda self, key: asked.append(key) or ask(self, key))
    applications, findings = tables(drawn(13, 200, rulebook), screen.schema)
    for _ in range(3):
        outcomes(screen, applications.sample(fraction=0.7, seed=Random(1).randint(0, 9)), findings)
    assert len(asked) == len(set(asked)) > 10
