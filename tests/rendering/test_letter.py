"""The letter: what it must hold, what nobody has recorded, and that no text can become markup."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from demokrativillkor.application import Application
from demokrativillkor.assess import assess
from demokrativillkor.bilingual import LANGUAGES
from demokrativillkor.canonical import digest
from demokrativillkor.engine import Reference
from demokrativillkor.errors import InputRejected
from demokrativillkor.fixtures import decided as fixture_decided
from demokrativillkor.fixtures import situations
from demokrativillkor.record import Case, read_event, sign, stored_decision, stored_event
from demokrativillkor.rendering import Letterhead, freeze, trace, write_letter
from demokrativillkor.rendering.blocks import Gap, Heading, Items, Notice, Paragraph, Terms, html, markdown
from demokrativillkor.resources import fixtures_folder, rules_folder
from demokrativillkor.rule import Effect
from demokrativillkor.rulefiles.folder import read_folder
from demokrativillkor.ruleset import Status
from tests.support.builders import judgement
from tests.support.signing import (
    CHIEF,
    FAVOURABLE,
    PERSON,
    answers_for,
    applied,
    departed,
    event,
    finding,
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


@pytest.fixture(scope="module")
def ruleset(rulebook):
    return rulebook.ruleset("sfs-2021-401")


@pytest.fixture(scope="module")
def refused(ruleset):
    application = applied(finding(violence="yes"), exception=judgement("refused", ["F1"]))
    return application, assess(application, ruleset, engine=Reference())


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


def test_both_languages_have_the_same_parts_and_the_swedish_is_said_to_prevail(refused):
    swedish, english = (write_letter(*refused, [], language) for language in LANGUAGES)
    assert "The Swedish text prevails" in english.markdown
    assert len(headings(swedish)) == len(headings(english))
    assert not set(headings(swedish)) & set(headings(english))


class Page(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)


OURS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "h1",
    "h2",
    "h3",
    "p",
    "ul",
    "li",
    "dl",
    "dt",
    "dd",
    "strong",
}


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


HOSTILE = '<script>alert(1)</script> <img src=x onerror="x"> [a](javascript:x) **b** `c` \n# d\n> e\n1. f\n- g | <!-- &amp; ]]>'


@given(
    text=st.one_of(st.just(HOSTILE), st.text(alphabet="<>&\"'`*_#[]()!|~\\-+=1. \nab", min_size=1).filter(str.strip))
)
def test_no_text_becomes_markup(text):
    blocks = [Heading(text, 1), Paragraph(text), Items((text,)), Terms(((text, text),)), Gap(text), Notice(text)]
    assert {tag for tag, _ in Page(html(blocks, "sv")).tags} <= OURS
    kinds = {token.type for token in MarkdownIt("commonmark").parse(markdown(blocks))}
    inline = [child for token in MarkdownIt("commonmark").parse(markdown(blocks)) for child in token.children or ()]
    assert not kinds & {"html_block", "code_block", "fence", "hr", "ordered_list_open"}
    assert not {child.type for child in inline} & {"html_inline", "link_open", "image", "code_inline", "em_open"}


def test_the_words_of_a_text_survive_both_forms():
    text = 'Ett "citat" & <b>fet</b> *stjärna* 1. punkt'
    assert text in "".join(Page(html([Paragraph(text)], "sv")).words)
    (paragraph,) = [
        token for token in MarkdownIt("commonmark").parse(markdown([Paragraph(text)])) if token.type == "inline"
    ]
    assert "".join(child.content for child in paragraph.children) == text


def test_hostile_text_in_a_record_stays_text(refused, vocabulary):
    signature = event(vocabulary, "signed", **signed(reasons=HOSTILE, decision=HOSTILE, conditions=[HOSTILE]))
    letter = write_letter(*refused, heard(vocabulary), "sv", head=Letterhead(unit=HOSTILE), signing=signature)
    assert {tag for tag, _ in Page(letter.html).tags} <= OURS


def test_a_frozen_letter_is_signed_and_kept_with_its_digest(refused, vocabulary, rulebook):
    profile = rulebook.ruleset("process-state-authority")
    signature = event(vocabulary, "signed", **{key: value for key, value in signed(**WHOLE).items() if key != "letter"})
    events = [*heard(vocabulary), steps(vocabulary, answers_for(profile))]
    frozen = freeze(write_letter(*refused, events, "sv", head=HEAD, signing=signature).markdown, "sv")
    assert frozen.digest == digest(frozen.text.encode())
    assert frozen.intact
    done = sign(replace(signature, letter=frozen), Case.of(*refused), profile, events)
    assert stored_event(done.canonical).letter == frozen
    assert read_event(replace(done, evaluated=None).canonical, vocabulary).event.letter == frozen


def test_a_stored_decision_comes_back_as_it_was_made_and_gives_the_same_texts(refused, ruleset, rulebook):
    application, decision = refused
    for advisory in ((), (rulebook.ruleset("principles"),)):
        made = assess(application, ruleset, engine=Reference(), advisory=advisory)
        rulesets = {each.digest: each for each in (ruleset, *advisory)}
        back = stored_decision(json.loads(made.canonical), application, rulesets)
        assert back.canonical == made.canonical
        assert write_letter(application, back, [], "sv") == write_letter(application, made, [], "sv")
        assert trace(back, application, "en") == trace(made, application, "en")
    with pytest.raises(ValueError, match="another schema"):
        stored_decision({**decision.document(), "schema": "other"}, application, {ruleset.digest: ruleset})


def nodes(condition):
    yield condition
    for part in condition.get("parts", ()):
        yield from nodes(part)


def test_the_trace_gives_every_rule_its_verdict_on_every_node_and_the_words_of_the_law(refused, ruleset):
    application, decision = refused
    for language in LANGUAGES:
        told = trace(decision, application, language)
        assert json.loads(json.dumps(told)) == told
        (found,) = told["findings"]
        assert [each["rule"] for each in found["rules"]] == [rule.id for rule in ruleset.with_effect(Effect.OBSTACLE)]
        for each in (*found["rules"], *told["requirements"]):
            if each["setAside"] is None:
                assert each["condition"]["verdict"] == each["verdict"]
            assert each["citation"]["quote"]
            assert each["citation"]["sourceDigest"]
            assert all(node["verdict"] in ("met", "not_met", "unknown") for node in nodes(each["condition"]))
            leaves = [node for node in nodes(each["condition"]) if node["kind"] == "fact"]
            assert all(node["label"] and node["answerLabel"] and node["valueLabels"] for node in leaves)
            assert {fact["fact"] for fact in each["decisiveFacts"]} <= {leaf["fact"] for leaf in leaves}
    assert told["exception"]["judgement"]["outcome"] == "refused"


def test_the_trace_tells_why_a_rule_was_set_aside(ruleset):
    application = applied(finding(violence="yes", established="not_shown"))
    told = trace(assess(application, ruleset, engine=Reference()), application, "sv")
    (found,) = told["findings"]
    assert found["rules"][0]["setAside"]["because"] == "notShown"
    assert found["rules"][0]["setAside"]["text"]


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


def test_every_fixture_has_a_letter_and_a_trace_and_comes_back_from_the_store(rulebook):
    told = 0
    for situation in situations(fixtures_folder()):
        try:
            application, decision = fixture_decided(situation, rulebook, Reference())
        except InputRejected:
            continue
        kept = Application.from_document(application.canonical)
        back = stored_decision(json.loads(decision.canonical), kept, {decision.ruleset.digest: decision.ruleset})
        assert back.canonical == decision.canonical
        for language in LANGUAGES:
            letter = write_letter(kept, back, [], language)
            assert letter.gaps
            assert {tag for tag, _ in Page(letter.html).tags} <= OURS
            assert [each["id"] for each in trace(back, kept, language)["findings"]] == list(
                Case.stored(kept, json.loads(decision.canonical), decision.ruleset).proposal.obstacles
            )
        told += 1
    assert told > 30


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


if __name__ == "__main__":
    LETTERS.mkdir(exist_ok=True)
    for name, text in snapshots(read_folder(rules_folder()).rulebook()).items():
        (LETTERS / name).write_text(text, encoding="utf-8")
