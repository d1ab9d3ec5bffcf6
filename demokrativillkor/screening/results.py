"""The rows of the answer: what the engine says of each application, with names instead of bits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from demokrativillkor.decision import Outcome
from demokrativillkor.screening.columns import Screen
from demokrativillkor.screening.sums import Sums
from demokrativillkor.screening.tables import ROW

RESULT: dict[str, pl.DataType] = {
    "row": pl.Int64(),
    "applicationId": pl.String(),
    "diaryNumber": pl.String(),
    "decisionDate": pl.Date(),
    "ruleSet": pl.String(),
    "outcome": pl.String(),
    "outcomeReason": pl.String(),
    "exception": pl.String(),
    "findings": pl.UInt32(),
    "decidingRules": pl.String(),
    "decidingFacts": pl.String(),
    "missing": pl.String(),
}
"""The columns of the answer. Names stand with a space between; the rules that decided only of what is not eligible."""

COMPARED: dict[str, pl.DataType] = {
    "otherRuleSet": pl.String(),
    "otherOutcome": pl.String(),
    "otherOutcomeReason": pl.String(),
    "otherDecidingRules": pl.String(),
    "change": pl.String(),
}
"""More columns, where the rules are compared with others."""

NOT_COVERED = "notCovered"
"""Stands for the outcome under other rules that do not govern the application, or refuse it."""

_ORDER = {Outcome.INELIGIBLE.value: 0, Outcome.UNDETERMINED.value: 1, Outcome.ELIGIBLE.value: 2}
_MISSING = ("factsMissing", "applicationFactsMissing", "groundsMissing")
_DECISIVE = ("factsDecisive", "applicationFactsDecisive")


def answer(results: pl.DataFrame, applications: pl.DataFrame, screen: Screen) -> pl.DataFrame:
    """The columns of :data:`RESULT` for results that are not refused.

    Columns of few different words hold them as an enumeration of those that are there, sorted.
    """
    diary = applications["diaryNumber"] if "diaryNumber" in applications.columns else pl.lit(None, pl.String)
    schema = screen.schema
    facts = (schema.finding_facts, schema.application_facts)
    grounds = tuple(f"examinations.{ground}" for ground in schema.grounds)
    named = results.with_columns(
        applications["decisionDate"],
        _words(results, ("ruleSet",), [pl.col("ruleSet")]).alias("ruleSet"),
        _words(results, _MISSING, _names(_MISSING, (*facts, grounds))).alias("missing"),
        _words(_adverse(results, _DECISIVE), _DECISIVE, _names(_DECISIVE, facts)).alias("decidingFacts"),
        _deciding_rules(results, screen).alias("decidingRules"),
        diaryNumber=diary,
    )
    return named.select(
        pl.col(name) if isinstance(named.schema[name], pl.Enum) else pl.col(name).cast(dtype)
        for name, dtype in RESULT.items()
    )


def _deciding_rules(results: pl.DataFrame, screen: Screen) -> pl.Series:
    mask = ("rulesDecisive",)
    names = [
        pl.when(pl.col("ruleSet") == ruleset).then(name)
        for ruleset in results["ruleSet"].drop_nulls().unique()
        for name in _names(mask, (screen.rules(ruleset),))
    ]
    return _words(_adverse(results, mask), ("ruleSet", *mask), names)


def _adverse(results: pl.DataFrame, masks: Iterable[str]) -> pl.DataFrame:
    """The results with masks that are empty where the application is eligible."""
    adverse = pl.col("outcome") != Outcome.ELIGIBLE.value
    return results.with_columns(pl.when(adverse).then(pl.col(mask)).otherwise(0).alias(mask) for mask in masks)


def compared(own: pl.DataFrame, other: pl.DataFrame, screen: Screen) -> pl.DataFrame:
    """The answer with what other rules say of the same applications, in the same order."""
    outcome, reason, refused = (pl.col(name).cast(pl.String) for name in ("outcome", "outcomeReason", "refused"))
    beside = other.select(
        pl.col("ruleSet").alias("otherRuleSet"),
        outcome.fill_null(NOT_COVERED).alias("otherOutcome"),
        reason.fill_null(refused).alias("otherOutcomeReason"),
        _deciding_rules(other, screen).cast(pl.String).alias("otherDecidingRules"),
    )
    both = own.hstack(beside)
    before, after = (
        pl.col(name).cast(pl.String).replace_strict(_ORDER, default=None) for name in ("outcome", "otherOutcome")
    )
    better = pl.when(after.is_null()).then(pl.lit(NOT_COVERED)).when(after > before).then(pl.lit("more_favourable"))
    change = better.when(after < before).then(pl.lit("less_favourable")).otherwise(pl.lit("same"))
    return both.with_columns(change=change)


def add_up(answered: pl.DataFrame, sums: Sums) -> None:
    """Count outcomes, deciding rules, what is missing and, where rules were compared, what changes."""
    adverse = answered.filter(pl.col("outcome") != Outcome.ELIGIBLE.value)
    sums.outcomes += _counted(answered, ("ruleSet", "outcome", "outcomeReason"))
    sums.deciding += _by_word(adverse, ("ruleSet", "outcome"), "decidingRules")
    sums.missing += _by_word(adverse, (), "missing")
    if "change" in answered.columns:
        sums.changes += _counted(answered, ("ruleSet", "outcome", "otherOutcome"))
        changed = answered.filter(pl.col("change").is_in(["more_favourable", "less_favourable"]))
        worse = pl.col("change") == "less_favourable"
        by = pl.when(worse).then("otherDecidingRules").otherwise("decidingRules").alias("by")
        sums.changing += _by_word(changed.with_columns(by), ("outcome", "otherOutcome"), "by")


def _counted(answered: pl.DataFrame, by: Sequence[str]) -> Counter[tuple[str, ...]]:
    return Counter({tuple(key): count for *key, count in answered.group_by(by).len().iter_rows()})


def _by_word(answered: pl.DataFrame, by: Sequence[str], column: str) -> Counter[tuple[str, ...]]:
    """How often each word stands in the column, by the other columns."""
    texts = answered.group_by([*by, column]).len().drop_nulls(column)
    words = texts.with_columns(pl.col(column).cast(pl.String).str.split(" ")).explode(column)
    counted = words.group_by([*by, column]).agg(pl.col("len").sum())
    return Counter({tuple(key): count for *key, count in counted.iter_rows()})


def _words(results: pl.DataFrame, columns: Sequence[str], words: Sequence[pl.Expr]) -> pl.Series:
    """The words for what stands in the columns, with a space between, made once for each way in which they differ."""
    given = results.lazy().select(columns)
    text = pl.concat_str([pl.lit(None, pl.String), *words], separator=" ", ignore_nulls=True)
    ways = given.unique().with_columns(words=pl.when(text != "").then(text)).collect()
    few = pl.col("words").cast(pl.Enum(ways["words"].drop_nulls().unique().sort()))
    named = given.join(ways.lazy().with_columns(few), on=columns, how="left", nulls_equal=True, maintain_order="left")
    return named.select("words").collect().to_series()


def _names(masks: Iterable[str], names: Iterable[Sequence[str]]) -> list[pl.Expr]:
    """The name of each bit of all masks, null where it is not set."""
    return [
        pl.when(pl.col(mask) & pl.lit(1 << place, pl.UInt64) != 0).then(pl.lit(name))
        for mask, known in zip(masks, names, strict=True)
        for place, name in enumerate(known)
    ]


def with_rows(screened: pl.DataFrame, applications: pl.DataFrame) -> pl.DataFrame:
    """What the engine says, with the number of each row."""
    return screened.with_columns(applications[ROW]).with_columns(row=pl.col(ROW))


def empty_answer(compare: bool) -> pl.DataFrame:
    """An answer without rows."""
    schema: dict[str, Any] = RESULT | (COMPARED if compare else {})
    return pl.DataFrame(schema=schema)
