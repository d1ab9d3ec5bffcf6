"""The letter: what it must hold, what nobody has recorded, and when it may be signed."""

import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from demokrativillkor.application import Application
from demokrativillkor.assess import assess
from demokrativillkor.bilingual import LANGUAGES
from demokrativillkor.canonical import digest
from demokrativillkor.engine import Reference
from demokrativillkor.errors import InputRejected, SignatureBlocked
from demokrativillkor.record import Case, letter_in, sign, stored_event
from demokrativillkor.record.parts import FrozenLetter
from demokrativillkor.rendering import Letterhead, freeze, left_in, left_to_write, write_letter
from demokrativillkor.rendering.blocks import Gap, Heading, Notice
from demokrativillkor.resources import fixtures_folder, rules_folder
from demokrativillkor.rule import Effect
from demokrativillkor.rulefiles.folder import read_folder
from demokrativillkor.ruleset import Status
from tests.support.builders import judgement
from tests.support.markup import OURS, Page
from tests.support.signing import (
    CHIEF,
    FAVOURABLE,
    PERSON,
    answers_for,
    applied,
    departed,
    event,
    finding,
    frozen,
    fulfilled,
    heard,
    item,
    signed,
    steps,
)

LETTERS = Path(__file__).parent / "letters"
HEAD = Letterhead(
    unit="Bidragsenheten", diary_number="2026:12", organisation_name="Föreningen Exempel", appeal_address="Box 1, Orten"
)
WHOLE = {
    "response": "Det ni säger ändrar inte bedömningen.",
    "proportionality": "Ett villkor räcker inte.",
    "takesEffect": "Beslutet gäller omedelbart.",
    "conditions": ["Redovisa senast den 1 mars."],
    "reservation": "Beslutet får återkallas om uppgifterna är oriktiga.",
    "dissents": [{**PERSON, "opinion": "Jag hade beviljat."}],
    "others": [PERSON],
    "exception": "Inget avstånd har tagits.",
}


def decided(rulebook, rules, **fields):
    application = applied(grant=rules, **fields)
    return application, assess(application, rulebook.ruleset(rules), engine=Reference())


def headings(letter):
    return [block.text for block in letter.blocks if isinstance(block, Heading)]


def under(letter, heading):
    """The text between a heading and the next of its level."""
    text = letter.markdown.split(f"## {heading}\n", 1)[1]
    return re.split(r"^## ", text, maxsplit=1, flags=re.MULTILINE)[0]


def snapshots(rulebook):
    """File name → letter, of what is kept beside this test."""
    vocabulary, rules = rulebook.vocabulary, rulebook.ruleset("sfs-2021-401")
    application = applied(finding(violence="yes"), exception=judgement("refused", ["F1"]))
    decision = assess(application, rules, engine=Reference())
    signature = event(vocabulary, "signed", **signed(**WHOLE))
    kept = {}
    for language in LANGUAGES:
        kept[f"refusal-draft.{language}.md"] = write_letter(application, decision, heard(vocabulary), language).markdown
    whole = write_letter(application, decision, heard(vocabulary), "sv", head=HEAD, signing=signature)
    kept["refusal-signed.sv.md"], kept["refusal-signed.sv.html"] = whole.markdown, whole.html
    open_case = under_no_act(finding(violence="unknown"))
    proposal = assess(open_case, rulebook.ruleset("sou-2019-35"), engine=Reference())
    kept["proposal-draft.sv.md"] = write_letter(open_case, proposal, [], "sv").markdown
    return kept


def under_no_act(*findings):
    """An application under no act."""
    document = {"id": "A-2", "decisionDate": "2026-04-15", "findings": list(findings)}
    return Application.from_document(json.dumps(document).encode())


def test_the_letters_are_those_that_were_read_and_kept(rulebook):
    kept = {path.name: path.read_text(encoding="utf-8") for path in LETTERS.iterdir()}
    assert snapshots(rulebook) == kept


def test_a_draft_says_that_it_is_one_and_leaves_to_persons_what_nobody_has_recorded(refused, vocabulary):
    letter = write_letter(*refused, [], "sv")
    assert letter.draft
    assert letter.markdown.startswith("> **UTKAST.")
    assert {"Enhet", "Diarienummer", "Datum", "Organisation"} <= set(letter.gaps)
    assert len([block for block in letter.blocks if isinstance(block, Gap)]) == 6
    assert "förslag, inte beslut" in letter.markdown
    assert not write_letter(*refused, heard(vocabulary), "sv").markdown.count(
        "inte antecknat om organisationen har underrättats"
    )


def test_a_signed_letter_holds_what_the_law_asks_for_and_has_no_gap(refused, vocabulary):
    signature = event(vocabulary, "signed", **signed(**WHOLE))
    events = [*heard(vocabulary), departed(vocabulary)]
    letter = write_letter(*refused, events, "sv", head=HEAD, signing=signature)
    assert not letter.draft
    assert letter.gaps == ()
    text = letter.markdown
    held = ["Bidragsenheten", "2026:12", "2026-04-20", "Föreningen Exempel", "Ansökan avslås.", "SFS 2024:492"]
    held += [
        "Varför denna lydelse",
        "dnr 1/aktbilaga 3",
        "Vi delar inte bilden.",
        *(WHOLE[name] for name in ("response", "proportionality", "takesEffect", "reservation", "exception")),
    ]
    held += ["Beslutare Två, avdelningschef", "Föredragande: Handläggare Ett", "Jag hade beviljat.", "Redovisa senast"]
    held += ["får inte överklagas", "avviker", "Jag ser det annorlunda."]
    assert [each for each in held if each not in text] == []
    assert "kommunicerat 2026-03-02" in text
    assert write_letter(*refused, [*events, signature], "sv", head=HEAD).markdown == text


def test_evidence_nobody_has_recorded_is_a_gap(ruleset):
    bare = {key: value for key, value in finding(violence="yes").items() if key != "evidence"}
    application = applied(bare)
    letter = write_letter(application, assess(application, ruleset, engine=Reference()), [], "sv")
    assert any("Källa saknas" in gap for gap in letter.gaps)
    assert any("Undantaget är inte prövat" in gap for gap in letter.gaps)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_legal_force_the_letter_opens_by_saying_so(rulebook, language):
    application = under_no_act()
    for rules in ("sou-2019-35", "municipal-template"):
        ruleset = rulebook.ruleset(rules)
        letter = write_letter(application, assess(application, ruleset, engine=Reference()), [], language)
        assert isinstance(letter.blocks[0], Notice)
        assert ruleset.legal_force.to(language) in letter.blocks[0].text


def test_opposing_provisions_on_appeal_of_one_form_are_both_shown_and_left_to_a_person(rulebook, vocabulary):
    fields = {"grantForm": "activity_grant", "recipientKind": "registered_faith_community"}
    case = decided(rulebook, "sfs-2024-487", **fields)
    for signing in (None, event(vocabulary, "signed", **signed())):
        letter = write_letter(*case, [], "sv", signing=signing)
        told = under(letter, "Överklagande")
        assert "teologisk utbildning (13 § första stycket)" in told
        assert "får inte överklagas" in told
        assert "säger olika saker" in told
    written = event(vocabulary, "signed", **signed(appeal="Beslutet får inte överklagas."))
    assert "säger olika saker" not in write_letter(*case, [], "sv", signing=written).markdown


def test_how_to_appeal_is_told_where_it_can_be_and_left_to_a_person_elsewhere(rulebook, vocabulary):
    fields = {"stage": "status", "recipientKind": "registered_faith_community"}
    document = {"id": "A-1", "grant": "sfs-2024-487", "decisionDate": "2026-04-15", **fields}
    application = Application.from_document(json.dumps(document).encode())
    decision = assess(application, rulebook.ruleset("sfs-2024-487"), engine=Reference())
    signature = event(vocabulary, "signed", **signed(decided="status_refused"))
    told = write_letter(application, decision, [], "sv", signing=signature)
    assert "inom tre veckor" in under(told, "Överklagande")
    assert any("adress" in gap for gap in told.gaps)
    elsewhere = replace(decision, ruleset=replace(decision.ruleset, process="process-delegated-body"))
    assert "inom tre veckor" not in write_letter(application, elsewhere, [], "sv", signing=signature).markdown


@pytest.mark.parametrize("stage", ["payment", "reclaim"])
def test_stop_and_reclaim_always_weigh_proportionality(rulebook, vocabulary, stage):
    case = decided(rulebook, "sfs-2021-401", stage=stage, awardDate="2025-02-01")
    kind = "paid_out" if stage == "payment" else "not_reclaimed"
    favourable = event(vocabulary, "signed", **signed(**{**FAVOURABLE, "decided": kind}))
    assert "Proportionalitet" in headings(write_letter(*case, [], "sv", signing=favourable))


def test_a_grant_need_not_weigh_proportionality(ruleset, vocabulary):
    application = applied(facts=fulfilled(ruleset))
    decision = assess(application, ruleset, engine=Reference())
    letter = write_letter(application, decision, [], "sv", signing=event(vocabulary, "signed", **signed(**FAVOURABLE)))
    assert "Proportionalitet" not in headings(letter)
    assert "Inget hinder har visats" in under(letter, "Särskilda skäl")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_its_language_has_one_title_and_needs_nothing_from_elsewhere(refused, language):
    text = write_letter(*refused, [], language).html
    tags = Page(text).tags
    assert dict(tags)["html"] == {"lang": language}
    assert [tag for tag, _ in tags].count("h1") == 1
    assert {tag for tag, _ in tags} <= OURS
    assert not re.search(r"url\(|@import|https?:|src=|href=", text)
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_both_languages_have_the_same_parts_and_the_swedish_is_said_to_prevail(refused):
    swedish, english = (write_letter(*refused, [], language) for language in LANGUAGES)
    assert "The Swedish text prevails" in english.markdown
    assert len(headings(swedish)) == len(headings(english))
    assert not set(headings(swedish)) & set(headings(english))


def test_letters_are_written_under_every_rule_set_that_decides_anything(rulebook):
    written = 0
    for ruleset in rulebook.rulesets.values():
        if ruleset.status is Status.IN_FORCE and ruleset.act and ruleset.with_effect(Effect.OBSTACLE):
            application = applied(grant=ruleset.id)
            made = assess(applied(facts={}), rulebook.ruleset("sfs-2021-401"), engine=Reference())
            decision = replace(
                made,
                ruleset=ruleset,
                findings=(),
                requirements=(),
                examined=replace(made.examined, grounds=()),
                warnings=(),
            )
            for language in LANGUAGES:
                letter = write_letter(application, decision, [], language)
                assert letter.draft
                written += 1
    assert written == 64


def test_under_adopted_rules_the_letter_says_who_adopted_them_and_asks_a_person_how_to_appeal(rules):
    adopted = (
        read_folder(fixtures_folder() / "municipal-example", beside=rules).rulebook().ruleset("exempelkommun-2026")
    )
    application = under_no_act()
    letter = write_letter(application, assess(application, adopted, engine=Reference()), [], "sv")
    assert "kommunfullmäktige i Exempelkommun, 2026-02-23, § 12" in letter.markdown
    assert "inom tre veckor" not in letter.markdown
    assert not isinstance(letter.blocks[0], Notice) or "UTKAST" in letter.blocks[0].text


def test_an_item_is_told_with_who_decided_not_to_send_it(refused, vocabulary):
    secret = {
        "reference": "dnr 7",
        "hearing": "exempt_2",
        "on": "2026-03-02",
        "reason": "Medlen kunde flyttas.",
        "decidedBy": CHIEF,
    }
    events = [event(vocabulary, "communicated", items=[item(), secret])]
    told = under(write_letter(*refused, events, "sv"), "Vad organisationen har sagt, och svaret på det")
    assert "dnr 7: inte kommunicerat (25 § 2" in told
    assert "Beslutare Två, avdelningschef" in told


def test_a_letter_is_frozen_as_text_and_page_with_its_digest_and_comes_back_from_the_record(
    refused, vocabulary, rulebook
):
    profile = rulebook.ruleset("process-state-authority")
    signature = unsigned_letter(vocabulary)
    events = [*heard(vocabulary), steps(vocabulary, answers_for(profile))]
    letter = write_letter(*refused, events, "sv", head=HEAD, signing=signature)
    kept = freeze(letter)
    assert (kept.text, kept.page) == (letter.markdown, letter.html)
    assert kept.digest == digest(kept.text.encode())
    assert kept.intact
    done = sign(replace(signature, letter=kept), Case.of(*refused), profile, events)
    assert stored_event(done.canonical).letter == kept
    assert letter_in([*events, stored_event(done.canonical)]) == kept


def unsigned_letter(vocabulary, **fields):
    """A signature that came without a letter."""
    given = {**signed(**WHOLE), **fields}
    return event(vocabulary, "signed", **{key: value for key, value in given.items() if key != "letter"})


def test_a_letter_that_lacks_something_says_what_where_and_how_and_blocks_the_signature(refused, vocabulary, rulebook):
    profile = rulebook.ruleset("process-state-authority")
    events = [*heard(vocabulary), steps(vocabulary, answers_for(profile))]
    signature = unsigned_letter(vocabulary)
    bare = replace(signature, response=None, takes_effect=None)
    letter = write_letter(*refused, events, "sv", head=HEAD, signing=bare)
    lacking = {each.place: each for each in left_to_write(letter)}
    assert set(lacking) == {"/response", "/takesEffect"}
    told = lacking["/takesEffect"]
    assert (told.message, told.suggestion) == (
        "the letter lacks something: state when the decision takes effect",
        "write it in takesEffect",
    )
    assert told.explanation.sv == "Ange när beslutet börjar gälla."
    with pytest.raises(SignatureBlocked) as blocked:
        sign(replace(bare, letter=freeze(letter)), Case.of(*refused), profile, events, unfinished=lacking.values())
    assert {each.code for each in blocked.value.problems} >= {"letter_gap"}
    headless = write_letter(*refused, events, "sv", signing=signature)
    remedies = " ".join(each.suggestion for each in left_to_write(headless))
    assert "diaryNumber" in remedies
    assert "letter of your own" in remedies
    assert not list(left_to_write(write_letter(*refused, events, "sv", head=HEAD, signing=signature)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_of_ones_own_is_refused_while_it_holds_what_a_draft_leaves_to_persons(refused, vocabulary, language):
    draft = write_letter(*refused, [], language).markdown
    left = list(left_in(FrozenLetter(language=language, text=draft, digest=digest(draft.encode()))))
    lines = draft.splitlines()
    told = {int(each.message.split()[1]) for each in left}
    assert told == {n for n, line in enumerate(lines, 1) if "**\\[" in line or "UTKAST" in line or "DRAFT" in line} | {
        n for n, line in enumerate(lines, 1) if line.startswith("- **") and "\\[" in line
    }
    assert len(told) > 8
    own = "Beslut. 2026-04-20. Avslag [skäl nedan]."
    assert not list(left_in(FrozenLetter(language=language, text=own, digest=digest(own.encode()))))


def test_the_page_of_a_letter_is_taken_from_nobody(vocabulary):
    with pytest.raises(InputRejected) as refusal:
        event(vocabulary, "signed", **signed(letter={**frozen(), "page": "<p>x</p>"}))
    assert [(each.code, each.place) for each in refusal.value.problems] == [("unknown_key", "/letter/page")]


def test_a_reading_in_the_other_language_says_that_it_is_not_the_letter(refused, vocabulary):
    signature = event(vocabulary, "signed", **signed(**WHOLE))
    reading = write_letter(*refused, [*heard(vocabulary), signature], "en", head=HEAD)
    assert not reading.draft
    assert isinstance(reading.blocks[0], Notice)
    assert reading.blocks[0].text == "This is not the signed letter, which is in Swedish."


def test_the_letterhead_goes_before_the_act_and_an_appeal_is_handed_in_at_the_address(rulebook, vocabulary):
    document = {"id": "A-1", "grant": "sfs-2024-487", "decisionDate": "2026-04-15", "stage": "status"}
    application = Application.from_document(
        json.dumps({**document, "recipientKind": "registered_faith_community"}).encode()
    )
    decision = assess(application, rulebook.ruleset("sfs-2024-487"), engine=Reference())
    signature = event(vocabulary, "signed", **signed(decided="status_refused"))
    head = Letterhead(authority="Myndigheten X", address="Box 2, Orten", appeal_court="Förvaltningsrätten i Y")
    letter = write_letter(application, decision, [], "sv", head=head, signing=signature)
    assert "**Myndighet eller organ:** Myndigheten X" in letter.markdown
    appeal = under(letter, "Överklagande")
    assert "Överklagandet lämnas till: Box 2, Orten" in appeal
    assert "Överklagandet prövas av: Förvaltningsrätten i Y" in appeal


if __name__ == "__main__":
    LETTERS.mkdir(exist_ok=True)
    for name, text in snapshots(read_folder(rules_folder()).rulebook()).items():
        (LETTERS / name).write_text(text, encoding="utf-8")
