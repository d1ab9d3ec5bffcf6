"""Running the command as its users do."""

import io
import os
import subprocess
import sys
from dataclasses import dataclass

from demokrativillkor.cli.exits import exiting
from demokrativillkor.cli.main import app


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


def command(monkeypatch, capsys, *arguments, stdin=b""):
    """The command in this process."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
    code = exiting(lambda: app(list(arguments), prog_name="demokrativillkor"))
    captured = capsys.readouterr()
    return Done(int(code), captured.out, captured.err)


def process(*arguments, stdin=b"", **options):
    """The command in a process of its own."""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-m", "demokrativillkor", *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        timeout=120,
        env=environment,
        **options,
    )
