"""Screening says what ``assess`` says of every application, and refuses what it refuses."""

import pytest

from demokrativillkor.application import Application, Examination
from demokrativillkor.resources import fixtures_folder
from demokrativillkor.screening.columns import Screen
from tests.support.columns import differences, tables
from tests.support.random_rounds import deciding, drawn

PROPOSAL = "sou-2019-35"


@pytest.fixture(scope="module")
def screen(rulebook):
    return Screen(rulebook)


@pytest.mark.parametrize("seed", range(4))
def test_random_applications_under_every_act_in_one_table_get_what_assess_says(seed, rulebook, screen):
    assert differences(screen, drawn(seed, 1500, rulebook), rulebook) == []


def test_random_applications_under_one_act_alone_get_what_assess_says(rulebook):
    for number, named in enumerate(deciding(rulebook)):
        applications = drawn(100 + number, 60, rulebook, [named])
        assert differences(Screen(rulebook), applications, rulebook) == [], named.id


def test_rules_that_are_named_govern_every_application_whatever_its_grant(rulebook, proposal):
    screen = Screen(rulebook, ruleset=proposal)
    applications = drawn(7, 500, rulebook)
    assert differences(screen, applications, rulebook, proposal) == []
    assert set(screen(*tables(applications, screen.schema)).applications.collect()["ruleSet"]) == {PROPOSAL, None}


def test_an_authority_that_demands_review_gets_what_assess_says_to_it(rulebook):
    screen = Screen(rulebook, examination_required=Examination.REVIEWED)
    assert differences(screen, drawn(8, 500, rulebook), rulebook) == []


def test_the_applications_of_the_fixtures_get_what_assess_says(rulebook, screen):
    applications = []
    for path in sorted((fixtures_folder() / "applications").glob("*.json")):
        try:
            applications.append(Application.from_document(path.read_bytes()))
        except ValueError:
            assert path.name == "refused-exception-without-reasons.json"
    distinct = list({each.id: each for each in applications}.values())
    assert differences(screen, distinct, rulebook) == []


def test_random_applications_show_every_outcome_reason_and_refusal_there_is(rulebook, screen):
    applications = drawn(0, 1500, rulebook)
    result = screen(*tables(applications, screen.schema)).applications.collect()
    assert result["outcomeReason"].n_unique() == 8
    assert result["refused"].n_unique() == 4
    assert result["ruleSet"].n_unique() > 30
