"""The short way into the house answers as the careful way does, or not at all."""

import json
import re
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demokrativillkor.errors import InputRejected
from demokrativillkor.intake import identifiers, read_application
from demokrativillkor.intake.identifiers import holds_personal_number, is_free_of_personal_numbers, mask
from demokrativillkor.intake.parsing import read_carefully
from demokrativillkor.intake.plain import read_plainly
from demokrativillkor.intake.reading import LARGEST_INPUT
from demokrativillkor.resources import fixtures_folder
from tests.intake.test_identifiers import DASHES, ELSEWHERE, PERSONAL
from tests.support.builders import document, finding, judgement

FULL = document(
    finding("F1", established="shown", actor="member", context="not_shown", otherLimbs="no")
    | {
        "notes": 'Vid årsmötet 2026-02-14 – två närvarande ”såg” det,\n\tse "s. 4".',
        "evidence": [{"kind": "tip", "reference": "dnr 2026-04512", "credibility": "low", "retrievedOn": "2026-03-01"}],
    },
    finding("F2", violence="unknown"),
    diaryNumber="KU2026/04512",
    exception=judgement("granted", ["F1", "F2"]) | {"factors": {"distanced": "yes"}},
    closings=[{"by": "expert", "on": "2026-01-01", "reason": "x", "wrote": {"F1": {"context": "not_shown"}}}],
    examinations={"ground_1": "declared"},
    facts={"debtsForEnforcement": "no"},
    period={"first": "2026-01-01", "last": "2026-12-31"},
    grantYear=2026,
    organisation={"name": "Föreningen Exempel", "number": "2120000142"},
    notes="text",
)
FIXTURES = sorted((fixtures_folder() / "applications").glob("*.json"))
DOCUMENTS = [FULL, *(json.loads(path.read_bytes()) for path in FIXTURES)]

RESERVES = ["811218-T987", "19811218T987", "811218t987"]
LOOKALIKES = [
    "070-123 45 67",
    "2026-01-01 – 2026-12-31",
    "2026-02-14 18:30",
    "121212-1213",
    "212000-0142",
    "811318-T987",
]
FOREIGN = ["".join(chr(base + int(digit)) for digit in "1212121212") for base in (0x0660, 0xFF10, 0x1D7CE)]
UNFIT = ["\x00", "\x07", "\x0b", "\x1f", "\x7f", "\x85", "\x9f", "\ud800", "\udc00", "\U0001f600", "\ufeff", "a\u030a"]
SPELT = [f"121212{dash}1212" for dash in DASHES] + ["1212\u00ad12-12\u200d12", "12\u030a1212-1212", "811218-\u017f987"]
TEXTS = [
    *PERSONAL,
    *ELSEWHERE,
    *RESERVES,
    *LOOKALIKES,
    *FOREIGN,
    *UNFIT,
    *SPELT,
    "null",
    '":null',
    '"',
    "\\",
    "\\n",
    "\u2028",
]
SPLICES = [
    '"id":"A-1",',
    '"id":1,',
    '"facts":{},',
    '"x":{"id":"a","id":"b"},',
    '"notes":null,',
    "null",
    ",",
    "[" * 30,
    "}",
]
SPLICES += [
    "NaN",
    "-Infinity",
    "1e400",
    "2026.0",
    "9" * 400,
    "-0",
    '"grantYear":2026.0,',
    '"\\u0031\\u0032121212-12"',
    "\ufeff",
]
SPLICES += [
    '"notes":"\\u0022\\u0022",',
    '"id":"A-1","notes":"\\u0022",',
    '"n":"\\ud83d\\ude00",',
    "\\u0000",
    "\\b",
    "\\/",
]
VALUES = [None, True, 2026, 2026.0, 1e400, 2**70, "", [], {}, [None], {"a": None}, {"number": "212000-0142"}]


def paths(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from paths(item, (*path, key))


def at(value, path, change):
    if not path:
        return change(value)
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = at(copy[path[0]], path[1:], change)
    return copy


@st.composite
def mutated(draw):
    """An application with something in it that somebody may be to notice, in one of its spellings."""
    value = draw(st.sampled_from(DOCUMENTS))
    for _ in range(draw(st.integers(0, 3))):
        path, text = draw(st.sampled_from(list(paths(value)))), draw(st.sampled_from(TEXTS))

        def change(there, text=text):
            if isinstance(there, str):
                return draw(st.sampled_from([text, there + text, text + there, f"{there} {text}."]))
            if isinstance(there, dict):
                return there | {text: "yes"}
            return draw(st.sampled_from(VALUES))

        value = at(value, path, change)
    return json.dumps(value, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 2])))


@st.composite
def respelt(draw):
    """The same with characters escaped, cut out, or put between."""
    written = draw(mutated())
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(written) - 1))
        step = draw(st.sampled_from(["escape", "cut", "splice", "twice"]))
        if step == "escape":
            written = f"{written[:place]}\\u{ord(written[place]) & 0xFFFF:04x}{written[place + 1 :]}"
        elif step == "cut":
            written = written[:place] + written[place + 1 :]
        elif step == "splice":
            written = written[:place] + draw(st.sampled_from(SPLICES)) + written[place:]
        else:
            members = list(re.finditer(r'"\w+": "[^"\\]*",', written))
            if members:
                member = draw(st.sampled_from(members))
                written = written[: member.end()] + member[0] + written[member.end() :]
    return written


def careful(content, vocabulary, defaults):
    """The careful way, that looks at every text closely."""
    with patch.object(identifiers, "is_free_of_personal_numbers", lambda _: False):
        return read_carefully(content, vocabulary, defaults)


def told(read, content, vocabulary, defaults):
    try:
        intake = read(content, vocabulary, defaults)
    except InputRejected as refused:
        return refused.problems
    return intake, intake.application.canonical


def usual(content, vocabulary, defaults):
    return read_application(content, vocabulary, defaults=defaults)


@settings(max_examples=1500, deadline=None)
@given(respelt(), st.sampled_from([{}, {"decisionDate": "2026-04-15"}, {"id": "19121212-1212"}, {"notes": "\x00"}]))
def test_an_application_is_read_the_same_whichever_way_it_takes(vocabulary, written, defaults):
    content = written.encode("utf-8", "surrogatepass")
    assert told(usual, content, vocabulary, defaults) == told(careful, content, vocabulary, defaults)


def full(old, new):
    written = json.dumps(FULL)
    assert old in written
    return written.replace(old, new, 1)


TRICKS = [
    json.dumps(document(notes="a\x7fb")),
    json.dumps([FULL]),
    "\ufeff" + json.dumps(FULL),
    full('"id": "A-1"', '"id": "A-1", "id": "A-2"'),
    full('"text"', '"\\u0022\\u0022", "grantYear": 2026'),
    full('"text"', '"\\u0022\\u0022\\u0022\\u0022", "\\u0069d": "A-2"'),
    full('"text"', '"\\\\u0022"'),
    full('"text"', "null"),
    full('"text"', '"811218\\\\n9876"'),
    full('"text"', '"811218\\n9876"'),
    full('"text"', '"811218\\"9876"'),
    full('"text"', '"a\\u0000b"'),
    full('"text"', '"a\\bb"'),
    full('"text"', '"a\x7fb"'),
    full('"text"', '"a\x85b"'),
    full('"number": "2120000142"', '"name": "811218", "number": "811218-9876"'),
    full('"2120000142"', '"811218-9876"'),
    full('"KU2026/04512"', '"2120000142", "x": {"number": "2120000142"}'),
]


def test_a_field_the_caller_fills_in_is_looked_at_before_it_is_replaced(vocabulary):
    content = json.dumps(document(decisionDate="\x00")).encode()
    (problem,) = told(usual, content, vocabulary, {"decisionDate": "2026-04-15"})
    assert problem.code == "bad_character"


@pytest.mark.parametrize("written", TRICKS)
def test_a_trick_is_read_the_same_whichever_way_it_takes(vocabulary, written):
    content = written.encode()
    assert told(usual, content, vocabulary, {}) == told(careful, content, vocabulary, {})


def test_what_is_too_large_is_refused_whichever_way_it_takes(vocabulary):
    content = json.dumps(FULL).encode() + b" " * LARGEST_INPUT
    (problem,) = told(usual, content, vocabulary, {})
    assert problem.code == "too_large"


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_bytes_are_read_the_same_whichever_way_they_take(vocabulary, content):
    assert told(usual, content, vocabulary, {}) == told(careful, content, vocabulary, {})


WHOLE = [
    FULL,
    FULL | {"diaryNumber": "811218", "grant": "9876"},
    FULL | {"organisation": {"name": "811218", "number": "212000-0142"}, "notes": "2120"},
    document(notes='rad 1\n\trad 2\r\n”citat” "citat"'),
]


@pytest.mark.parametrize("value", WHOLE)
def test_what_is_plain_takes_the_short_way(vocabulary, value):
    content = json.dumps(value).encode()
    assert not careful(content, vocabulary, {}).masked
    assert read_plainly(content, {})


@pytest.mark.parametrize("ensure_ascii", [True, False])
@pytest.mark.parametrize("value", DOCUMENTS[1:], ids=[path.stem for path in FIXTURES])
def test_an_ordinary_application_takes_the_short_way(vocabulary, value, ensure_ascii):
    content = json.dumps(value, ensure_ascii=ensure_ascii).encode()
    try:
        intake = careful(content, vocabulary, {})
    except InputRejected:
        return
    assert (read_plainly(content, {}) is None) == bool(intake.masked)


ALPHABET = "0123456789TRSUWXJKLMNPtkszZ -–+./:_,;\"'|()\n\u200b\u00a0\u00ad\u2060\u030a\u0661\uff11\u017f\u212aåÅé²½ª"
NUMBERS = st.lists(st.sampled_from([*PERSONAL, *ELSEWHERE, *RESERVES, *LOOKALIKES, *FOREIGN, *SPELT]), max_size=2)


@settings(max_examples=1000, deadline=None)
@given(
    st.text(st.sampled_from(ALPHABET), max_size=40) | st.text(), NUMBERS, st.text(st.sampled_from(ALPHABET), max_size=9)
)
def test_a_text_that_is_free_of_identity_numbers_at_a_glance_is_so_on_a_closer_look(before, numbers, after):
    text = before + after.join(numbers) + after
    with patch.object(identifiers, "is_free_of_personal_numbers", lambda _: False):
        found, masked = holds_personal_number(text), mask(text)
    assert holds_personal_number(text) == found
    assert mask(text) == masked
    assert not (is_free_of_personal_numbers(text) and found)


def test_no_character_is_ordinary_that_hides_in_a_number_or_is_part_of_one():
    ordinary = [chr(point) for point in range(0x80, 0x110000) if is_free_of_personal_numbers(chr(point))]
    assert len(ordinary) > 200
    for character in ordinary:
        with patch.object(identifiers, "is_free_of_personal_numbers", lambda _: False):
            assert not holds_personal_number(f"8112{character}18-9876")
            assert not holds_personal_number(f"81121{character}-9876")
            assert not holds_personal_number(f"811218-{character}987")


def test_free_text_that_masking_makes_too_long_is_refused_and_not_repeated(vocabulary):
    value = document(finding("F1") | {"notes": ("1212121212 " * 2000)[:19_999]})
    (problem,) = told(usual, json.dumps(value).encode(), vocabulary, {})
    assert str(problem) == (
        "/findings/0/notes: this is too long with its identity numbers masked; "
        "use at most 20000, and no identity numbers"
    )
