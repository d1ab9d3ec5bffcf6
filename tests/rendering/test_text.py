"""The text an officer pastes into a file: everything it must say, in both languages, from a pure function."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demokrativillkor.application import Examination, JudgeRole
from demokrativillkor.assess import assess
from demokrativillkor.bilingual import LANGUAGES, Bilingual
from demokrativillkor.decision import AttributionSource, Outcome, OutcomeReason, WarningCode
from demokrativillkor.engine import Reference
from demokrativillkor.rendering import phrases, render
from demokrativillkor.rendering.context import WIDTH, item, paragraph
from demokrativillkor.rendering.rules import describe_rule, describe_ruleset
from demokrativillkor.rule import Basis, Effect, RuleSet, Scope, SetAside, Status
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


def test_an_adverse_result_is_called_a_proposal_and_leaves_the_decision_to_a_person(proposal):
    text = " ".join(told(application(finding("F1", **SHOWN, violence="yes")), proposal).split())
    assert (
        "Underlaget är ett förslag: ett avslag beslutas av en person, efter att organisationen har fått yttra sig."
        in text
    )
    assert "Myndigheten fattar beslutet" in text


def test_a_clean_result_gives_no_right_to_money(proposal):
    text = " ".join(told(application(examinations=ALL_REVIEWED), proposal).split())
    assert "INGET HINDER FUNNET" in text
    assert "ett utfall utan hinder ger ingen rätt till bidrag" in text
    assert "Inga omständigheter har antecknats." in text


def test_what_is_missing_is_a_ready_request_with_the_questions_of_the_open_facts(proposal):
    text = told(application(finding("F1", established="shown", context="event", threat="yes")), proposal)
    request = section(text, "BEGÄRAN OM KOMPLETTERING")
    assert "Den som inte vet svarar ”vet inte”; det räknas inte emot er." in " ".join(request.split())
    assert "- Omständighet F1 (okänd aktör, vid ett arrangemang):" in request
    assert "Vem agerade, och i vilken egenskap?" in request
    assert "Är det visat" not in request
    assert "Ej prövad grund" in request


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
    aside = " ".join(section(text, "BORTSETT FRÅN").split())
    assert "F1: agerandet räknas inte som organisationens (SOU 2019:35, villkor 1; SOU 2019:35, villkor 2;" in aside
    assert "F2: agerandet har utretts men inte visats (" in aside
    assert "F3: reglerna gäller inte ageranden av en sådan aktör (" in aside


def test_a_judgement_against_the_role_is_shown_as_such(proposal):
    text = told(application(finding("F1", actor="member", attributed="yes")), proposal)
    assert "Tillräknas organisationen: ja (bedömt av en person, mot utgångspunkten för rollen)" in text
    text = told(application(finding("F1", actor="member", attributed="no")), proposal)
    assert "Tillräknas organisationen: nej (bedömt av en person)" in text
    assert "Tillräknas organisationen: inte känt (inte bedömt)" in told(application(finding("F1")), proposal)


def test_how_the_conditions_are_read_says_text_or_interpretation_and_what_a_person_judges(proposal):
    reading = " ".join(section(told(application(), proposal), "SÅ ÄR VILLKOREN LÄSTA").split())
    assert (
        "Berättigad särbehandling. Regeln är en tolkning. 1 kap. 4 § diskrimineringslagen (2008:567): ”ett berättigat"
        in reading
    )
    assert "Inom ramen för verksamheten. Regeln följer av texten." in reading
    assert "Vems ageranden som räknas. Regeln är en tolkning." in reading
    for each in proposal.rules:
        assert each.not_formalised.sv in reading


def test_warnings_what_is_unverified_and_what_was_not_used_are_told(proposal):
    app = application(finding("F1", actor="member", ongoing="yes"), exception=judgement("granted", []))
    notes = " ".join(section(told(app, proposal), "UPPLYSNINGAR").split())
    assert "Detta har ingen källa visat:" in notes
    assert all(each.text.sv in notes for each in proposal.unverified)
    assert "reglerna har inget undantag. Den har inte använts." in notes
    assert "Antecknat men utan betydelse enligt reglerna: ongoing (F1)" in notes


def test_the_identity_ends_the_text(proposal):
    app = application()
    decision = assess(app, proposal)
    lines = render(decision, app, "sv").splitlines()[-4:]
    assert lines == [
        "IDENTITET",
        f"Underlag: {decision.digest}",
        f"Ansökan: {app.digest}",
        f"Regelverk: sou-2019-35 {proposal.digest}",
    ]


def test_no_free_text_and_no_name_is_in_the_text(proposal):
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
        (
            ("granted", []),
            "Bedömningen omfattar inte alla omständigheter som den måste omfatta och räknas därför inte.",
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
    assert "dispens: uppfyllt" in section(text, "KRAV")
    assert "Regeln gäller inte bidragsformen eller mottagaren." in section(text, "BORTSETT FRÅN")
    assert "RÅD (påverkar inte utfallet)" in text


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
        Basis: phrases.BASES,
        JudgeRole: phrases.JUDGES,
        WarningCode: phrases.WARNINGS,
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
    assert describe_rule(rules.rule("set:4"), rules, "sv").startswith("set:4: text (exception)\n1 § lagen: –\n")
    assert "- violence: text = text" in describe_rule(rules.rule("set:1"), rules, "en")
    assert "i kraft, 2020-01-01 –" in describe_ruleset(rules, "sv")


def test_words_are_never_broken():
    long = "https://example.org/" + "x" * 120
    assert long in paragraph(f"see {long} there", 4)
    assert item("one two", 2) == "  - one two"
