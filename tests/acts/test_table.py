"""Every act as it is encoded, held against the table of acts and against its own text."""

import re

import pytest

from demokrativillkor.act import Duty, Threshold, Topic
from demokrativillkor.assess import assess
from demokrativillkor.decision import WarningCode
from demokrativillkor.engine import Reference
from demokrativillkor.resources import rules_folder
from demokrativillkor.rule import Basis, Effect
from demokrativillkor.ruleset import Role, Status
from tests.acts.situations import (
    BODIES,
    CONGREGATIONS,
    MEMBERS,
    PARTNERS,
    PARTNERS_ABROAD,
    asked_for,
    officers,
)
from tests.acts.table import IDS, ROWS

GROUNDS = {
    "ground_1": "utövar våld, tvång eller hot mot en person eller på annat sätt kränker en persons grundläggande fri- och rättigheter",
    "ground_2": "diskriminerar personer eller grupper av personer eller på annat sätt bryter mot principen om alla människors lika värde",
    "ground_3": "försvarar, främjar eller uppmanar till sådana ageranden som anges i 1 eller 2",
    "ground_4": "motarbetar det demokratiska styrelseskicket",
}
FACTORS = {
    "distanced": "har tagit avstånd från agerandet",
    "adequateMeasures": "har vidtagit adekvata åtgärder för att säkerställa att agerandet inte upprepas",
    "isolatedAct": "det är fråga om ett enstaka agerande",
    "longAgo": "agerandet ligger långt tillbaka i tiden",
}
COOPERATION = {"cooperationEnded": "om samarbetet har avbrutits"}
"""What the model act says of the grounds and of special reasons, copied by hand from 2 kap. 4 a and 4 b §§ (2021:401)."""

SECTION = r"(?:förordning [0-9:]+ )?(?:[0-9]+ kap\. )?[0-9]+(?: [a-z])? §"


def in_section(written):
    """The section at the head of a cell or a provision."""
    return re.match(SECTION, written)[0]


def section_text(source, section):
    """A section of the bundled text, read without the project's own reader, white space made one."""
    text = (rules_folder() / "sources" / f"{source}.sv.md").read_text(encoding="utf-8")
    found = re.search(rf"^#+ {re.escape(section)} *\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    return " ".join(found[1].split())


# Which acts there are


def test_every_act_of_the_table_is_encoded_and_nothing_else_claims_to_be_an_act(rulebook):
    assert len(ROWS) == 32
    assert {entry.id: entry.act for entry in rulebook.entries if entry.act} == {row.ruleset: row.number for row in ROWS}


def test_every_act_decides_and_is_in_force(act):
    assert (act.role, act.status) == (Role.DECIDING, Status.IN_FORCE)


# Where the condition stands, and from when


def test_the_obstacles_and_the_exception_stand_where_the_table_says(act, row):
    obstacles = {in_section(rule.citation.provision) for rule in act.with_effect(Effect.OBSTACLE)}
    (exception,) = act.with_effect(Effect.EXCEPTION)
    assert obstacles == {in_section(row["obstacle_par"])}
    assert in_section(exception.citation.provision) == in_section(row["exception_par"])
    for rule in (*act.with_effect(Effect.OBSTACLE), exception):
        assert rule.citation.source == act.id


def test_the_act_is_in_the_wording_of_the_amending_act_of_the_table(act, row):
    amending = row.number if row["amending_sfs"] == "new act" else row["amending_sfs"]
    assert (act.act.number, act.act.amending) == (row.number, amending)


def test_the_first_day_is_that_of_the_table_and_exact_only_where_it_was_seen(act, row):
    assert (act.applies_from.on, act.applies_from.exact) == (row.first_day, row.first_day_seen)
    if not row.first_day_seen:
        assert "entryDay" in {item.id for item in act.unverified}


def test_the_transition_goes_by_the_key_of_the_table_from_its_boundary(act, row):
    assert (act.transition.key, act.transition.boundary) == (row.key, row.boundary)


def test_a_transition_is_quoted_where_it_was_seen_and_listed_as_unverified_where_it_was_not(act, row):
    assert bool(act.transition.citation) is row.transition_seen
    listed = {item.id for item in act.unverified} & {"transition", "predecessor"}
    assert bool(listed) is not row.transition_seen


def test_the_law_is_checked_until_the_month_of_the_copy_that_was_read(act, row):
    month = {"July": 7, "April": 4}[row["text_copy"].split()[0]]
    assert (act.checked_until.year, act.checked_until.month) == (int(row["text_copy"].split()[1]), month)


# Forms of grant, and whose conduct counts


def test_the_forms_of_grant_are_as_many_as_the_table_has_and_called_the_same(act, row):
    labels = [label.sv for label in act.grant_forms.values()]
    assert len(labels) == len(row.forms)
    for named in row.forms:
        word = named.replace("/", " eller ")
        assert [label for label in labels if re.search(rf"\b{word}\b", label)], named


def expected_actors(row, labels):
    """Form of grant → the bodies whose conduct counts, as the table has them."""
    reached = {form: set() for form in labels or [None]}
    for form, actors in reached.items():
        if row["partner_limb"] == "yes":
            actors |= {*PARTNERS, *PARTNERS_ABROAD}
        elif "only partners in Sweden" in row["partner_scope"]:
            actors |= {*PARTNERS}
        elif row["partner_limb"] == "limited" and labels[form].sv in row.partner_forms:
            actors |= {*PARTNERS, *PARTNERS_ABROAD}
    return reached


def reached_actors(act, form):
    limbs = {limb.id for limb in act.limbs if not limb.grant_forms or form in limb.grant_forms}
    assert "own" in limbs
    return {actor for actor in BODIES if act.limb_of_actor[actor] in limbs}


def test_partners_count_exactly_where_and_for_the_forms_and_partners_that_the_table_says(act, row):
    for form, expected in expected_actors(row, act.grant_forms).items():
        assert reached_actors(act, form) & {*PARTNERS, *PARTNERS_ABROAD} == expected, form


def test_the_acts_whose_partner_limb_is_limited_are_confined_in_the_rules_too(rulebook):
    confined = {
        row.ruleset for row in ROWS if row["partner_limb"] == "limited" and "in Sweden" not in row["partner_scope"]
    }
    found = {ruleset for ruleset in IDS if any(limb.grant_forms for limb in rulebook.ruleset(ruleset).limbs)}
    assert found == confined != set()


def test_only_partners_in_sweden_count_in_the_act_on_adoption(rulebook):
    assert reached_actors(rulebook.ruleset("sfs-2008-1239"), None) == {*PARTNERS}


def test_only_the_act_on_meeting_places_answers_for_member_associations_and_in_every_form(rulebook):
    for ruleset in map(rulebook.ruleset, IDS):
        for form in ruleset.grant_forms or [None]:
            expected = {*MEMBERS} if ruleset.id == "sfs-2016-1367" else set()
            assert reached_actors(ruleset, form) & {*MEMBERS} == expected


def test_only_the_act_on_faith_communities_answers_for_congregations_and_in_every_form(rulebook):
    for ruleset in map(rulebook.ruleset, IDS):
        for form in ruleset.grant_forms or [None]:
            expected = {*CONGREGATIONS} if ruleset.id == "sfs-2024-487" else set()
            assert reached_actors(ruleset, form) & {*CONGREGATIONS} == expected


def test_the_text_of_the_act_speaks_of_partners_exactly_where_the_limb_is(act, row):
    text = section_text(act.id, in_section(row["obstacle_par"]))
    has_limb = any(limb.id.startswith("partner") for limb in act.limbs)
    assert ("samarbetsorganisation" in text) is has_limb is (row["partner_limb"] != "no")


def test_the_text_of_the_act_addresses_whom_the_table_says(act, row):
    assert f"till {row['addressee']}" in section_text(act.id, in_section(row["obstacle_par"]))


# What a decision leads to


def clauses(act, topic):
    return [clause for clause in act.clauses if clause.topic is topic]


def test_stopping_a_payment_is_a_duty_or_a_choice_as_the_table_says_and_stands_where_it_says(act, row):
    found = {
        (clause.duty, clause.citation.source, in_section(clause.citation.provision))
        for clause in clauses(act, Topic.STOP)
    }
    expected = set()
    if row["stop_payment"] != "not in copy":
        for written in row["stop_payment"].split(";"):
            section = in_section(written.strip())
            source, section = (
                ("sfs-2024-1056", section.removeprefix("förordning 2024:1056 "))
                if section.startswith("förordning")
                else (act.id, section)
            )
            duty = Duty.SHALL if written.strip().endswith("ska") else Duty.MAY
            expected.add((duty, source, section))
    assert found == expected


def test_only_the_act_whose_copy_lacks_the_section_has_no_clause_on_stopping_and_says_so(rulebook):
    without = [ruleset for ruleset in IDS if not clauses(rulebook.ruleset(ruleset), Topic.STOP)]
    assert without == ["sfs-2003-752"]
    assert "copyLacksSections" in {item.id for item in rulebook.ruleset("sfs-2003-752").unverified}


def test_the_words_of_a_stop_agree_with_the_duty(act):
    for clause in clauses(act, Topic.STOP):
        assert re.search(r"\bska\b" if clause.duty is Duty.SHALL else r"\bfår\b", clause.citation.quote), clause


def test_reclaiming_stands_where_the_table_says(act, row):
    section = in_section(row["reclaim_par"]).removeprefix("förordning 2024:1056 ")
    assert {in_section(clause.citation.provision) for clause in clauses(act, Topic.RECLAIM)} == {section}


def test_a_waiver_of_repayment_needs_the_reasons_that_the_table_says(act, row):
    word = row["waiver"].split()[0]
    expected = {"särskilda": Threshold.SPECIAL, "synnerliga": Threshold.EXCEPTIONAL}[word]
    for clause in clauses(act, Topic.WAIVER):
        assert clause.threshold is expected
        assert f"{word} skäl" in clause.citation.quote.lower()
    assert clauses(act, Topic.WAIVER)


# The words that are the same in all acts


def test_the_four_grounds_are_the_model_acts_word_for_word_and_stand_in_the_text_of_the_act(act, row):
    assert {rule.ground: rule.citation.quote for rule in act.with_effect(Effect.OBSTACLE)} == GROUNDS
    text = section_text(act.id, in_section(row["obstacle_par"]))
    for words in GROUNDS.values():
        assert words in text


def test_the_four_grounds_have_one_condition_each_in_all_acts_and_follow_from_the_text(act, rulebook):
    model = {rule.ground: rule for rule in rulebook.ruleset("sfs-2021-401").with_effect(Effect.OBSTACLE)}
    for rule in act.with_effect(Effect.OBSTACLE):
        assert (rule.condition, rule.reasons, rule.basis) == (
            model[rule.ground].condition,
            model[rule.ground].reasons,
            Basis.TEXT,
        )
    assert act.conditions == rulebook.ruleset("sfs-2021-401").conditions


def test_the_factors_of_the_exception_stand_in_the_text_of_the_act_and_the_partners_where_it_has_partners(act, row):
    (exception,) = act.with_effect(Effect.EXCEPTION)
    expected = FACTORS | (COOPERATION if row["partner_limb"] != "no" else {})
    assert exception.factors == tuple(expected)
    text = section_text(act.id, in_section(row["exception_par"]))
    for words in expected.values():
        assert words in text
    assert ("om samarbetet har avbrutits" in text) is (row["partner_limb"] != "no")


def test_every_citation_of_the_condition_is_quoted_from_the_bundled_text_of_the_act(act, rules):
    digest = rules.sources.by_id[act.id].file.digest
    cited = [rule.citation for rule in (*act.with_effect(Effect.OBSTACLE), *act.with_effect(Effect.EXCEPTION))]
    assert len(cited) == 5
    assert {(citation.digest, bool(citation.quote)) for citation in cited} == {(digest, True)}


# What was not seen


def test_every_decision_under_the_act_says_what_is_unverified(act, vocabulary):
    assert act.unverified
    expected = tuple(item.id for item in act.unverified)
    for form, kind in asked_for(act, vocabulary):
        decision = assess(officers(act, vocabulary, form=form, kind=kind), act, engine=Reference())
        assert [notice.parameters for notice in decision.warnings if notice.code is WarningCode.UNVERIFIED] == [
            expected
        ]


def test_every_act_is_read_from_a_third_party_copy_and_says_so(act):
    assert "thirdPartyCopy" in {item.id for item in act.unverified}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_act_promises_that_a_clean_result_gives_a_right_to_money(act, language):
    assert clauses(act, Topic.CLEAN_RESULT)
    words = {"sv": "ingen rätt till", "en": "no right to"}[language]
    assert words in act.legal_force.to(language)
