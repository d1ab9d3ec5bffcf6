"""Everything that can go wrong, as a small tree: what was given, the rules, or the engine.

Each error carries :class:`Problem` rows, so that every mistake in every file is reported at once, each
with place, cause and one suggestion. No problem repeats a value that was given: it could be personal
data.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from demokrativillkor.bilingual import Bilingual


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One mistake: where it is, what it is, and what to do about it.

    Attributes:
        code: a frozen snake_case word that programs can act on.
        place: a JSON pointer into the input (``""`` is the whole of it), or ``path:line`` in a rule file.
        message: the cause, one line, in English.
        suggestion: what to do, one line; empty where the message says it all.
        explanation: a cited explanation for the reader, where the law is the cause.
    """

    code: str
    place: str
    message: str
    suggestion: str = ""
    explanation: Bilingual | None = None

    def __str__(self) -> str:
        text = f"{self.message}; {self.suggestion}" if self.suggestion else self.message
        return f"{self.place}: {text}" if self.place else text


class DemokrativillkorError(Exception):
    """The root of the errors this package raises on purpose."""


class ProblemsError(DemokrativillkorError):
    """An error that lists every problem found, in the order of their places."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class InputRejected(ProblemsError):
    """The application cannot be assessed as it was given; nothing was decided or stored."""


class NotCovered(InputRejected):
    """No rules apply to what was asked: the problem says which rules there are."""


class RulesInvalid(ProblemsError):
    """Rule files that cannot be used, with every problem in every file."""


class ConfigurationError(DemokrativillkorError):
    """What was asked for is not installed or not set up here."""


class EngineError(DemokrativillkorError):
    """An engine failed or two engines disagree: no decision is made."""
