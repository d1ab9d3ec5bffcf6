import json
from dataclasses import replace

import pytest

from demokrativillkor.canonical import canonical_bytes
from demokrativillkor.ruleset import RuleSet, Status
from tests.support.builders import TEXT, fact, is_yes, rule, ruleset


def test_a_rule_set_read_back_from_its_document_is_the_same_to_the_byte(proposal):
    again = RuleSet.from_document(proposal.canonical)
    assert again.canonical == proposal.canonical
    assert again.digest == proposal.digest


def test_the_digest_follows_from_the_document_whatever_the_order_of_its_keys(proposal):
    shuffled = json.dumps(dict(reversed(proposal.document().items()))).encode()
    assert RuleSet.from_document(shuffled).digest == proposal.digest


def test_any_change_of_what_a_decision_depends_on_changes_the_digest(proposal):
    changed = [
        replace(proposal, version="2"),
        replace(proposal, status=Status.IN_FORCE),
        replace(proposal, legal_force=TEXT),
        replace(proposal, rules=proposal.rules[:-1]),
        replace(proposal, facts=proposal.facts[:-1]),
        replace(proposal, definitions=()),
        replace(proposal, attribution=replace(proposal.attribution, attributed=())),
        replace(
            proposal,
            rules=(
                replace(proposal.rules[0], citation=replace(proposal.rules[0].citation, digest=None)),
                *proposal.rules[1:],
            ),
        ),
    ]
    assert len({proposal.digest, *(each.digest for each in changed)}) == len(changed) + 1


def test_options_that_are_absent_leave_the_document_alone():
    document = ruleset([rule("1", is_yes("a"))], [fact("a")]).document()
    assert "appliesTo" not in document
    assert "grantForms" not in document["rules"][0]


def test_a_rule_that_is_not_there_is_a_key_error(proposal):
    with pytest.raises(KeyError):
        proposal.rule("sou-2019-35:5")


def test_an_unknown_key_in_a_stored_rule_set_is_refused(proposal):
    with pytest.raises(ValueError, match="Unexpected keyword"):
        RuleSet.from_document(canonical_bytes(proposal.document() | {"surprise": 1}))


def test_only_rules_in_force_repealed_or_adopted_have_legal_force():
    assert [status for status in Status if status.has_legal_force] == [Status.IN_FORCE, Status.REPEALED, Status.ADOPTED]
