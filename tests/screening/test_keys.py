"""Which rules govern, by columns: on both sides of every date that any rule set names, at every stage."""

from datetime import date, timedelta
from itertools import product

import polars as pl
import pytest

from demokrativillkor.application import Application, Period, Stage
from demokrativillkor.assess import governing
from demokrativillkor.assess.refusing import refuse_inapplicable
from demokrativillkor.errors import ConfigurationError, NotCovered
from demokrativillkor.screening.columns import Schema, Screen
from demokrativillkor.screening.columns import keys as keying
from tests.support.columns import tables
from tests.support.random_rounds import deciding


def around(day):
    return [day + timedelta(days=days) for days in (-1, 0, 1)]


def asked_of(ruleset):
    """Applications that differ in the dates the rule set looks at, and in nothing else."""
    starts, ends = ruleset.applies_from.on, ruleset.applies_to
    boundary = ruleset.transition.boundary if ruleset.transition else starts
    decided = [*around(starts), *(around(ends) if ends else ()), date(2026, 12, 1)]
    periods = [
        None,
        *(Period(first=day, last=day + timedelta(days=length)) for day in around(boundary) for length in (0, 1)),
    ]
    years = [None, boundary.year - 1, boundary.year]
    for stage, on, award in product(Stage, decided, [None, *around(boundary)]):
        for period, year in [(periods[0], years[2]), *product(periods[1:], years[:2]), (periods[-1], years[2])]:
            yield {"stage": stage, "decision_date": on, "award_date": award, "period": period, "grant_year": year}


def meant(application, book):
    try:
        ruleset = governing(application, book)
        refuse_inapplicable(application, ruleset)
    except NotCovered:
        return None
    return ruleset.id


def test_the_rules_chosen_on_both_sides_of_every_date_are_those_that_assess_chooses(rulebook):
    screen, governed = Screen(rulebook), 0
    for ruleset in deciding(rulebook):
        form = next((form for form in ruleset.grant_forms if form != "status"), None)
        kind = next(iter(ruleset.recipient_kinds), "association")
        applications = [
            Application(id=f"A{number}", grant=ruleset.id, grant_form=form, recipient_kind=kind, **dates)
            for number, dates in enumerate(asked_of(ruleset))
        ]
        found = screen(*tables(applications, screen.schema)).applications.collect()["ruleSet"].to_list()
        expected = [meant(application, rulebook) for application in applications]
        assert found == expected, ruleset.id
        governed += sum(1 for each in expected if each)
    assert governed > 1000


def test_every_day_between_two_dates_that_are_named_has_the_same_key(rulebook):
    schema = Schema.of(rulebook)
    days = [day for ruleset in deciding(rulebook) for day in keying._boundaries(ruleset)]
    keys = keying.Keys(rulebook, None, schema)
    table = pl.DataFrame({"decisionDate": pl.date_range(min(days), max(days), eager=True)})
    found = table.select(pl.col("decisionDate").alias("day"), keys.key(table.columns).alias("key"))
    first = found.group_by("key", maintain_order=True).first()["day"].to_list()
    assert first == sorted(set(days))


def test_more_keys_than_a_number_can_tell_apart_are_refused(rulebook, monkeypatch):
    monkeypatch.setattr(keying, "_LARGEST", 1000)
    with pytest.raises(
        ConfigurationError, match="more dates and forms than screening can tell apart; name one rule set"
    ):
        Screen(rulebook)
