"""Applications held against their shape and the vocabulary, in tested words."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demokrativillkor.assess import assess
from demokrativillkor.errors import LISTED, InputRejected
from demokrativillkor.intake import read_application
from demokrativillkor.intake.identifiers import MASK
from demokrativillkor.intake.reading import LARGEST_INPUT
from tests.support.builders import document, finding, judgement

SECRET = "Hemlig Person"


def read(vocabulary, value, **options):
    return read_application(json.dumps(value).encode(), vocabulary, **options)


def refusal(vocabulary, value):
    with pytest.raises(InputRejected) as refused:
        read(vocabulary, value)
    return [str(problem) for problem in refused.value.problems]


def closing(**wrote):
    return {"by": "investigator", "on": "2026-03-20", "reason": "x", "wrote": wrote}


def with_facts(**facts):
    return document(finding("F1", **facts))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([], "an application is a JSON object; write it in braces"),
        ({}, "id is missing; add id"),
        ({"id": "A"}, "decisionDate is missing; add decisionDate"),
        (document(decisionDate="15 april"), "/decisionDate: this is not a date; write YYYY-MM-DD"),
        (document(decisionDate="2026-02-30"), "/decisionDate: this is not a date; write YYYY-MM-DD"),
        (document(decisionDate=20260415), "/decisionDate: this is not a date; write YYYY-MM-DD"),
        (document(id=SECRET), "/id: this is not written as it must be; an id has at most 64 of the letters a to z"),
        (document(id=7), "/id: this must be text; write it in quotes"),
        (document(findings={}), "/findings: this must be a list; write it in brackets"),
        (document(findings=["x"]), "/findings/0: this must be an object; write it in braces"),
        (document(facts=[]), "/facts: this must be an object; write it in braces"),
        (document(**{SECRET: 1}), "key number 4 of this object is not known; remove it, or see"),
        (document(**{"[key]": 1}), "key number 4 of this object is not known; remove it, or see"),
        (document(finding("F1") | {"[key]": 1}), "/findings/0: key number 5 of this object is not known; remove it"),
        (with_facts(**{"[key]": 1}), "/findings/0/facts/<key 1>: this must be text"),
        (
            document(examinations={"[key]": "reviewed"}),
            "/examinations/<key 1>: this is not written as it must be; write a word in snake_case",
        ),
        (document(reliesOn=["opinion"] * 101), "/reliesOn: this is too long; use at most 100"),
        (document(closings=[closing()] * 101), "/closings: this is too long; use at most 100"),
        (document(facts=dict.fromkeys(map(str, range(501)), "yes")), "/facts: this is too long; use at most 500"),
        (document(finding=[]), "key number 4 of this object is not known; did you mean findings?"),
        (
            document(judgedBy="case_officer"),
            "key number 4 of this object is not known; judgedBy belongs elsewhere: move or remove it, "
            "or see `demokrativillkor schema application`",
        ),
        (document(notes=""), "/notes: this is empty; write something or leave it out"),
        (document(notes=" \n\t"), "/notes: this is empty; write something or leave it out"),
        (document(diaryNumber="\u00a0 "), "/diaryNumber: this is empty; write something or leave it out"),
        *(
            (document(diaryNumber=f"1{character}2"), "/diaryNumber: this is not written as it must be; write it on one")
            for character in "\n\u2028\u2029\u061c\u200e\u200f\u202a\u202e\u2066\u2069"
        ),
        (document(decisionDate="1776211200"), "/decisionDate: this is not a date; write YYYY-MM-DD"),
        (
            document(finding("F1"), exception=judgement("granted", ["F1", "F1"])),
            "/exception/covers/1: this finding is named before; name each finding once",
        ),
        (document(notes="x" * 20_001), "/notes: this is too long; use at most 20000"),
        (document(diaryNumber="1\n2"), "/diaryNumber: this is not written as it must be; write it on one line"),
        (document(grantForm="Projekt"), "/grantForm: this is not written as it must be; write a word in snake_case"),
        (document(recipientKind="club"), "/recipientKind: there is no such kind of recipient; there are: association,"),
        (
            document(examinations={"ground_9": "declared"}),
            "/examinations: key number 1 of this object is no ground; there are: ground_1,",
        ),
        (
            document(examinations={"religion": "declared"}),
            "/examinations: key number 1 of this object is no ground; there are: ground_1,",
        ),
        (
            document(examinations={"ground_1": "ja"}),
            "/examinations/ground_1: this is none of the values there are; write 'not_examined'",
        ),
        (
            document(reliesOn=["gossip"]),
            "/reliesOn/0: this is none of the values there are; write 'criticism_of_funder'",
        ),
        (
            document(facts={"violence": "yes"}),
            "/facts: key number 1 of this object is no fact that can be answered here",
        ),
        (with_facts(violence=False), "/findings/0/facts/violence: this must be text; write it in quotes"),
        (with_facts(violence=1), "/findings/0/facts/violence: this must be text"),
        (
            with_facts(context="ja"),
            "/findings/0/facts/context: this is no answer to context; answer official_channel, event,",
        ),
        (
            with_facts(voilence="yes"),
            "/findings/0/facts: key number 1 of this object is no fact that can be answered here; did you mean violence?",
        ),
        (
            with_facts(**{SECRET: "yes"}),
            "/findings/0/facts: key number 1 of this object is no fact that can be answered here; see",
        ),
        (with_facts(**{SECRET: 1}), "/findings/0/facts/<key 1>: this must be text"),
        (with_facts(otherLimbs="yes"), "/findings/0/otherLimbs: this is none of the values there are; write 'no'"),
        (
            document(finding("F1"), finding("F1")),
            "/findings/0/id: another finding has this id; give each finding its own id",
        ),
        (
            document(finding("F1") | {"judgedBy": SECRET}),
            "/findings/0/judgedBy: this is none of the values there are; write 'case_officer'",
        ),
        (
            document(finding("F1") | {"evidence": [{"kind": "tip"}]}),
            "/findings/0/evidence/0: evidence of the kind tip needs a judged credibility; add credibility: high, fair or low",
        ),
        (
            document(exception=judgement("granted", ["F9"])),
            "/exception/covers/0: no finding has this id; name a finding of this application",
        ),
        (
            document(exception=judgement("granted", []) | {"factors": {"distanced": "kanske"}}),
            "/exception/factors/distanced: this is no answer to distanced; answer yes, no, unknown",
        ),
        (
            document(exception=judgement("granted", []) | {"reasons": ""}),
            "/exception/reasons: this is empty; write something or leave it out",
        ),
        (
            document(organisation={"number": "212000-0143"}),
            "/organisation/number: this is no organisation number: the check digit is wrong; write NNNNNN-NNNN",
        ),
        (
            document(organisation={"number": "121212-1212"}),
            "/organisation/number: this is a person's identity number, which is never accepted here",
        ),
        (document(organisation={"number": "x"}), "/organisation/number: this is not written as an organisation number"),
        (
            document(organisation={"name": "Klubb 121212-1212"}),
            "/organisation/name: this holds a person's identity number; write the role instead",
        ),
        (document(diaryNumber="121212-1212"), "/diaryNumber: this holds a person's identity number"),
        (document(id="19121212-1212"), "/id: this holds a person's identity number"),
        (document(finding("19121212-1212")), "/findings/0/id: this holds a person's identity number"),
        (
            document(closings=[{"by": "expert", "on": "2026-01-01", "reason": "x", "wrote": {"19121212-1212": {}}}]),
            "/closings/0/wrote/<key 1>: this holds a person's identity number",
        ),
    ],
)
def test_what_is_refused_is_refused_in_these_words_and_no_value_is_repeated(vocabulary, value, words):
    told = refusal(vocabulary, value)
    assert any(each.startswith(words) for each in told), told
    assert not any(SECRET in each or "1212" in each for each in told)


def test_every_mistake_is_listed_at_once(vocabulary):
    value = document(
        finding("F1", voilence="yes", context="ja"), organisation={"number": "1"}, diaryNumber="121212-1212"
    )
    assert len(refusal(vocabulary, value)) == 4


def test_identity_numbers_are_masked_in_every_free_text_and_counted_by_place(vocabulary):
    number = "121212-1212"
    value = document(
        finding("F1", context="not_shown") | {"notes": f"{number} och {number}"},
        notes=f"a {number}",
        exception=judgement("granted", ["F1"]) | {"reasons": f"b {number}"},
        closings=[
            {"by": "expert", "on": "2026-01-01", "reason": f"c {number}", "wrote": {"F1": {"context": "not_shown"}}}
        ],
    )
    intake = read(vocabulary, value)
    assert {text.place: text.count for text in intake.masked} == {
        "/findings/0/notes": 2,
        "/notes": 1,
        "/exception/reasons": 1,
        "/closings/0/reason": 1,
    }
    app = intake.application
    texts = (app.notes, app.findings[0].notes, app.exception.reasons, app.closings[0].reason)
    assert texts == (f"a {MASK}", f"{MASK} och {MASK}", f"b {MASK}", f"c {MASK}")
    assert intake.masked[0].document() == {"place": "/exception/reasons", "personalNumbers": 1, "reserveNumbers": 0}


def test_notes_and_the_name_are_not_in_the_canonical_application(vocabulary):
    value = document(
        finding("F1") | {"notes": "en anteckning"},
        notes="en till",
        organisation={"name": "Föreningen", "number": "2120000142"},
    )
    app = read(vocabulary, value).application
    assert app.document()["organisation"] == {"number": "212000-0142"}
    for word in ("anteckning", "en till", "Föreningen"):
        assert word.encode() not in app.canonical


def test_the_callers_defaults_go_before_what_is_sent(vocabulary):
    app = read(vocabulary, document(), defaults={"decisionDate": "2020-05-01"}).application
    assert app.decision_date.isoformat() == "2020-05-01"


def test_an_investigation_may_be_closed_closed_again_and_its_closing_repeated(vocabulary):
    first, second = closing(F1={"context": "not_shown"}), closing(F1={"context": "not_shown", "threat": "no"})
    value = document(finding("F1", context="not_shown", threat="no"), closings=[first, second])
    assert len(read(vocabulary, value).application.closings) == 2


@pytest.mark.parametrize(
    ("wrote", "what"),
    [
        ({}, "wrote nothing"),
        ({"F1": {}}, "wrote nothing"),
        ({"F1": {"violence": "yes"}}, "wrote an answer that no closing writes"),
        ({"F1": {"established": "shown"}}, "wrote an answer that no closing writes"),
        ({"F1": {"threat": "no", "necessary": "no"}}, "wrote an answer that no closing writes"),
        ({"F1": {"threat": "unknown"}}, "wrote an answer that no closing writes"),
    ],
)
def test_a_closing_has_written_what_counts_for_the_organisation_and_nothing_else(vocabulary, wrote, what):
    value = document(finding("F1", **dict(*wrote.values())), closings=[closing(**wrote)])
    assert refusal(vocabulary, value) == [
        f"/closings/0/wrote: this closing says that it {what}; "
        "a closing writes into open facts what counts for the organisation (closesTo), and nothing else"
    ]


def test_the_order_of_what_a_judgement_covers_does_not_change_the_digest(vocabulary):
    def covering(*covers):
        return read(
            vocabulary, document(finding("F1"), finding("F2"), exception=judgement("granted", covers))
        ).application

    assert covering("F1", "F2").digest == covering("F2", "F1").digest


def test_the_order_of_findings_does_not_change_the_digest(vocabulary):
    one, two = finding("F1", violence="yes"), finding("F2")
    assert (
        read(vocabulary, document(one, two)).application.digest
        == read(vocabulary, document(two, one)).application.digest
    )


@pytest.mark.parametrize("name", ["rmhmgygicu", "uwuevgfukg"])
def test_strings_that_collide_inside_durable_rules_change_nothing_as_ids_and_names(vocabulary, proposal, engine, name):
    facts = {"established": "shown", "actor": "board_member", "context": "event", "violence": "yes"}
    plain = assess(
        read(vocabulary, document(finding("F1", **facts), finding("F2"))).application, proposal, engine=engine
    )
    named = document(finding(name, **facts), finding("F2"), organisation={"name": name}, id=name)
    other = assess(read(vocabulary, named).application, proposal, engine=engine)
    assert other.outcome is plain.outcome
    verdicts = [[each.verdict for each in found.evaluations] for found in plain.findings]
    by_id = {found.finding: [each.verdict for each in found.evaluations] for found in other.findings}
    assert [by_id[name], by_id["F2"]] == verdicts


# Hostile input


def test_a_hundred_mistakes_are_listed_and_one_line_says_that_there_are_more(vocabulary):
    told = refusal(vocabulary, document(**{f"k{number}": 1 for number in range(LISTED + 1)}))
    assert len(told) == LISTED + 1
    assert told[-1] == "there are more mistakes than the 100 listed; mend these and send it again"
    assert len(refusal(vocabulary, document(**{f"k{number}": 1 for number in range(LISTED)}))) == LISTED


def repeated(text, separator=","):
    return separator.join([text] * ((LARGEST_INPUT - 1000) // len(text + separator)))


def numbered(text):
    return ",".join(text % number for number in range((LARGEST_INPUT - 1000) // (len(text) + 5)))


LARGE = {
    "unknown keys": numbered('"k%d":1'),
    "a key repeated": repeated('"k":1'),
    "keys repeated in turn": repeated('"k":1,"l":2'),
    "stopped reasons": '"reliesOn":[' + repeated('"opinion"') + "]",
    "unknown facts": '"facts":{' + numbered('"voilence%d":"yes"') + "}",
    "wrong answers": '"facts":{' + numbered('"voilence%d":1') + "}",
    "grounds": '"examinations":{' + numbered('"ground_%d":1') + "}",
    "findings": '"findings":[' + repeated("{}") + "]",
    "evidence": '"findings":[' + repeated('{"evidence":[' + ",".join(["{}"] * 1000) + "]}") + "]",
    "nulls": '"findings":[' + repeated("null") + "]",
    "one long key": '"' + "k" * (LARGEST_INPUT - 1000) + '":1',
    "digits in a key": '"facts":{"' + repeated("121212-1213", " ") + '":"yes"}',
    "digits": '"organisation":{"name":"' + repeated("12", " ") + '"}',
}


@pytest.mark.parametrize("what", LARGE)
def test_the_largest_input_is_refused_within_seconds_whatever_is_wrong_with_it(vocabulary, what):
    content = f'{{"id":"A","decisionDate":"2026-04-15",{LARGE[what]}}}'.encode()
    assert LARGEST_INPUT * 0.7 < len(content) <= LARGEST_INPUT
    began = time.process_time()
    with pytest.raises(InputRejected) as refused:
        read_application(content, vocabulary)
    assert time.process_time() - began < 3
    assert len(refused.value.problems) <= LISTED + 1


VALID = document(
    finding("F1", established="shown", actor="member", otherLimbs="no") | {"notes": "text"},
    exception=judgement("granted", ["F1"]),
    examinations={"ground_1": "declared"},
    organisation={"name": "Föreningen"},
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def paths(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from paths(item, (*path, key))


def put(value, path, new):
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = put(copy[path[0]], path[1:], new)
    return copy


@settings(max_examples=500, deadline=None)
@given(path=st.sampled_from(list(paths(VALID))), new=ANYTHING)
def test_anything_anywhere_in_an_application_is_assessed_or_refused(vocabulary, proposal, path, new):
    content = json.dumps(put(VALID, path, new)).encode("utf-8", "surrogatepass")
    try:
        assess(read_application(content, vocabulary).application, proposal)
    except InputRejected as refused:
        assert all(problem.message and problem.code for problem in refused.problems)


@settings(max_examples=300, deadline=None)
@given(content=st.binary(max_size=300))
def test_any_bytes_are_assessed_or_refused(vocabulary, proposal, content):
    with pytest.raises(InputRejected):
        assess(read_application(content, vocabulary).application, proposal)


@pytest.mark.parametrize("wrote", [{"F1": {"established": "not_shown"}}, {"F2": {"established": "not_shown"}}])
def test_a_closing_that_did_not_write_what_stands_there_is_refused(vocabulary, wrote):
    value = document(finding("F1", established="shown"), closings=[closing(**wrote)])
    assert refusal(vocabulary, value) == [
        "/closings/0/wrote: this closing says that it wrote an answer that does not stand in the finding; "
        "record the closing as it was made, with the findings it left"
    ]
