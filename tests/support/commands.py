"""Running the command as its users do."""

import io
import subprocess
import sys
from dataclasses import dataclass

from demokrativillkor.cli.exits import exiting
from demokrativillkor.cli.main import app
from tests.support import installed

NOTICE = "durable-rules cannot be loaded on this Python: evaluated with the reference alone\n"
"""What a Python without durable-rules says before anything else; a test of its own looks for it."""


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str
    """Standard error without the notice."""
    noticed: bool


def without_notice(err: str) -> str:
    return err.replace(NOTICE, "")


def command(monkeypatch, capsys, *arguments, stdin=b""):
    """The command in this process."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
    code = exiting(lambda: app(list(arguments), prog_name="demokrativillkor"))
    captured = capsys.readouterr()
    return Done(int(code), captured.out, without_notice(captured.err), NOTICE in captured.err)


def process(*arguments, stdin=b"", environment=None, **options):
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "demokrativillkor", *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        timeout=120,
        env=installed.environment(**(environment or {})),
        **options,
    )
