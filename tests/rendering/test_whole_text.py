"""The text of a decision under rules that have everything, and what is true of every text."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demokrativillkor.application import Credibility, EvidenceKind, Examination, JudgeRole
from demokrativillkor.assess import assess
from demokrativillkor.bilingual import LANGUAGES, Bilingual
from demokrativillkor.decision import AttributionSource, Outcome, OutcomeReason, WarningCode
from demokrativillkor.engine import Reference
from demokrativillkor.rendering import phrases, render
from demokrativillkor.rendering.context import WIDTH, item, paragraph
from demokrativillkor.rendering.rules import describe_rule, describe_ruleset
from demokrativillkor.rule import Basis, Effect, Scope, SetAside
from demokrativillkor.ruleset import RuleSet, Status
from demokrativillkor.verdict import Verdict
from tests.support.builders import SHOWN, application, finding, judgement
from tests.support.texts import everything, section, told

# Rules with everything


@pytest.mark.parametrize(
    ("exception", "words"),
    [
        (None, "Ingen har prövat om det finns särskilda skäl."),
        (
            ("granted", ["F1"]),
            "Särskilda skäl har bedömts finnas: beslutsfattare, 2026-03-30.\nBedömningen omfattar: F1.",
        ),
        (("refused", ["F1"]), "Särskilda skäl har bedömts inte finnas: beslutsfattare, 2026-03-30."),
        (("granted", []), "Bedömningen omfattar: –."),
        (("granted", ["F1"]), "Skäl: Skäl."),
        (
            ("granted", []),
            "Bedömningen omfattar inte de omständigheter som den måste omfatta och räknas därför inte.",
        ),
    ],
)
def test_special_reasons_are_told_as_a_persons_judgement_or_as_missing(exception, words):
    fields = {"exception": judgement(*exception) | {"factors": {"distanced": "yes"}}} if exception else {}
    app = application(finding("F1", violence="yes"), recipientKind="association", **fields)
    assert words in section(told(app, everything()), "SÄRSKILDA SKÄL")


def test_special_reasons_need_no_examination_where_nothing_stands_in_the_way():
    text = told(application(finding("F1", violence="no"), recipientKind="association"), everything())
    assert "Har inte behövt prövas." in section(text, "SÄRSKILDA SKÄL")


def test_requirements_dispensations_and_advice_are_told():
    app = application(facts={"statutes": "no", "dispensed": "yes"}, recipientKind="foundation")
    text = told(app, everything())
    assert "Dispens: uppfyllt" in section(text, "KRAV")
    assert "Regeln gäller inte bidragsformen eller mottagaren." in section(text, "BEAKTAS INTE")
    assert "RÅD (påverkar inte utfallet)" in text


def test_an_open_dispensation_is_asked_for():
    app = application(facts={"statutes": "no"}, recipientKind="foundation")
    assert section(told(app, everything()), "ATT UTREDA") == "ATT UTREDA\n- text"


def test_an_open_requirement_is_asked_for():
    assert "- text" in section(told(application(recipientKind="association"), everything()), "BEGÄRAN OM KOMPLETTERING")


# Properties of every text


def test_every_code_has_a_phrase_in_both_languages():
    tables = {
        Outcome: phrases.OUTCOMES,
        OutcomeReason: phrases.OUTCOME_REASONS,
        Verdict: phrases.VERDICTS,
        SetAside: phrases.SET_ASIDE_BECAUSE,
        AttributionSource: phrases.ATTRIBUTED_BY,
        Examination: phrases.EXAMINATIONS,
        Status: phrases.STATUSES,
        Effect: phrases.EFFECTS,
        Scope: phrases.SCOPES,
        Basis: phrases.BASES,
        JudgeRole: phrases.JUDGES,
        WarningCode: phrases.WARNINGS,
        EvidenceKind: phrases.EVIDENCE_KINDS,
        Credibility: phrases.CREDIBILITIES,
    }
    for codes, table in tables.items():
        assert set(table) == set(codes)
    texts = [value for value in vars(phrases).values() if isinstance(value, Bilingual)]
    texts += [text for table in tables.values() for text in table.values()]
    assert all(text.sv.strip() and text.en.strip() and text.sv != text.en for text in texts if text != phrases.VERSION)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_any_decision_is_told_in_both_languages_within_the_width_and_with_every_placeholder_filled(proposal, data):
    answers = {
        each.id: st.sampled_from([*each.tokens, "unknown"])
        for each in proposal.facts
        if each.id != "opinionOnly" and each.scope is Scope.FINDING
    }
    listed = data.draw(st.lists(st.fixed_dictionaries({}, optional=answers), max_size=3))
    app = application(*(finding(f"F{number}", **facts) for number, facts in enumerate(listed)))
    for language in LANGUAGES:
        text = told(app, proposal, language, engine=Reference())
        assert not re.search(r"[{}]", text)
        assert all(len(line) <= WIDTH for line in text.splitlines())
        assert len(re.findall(r"^(?:Omständighet|Finding) F[0-9] ", text, re.MULTILINE)) == len(listed)


def test_a_text_from_the_stored_rule_set_is_the_same(proposal):
    app = application(finding("F1", **SHOWN, threat="yes"), finding("F2", actor="member"))
    again = RuleSet.from_document(proposal.canonical)
    assert told(app, again) == told(app, proposal)


def test_rendering_is_a_function_of_decision_and_application_alone(proposal):
    app = application(finding("F1", **SHOWN, threat="yes"))
    decision = assess(app, proposal)
    other = replace(decision, provenance=replace(decision.provenance, engine="other"))
    assert render(decision, app, "sv") == render(other, app, "sv")


def test_a_rule_without_a_condition_and_an_unquoted_citation_can_be_described():
    rules = everything()
    assert describe_rule(rules.rule("set:4"), rules, "sv").startswith("set:4: text (undantag)\n1 § lagen: –\n")
    assert "- violence: text = text" in describe_rule(rules.rule("set:1"), rules, "en")
    assert "i kraft, 2020-01-01 –" in describe_ruleset(rules, "sv")


def test_words_are_never_broken():
    long = "https://example.org/" + "x" * 120
    assert long in paragraph(f"see {long} there", 4)
    assert item("one two", 2) == "  - one two"
