"""How verdicts combine to an outcome: the formulas, on verdicts alone.

*Refinement* is the promise behind them: when an unknown fact gets a value or an examination comes to
suffice, an outcome that was definite never changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from demokrativillkor.application import ExceptionJudgement
from demokrativillkor.decision import Outcome, OutcomeReason
from demokrativillkor.verdict import Verdict, every, opposite, some


@dataclass(frozen=True, slots=True)
class Combined:
    """The outcome, why, and the verdict of the exception that went into it."""

    outcome: Outcome
    reason: OutcomeReason
    exception: Verdict


def exception_verdict(
    obstacles: Mapping[str, Verdict], judgement: ExceptionJudgement | None, *, in_act: bool
) -> Verdict:
    """Whether special reasons lift the obstacles.

    Args:
        obstacles: finding id → verdict of *any obstacle on that finding*.
        judgement: the one judgement a person made, if one was made.
        in_act: whether the act has an exception at all.

    Returns:
        Met when granted and covering every finding whose obstacle is not ruled out; not met when the act
        has none, or when refused and covering a finding whose obstacle is met; otherwise unknown.
    """
    if not in_act:
        return Verdict.NOT_MET
    if judgement is None:
        return Verdict.UNKNOWN
    covered = set(judgement.covers)
    if judgement.outcome == "granted":
        not_ruled_out = {finding for finding, verdict in obstacles.items() if verdict is not Verdict.NOT_MET}
        return Verdict.MET if not_ruled_out <= covered else Verdict.UNKNOWN
    met = {finding for finding, verdict in obstacles.items() if verdict is Verdict.MET}
    return Verdict.NOT_MET if met & covered else Verdict.UNKNOWN


def requirement_failed(fulfilled: Verdict, dispensation: Verdict) -> Verdict:
    """Whether a requirement bars: it is not fulfilled and there is no dispensation from it."""
    return every((opposite(fulfilled), opposite(dispensation)))


@cache
def combine(obstacle: Verdict, exception: Verdict, formal: Verdict, examined: bool) -> Combined:
    """The outcome of an application.

    An exception lifts every obstacle or none, so the obstacles enter as the verdict of *any obstacle on any
    finding*: ``any(obstacle(f) and not exception)`` is ``any(obstacle(f)) and not exception``.

    Args:
        obstacle: the verdict of *any obstacle on any finding*.
        exception: the verdict of :func:`exception_verdict`.
        formal: the verdict of *any requirement failed*, see :func:`requirement_failed`.
        examined: whether the examination of every own ground suffices.
    """
    unlifted = every((obstacle, opposite(exception)))
    barred = some((unlifted, Verdict.NOT_MET if examined else Verdict.UNKNOWN))
    match some((barred, formal)):
        case Verdict.MET:
            reason = OutcomeReason.OBSTACLE if barred is Verdict.MET else OutcomeReason.FORMAL
            return Combined(Outcome.INELIGIBLE, reason, exception)
        case Verdict.UNKNOWN:
            return Combined(Outcome.UNDETERMINED, _why_undetermined(obstacle, unlifted, formal), exception)
        case Verdict.NOT_MET:
            lifted = obstacle is not Verdict.NOT_MET
            reason = OutcomeReason.EXCEPTION_GRANTED if lifted else OutcomeReason.NO_OBSTACLE
            return Combined(Outcome.ELIGIBLE, reason, exception)


def _why_undetermined(obstacle: Verdict, unlifted: Verdict, formal: Verdict) -> OutcomeReason:
    if unlifted is Verdict.UNKNOWN and obstacle is Verdict.MET:
        return OutcomeReason.SPECIAL_REASONS_OPEN
    if Verdict.UNKNOWN in (unlifted, formal):
        return OutcomeReason.FACTS_MISSING
    return OutcomeReason.NOT_EXAMINED
