"""A municipality adopts the template in a folder of its own: body, day, paragraph, and its own words."""

import json
import shutil

import pytest

from demokrativillkor.assess import assess
from demokrativillkor.engine import Reference
from demokrativillkor.errors import NotCovered
from demokrativillkor.intake import read_application
from demokrativillkor.rendering import render
from demokrativillkor.resources import fixtures_folder
from demokrativillkor.rulefiles.folder import read_folder
from tests.support.builders import ALL_REVIEWED, document, finding

EXAMPLE = fixtures_folder() / "municipal-example"
SHOWN = {"established": "shown", "actor": "board_member", "context": "event", "otherLimbs": "no"}
FULFILLED = {"democraticMethods": "yes", "transparentAndOpen": "yes", "useFollowedUp": "yes"}


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(EXAMPLE, tmp_path / "own")


def said(folder, rules, find, replace):
    path = folder / "exempelkommun-2026" / "ruleset.yaml"
    text = path.read_text(encoding="utf-8")
    assert find in text
    path.write_text(text.replace(find, replace, 1), encoding="utf-8")
    read = read_folder(folder, beside=rules)
    return read, [str(problem) for problem in read.problems]


def judged(vocabulary, ruleset, *findings, on="2026-04-15", **options):
    content = document(
        *findings, decisionDate=on, facts=FULFILLED, examinations=dict.fromkeys(ALL_REVIEWED, "reviewed")
    )
    application = read_application(json.dumps(content | options).encode(), vocabulary).application
    return application, assess(application, ruleset, engine=Reference())


def test_the_adopted_rules_decide_with_the_municipalitys_own_words_body_day_and_paragraph(rules, vocabulary):
    adopted = read_folder(EXAMPLE, beside=rules).rulebook().ruleset("exempelkommun-2026")
    application, decision = judged(vocabulary, adopted, finding("F1", **SHOWN, violence="yes"))
    assert (decision.outcome.value, decision.outcome_reason.value) == ("undetermined", "specialReasonsOpen")
    text = render(decision, application, "sv")
    assert "Antagna av: kommunfullmäktige i Exempelkommun, 2026-02-23, § 12" in text
    assert "1 § första stycket 1 Exempelkommunens bidragsregler" in text
    assert decision.legal_force.value == "full"


def test_the_adopted_rules_say_what_the_template_says_of_every_finding(rules, vocabulary):
    adopted = read_folder(EXAMPLE, beside=rules).rulebook().ruleset("exempelkommun-2026")
    template = rules.rulesets["municipal-template"]
    for facts in ({"violence": "yes"}, {"discrimination": "yes"}, {"defends": "yes"}, {"context": "private"}, {}):
        own, taken = (judged(vocabulary, each, finding("F1", **(SHOWN | facts)))[1] for each in (adopted, template))
        assert own.outcome is taken.outcome
        assert [each.verdict for each in own.findings[0].evaluations] == [
            each.verdict for each in taken.findings[0].evaluations
        ]


def test_under_the_template_itself_nothing_has_legal_force(rules, vocabulary):
    _, decision = judged(vocabulary, rules.rulesets["municipal-template"])
    assert decision.legal_force.value == "none"


def test_own_rules_never_reach_back_before_the_day_they_were_adopted(folder, rules):
    read, problems = said(folder, rules, "on: 2026-03-01", "on: 2026-01-01")
    assert problems == [
        "own/exempelkommun-2026/ruleset.yaml:15: rules a body adopted for itself never reach back before the day they "
        "were adopted; let them apply from that day or later"
    ]
    assert "exempelkommun-2026" not in read.rulesets
    assert "sfs-2021-401" in read.working().rulesets


def test_adopted_rules_without_body_day_and_paragraph_are_refused(folder, rules):
    _, problems = said(folder, rules, "adoption:", "adopted:")
    assert any("the key adopted is not known here; did you mean adoption?" in each for each in problems)


def test_a_decision_before_the_rules_apply_is_not_covered(rules, vocabulary):
    adopted = read_folder(EXAMPLE, beside=rules).rulebook().ruleset("exempelkommun-2026")
    with pytest.raises(NotCovered, match="does not apply on that date; it applies from 2026-03-01"):
        judged(vocabulary, adopted, on="2026-02-24")


def test_a_packaged_set_cannot_be_redefined(folder, rules):
    (folder / "exempelkommun-2026").rename(folder / "sou-2019-35")
    read = read_folder(folder, beside=rules)
    assert any("there is a packaged rule set of that name" in str(problem) for problem in read.problems)
    assert read.working().ruleset("sou-2019-35").digest == rules.rulesets["sou-2019-35"].digest
