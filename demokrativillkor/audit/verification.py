"""The result of checking an export: what was checked, how it came out, and what it proves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Result(StrEnum):
    """How a check came out."""

    OK = "ok"
    FAILED = "failed"
    NOT_POSSIBLE = "not_possible"
    NOT_SHOWN = "not_shown"
    """Nothing speaks against it, but what was asked does not follow either."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: a frozen code, how it came out, which entry it was about, and what it says."""

    code: str
    result: Result
    position: int | None
    says: str

    def document(self) -> dict[str, Any]:
        """The check as plain JSON values."""
        return {"code": self.code, "result": self.result, "position": self.position, "says": self.says}


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of an export.

    Attributes:
        form: ``whole``, ``redacted`` or ``erased``.
        against: what from outside it was held against: ``key``, ``checkpoint``, both or nothing.
    """

    decision_id: str
    form: str
    against: tuple[str, ...]
    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether all that was asked is shown; where nothing from outside was given that says nothing of the origin."""
        return not {Result.FAILED, Result.NOT_SHOWN} & {check.result for check in self.checks}

    @property
    def conclusion(self) -> str:
        """The result in one line."""
        if any(check.result is Result.FAILED for check in self.checks):
            return "FAILED: something was altered, or does not belong together"
        if not self.ok:
            return "internally consistent, not shown to be of the log of the checkpoint given"
        if not self.against:
            return "internally consistent, origin not checked"
        return f"verified against the {' and the '.join(self.against)} given"

    def document(self) -> dict[str, Any]:
        """The verification as plain JSON values."""
        return {
            "decisionId": self.decision_id,
            "form": self.form,
            "ok": self.ok,
            "against": list(self.against),
            "conclusion": self.conclusion,
            "checks": [check.document() for check in self.checks],
        }


def check(code: str, holds: bool, says: str, position: int | None = None) -> Check:
    """The check, which holds or has failed."""
    return Check(code, Result.OK if holds else Result.FAILED, position, says)


def unshown(code: str, why: str, position: int | None = None) -> Check:
    """The check that was asked for and that what is there is not enough for, and what would be."""
    return Check(code, Result.NOT_SHOWN, position, why)


def impossible(code: str, why: str, position: int | None = None) -> Check:
    """The check that could not be made, and why."""
    return Check(code, Result.NOT_POSSIBLE, position, why)
