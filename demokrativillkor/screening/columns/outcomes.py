"""From the verdicts on an application to its outcome: a table of what ``assess`` combines them to.

Obstacles, exception, requirements and examination enter as one number, and everything that follows from them is
looked up by it; the table is made by :mod:`demokrativillkor.assess` itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from itertools import product
from typing import Any

import polars as pl
from polars._typing import PolarsDataType

from demokrativillkor.application import Examination, RequiredExamination
from demokrativillkor.assess.evaluating import obstacle_standing, requirement_standing
from demokrativillkor.assess.outcome import Combined, combine
from demokrativillkor.decision import Outcome, OutcomeReason
from demokrativillkor.engine.columnar import mask
from demokrativillkor.screening.columns.conduct import COVERED, MET, OPEN, UNCOVERED
from demokrativillkor.screening.columns.profiles import Profiles
from demokrativillkor.screening.columns.schema import EXAMINATION, Schema
from demokrativillkor.screening.columns.tallies import where
from demokrativillkor.verdict import Verdict

COMBINATIONS: tuple[Combined, ...] = tuple(
    combine(obstacle, exception, formal, examined)
    for obstacle, exception, formal, examined in product(Verdict, Verdict, Verdict, (False, True))
)
"""What every combination of verdicts comes to, by its number."""

OUTCOMES = pl.Enum(Outcome)
REASONS = pl.Enum(OutcomeReason)
VERDICTS = pl.Enum([verdict.token for verdict in Verdict])


def combined(profiles: Profiles, schema: Schema, there: Collection[str], required: RequiredExamination) -> pl.Expr:
    """The number of the combination on each row; the masks of findings and requirements must be there."""
    conduct = pl.col("~conduct")
    obstacle = _verdict(conduct & MET != 0, conduct & OPEN != 0)
    formal = _verdict(pl.col("~failedMet") != 0, pl.col("~failedOpen") != 0)
    examined = (not_examined(profiles, schema, there, required) == 0).cast(pl.UInt8)
    return ((obstacle * 3 + _exception(profiles, there)) * 3 + formal) * 2 + examined


def not_examined(profiles: Profiles, schema: Schema, there: Collection[str], required: RequiredExamination) -> pl.Expr:
    """The grounds whose examination does not suffice, as a mask."""
    order = list(Examination)
    enough = [str(each) for each in order[order.index(required) :]]
    lacking = {}
    for number, ground in enumerate(schema.grounds):
        column = EXAMINATION + ground
        if column in there:
            status = pl.col(column).cast(schema.applications[column])
            lacking[number] = ~status.is_in(enough).fill_null(value=False)
        else:
            lacking[number] = pl.lit(value=True)
    return mask(lacking) & profiles.look(lambda profile: profile.grounds, pl.UInt64())


def rules_decisive(profiles: Profiles) -> pl.Expr:
    """The rules with an evaluation that is part of what makes the outcome, as a mask."""
    obstacles = profiles.look(lambda profile: profile.all_obstacles, pl.UInt64())
    requirements = profiles.look(lambda profile: profile.all_requirements, pl.UInt64())
    return (
        where(_obstacles_decide(Verdict.MET), pl.col("rulesMet"))
        | where(_obstacles_decide(Verdict.UNKNOWN), pl.col("rulesOpen"))
        | where(_obstacles_decide(Verdict.NOT_MET) & (pl.col("findings") > 0), obstacles)
        | where(_requirements_decide(Verdict.MET), pl.col("~failedMet"))
        | where(_requirements_decide(Verdict.UNKNOWN), pl.col("~failedOpen"))
        | where(_requirements_decide(Verdict.NOT_MET), requirements)
    )


def facts_decisive() -> pl.Expr:
    """The decisive facts of findings, of evaluations that are part of what makes the outcome, as a mask."""
    return (
        where(_obstacles_decide(Verdict.MET), pl.col("~decisiveMet"))
        | where(_obstacles_decide(Verdict.UNKNOWN), pl.col("~decisiveOpen"))
        | where(_obstacles_decide(Verdict.NOT_MET), pl.col("~decisiveNot"))
    )


def finding_decisive() -> pl.Expr:
    """Where an evaluation on the finding is part of what makes the outcome."""
    conduct = pl.col("~conduct")
    return (
        ((conduct & MET != 0) & _obstacles_decide(Verdict.MET))
        | ((pl.col("rulesOpen") != 0) & _obstacles_decide(Verdict.UNKNOWN))
        | _obstacles_decide(Verdict.NOT_MET)
    )


def facts_missing() -> pl.Expr:
    """The missing facts of findings, of open evaluations that keep the outcome undetermined, as a mask."""
    return where(_looked_up(_obstacles_keep_open, pl.Boolean()), pl.col("~missing"))


def application_facts_decisive() -> pl.Expr:
    """The same as :func:`facts_decisive`, for requirements."""
    return (
        where(_requirements_decide(Verdict.MET), pl.col("~makesFailedMet"))
        | where(_requirements_decide(Verdict.UNKNOWN), pl.col("~makesFailedOpen"))
        | where(_requirements_decide(Verdict.NOT_MET), pl.col("~makesFailedNot"))
    )


def application_facts_missing() -> pl.Expr:
    """The same as :func:`facts_missing`, for requirements and the dispensations from them."""
    return where(_looked_up(_requirements_keep_open, pl.Boolean()), pl.col("~lacking"))


def grounds_missing() -> pl.Expr:
    """The grounds whose examination keeps the outcome undetermined, as a mask."""
    return where(_looked_up(_is_undetermined, pl.Boolean()), pl.col("~notExamined"))


def outcome() -> Mapping[str, pl.Expr]:
    """The outcome, its reason and the verdict of the exception."""
    return {
        "outcome": _looked_up(lambda each: each.outcome, OUTCOMES),
        "outcomeReason": _looked_up(lambda each: each.reason, REASONS),
        "exception": _looked_up(lambda each: each.exception.token, VERDICTS),
    }


def _verdict(met: pl.Expr, unknown: pl.Expr) -> pl.Expr:
    """A verdict by its number, from two bits."""
    return pl.when(met).then(int(Verdict.MET)).otherwise(unknown.cast(pl.UInt8)).cast(pl.UInt8)


def _exception(profiles: Profiles, there: Collection[str]) -> pl.Expr:
    """See :func:`demokrativillkor.assess.outcome.exception_verdict`."""
    conduct, unknown = pl.col("~conduct"), int(Verdict.UNKNOWN)
    verdict = pl.lit(unknown, pl.UInt8)
    if "exceptionOutcome" in there:
        judged = pl.col("exceptionOutcome").cast(pl.String)
        lifted = (judged == "granted") & (conduct & UNCOVERED == 0)
        upheld = (judged == "refused") & (conduct & COVERED != 0)
        settled = pl.when(lifted).then(int(Verdict.MET)).when(upheld).then(int(Verdict.NOT_MET)).otherwise(unknown)
        verdict = settled.cast(pl.UInt8)
    in_act = profiles.look(lambda profile: profile.ruleset.has_exception, pl.Boolean())
    return pl.when(in_act).then(verdict).otherwise(pl.lit(int(Verdict.NOT_MET), pl.UInt8))


def _looked_up(of: Callable[[Combined], Any], dtype: PolarsDataType) -> pl.Expr:
    """What follows from the combination on each row."""
    table = pl.Series([of(each) for each in COMBINATIONS], dtype=dtype)
    return pl.lit(table).gather(pl.col("~combination"))


def _obstacles_decide(verdict: Verdict) -> pl.Expr:
    """Where obstacles with that verdict are part of what makes the outcome."""
    return _looked_up(lambda each: obstacle_standing(each)[verdict][0], pl.Boolean())


def _requirements_decide(failed: Verdict) -> pl.Expr:
    """Where requirements that failed with that verdict are part of what makes the outcome."""
    return _looked_up(lambda each: requirement_standing(each)[failed][0], pl.Boolean())


def _is_undetermined(combined: Combined) -> bool:
    return combined.outcome is Outcome.UNDETERMINED


def _obstacles_keep_open(combined: Combined) -> bool:
    return _is_undetermined(combined) and obstacle_standing(combined)[Verdict.UNKNOWN][0]


def _requirements_keep_open(combined: Combined) -> bool:
    return _is_undetermined(combined) and requirement_standing(combined)[Verdict.UNKNOWN][0]
