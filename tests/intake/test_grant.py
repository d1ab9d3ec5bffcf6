"""What an application says of the grant it is about."""

import json

import pytest
import rfc8785

from demokrativillkor.errors import InputRejected
from demokrativillkor.intake import read_application
from tests.support.builders import application, document, finding


def rejected(vocabulary, **fields):
    with pytest.raises(InputRejected) as refused:
        read_application(json.dumps(document(**fields)).encode(), vocabulary)
    return [str(problem) for problem in refused.value.problems]


def test_a_period_that_ends_before_it_begins_is_refused(vocabulary):
    assert rejected(vocabulary, period={"first": "2026-02-01", "last": "2026-01-31"}) == [
        "/period/last: the period ends before it begins; give the first and the last day, both included"
    ]


def test_a_grant_cannot_have_been_awarded_after_the_day_it_is_decided_about(vocabulary):
    assert rejected(vocabulary, stage="reclaim", awardDate="2026-04-16") == [
        "/awardDate: the grant was awarded after the decision date; give the day the grant concerned was awarded, or leave it out"
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("stage", "appeal"),
        ("grantYear", "2026"),
        ("grantYear", 26),
        ("period", {"first": "2026-01-01"}),
        ("awardDate", "yesterday"),
    ],
)
def test_what_is_no_stage_year_period_or_date_is_refused_at_its_place(vocabulary, field, value):
    (problem,) = rejected(vocabulary, **{field: value})
    assert problem.startswith(f"/{field}")
    assert str(value) not in problem


def test_the_grant_and_its_dates_are_part_of_the_canonical_application(vocabulary):
    fields = {
        "grant": "sfs-2021-401",
        "stage": "reclaim",
        "awardDate": "2025-02-01",
        "grantYear": 2025,
        "period": {"first": "2025-01-01", "last": "2025-12-31"},
    }
    application = read_application(json.dumps(document(**fields)).encode(), vocabulary).application
    assert fields.items() <= application.document().items()


@pytest.mark.parametrize("key", ["våld", "\U0001f600"])
def test_an_application_with_a_key_that_has_no_canonical_form_has_no_digest(key):
    with pytest.raises(TypeError):
        _ = application(facts={key: "yes"}).digest


@pytest.mark.parametrize("reference", ["dnr 1", "årsmötet – ”s. 3”"])
def test_the_canonical_application_is_rfc_8785(reference):
    evidence = [{"kind": "minutes", "reference": reference}]
    app = application(finding("F2", threat="no") | {"evidence": evidence}, finding("F1"), grantYear=2026)
    assert app.canonical == rfc8785.dumps(app.document())
