"""The file that holds the log's private key: PKCS #8 in PEM, readable by its owner alone."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from demokrativillkor.audit.notes import Signer
from demokrativillkor.errors import ConfigurationError

_MOST = 16_384


def new_seed() -> bytes:
    """Thirty-two random bytes: a private key."""
    return secrets.token_bytes(32)


def write_key(path: Path, seed: bytes) -> None:
    """Write the key to a new file with mode 0600, whole or not at all; a file that is there is never replaced.

    Raises:
        FileExistsError: there is a file already.
        OSError: it cannot be written.
    """
    key = Ed25519PrivateKey.from_private_bytes(seed)
    content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, path)
    finally:
        beside.unlink()
    _sync(path.parent)


def read_signer(path: Path, name: str) -> Signer:
    """The key in the file, under that name.

    Raises:
        ConfigurationError: there is no such file, others than its owner may read it, or it holds no Ed25519 key.
        NoteRefused: the name is not one a key can have.
    """
    try:
        key = load_pem_private_key(_content(path), password=None)
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise ConfigurationError(f"the log's key cannot be read ({reason}); give the path of its file") from None
    except (ValueError, TypeError):
        raise ConfigurationError(f"{path.name} holds no key; it is an unencrypted PKCS #8 private key in PEM") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise ConfigurationError(f"{path.name} holds a key of another kind; the log is signed with Ed25519")
    return Signer(name, key.private_bytes_raw())


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if not stat.S_ISREG(mode):
            raise ConfigurationError(f"{path.name} is not a file")
        if mode & 0o077:
            raise ConfigurationError(f"others than its owner may read {path.name}; set its mode to 0600")
        return file.read(_MOST)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
