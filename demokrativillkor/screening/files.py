"""Files that are there whole or not at all: written under another name, forced to disk, then renamed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from polars.exceptions import PolarsError

_TEMPORARY = ".partial"
_MORE = bytes(1 << 20)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A name to write under; the file gets its own name when everything has been written and is on disk.

    Raises:
        OSError: it cannot be written; nothing is left under either name.
    """
    temporary = path.with_name(path.name + _TEMPORARY)
    try:
        with written_by_polars(temporary):
            yield temporary
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    settle(path.parent)


@contextmanager
def written_by_polars(path: Path) -> Iterator[None]:
    """Tell what the system says of a file that Polars could not write: Polars says it in some places and not in others.

    Raises:
        OSError: nothing more can be written there.
    """
    try:
        yield
    except PolarsError:
        with path.open("ab") as written:
            written.write(_MORE)
            os.fsync(written.fileno())
        raise


def write_whole(path: Path, content: bytes) -> str:
    """Write the content and return its ``sha256:`` digest."""
    with whole(path) as temporary:
        temporary.write_bytes(content)
    return "sha256:" + hashlib.sha256(content).hexdigest()


def append_line(path: Path, line: bytes) -> None:
    """Add a line and force it to disk."""
    with path.open("ab") as opened:
        opened.write(line + b"\n")
        opened.flush()
        os.fsync(opened.fileno())


def digest_of(path: Path) -> str:
    """``sha256:`` and the digest of the file's content."""
    with path.open("rb") as opened:
        return "sha256:" + hashlib.file_digest(opened, "sha256").hexdigest()


def settle(folder: Path) -> None:
    """Force the names in a folder to disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
