"""The entry point of the command. It imports the rest inside, so that Ctrl-C is quiet from the first moment."""

import sys


def run() -> None:
    """Run the command and exit with its documented code."""
    try:
        from demokrativillkor.cli.exits import exiting
        from demokrativillkor.cli.main import app

        code = exiting(app)
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
