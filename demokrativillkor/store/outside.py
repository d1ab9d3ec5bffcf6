"""The checkpoint kept elsewhere: the one thing that shows a log cut short or rewritten."""

from __future__ import annotations

import os
import secrets
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from demokrativillkor.audit.entries import OverrideEntry
from demokrativillkor.audit.notes import Checkpoint, NoteRefused, base64_of, open_checkpoint, read_note
from demokrativillkor.counting import counted
from demokrativillkor.errors import ConfigurationError
from demokrativillkor.store.errors import StoreUnavailable
from demokrativillkor.store.ids import now
from demokrativillkor.store.store import Store

_LARGEST = 1 << 16
_SECONDS = 10


class LogBehind(ConfigurationError):
    """The log does not reach, or does not extend, the checkpoint kept outside."""


@dataclass(frozen=True)
class Outside:
    """A place outside the operator's reach: a file on another system, or an address that takes ``PUT``."""

    where: str

    @property
    def is_address(self) -> bool:
        """Whether it is an address."""
        return self.where.startswith(("https://", "http://"))

    def read(self) -> str | None:
        """The note that is there, ``None`` where nothing is.

        Raises:
            StoreUnavailable: it cannot be read.
        """
        try:
            if self.is_address:
                with urllib.request.urlopen(self.where, timeout=_SECONDS) as answer:
                    content: bytes = answer.read(_LARGEST)
                    return content.decode()
            with Path(self.where).open("rb") as file:
                return file.read(_LARGEST).decode()
        except FileNotFoundError:
            return None
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise _unreachable(f"status {error.code}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise _unreachable(type(error).__name__) from None

    def write(self, note: str) -> None:
        """Put the note there, whole or not at all.

        Raises:
            StoreUnavailable: it cannot be written.
        """
        try:
            if self.is_address:
                content = {"Content-Type": "text/plain; charset=utf-8"}
                request = urllib.request.Request(self.where, note.encode(), content, method="PUT")
                urllib.request.urlopen(request, timeout=_SECONDS).close()
            else:
                _replace(Path(self.where), note.encode())
        except OSError as error:
            raise _unreachable(type(error).__name__) from None

    def age(self) -> float | None:
        """Seconds since the file was written, ``None`` where none is, or it is an address."""
        try:
            return None if self.is_address else max(0.0, time.time() - Path(self.where).stat().st_mtime)
        except OSError:
            return None


def hold(store: Store, note: str, *, override: str | None = None) -> Checkpoint:
    """Hold the log against the checkpoint kept outside.

    Args:
        override: why a log that does not reach it is to be used all the same; then that is entered into the log.

    Raises:
        LogBehind: the log is shorter (an older backup was restored), or was rewritten.
        NoteRefused: the note is not one of this log.
    """
    size = store.log.size
    checkpoint = _signed_here(note, store) or _of_later_key(note, store, size)
    if size >= checkpoint.size and store.log.root(checkpoint.size) == checkpoint.root:
        return checkpoint
    if override is None:
        raise LogBehind(_behind(size, checkpoint))
    root = base64_of(checkpoint.root)
    store.note(OverrideEntry(at=now(), size=checkpoint.size, root=root, reason=override)).result()
    return checkpoint


def _signed_here(note: str, store: Store) -> Checkpoint | None:
    """The checkpoint, where a key of the log has signed it."""
    try:
        return open_checkpoint(note, [each.verifier for each in store.log.keys().keys])[0]
    except NoteRefused:
        return None


def _of_later_key(note: str, store: Store, size: int) -> Checkpoint:
    """The checkpoint of a longer log of this name: the key that signed it is one that a backup is too old to know.

    Whether it is, nobody can tell from here; so it can keep the log from being used, and vouch for nothing.

    Raises:
        NoteRefused: it is not that either.
    """
    text, signatures = read_note(note)
    checkpoint, known = Checkpoint.parse(text), {each.verifier.key_id for each in store.log.keys().keys}
    changed = any(key_id in known for _, key_id, _ in signatures)
    if changed or checkpoint.origin != store.log.signer.name or checkpoint.size <= size:
        raise NoteRefused("no key of this log has signed it")
    return checkpoint


def keep_outside(store: Store, outside: Outside) -> str:
    """Issue a checkpoint and put it there; the note.

    Raises:
        LogBehind: the checkpoint that is there is not one that the log extends; it is left where it is.
        StoreUnavailable: it cannot be read or written.
    """
    there = outside.read()
    if there is not None:
        try:
            hold(store, there)
        except NoteRefused:
            raise LogBehind(
                "what is kept outside is no checkpoint of this log; look at it before it is replaced"
            ) from None
    note = store.issue_checkpoint()
    outside.write(note)
    return note


def _behind(size: int, checkpoint: Checkpoint) -> str:
    if size < checkpoint.size:
        return (
            f"the log has {counted(size, 'entry', 'entries')}, the checkpoint kept outside says "
            f"{checkpoint.size}: an older backup was restored, or the end was cut off; restore a later backup, or "
            "start once with --accept-shorter-log REASON, which is entered into the log"
        )
    return (
        "the log was rewritten: it does not extend the checkpoint kept outside; restore a backup, or start once with "
        "--accept-shorter-log REASON, which is entered into the log"
    )


def _unreachable(why: str) -> StoreUnavailable:
    return StoreUnavailable(f"the place of the outside checkpoint cannot be used ({why}); check it and try again")


def _replace(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
