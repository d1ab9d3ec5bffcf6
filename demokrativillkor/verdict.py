"""Three-valued verdicts with strong Kleene logic.

Source: S. C. Kleene, Introduction to Metamathematics (1952), § 64: the strong tables. ``NOT_MET <
UNKNOWN < MET``; *all* is the minimum, *any* the maximum, *not* reverses the order.
"""

from collections.abc import Iterable
from enum import IntEnum


class Verdict(IntEnum):
    """What one condition says of one set of facts.

    The integer carries the Kleene order and nothing else; :attr:`token` is the word used in JSON,
    YAML and columns.
    """

    NOT_MET = 0
    UNKNOWN = 1
    MET = 2

    @property
    def token(self) -> str:
        """The word for this verdict outside Python: ``not_met``, ``unknown`` or ``met``."""
        return _TOKENS[self]

    @classmethod
    def from_token(cls, token: str) -> "Verdict":
        """The verdict called ``token``.

        Raises:
            KeyError: no verdict has that word.
        """
        return cls[token.upper()]


_TOKENS = ("not_met", "unknown", "met")
_OPPOSITES = (Verdict.MET, Verdict.UNKNOWN, Verdict.NOT_MET)


def every(verdicts: Iterable[Verdict]) -> Verdict:
    """Kleene *all*: met when every part is met. *Every* of nothing is met."""
    return min(verdicts, default=Verdict.MET)


def some(verdicts: Iterable[Verdict]) -> Verdict:
    """Kleene *any*: met when a part is met. *Some* of nothing is not met."""
    return max(verdicts, default=Verdict.NOT_MET)


def opposite(verdict: Verdict) -> Verdict:
    """Kleene *not*: met and not met change places, unknown stays."""
    return _OPPOSITES[verdict]
