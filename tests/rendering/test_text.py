"""The text an officer pastes into a file: everything it must say, in both languages, from a pure function."""

import pytest

from demokrativillkor.application import Examination
from demokrativillkor.assess import assess
from demokrativillkor.bilingual import LANGUAGES
from demokrativillkor.rendering import render
from demokrativillkor.rule import Effect
from tests.support.builders import ALL_REVIEWED, SHOWN, application, finding, judgement
from tests.support.texts import everything, section, told


def test_the_head_says_what_was_assessed_under_what_and_what_it_is_worth(proposal):
    text = told(application(diaryNumber="2026/0001"), proposal)
    head = text.split("\n\n")[0]
    assert head.startswith("BESLUTSUNDERLAG\nAnsökan: A-1\nDiarienummer: 2026/0001\nBeslutsdag: 2026-04-15\n")
    assert "(förslag, version 1)" in head
    assert "Rättslig verkan: Ingen. SOU 2019:35 är ett förslag" in head


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_met_obstacle_is_told_with_reason_citation_quote_and_facts(proposal, language):
    text = told(application(finding("F1", **SHOWN, violence="yes", otherLimbs="no")), proposal, language)
    words = {
        "sv": (
            "UTFALL: HINDER",
            "Uppfyllt, avgörande.",
            "bevisläge (visat)",
            "våld (ja)",
            "(utgångspunkten för rollen)",
        ),
        "en": ("OUTCOME: OBSTACLE", "Met, decisive.", "proof (shown)", "violence (yes)", "(the default for the role)"),
    }
    for each in words[language]:
        assert each in text
    flat = " ".join(text.split())
    assert "utövar våld, tvång eller hot eller på annat otillbörligt sätt kränker den enskildes" in flat


def test_a_person_makes_the_decision_and_under_a_proposal_there_is_none(proposal):
    assert "Inget beslut kan grundas på det." in told(application(finding("F1", **SHOWN, violence="yes")), proposal)
    app = application(finding("F1", violence="yes"), recipientKind="association")
    text = " ".join(told(app, everything()).split())
    assert "Myndigheten fattar beslutet" in text
    assert "Ett beslut som går organisationen emot fattas av en person" in text


def test_it_is_told_who_judged_a_finding_what_was_answered_and_what_it_rests_on(proposal):
    evidence = [
        {
            "kind": "news",
            "reference": "artikel",
            "retrievedOn": "2026-02-01",
            "credibility": "fair",
            "communicatedOn": "2026-02-20",
        },
        {"kind": "statutes"},
    ]
    app = application(finding("F1", **SHOWN, threat="unknown") | {"evidence": evidence}, finding("F2"))
    text = " ".join(told(app, proposal).split())
    assert "- Bedömd av: handläggare, 2026-03-01" in text
    assert (
        "- Antecknade svar: bevisläge (visat), aktör (styrelseledamot), sammanhang (vid ett arrangemang), hot (inte känt)"
        in text
    )
    assert (
        "Underlag: nyhet, artikel, hämtat 2026-02-01, trovärdighet viss, kommunicerat 2026-02-20; stadgar, inte kommunicerat"
        in text
    )
    assert "Underlag: inget antecknat" in text


def test_a_closing_is_told_with_who_when_why_and_what_was_written(proposal):
    wrote = {"F1": {"established": "not_shown"}}
    closing = {"by": "investigator", "on": "2026-03-20", "reason": "Inget mer att få.", "wrote": wrote}
    app = application(finding("F1", established="not_shown"), closings=[closing])
    assert section(told(app, proposal), "AVSLUTAD UTREDNING").splitlines()[1:] == [
        "- utredare, 2026-03-20. Inget mer att få.",
        "  - Därvid antecknades: F1: bevisläge (utrett men inte visat)",
    ]


def test_a_clean_result_gives_no_right_to_money(proposal):
    text = " ".join(told(application(examinations=ALL_REVIEWED), proposal).split())
    assert "INGET HINDER FUNNET" in text
    assert "ett utfall utan hinder ger ingen rätt till bidrag" in text
    assert "Inga omständigheter har antecknats." in text


def test_what_is_open_is_asked_of_the_officer_and_what_the_organisation_can_tell_is_a_ready_request(proposal):
    text = told(
        application(finding("F1", established="shown", context="event", threat="yes", otherLimbs="no")), proposal
    )
    assert section(text, "ATT UTREDA").splitlines()[1:] == [
        "- Omständighet F1 (okänd aktör, vid ett arrangemang):",
        "  - Vem agerade, och i vilken egenskap?",
        "  - Ska agerandet räknas som organisationens eller en företrädares eget?",
    ]
    request = section(text, "BEGÄRAN OM KOMPLETTERING")
    assert "Lämna de uppgifter ni har" in request
    assert "- Omständighet F1 (okänd aktör, vid ett arrangemang): uppgifter och underlag om aktör." in request
    assert request.count("- Försäkra att ") == 4


@pytest.mark.parametrize(
    ("language", "heading", "declare"),
    [
        (
            "sv",
            "BEGÄRAN OM KOMPLETTERING",
            "- Försäkra att varken organisationen eller någon som företräder den agerar på ett sätt som anges i {}.",
        ),
        (
            "en",
            "REQUEST FOR COMPLETION",
            "- Declare that neither the organisation nor anybody who represents it acts in a way stated in {}.",
        ),
    ],
)
def test_the_organisation_is_asked_to_declare_that_it_does_not_act_as_each_condition_says(
    proposal, language, heading, declare
):
    request = " ".join(section(told(application(), proposal, language), heading).split())
    opening = "”" if language == "sv" else "“"
    for each in proposal.with_effect(Effect.OBSTACLE):
        condition = f"{each.citation.cite.to(language)}: {opening}{each.citation.quote}”"
        assert declare.format(condition) in request


def test_the_organisation_is_not_asked_for_what_is_the_authoritys_to_judge(proposal):
    text = told(
        application(
            finding("F1", actor="employee", context="duty", threat="yes", otherLimbs="no"), examinations=ALL_REVIEWED
        ),
        proposal,
    )
    assert "Är det visat att det som påstås har hänt?" in section(text, "ATT UTREDA")
    request = section(text, "BEGÄRAN OM KOMPLETTERING")
    assert "F1 (anställd, i uppdrag eller tjänst): er redogörelse för det som har hänt." in request
    assert "visat" not in request


def test_where_the_profile_asks_for_review_the_authority_reviews_and_nobody_is_asked_to_declare(proposal):
    examinations = dict.fromkeys(ALL_REVIEWED, "declared")
    text = told(application(examinations=examinations), proposal, examination_required=Examination.REVIEWED)
    assert section(text, "ATT UTREDA").count("- Granska: ") == 4
    assert "BEGÄRAN OM KOMPLETTERING" not in text
    assert "PRÖVNING AV GRUNDERNA (krävs: granskad)" in text


def test_an_obstacle_on_a_ground_that_is_not_recorded_as_reviewed_is_pointed_out(proposal):
    notes = " ".join(
        section(told(application(finding("F1", **SHOWN, violence="yes")), proposal), "UPPLYSNINGAR").split()
    )
    assert "som inte är antecknad som granskad: våld, tvång, hot eller annan kränkning." in notes
    reviewed = application(finding("F1", **SHOWN, violence="yes"), examinations=ALL_REVIEWED)
    assert "som inte är antecknad som granskad" not in told(reviewed, proposal)


def test_an_ineligible_application_asks_for_nothing(proposal):
    text = told(application(finding("F1", **SHOWN, violence="yes"), finding("F2", **SHOWN)), proposal)
    assert "BEGÄRAN OM KOMPLETTERING" not in text


def test_what_was_set_aside_is_listed_with_its_reason(proposal):
    text = told(
        application(
            finding("F1", actor="member"),
            finding("F2", established="not_shown"),
            finding("F3", actor="partner_organisation"),
        ),
        proposal,
    )
    aside = " ".join(section(text, "BEAKTAS INTE").split())
    assert "F1: agerandet räknas inte som organisationens (SOU 2019:35, villkor 1; SOU 2019:35, villkor 2;" in aside
    assert "F2: agerandet har utretts men inte visats (" in aside
    assert "F3: reglerna gäller inte ageranden av en sådan aktör (" in aside


@pytest.mark.parametrize(
    ("facts", "sv", "en"),
    [
        (
            {"actor": "member", "context": "event"},
            "agerandet räknas inte som organisationens (",
            "the act does not count as the organisation's (",
        ),
        (
            {"actor": "board_member", "context": "private"},
            "agerandet har inte bedömts höra till verksamheten (",
            "the act was not judged to belong to the activities (",
        ),
        (
            {"actor": "member", "context": "private"},
            "agerandet räknas inte som organisationens och har inte bedömts höra till verksamheten (",
            "the act does not count as the organisation's and was not judged to belong to the activities (",
        ),
    ],
)
def test_what_was_set_aside_for_its_context_is_not_said_to_be_for_its_actor(proposal, facts, sv, en):
    app = application(finding("F1", established="shown", violence="yes", otherLimbs="no", **facts))
    assert f"- F1: {sv}" in " ".join(section(told(app, proposal), "BEAKTAS INTE").split())
    assert f"- F1: {en}" in " ".join(section(told(app, proposal, "en"), "SET ASIDE").split())


def test_a_judgement_against_the_role_is_shown_as_such(proposal):
    text = told(application(finding("F1", actor="member", attributed="yes")), proposal)
    assert "Tillräknas organisationen: ja (bedömt av en person, mot utgångspunkten för rollen)" in text
    text = told(application(finding("F1", actor="member", attributed="no")), proposal)
    assert "Tillräknas organisationen: nej (bedömt av en person)" in text
    assert "Tillräknas organisationen: inte känt (inte bedömt)" in told(application(finding("F1")), proposal)


def test_how_the_conditions_are_read_says_text_or_interpretation_and_what_a_person_judges(proposal):
    reading = " ".join(section(told(application(), proposal), "SÅ HAR VILLKOREN TOLKATS").split())
    assert (
        "Berättigad särbehandling. Regeln är en tolkning. 1 kap. 4 § diskrimineringslagen (2008:567): ”ett berättigat"
        in reading
    )
    assert (
        "Agerandet är organisationens eller en företrädares, inom ramen för verksamheten. Regeln följer av texten."
        in reading
    )
    assert "Vems ageranden som räknas. Regeln är en tolkning." in reading
    for each in proposal.rules:
        assert each.not_formalised.sv in reading


def test_warnings_what_is_unverified_and_what_was_not_used_are_told(proposal):
    app = application(finding("F1", actor="member", ongoing="yes"), exception=judgement("granted", []))
    notes = " ".join(section(told(app, proposal), "UPPLYSNINGAR").split())
    assert "Följande har inte kunnat kontrolleras mot någon källa:" in notes
    assert all(each.text.sv in notes for each in proposal.unverified)
    assert "innehåller inget undantag. Den har inte använts." in notes
    assert "Antecknat men utan betydelse enligt reglerna: ongoing (F1)" in notes


def test_the_identity_ends_the_text(proposal):
    app = application()
    decision = assess(app, proposal)
    lines = render(decision, app, "sv").splitlines()[-5:]
    assert lines == [
        "KONTROLLSUMMOR",
        f"Underlaget: {decision.digest}",
        f"Ansökan: {app.digest}",
        f"Regelverket: sou-2019-35 {proposal.digest}",
        "Semantik: version 1",
    ]


def test_no_notes_and_no_name_are_in_the_text(proposal):
    app = application(finding("F1", **SHOWN) | {"notes": "Hemligt"}, notes="Hemligt", organisation={"name": "Hemligt"})
    assert "Hemligt" not in told(app, proposal)
