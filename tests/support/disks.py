"""A small disk of its own, which a test can fill to the last byte; files that nobody may write to, whoever it is."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.needs import left_out

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
    """A file system in memory, mounted there while it lasts; the test is skipped where it may not be, unless required."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_BYTES}", "tmpfs", str(folder)]
    if not _done(mount):
        left_out(
            "no small file system can be mounted here (it takes root); the tests of a full disk are left out", REQUIRED
        )
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True, timeout=10)


@contextmanager
def unwritable(*files: Path) -> Iterator[None]:
    """Nobody can write to the files, also who has them open; the test is skipped where it may not be, unless required."""
    names = [str(each) for each in files]
    if not _done(["chattr", "+i", *names]):
        left_out(
            "no file can be made immutable here (it takes root); the test of a read-only database is left out", REQUIRED
        )
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", *names], check=True, timeout=10)


def _done(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=10).returncode == 0
    except FileNotFoundError:
        return False
