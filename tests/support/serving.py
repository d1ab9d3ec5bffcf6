"""The service as it is run: in a process of its own, by the command, spoken to over HTTP."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support import installed
from tests.support.service import PREFIX


@dataclass(frozen=True)
class Served:
    """A service that was started.

    Attributes:
        address: what it printed: its base address, with a token that signs in where it has one.
        folder: where it runs; its data and what it says on standard error are there.
    """

    address: str
    folder: Path
    process: subprocess.Popen[bytes]
    _before: int = 0

    @property
    def base(self) -> str:
        found = re.match("http://[^/]+", self.address)
        assert found
        return found[0]

    @property
    def api(self) -> str:
        return f"{self.base}{PREFIX}"

    @property
    def bearer(self) -> dict[str, str]:
        """The header that signs in with the token of the one-time address."""
        return {"Authorization": f"Bearer {self.address.partition('token=')[2]}"}

    @property
    def said(self) -> str:
        """Everything on standard error since it was started."""
        return (self.folder / "stderr").read_bytes()[self._before :].decode()

    def has_workers(self, number: int) -> bool:
        """Whether so many worker processes answer, after a while."""
        return eventually(lambda: self.said.count("Application startup complete") >= number)

    @property
    def logged(self) -> list[dict[str, object]]:
        """The lines of the log so far."""
        return [json.loads(line) for line in self.said.splitlines() if line.startswith("{")]


def eventually(look: Callable[[], object], seconds: float = 60) -> bool:
    """Whether it becomes so; the time is a limit for a machine that does much else, not a promise."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if look():
            return True
        time.sleep(0.1)
    return False


def start(folder: Path, *arguments: str, **environment: str) -> Served:
    """Start the service on a free port, in a process group of its own."""
    command = [sys.executable, "-m", "demokrativillkor", "serve", "--port", "0", "--data-folder", str(folder / "data")]
    with (folder / "stderr").open("ab") as errors:
        before = errors.tell()
        process = subprocess.Popen(
            [*command, *arguments],
            stdout=subprocess.PIPE,
            stderr=errors,
            env=installed.environment(**environment),
            cwd=folder,
            start_new_session=True,
        )
    assert process.stdout
    address = process.stdout.readline().decode().strip()
    process.stdout.close()
    served = Served(address, folder, process, before)
    if not address.startswith("http://"):
        process.kill()
        process.wait(60)
        raise AssertionError(served.said)
    return served


def stop(served: Served, how: signal.Signals = signal.SIGTERM) -> None:
    """Stop it: in good order, or with SIGKILL every process of it at once."""
    try:
        if how is signal.SIGKILL:
            os.killpg(served.process.pid, how)
        else:
            served.process.send_signal(how)
        served.process.wait(60)
    except ProcessLookupError:
        pass
    finally:
        if served.process.poll() is None:
            os.killpg(served.process.pid, signal.SIGKILL)
            served.process.wait(60)


@contextmanager
def serving(folder: Path, *arguments: str, **environment: str) -> Iterator[Served]:
    """The service on a free port, until the end of the block."""
    served = start(folder, *arguments, **environment)
    try:
        yield served
    finally:
        stop(served)
