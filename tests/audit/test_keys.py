"""Who signs from where on, and the file a private key lies in."""

import stat
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from demokrativillkor.audit.keyfiles import new_seed, read_signer, write_key
from demokrativillkor.audit.keys import KeyHistory, first_key, rotation
from demokrativillkor.audit.notes import NoteRefused, Signer
from demokrativillkor.errors import ConfigurationError

AT = "2026-11-25T12:00:00.000000Z"
NAME = "log.example/decisions"
KEYS = [Signer(NAME, bytes([number]) * 32) for number in range(4)]
VERIFIERS = [signer.verifier for signer in KEYS]
POSITIONS = (0, 10, 25, 26)


def told():
    entries = [first_key(AT, KEYS[0]), *(rotation(AT, new, before) for before, new in pairwise(KEYS))]
    return list(zip(POSITIONS, entries, strict=True))


def test_each_key_signs_the_logs_that_hold_its_entry_and_not_yet_the_next():
    history = KeyHistory.of(told())
    assert history.broken_at == ()
    assert [history.signing(size) for size in (1, 10, 11, 25, 26, 27, 1000)] == [
        VERIFIERS[n] for n in (0, 0, 1, 1, 2, 3, 3)
    ]
    assert history.signing(0) is None


def test_trust_in_a_key_reaches_those_it_handed_over_to_and_no_earlier_one():
    history = KeyHistory.of(told())
    assert history.vouched_by(VERIFIERS[1]) == tuple(VERIFIERS[1:])
    assert history.vouched_by(Signer(NAME, bytes(range(32))).verifier) == ()


def changed_rotations():
    good = told()[1][1]
    stranger = Signer(NAME, bytes(range(32)))
    yield "signed by another", replace(rotation(AT, KEYS[1], stranger), previous=good.previous)
    yield "previous is another", replace(good, previous=stranger.verifier.key_id.hex())
    yield "for another key", replace(good, verifier=stranger.verifier.text)
    yield "signed by itself", replace(rotation(AT, KEYS[1], KEYS[1]), previous=good.previous)
    yield "without signature", replace(good, signature=None)
    yield "without previous", replace(good, previous=None)
    yield "without either", first_key(AT, KEYS[1])
    yield "under another name", replace(good, name="another.example")
    yield "of another log", rotation(AT, Signer("another", bytes(32)), Signer("another", bytes(32)))


@pytest.mark.parametrize("entry", [pytest.param(entry, id=what) for what, entry in changed_rotations()])
def test_a_rotation_that_the_key_before_did_not_sign_is_found_and_no_later_key_is_valid(entry):
    history = KeyHistory.of([told()[0], (10, entry), *told()[2:]])
    assert history.broken_at == (10, 25, 26)
    assert history.signing(10) == VERIFIERS[0]
    assert history.signing(11) is history.signing(26) is None
    assert history.vouched_by(VERIFIERS[0]) == (VERIFIERS[0],)


def test_a_first_key_that_claims_another_before_it_is_found():
    assert KeyHistory.of([(0, told()[1][1])]) == KeyHistory((), (0,))


def test_a_key_under_another_name_takes_over_from_none():
    with pytest.raises(NoteRefused, match="own name"):
        rotation(AT, Signer("another", bytes(32)), KEYS[0])


def test_a_key_written_is_the_key_read_and_its_owners_alone(tmp_path):
    path, seed = tmp_path / "log.pem", new_seed()
    write_key(path, seed)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_signer(path, NAME).verifier == Signer(NAME, seed).verifier
    assert [each.name for each in tmp_path.iterdir()] == ["log.pem"]
    assert path.read_bytes().startswith(b"-----BEGIN PRIVATE KEY-----\n")


def test_a_key_that_is_there_is_never_replaced(tmp_path):
    path = tmp_path / "log.pem"
    write_key(path, bytes(32))
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        write_key(path, new_seed())
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["log.pem"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o610, 0o666])
def test_a_key_that_others_may_read_is_refused(tmp_path, mode):
    path = tmp_path / "log.pem"
    write_key(path, bytes(32))
    path.chmod(mode)
    with pytest.raises(ConfigurationError, match="mode to 0600"):
        read_signer(path, NAME)


PUBLIC = """-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
"""


@pytest.mark.parametrize("content", ["", "not a key", PUBLIC])
def test_a_file_that_holds_no_private_key_is_refused(tmp_path, content):
    path = tmp_path / "log.pem"
    path.write_text(content, encoding="ascii")
    path.chmod(0o600)
    with pytest.raises(ConfigurationError, match="holds no key"):
        read_signer(path, NAME)


def test_a_key_of_another_kind_is_refused(tmp_path):
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    path = tmp_path / "log.pem"
    path.write_bytes(X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.chmod(0o600)
    with pytest.raises(ConfigurationError, match="Ed25519"):
        read_signer(path, NAME)


def test_a_key_that_is_not_there_or_no_file_is_an_error_that_says_so(tmp_path):
    with pytest.raises(ConfigurationError, match="No such file"):
        read_signer(tmp_path / "log.pem", NAME)
    with pytest.raises(ConfigurationError, match="directory"):
        read_signer(tmp_path, NAME)
    with pytest.raises(ConfigurationError, match="not a file"):
        read_signer(Path("/dev/null"), NAME)
