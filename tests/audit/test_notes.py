"""Signed notes and checkpoints, against the published examples of the form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demokrativillkor.audit.notes import (
    MOST,
    MOST_SIGNATURES,
    Checkpoint,
    NoteRefused,
    Signer,
    Verifier,
    base64_of,
    from_base64,
    open_checkpoint,
    open_note,
    read_note,
    sign,
)

PRIVATE = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PUBLISHED = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ALSO_PUBLISHED = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNED = (
    TEXT
    + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ALSO_SIGNED = (
    SIGNED
    + "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
)
"""The examples of Go's package golang.org/x/mod/sumdb/note, where the form comes from."""

ONE, OTHER = Signer("log.example/decisions", bytes(32)), Signer("log.example/decisions", bytes(range(32)))
CHECKPOINT = Checkpoint("log.example/decisions", 20852163, bytes(range(32)))


def verifier(text=PUBLISHED):
    return Verifier.parse(text)


def test_a_key_and_a_note_come_out_as_published():
    signer = Signer("PeterNeumann", from_base64(PRIVATE)[1:])
    assert signer.verifier.text == PUBLISHED
    assert sign(TEXT, signer) == SIGNED


def test_the_published_notes_open_with_each_key_and_with_both():
    first, second = verifier(), verifier(ALSO_PUBLISHED)
    assert open_note(SIGNED, [first]) == (TEXT, (first,))
    assert open_note(ALSO_SIGNED.encode(), [second]) == (TEXT, (second,))
    assert open_note(ALSO_SIGNED, [second, first]) == (TEXT, (first, second))


def test_a_key_keeps_its_text():
    assert (verifier().name, verifier().key_id.hex()) == ("PeterNeumann", "c74f20a3")
    assert verifier().text == PUBLISHED
    assert "private" not in repr(ONE).lower()
    assert repr(ONE) == f"Signer({ONE.verifier.text!r})"


def test_a_note_by_unknown_keys_alone_is_refused():
    with pytest.raises(NoteRefused, match="not signed by a known key"):
        open_note(SIGNED, [verifier(ALSO_PUBLISHED)])
    with pytest.raises(NoteRefused, match="not signed by a known key"):
        open_note(SIGNED, [])


def test_a_wrong_signature_by_a_known_key_is_refused_even_beside_a_right_one():
    wrong = ALSO_SIGNED.replace("rwz+eBzm", "rwz+eBzn")
    with pytest.raises(NoteRefused, match="does not fit"):
        open_note(wrong, [verifier(), verifier(ALSO_PUBLISHED)])
    assert open_note(wrong, [verifier()])[0] == TEXT


def test_every_changed_byte_of_a_note_with_one_signature_is_found():
    note = SIGNED.encode()
    for index in range(len(note)):
        for bit in range(8):
            changed = bytearray(note)
            changed[index] ^= 1 << bit
            with pytest.raises(NoteRefused):
                open_note(bytes(changed), [verifier()])


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n")))
def test_any_text_of_whole_lines_is_signed_and_opens_again(text):
    text += "x\n"
    assert open_note(sign(text, ONE, OTHER), [OTHER.verifier]) == (text, (OTHER.verifier,))


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("", "an empty line"),
        ("text\n", "an empty line"),
        ("text\n\n", "an empty line"),
        (SIGNED[:-1], "an empty line"),
        ("\n\n" + SIGNED.partition("\n\n")[2], "end in a line break"),
        (SIGNED.replace("— ", "- "), "no signature"),
        (SIGNED.replace("— ", "—  "), "no signature"),
        (SIGNED.replace("PeterNeumann", "Peter+Neumann"), "no signature"),
        (SIGNED + "\n", "an empty line"),
        (SIGNED.replace("AM=\n", "AM\n"), "not base64"),
        (SIGNED.replace("AM=\n", "AN=\n"), "canonical spelling"),
        (TEXT + "\n— PeterNeumann x08g\n", "too short"),
        (SIGNED.replace("cryptography", "crypto\tgraphy"), "control characters"),
        (SIGNED.replace("cryptography", "crypto\x85graphy"), "control characters"),
        (SIGNED.encode().replace(b"cryptography", b"\xff"), "not UTF-8"),
        (SIGNED.replace("cryptography", "\ud800"), "not UTF-8"),
        ("x" * MOST + SIGNED, "larger than 1 MiB"),
        (SIGNED + SIGNED.partition("\n\n")[2] * MOST_SIGNATURES, "at most 100 signatures"),
    ],
)
def test_a_malformed_note_is_refused_with_its_cause(note, said):
    with pytest.raises(NoteRefused, match=said):
        open_note(note, [verifier()])


@pytest.mark.parametrize("text", ["", "\n", "no line break", "a\rb\n", "a\x00\n"])
def test_what_is_no_text_of_lines_is_not_signed(text):
    with pytest.raises(NoteRefused):
        sign(text, ONE)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "name\\+keyid\\+base64"),
        ("PeterNeumann+c74f20a3", "name\\+keyid\\+base64"),
        ("Peter Neumann" + PUBLISHED[12:], "name\\+keyid\\+base64"),
        (PUBLISHED.replace("PeterNeumann", ""), "name\\+keyid\\+base64"),
        (PUBLISHED.replace("c74f20a3", "c74f20a4"), "key id"),
        (PUBLISHED.replace("c74f20a3", "C74F20A3"), "key id"),
        (PUBLISHED.replace("ARpc", "ARpd"), "key id"),
        (PUBLISHED.replace("ARpc", "Ahpc"), "signature type 1"),
        (PUBLISHED[:-4], "Ed25519"),
        (PUBLISHED[:-1], "not base64"),
        (PUBLISHED + "\n", "not base64"),
    ],
)
def test_a_malformed_key_is_refused_with_its_cause(text, said):
    with pytest.raises(NoteRefused, match=said):
        Verifier.parse(text)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\nb", "a" * 201])
def test_a_name_that_a_key_cannot_have_is_refused(name):
    with pytest.raises(NoteRefused, match="1 to 200 characters"):
        Signer(name, bytes(32))


@pytest.mark.parametrize("text", ["", "AA==", "QUJD", "-_8="])
def test_base64_is_read_back_or_refused(text):
    try:
        assert base64_of(from_base64(text)) == text
    except NoteRefused:
        assert text == "-_8="


def test_a_checkpoint_is_three_lines_and_opens_with_the_key_of_its_log():
    note = CHECKPOINT.signed(ONE)
    assert note.startswith(
        "log.example/decisions\n20852163\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n— log.example"
    )
    assert open_checkpoint(note, [OTHER.verifier, ONE.verifier]) == (CHECKPOINT, ONE.verifier)
    assert Checkpoint.parse(read_note(note)[0]) == CHECKPOINT


def test_a_checkpoint_is_not_signed_by_a_key_of_another_name_and_not_opened_by_one():
    stranger = Signer("another.example", bytes(32))
    with pytest.raises(NoteRefused, match="own name"):
        CHECKPOINT.signed(stranger)
    with pytest.raises(NoteRefused, match="own name"):
        open_checkpoint(sign(CHECKPOINT.text, stranger), [stranger.verifier])
    both = sign(CHECKPOINT.text, stranger, ONE)
    assert open_checkpoint(both, [stranger.verifier, ONE.verifier]) == (CHECKPOINT, ONE.verifier)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "log\n1\n",
        "log\n1\n" + base64_of(bytes(31)) + "\n",
        "log\n01\n" + base64_of(bytes(32)) + "\n",
        "log\n-1\n" + base64_of(bytes(32)) + "\n",
        "log\n١\n" + base64_of(bytes(32)) + "\n",
        "log\n9999999999999999999\n" + base64_of(bytes(32)) + "\n",
        "log\n1\n" + base64_of(bytes(32)),
        "log\n1\n" + base64_of(bytes(32)) + "\nextension\n",
        "the log\n1\n" + base64_of(bytes(32)) + "\n",
        "\n1\n" + base64_of(bytes(32)) + "\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(NoteRefused):
        Checkpoint.parse(text)
