"""JSON that two readers could take differently is refused, with its place and never its value."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demokrativillkor.errors import InputRejected
from demokrativillkor.intake.reading import DEEPEST_INPUT, LARGEST_INPUT, MOST_MEMBERS, read_json

NAMES = frozenset({"id", "findings", "facts"})
MANY = b"[" + b",".join([b"{}"] * 1000) + b"]"


def refusal(content):
    with pytest.raises(InputRejected) as refused:
        read_json(content, NAMES)
    return [str(problem) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the input is not JSON (line 1, column 1): expecting value; check it there"),
        (b"{", "the input is not JSON (line 1, column 2): expecting property name enclosed in double quotes"),
        (b"{'id': 1}", "the input is not JSON (line 1, column 2)"),
        (b'{"id": 1} x', "the input is not JSON (line 1, column 11): extra data"),
        (b'{"id": "\n"}', "the input is not JSON (line 1, column 9): invalid control character at"),
        (b"\xff\xfe{\x00", "the input is not UTF-8 (byte 1); save it as UTF-8"),
        (b'{"id": "\xe5"}', "the input is not UTF-8 (byte 9); save it as UTF-8"),
        (b'{"id": NaN}', "the input has a number that JSON does not have (NaN or Infinity); leave it out"),
        (b'{"id": -Infinity}', "the input has a number that JSON does not have"),
        (b'{"id": ' + b"9" * 10_000 + b"}", "the input has a number with too many digits; leave it out"),
        (b"[" * 200_000, "the input is nested too deeply; use at most 24 levels"),
        (b'{"id":' * 150_000, "the input is nested too deeply; use at most 24 levels"),
        (b" " * (LARGEST_INPUT + 1), "the input is larger than 1048576 bytes; send one application at a time"),
        (b'{"findings": [' + b"1," * 1000 + b"1]}", "/findings: this is too long; use at most 1000"),
        (b"[" + b",".join([MANY] * 31) + b"]", "the input has too many objects; use at most 30000"),
        (json.dumps({str(number): 1 for number in range(1001)}).encode(), "this is too long; use at most 1000"),
        (b'{"id": 1, "id": 2}', "key number 2 of this object stands there before; remove one of the two"),
        (b'{"findings": [{"facts": null}]}', '/findings/0/facts: null is no answer; leave it out or write "unknown"'),
        (b'{"id": "a\\u0000b"}', "/id: the text holds a control character; remove it"),
        (b'{"id": "\\ud83d"}', "/id: the text holds half a surrogate pair; remove it"),
        (b'{"\\udc00": 1}', "key number 1 of this object has a character that text may not hold; remove it"),
        (b'{"Anna Andersson": null}', "/<key 1>: null is no answer"),
    ],
)
def test_what_is_refused_is_refused_in_these_words(content, words):
    assert any(told.startswith(words) for told in refusal(content)), refusal(content)


def test_every_mistake_is_listed_at_once():
    assert len(refusal(b'{"id": null, "facts": "\\u0001", "id": 1, "findings": [null, null]}')) == 4


def test_the_deepest_input_is_read_and_one_level_more_is_not():
    def nested(levels):
        return b"[" * levels + b"1" + b"]" * levels

    assert read_json(nested(DEEPEST_INPUT - 1), NAMES)
    assert "nested too deeply" in refusal(nested(DEEPEST_INPUT))[0]


def test_the_most_objects_are_read_and_no_more_is_looked_at():
    assert len(read_json(b"[" + b",".join([MANY] * 30) + b"]", NAMES)) == 30
    more = b'[{"id":null},' + b",".join([MANY] * 30) + b"]"
    assert refusal(more) == ["the input has too many objects; use at most 30000"]


def test_the_longest_list_is_read():
    assert len(read_json(json.dumps([1] * MOST_MEMBERS).encode(), NAMES)) == MOST_MEMBERS


def test_a_byte_order_mark_and_swedish_text_with_line_breaks_are_read():
    assert read_json("\ufeff".encode() + b'{"id": "\\u00e5\\n\\t\xc3\xa4"}', NAMES) == {"id": "å\n\tä"}


JSON_VALUES = st.recursive(
    st.booleans() | st.integers(-(10**9), 10**9) | st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs", "Cc"])), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(JSON_VALUES)
def test_plain_json_is_read_as_it_is(value):
    assert read_json(json.dumps(value).encode(), NAMES) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content):
    try:
        read_json(content, NAMES)
    except InputRejected as refused:
        assert refused.problems
