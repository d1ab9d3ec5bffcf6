"""Everything that can go wrong, as a small tree: what was given, the rules, or the engine.

Each error carries :class:`Problem` rows, so that every mistake in every file is reported at once, each
with place, cause and one suggestion. No problem repeats a value that was given: it could be personal
data.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

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


LISTED = 100
"""Problems listed of one application: enough to mend it by, few enough to read and to make."""


class InputRejected(ProblemsError):
    """The application cannot be assessed as it was given; nothing was decided or stored.

    Of its problems the first :data:`LISTED` are taken, and one more that says so when there are others.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        there = iter(problems)
        listed = list(islice(there, LISTED))
        if next(there, None):
            listed.append(_MORE)
        super().__init__(listed)

    @classmethod
    def raise_if_any(cls, problems: Iterable[Problem]) -> None:
        """Raise the error when there is a problem; no more of them are sought than it lists."""
        error = cls(problems)
        if error.problems:
            raise error


_MORE = Problem(
    code="more_problems",
    place="",
    message=f"there are more mistakes than the {LISTED} listed",
    suggestion="mend these and send it again",
)


class NotCovered(InputRejected):
    """No rules apply to what was asked: the problem says which rules there are."""


class EventRefused(ProblemsError):
    """An event that cannot follow what the record of a decision holds; nothing was added."""


class SignatureBlocked(ProblemsError):
    """A decision that may not be signed: what is left to do, each with the provision that demands it."""


class RulesInvalid(ProblemsError):
    """Rule files that cannot be used, with every problem in every file."""


class ConfigurationError(DemokrativillkorError):
    """What was asked for is not installed or not set up here."""


class Unavailable(DemokrativillkorError):
    """Something outside this program does not answer; nothing was stored, and asking again may help."""


class NotThere(DemokrativillkorError):
    """What was asked for is not kept here, or no longer."""


class Unreadable(DemokrativillkorError):
    """What was given cannot be read as what it should be; nothing of it was used."""


class EngineError(DemokrativillkorError):
    """An engine failed or two engines disagree: no decision is made."""


class EnginesDisagree(EngineError):
    """Two engines gave different verdicts: no decision is made."""
