import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from demokrativillkor.canonical import canonical_again, canonical_bytes, digest

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
ASCII_KEYS = st.text(st.characters(max_codepoint=127))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(ASCII_KEYS, inner, max_size=5),
    max_leaves=30,
)


@given(VALUES)
def test_the_bytes_are_those_of_rfc_8785(value):
    assert canonical_bytes(value) == rfc8785.dumps(value)


@given(VALUES)
def test_reading_the_bytes_back_gives_the_same_value(value):
    assert json.loads(canonical_bytes(value)) == value


@given(VALUES)
def test_what_was_read_from_the_bytes_has_the_same_canonical_form_again(value):
    content = canonical_bytes(value)
    assert canonical_again(json.loads(content)) == content.decode()


@pytest.mark.parametrize("value", [1.5, float("nan"), 2**53, {"å": 1}, {1: 1}, {"a"}, [object()]])
def test_what_has_no_canonical_form_here_is_refused(value):
    with pytest.raises(TypeError):
        canonical_bytes(value)


def test_a_lone_surrogate_is_refused():
    with pytest.raises(TypeError):
        canonical_bytes("\ud800")


def test_a_digest_names_its_algorithm():
    assert digest(b"") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
