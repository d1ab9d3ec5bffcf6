"""Real databases to test with: SQLite in a file, and a PostgreSQL server of the tests' own."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import psycopg

from tests.support.needs import left_out

REQUIRED = "REQUIRE_POSTGRESQL"
"""Set where a missing PostgreSQL must fail the tests that need it, not skip them."""

_numbers = count()


def postgresql_programs() -> Path | None:
    """The folder of ``initdb`` and ``postgres``, if PostgreSQL is installed here."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).parent] if on_path else [*Path("/usr/lib/postgresql").glob("*/bin")]
    return max((each for each in folders if (each / "initdb").exists()), default=None)


class Server:
    """A PostgreSQL server on a socket in a folder of its own."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self.folder = folder
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(folder, self._user)
        self._run("initdb", "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")

    def start(self) -> None:
        options = f"-c listen_addresses='' -k {self.folder} -c fsync=off -c max_connections=60"
        self._run(
            "pg_ctl", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-w", "-o", options, "start"
        )

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def address(self, database: str = "postgres", user: str = "postgres") -> str:
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def kill(self) -> None:
        """End every process of it at once, as a loss of power would."""
        leader = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(leader, signal.SIGSTOP)  # it makes no more of them
        children = Path(f"/proc/{leader}/task/{leader}/children").read_text().split()
        for each in (leader, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        # A process that nobody buries looks as if it ran, to the server that is started next.
        for left in (self.folder / "data" / "postmaster.pid", self.folder / ".s.PGSQL.5432.lock"):
            left.unlink()

    def new_database(self, options: str = "") -> str:
        """The address of an empty database."""
        name = f"test{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} {options}")
        return self.address(name)

    def run(self, *statements: str) -> None:
        """Carry out statements, each by itself, as the server's owner."""
        with psycopg.connect(self.address(), autocommit=True) as connection:
            for each in statements:
                connection.execute(each)

    def hand_over(self, folder: Path) -> None:
        """Let the server write in a folder."""
        if self._user:
            shutil.chown(folder, self._user)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self._programs / program), *arguments],
            user=self._user,
            cwd=self.folder,
            check=True,
            timeout=120,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@contextmanager
def running_server() -> Iterator[Server]:
    """A server; the test is skipped where PostgreSQL is not installed, unless it is required."""
    programs = postgresql_programs()
    if programs is None:
        reason = "PostgreSQL is not installed here (the Debian package postgresql); its tests are left out"
        left_out(reason, REQUIRED)
    folder = Path(tempfile.mkdtemp(prefix="dvpg", dir="/tmp"))  # a socket's path must be short
    try:
        server = Server(programs, folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
