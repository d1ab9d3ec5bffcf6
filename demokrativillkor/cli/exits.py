"""Exit codes, and how every error becomes one."""

import os
import sys
from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import TextIO

from demokrativillkor.bilingual import Language
from demokrativillkor.errors import (
    ConfigurationError,
    EngineError,
    InputRejected,
    NotThere,
    Problem,
    RulesInvalid,
    Unavailable,
    Unreadable,
)


class Exit(IntEnum):
    """The exit codes of every command. An adverse outcome is :attr:`OK`."""

    OK = 0
    UNEXPECTED = 1
    USAGE = 2
    INPUT_REJECTED = 3
    RULES_INVALID = 4
    INTERRUPTED = 5
    VERIFICATION_FAILED = 6
    NOT_READY = 7
    STOPPED = 130
    """Ctrl-C; nothing was left half-written."""


def say(text: str) -> None:
    """One line of talk, on standard error; where nobody listens it is lost, and nothing else with it."""
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        _silence(sys.stderr)


def unexpected(error: Exception) -> str:
    """What is said of an error that nobody foresaw: its text could repeat personal data."""
    return (
        f"unexpected error ({type(error).__name__}): this is a defect of the program; "
        "please report it with the command, not with the data"
    )


def report(problems: Iterable[Problem], language: Language, source: str = "") -> None:
    """Each problem as one line, its cited explanation after it, on standard error."""
    for problem in problems:
        say(f"{source}: {problem}" if source else str(problem))
        if problem.explanation:
            say(f"    {problem.explanation.to(language)}")


def exiting(command: Callable[[], object]) -> int:
    """Run the command; every error becomes words on standard error and an exit code, none a traceback."""
    if sys.stdout is None:
        say("cannot write: standard output is closed")
        return Exit.UNEXPECTED
    code = _code_of(command)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)
    except OSError as error:
        _silence(sys.stdout)
        if code != Exit.UNEXPECTED:
            say(f"cannot write: {error.strerror}")
        return Exit.UNEXPECTED
    return code


def _code_of(command: Callable[[], object]) -> int:
    try:
        command()
        return Exit.OK
    except SystemExit as stop:
        if isinstance(stop.__context__, BrokenPipeError):
            return Exit.OK
        return stop.code if isinstance(stop.code, int) else Exit.OK
    except InputRejected as error:
        report(error.problems, "sv")
        return Exit.INPUT_REJECTED
    except RulesInvalid as error:
        report(error.problems, "sv")
        return Exit.RULES_INVALID
    except (ConfigurationError, Unavailable) as error:
        say(str(error))
        return Exit.NOT_READY
    except (NotThere, Unreadable) as error:
        say(str(error))
        return Exit.INPUT_REJECTED
    except EngineError as error:
        say(f"engine error: {error}")
        return Exit.UNEXPECTED
    except KeyboardInterrupt:
        return Exit.STOPPED
    except OSError as error:
        return _unwritten(error)
    except Exception as error:  # the last resort
        say(unexpected(error))
        return Exit.UNEXPECTED


def _unwritten(error: OSError) -> int:
    """The code when something could not be written or read."""
    code = getattr(error.__context__, "exit_code", None)
    if isinstance(code, int):  # what was wrong with the command line could not be told
        return code
    if isinstance(error, BrokenPipeError):  # whoever read standard output has had enough
        return Exit.OK
    say(f"cannot write or read: {error.strerror}")
    return Exit.UNEXPECTED


def _silence(stream: TextIO) -> None:
    """Nothing more is to be written there, also not at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
