"""The entry point of the command. It imports the rest inside, so that Ctrl-C is quiet from the first moment."""

import gc
import os
import sys
from io import TextIOWrapper

_NEW_BEFORE_A_ROUND = 50_000
"""Objects after which the garbage collector looks: of what a command reads nearly all lives until it ends."""


def run() -> None:
    """Run the command and exit with its documented code."""
    gc.set_threshold(_NEW_BEFORE_A_ROUND)
    if sys.stderr is None:  # closed: what is said there must not end up on standard output
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # none where it is closed
            stream.reconfigure(encoding="utf-8")
    try:
        from demokrativillkor.cli.exits import exiting
        from demokrativillkor.cli.main import app

        code = exiting(app)
    except KeyboardInterrupt:
        code = 130
    gc.freeze()  # the interpreter would look through everything once more only to end
    sys.exit(code)
