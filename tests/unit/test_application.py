"""The canonical application, held against what pydantic writes of the same shape."""

import json
from random import Random

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from demokrativillkor.application import Application
from demokrativillkor.ruleset import Role
from tests.intake.test_plain import DOCUMENTS
from tests.support.random_applications import random_document

ADAPTER = TypeAdapter(Application)
LEFT_OUT = {"notes": True, "organisation": {"name"}, "findings": {"__all__": {"notes"}}}

WHOLE = json.loads(json.dumps(DOCUMENTS[0])) | {
    "awardDate": "2026-01-02",
    "grant": "sfs-2021-401",
    "grantForm": "activity",
    "recipientKind": "association",
    "stage": "payment",
    "reliesOn": ["opinion"],
}
WHOLE["findings"][0]["evidence"][0]["communicatedOn"] = "2026-03-02"
BARE = {"id": "A-1", "decisionDate": "2026-04-15"}
EMPTY = [
    {"organisation": {}},
    {"organisation": {"name": "x"}},
    {"facts": {}, "findings": [], "stage": "application", "reliesOn": [], "examinations": {}, "closings": []},
    {"findings": [{"id": "F", "judgedBy": "expert", "judgedOn": "2026-01-01", "facts": {}, "evidence": []}]},
    {"closings": [{"by": "expert", "on": "2026-01-01", "reason": "x", "wrote": {}}]},
    {"exception": {"by": "expert", "on": "2026-01-01", "outcome": "refused", "covers": [], "reasons": "x"}},
]


def read(document):
    return Application.from_document(json.dumps(document).encode())


def has_the_shape(document):
    try:
        read(document)
    except ValidationError:
        return False
    return True


def as_pydantic_writes(application):
    written = ADAPTER.dump_python(application, mode="json", by_alias=True, exclude_defaults=True, exclude=LEFT_OUT)
    if "findings" in written:
        written["findings"].sort(key=lambda finding: finding["id"])
    if "exception" in written:
        written["exception"]["covers"].sort()
    return written


def same(application):
    expected = as_pydantic_writes(application)
    assert application.document() == expected
    assert json.loads(orjson.dumps(application.document())) == expected


@pytest.mark.parametrize("document", [WHOLE, *filter(has_the_shape, DOCUMENTS), *(BARE | each for each in EMPTY)])
def test_the_canonical_application_is_what_was_given_but_for_what_stands_beside_it_and_what_is_left_out(document):
    same(read(document))


def test_every_field_that_an_application_can_have_is_tried():
    given = read(WHOLE)
    parts = (given, given.organisation, given.findings[0], given.findings[0].evidence[0], given.exception)
    for part in (*parts, given.closings[0], given.period):
        assert all(getattr(part, name) for name in type(part).__dataclass_fields__), part


@given(st.integers(0, 2**32))
def test_so_are_random_ones(rulebook, seed):
    random = Random(seed)
    deciding = [each for each in rulebook.rulesets.values() if each.role is Role.DECIDING]
    same(read(random_document(random, random.choice(deciding), rulebook.vocabulary)))
