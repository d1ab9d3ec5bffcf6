"""A small disk of its own, which a test can fill to the last byte."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

REQUIRED = "REQUIRE_SMALL_DISK"
"""Set where a disk that may not be mounted must fail the tests that need it, not skip them."""

_BYTES = 16 << 20


class Disk:
    """A folder that holds at most 16 MiB."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self) -> None:
        """Leave no room at all."""
        with self._filler.open("ab", buffering=0) as opened:
            for size in (1 << 20, 1 << 12, 1):
                try:
                    while opened.write(b"x" * size) == size:
                        pass
                except OSError:
                    continue

    def free(self) -> None:
        """Make room again."""
        self._filler.unlink()


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """A file system in memory, mounted there while it lasts; the test is skipped where it may not be mounted, unless it is required."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_BYTES}", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False, timeout=10).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        reason = "no small file system can be mounted here (it takes root); the tests of a full disk are left out"
        if os.environ.get(REQUIRED):
            pytest.fail(reason)
        pytest.skip(reason)
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True, timeout=10)
