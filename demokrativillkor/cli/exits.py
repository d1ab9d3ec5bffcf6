"""Exit codes, and how every error becomes one."""

import os
import sys
from collections.abc import Callable, Iterable
from enum import IntEnum

from demokrativillkor.bilingual import Language
from demokrativillkor.errors import ConfigurationError, EngineError, InputRejected, Problem, RulesInvalid


class Exit(IntEnum):
    """The exit codes of every command. An adverse outcome is :attr:`OK`."""

    OK = 0
    UNEXPECTED = 1
    USAGE = 2
    INPUT_REJECTED = 3
    RULES_INVALID = 4
    VERIFICATION_FAILED = 6
    NOT_READY = 7
    STOPPED = 130
    """Ctrl-C; nothing was left half-written."""


def say(text: str) -> None:
    """One line of talk, on standard error."""
    print(text, file=sys.stderr)


def report(problems: Iterable[Problem], language: Language, source: str = "") -> None:
    """Each problem as one line, its cited explanation after it, on standard error."""
    for problem in problems:
        say(f"{source}: {problem}" if source else str(problem))
        if problem.explanation:
            say(f"    {problem.explanation.to(language)}")


def exiting(command: Callable[[], object]) -> int:
    """Run the command; every error becomes words on standard error and an exit code, none a traceback."""
    try:
        command()
        sys.stdout.flush()
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
    except ConfigurationError as error:
        say(str(error))
        return Exit.NOT_READY
    except EngineError as error:
        say(f"engine error: {error}")
        return Exit.UNEXPECTED
    except KeyboardInterrupt:
        return Exit.STOPPED
    except BrokenPipeError:
        # Whoever read standard output has had enough; nothing more is to be written there, also not at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.OK
    except OSError as error:
        say(f"cannot write or read: {error.strerror}")
        return Exit.UNEXPECTED
    except Exception as error:  # the last resort: the text of an unforeseen error could repeat personal data
        say(f"unexpected error ({type(error).__name__}); please report it with the command, not with the data")
        return Exit.UNEXPECTED
