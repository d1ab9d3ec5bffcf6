"""Signed notes and log checkpoints: a tree's size and root, signed so that it can be kept elsewhere.

The forms are those of C2SP: https://c2sp.org/signed-note and https://c2sp.org/tlog-checkpoint, with Ed25519
(signature type 1). A note is text, an empty line, and a line for each signature::

    example.org/decisions
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — example.org/decisions Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe…

The key's name is the log's origin, the first line of its checkpoints, and does not change when the key does.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from demokrativillkor.errors import DemokrativillkorError

MOST = 1 << 20
"""The largest note that is read, in bytes."""

MOST_SIGNATURES = 100

LONGEST_NAME = 200

LARGEST_LOG = 1 << 62

_ED25519 = b"\x01"

_NAME = re.compile(rf"[^\s+\x00-\x20\x7f-\x9f]{{1,{LONGEST_NAME}}}")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_SIGNATURE = re.compile(r"— (\S+) ([A-Za-z0-9+/]+={0,2})")
_SIZE = re.compile("0|[1-9][0-9]{0,18}")


class NoteRefused(DemokrativillkorError):
    """A note, checkpoint or key text that is malformed, or not signed by whom it should be."""


def base64_of(content: bytes) -> str:
    """Standard base64 with padding."""
    return b64encode(content).decode("ascii")


def from_base64(text: str) -> bytes:
    """What :func:`base64_of` gave for; any other spelling of the same bytes is refused.

    Raises:
        NoteRefused: it is not base64 in its one canonical spelling.
    """
    try:
        content = b64decode(text, validate=True)
    except (Base64Error, ValueError):
        raise NoteRefused("not base64; copy the text whole") from None
    if base64_of(content) != text:
        raise NoteRefused("not base64 in its canonical spelling; copy the text as it was written")
    return content


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with its name, written as ``name+keyid+base64``."""

    name: str
    public: bytes

    @classmethod
    def parse(cls, text: str) -> Verifier:
        """The verifier written so.

        Raises:
            NoteRefused: it is malformed, of another signature type, or its key id is not that of the key.
        """
        parts = text.split("+", 2)
        if len(parts) != 3 or not _NAME.fullmatch(parts[0]):
            raise NoteRefused("not a verifier key; it is written name+keyid+base64")
        key = from_base64(parts[2])
        if len(key) != 33 or key[:1] != _ED25519:
            raise NoteRefused("not an Ed25519 key; only signature type 1 is known")
        verifier = cls(parts[0], key[1:])
        if verifier.text != text:
            raise NoteRefused("the key id is not that of the key; copy the verifier key again")
        return verifier

    @property
    def key_id(self) -> bytes:
        """The four bytes that name the key in a signature."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    @property
    def text(self) -> str:
        """The verifier in its written form."""
        return f"{self.name}+{self.key_id.hex()}+{base64_of(_ED25519 + self.public)}"

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether the key made that signature over the message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class Signer:
    """A private key with its name."""

    def __init__(self, name: str, seed: bytes) -> None:
        if not _NAME.fullmatch(name):
            raise NoteRefused(
                f"a key's name has 1 to {LONGEST_NAME} characters, no space and no '+'; such as example.org/decisions"
            )
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.name = name

    @cached_property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.name, self._key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """The bare signature over the message."""
        return self._key.sign(message)

    def __repr__(self) -> str:
        return f"Signer({self.verifier.text!r})"


def sign(text: str, signer: Signer, *others: Signer) -> str:
    """The note with that text, signed by each.

    Raises:
        NoteRefused: the text does not end in a line break, or has characters that a note cannot have.
    """
    _refuse_text(text)
    message = text.encode()
    lines = [
        f"— {signer.name} {base64_of(signer.verifier.key_id + signer.sign(message))}\n" for signer in (signer, *others)
    ]
    return f"{text}\n{''.join(lines)}"


def open_note(note: str | bytes, verifiers: Iterable[Verifier]) -> tuple[str, tuple[Verifier, ...]]:
    """The text of a note and those of the verifiers that signed it, in the order of the signatures.

    Signatures by other keys are passed over.

    Raises:
        NoteRefused: the note is malformed, a signature by a known key is wrong, or there is none by a known key.
    """
    text, signatures = read_note(note)
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    signed: list[Verifier] = []
    for name, key_id, signature in signatures:
        verifier = known.get((name, key_id))
        if verifier is None or verifier in signed:
            continue
        if not verifier.verifies(text.encode(), signature):
            raise NoteRefused("a signature does not fit the note: the note or the signature was changed")
        signed.append(verifier)
    if not signed:
        raise NoteRefused("the note is not signed by a known key; give the key that signed it")
    return text, tuple(signed)


def read_note(note: str | bytes) -> tuple[str, tuple[tuple[str, bytes, bytes], ...]]:
    """The text of a note and its signatures as name, key id and signature, none of them checked.

    Raises:
        NoteRefused: the note is malformed.
    """
    whole = _decoded(note)
    text, separator, signatures = whole.rpartition("\n\n")
    if not separator or not signatures.endswith("\n"):
        raise NoteRefused("not a signed note: text, an empty line, then a line for each signature")
    text += "\n"
    _refuse_text(text)
    lines = signatures[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteRefused(f"a note has at most {MOST_SIGNATURES} signatures")
    return text, tuple(map(_signature, lines))


def _decoded(note: str | bytes) -> str:
    try:
        content = note if isinstance(note, bytes) else note.encode()
        text = content.decode()
    except UnicodeError:
        raise NoteRefused("the note is not UTF-8") from None
    if len(content) > MOST:
        raise NoteRefused("the note is larger than 1 MiB")
    return text


def _refuse_text(text: str) -> None:
    if not text.endswith("\n") or text == "\n":
        raise NoteRefused("the text of a note is lines that end in a line break")
    if _CONTROL.search(text):
        raise NoteRefused("the text of a note has no control characters")


def _signature(line: str) -> tuple[str, bytes, bytes]:
    written = _SIGNATURE.fullmatch(line)
    if not written or not _NAME.fullmatch(written[1]):
        raise NoteRefused("a line after the empty one is no signature; copy the note whole")
    content = from_base64(written[2])
    if len(content) < 5:
        raise NoteRefused("a signature is too short; copy the note whole")
    return written[1], content[:4], content[4:]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How long a log is, and the root over its entries.

    Attributes:
        origin: the log's name.
    """

    origin: str
    size: int
    root: bytes

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """The checkpoint with that text; lines that extend it are refused.

        Raises:
            NoteRefused: it is malformed.
        """
        lines = text.split("\n")
        if len(lines) != 4 or lines[3] or not _NAME.fullmatch(lines[0]) or not _SIZE.fullmatch(lines[1]):
            raise NoteRefused("not a checkpoint: three lines, the log's name, its size and its root")
        root = from_base64(lines[2])
        if len(root) != 32 or int(lines[1]) > LARGEST_LOG:
            raise NoteRefused("a checkpoint's root is 32 bytes, and its size that of a log")
        return cls(lines[0], int(lines[1]), root)

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64_of(self.root)}\n"

    def signed(self, signer: Signer) -> str:
        """The checkpoint as a note signed by the log's key.

        Raises:
            NoteRefused: the key's name is not the log's.
        """
        if signer.name != self.origin:
            raise NoteRefused("a checkpoint is signed by a key with the log's own name")
        return sign(self.text, signer)


def open_checkpoint(note: str | bytes, verifiers: Iterable[Verifier]) -> tuple[Checkpoint, Verifier]:
    """The checkpoint in a note, and the key with the log's name that signed it.

    Raises:
        NoteRefused: the note is malformed, or not signed by one of these keys with the log's own name.
    """
    text, signed = open_note(note, verifiers)
    checkpoint = Checkpoint.parse(text)
    for verifier in signed:
        if verifier.name == checkpoint.origin:
            return checkpoint, verifier
    raise NoteRefused("the checkpoint is not signed by a key with the log's own name")
