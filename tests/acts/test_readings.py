"""Readings of the acts that a lawyer's second look settled: what bars, whom it binds, and what the text must show."""

import json

from demokrativillkor.assess import assess
from demokrativillkor.engine import Reference
from demokrativillkor.intake import read_application
from demokrativillkor.rendering import render
from demokrativillkor.rule import Basis, Effect
from tests.support.builders import document, finding

SHOWN = {"established": "shown", "otherLimbs": "no", "violence": "yes", "againstPerson": "yes"}


def assessed(rulebook, vocabulary, grant, *findings, **fields):
    content = document(*findings, grant=grant, decisionDate="2026-03-02", **fields)
    application = read_application(json.dumps(content).encode(), vocabulary).application
    return application, assess(application, rulebook.ruleset(grant), engine=Reference())


def acts(rulebook):
    return [each for each in rulebook.rulesets.values() if each.act]


def test_a_limit_on_what_costs_a_grant_may_cover_bars_nobody(rulebook):
    for act in acts(rulebook):
        for rule in act.with_effect(Effect.REQUIREMENT):
            if rule.condition and "otherGrantForSamePurpose" in act.facts_in(rule.condition):
                assert "kostnad" not in rule.citation.quote, rule.id


def test_the_limits_on_costs_are_told_as_left_to_a_person(rulebook):
    told = {act.id for act in acts(rulebook) if any("begränsar bidraget" in each.what.sv for each in act.not_covered)}
    assert {"sfs-2015-218", "sfs-2016-1367", "sfs-2018-1533", "sfs-2025-753"} <= told


def test_the_sports_ordinance_binds_the_organisations_of_its_first_item_and_not_those_who_run_schools(
    rulebook, vocabulary
):
    def obstacle(kind):
        act = finding("F1", **SHOWN, actor="organisation")
        return assessed(rulebook, vocabulary, "sfs-1999-1177", act, recipientKind=kind)[1].findings[0].obstacle.token

    assert (obstacle("association"), obstacle("municipality")) == ("met", "not_met")


def test_what_reaches_a_partner_is_told_in_the_words_of_its_own_paragraph(rulebook, vocabulary):
    fields = {"grantForm": "activity", "recipientKind": "association"}
    partner = finding("F1", **SHOWN, actor="partner_organisation")
    application, decision = assessed(rulebook, vocabulary, "sfs-2021-401", partner, **fields)
    text = " ".join(render(decision, application, "sv").split())
    assert "Varför agerandet prövas: 2 kap. 4 a § andra stycket lagen (2021:401): ”Stöd får inte heller lämnas" in text
    own = finding("F1", **SHOWN, actor="organisation")
    application, decision = assessed(rulebook, vocabulary, "sfs-2021-401", own, **fields)
    assert "Varför agerandet prövas" not in render(decision, application, "sv")


def test_whose_acts_count_is_told_as_an_interpretation(rulebook):
    for act in acts(rulebook):
        assert act.definitions_by_name["attributable"].basis is Basis.INTERPRETATION
        assert act.attribution.basis is Basis.INTERPRETATION


def test_a_ground_in_a_section_of_one_paragraph_is_cited_by_its_item_alone(rulebook):
    cited = {act: rulebook.ruleset(act).rule(f"{act}:2").citation.cite.sv for act in ("sfs-1999-1177", "sfs-2021-401")}
    assert cited == {
        "sfs-1999-1177": "6 a § 2 förordningen (1999:1177)",
        "sfs-2021-401": "2 kap. 4 a § första stycket 2 lagen (2021:401)",
    }


def test_a_foundation_is_asked_whether_the_organisation_grant_is_for_it(rulebook, vocabulary):
    _, decision = assessed(
        rulebook, vocabulary, "sfs-2023-168", recipientKind="foundation", grantForm="organisation_grant"
    )
    standing = {each.evaluation.rule: each.evaluation.set_aside_because for each in decision.requirements}
    assert standing["sfs-2023-168:recipient-form"] is None


def test_a_dispensation_is_not_asked_for_where_the_requirement_is_fulfilled(rulebook, vocabulary):
    fields = {"recipientKind": "association", "grantForm": "activity_grant", "facts": {"activeLongEnough": "yes"}}
    application, decision = assessed(rulebook, vocabulary, "sfs-2011-1062", **fields)
    text = render(decision, application, "sv")
    assert "Har myndigheten medgett undantag från kravet (verksam tillräckligt länge)?" not in " ".join(text.split())
