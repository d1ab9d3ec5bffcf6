"""The text an officer pastes into a file: everything it must say, in both languages, from a pure function."""

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
from tests.support.builders import ALL_REVIEWED, application, fact, finding, is_yes, judgement, rule, ruleset

SHOWN = {"established": "shown", "actor": "board_member", "context": "event"}


def told(app, rules, language="sv", **options):
    return render(assess(app, rules, **options), app, language)


def section(text, heading):
    """The lines under a heading, up to the next empty line but one."""
    blocks = text.split("\n\n")
    index = next(number for number, block in enumerate(blocks) if block.startswith(heading))
    return blocks[index]


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


# Rules with everything


def everything():
    return ruleset(
        [
            rule("1", is_yes("violence")),
            rule("2", is_yes("statutes"), Effect.REQUIREMENT, dispensation=is_yes("dispensed")),
            rule("3", is_yes("plan"), Effect.REQUIREMENT, recipient_kinds=("association",)),
            rule("4", None, Effect.EXCEPTION, factors=("distanced",)),
            rule("5", is_yes("dialogue"), Effect.ADVICE),
            rule("6", is_yes("heard"), Effect.PROCESS),
        ],
        [
            fact("attributed"),
            fact("violence"),
            fact("statutes", scope=Scope.APPLICATION),
            fact("dispensed", scope=Scope.APPLICATION),
            fact("plan", scope=Scope.APPLICATION),
            fact("dialogue", scope=Scope.AUTHORITY),
            fact("heard", scope=Scope.PROCESS),
            fact("distanced", scope=Scope.EXCEPTION),
        ],
        status=Status.IN_FORCE,
    )


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
