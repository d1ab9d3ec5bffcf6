"""The rows of the answer: what the engine says of each application, with names instead of bits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
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
    """The columns of :data:`RESULT` for results that are not refused."""
    diary = applications["diaryNumber"] if "diaryNumber" in applications.columns else pl.lit(None, pl.String)
    adverse = pl.col("outcome") != Outcome.ELIGIBLE.value
    schema = screen.schema
    facts = (schema.finding_facts, schema.application_facts)
    grounds = [f"examinations.{ground}" for ground in schema.grounds]
    named = results.with_columns(
        applications["decisionDate"],
        diaryNumber=diary,
        **{name: pl.col(name).cast(pl.String) for name in ("outcome", "outcomeReason", "exception")},
    )
    named = _with_names(named, "missing", _MISSING, lambda _: [*facts, grounds])
    named = _with_names(named, "decidingFacts", _DECISIVE, lambda _: facts, adverse)
    named = _with_names(named, "decidingRules", ("rulesDecisive",), lambda ruleset: [screen.rules(ruleset)], adverse)
    return named.select(pl.col("row" if name == "row" else name).cast(dtype) for name, dtype in RESULT.items())


def compared(own: pl.DataFrame, other: pl.DataFrame, screen: Screen) -> pl.DataFrame:
    """The answer with what other rules say of the same applications, in the same order."""
    beside = other.select(
        pl.col("ruleSet").alias("otherRuleSet"),
        pl.col("outcome").cast(pl.String).fill_null(NOT_COVERED).alias("otherOutcome"),
        pl.col("outcomeReason")
        .cast(pl.String)
        .fill_null(pl.col("refused").cast(pl.String))
        .alias("otherOutcomeReason"),
        "ruleSet",
        "rulesDecisive",
        "outcome",
    )
    adverse = pl.col("outcome").cast(pl.String) != Outcome.ELIGIBLE.value
    beside = _with_names(
        beside,
        "otherDecidingRules",
        ("rulesDecisive",),
        lambda ruleset: [screen.rules(ruleset)] if ruleset else [()],
        adverse,
    )
    both = own.hstack(beside.select("otherRuleSet", "otherOutcome", "otherOutcomeReason", "otherDecidingRules"))
    before, after = (pl.col(name).replace_strict(_ORDER, default=None) for name in ("outcome", "otherOutcome"))
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
    counted: Counter[tuple[str, ...]] = Counter()
    for *key, words, count in answered.group_by([*by, column]).len().iter_rows():
        for word in (words or "").split():
            counted[(*key, word)] += count
    return counted


def _with_names(
    frame: pl.DataFrame,
    name: str,
    masks: Sequence[str],
    names: Callable[[str], Sequence[Sequence[str]]],
    where: pl.Expr | None = None,
) -> pl.DataFrame:
    """The frame with a column of names, for masks that differ in few ways; made once for each way."""
    looked_at = [f"{_LOOKED_AT}{mask}" for mask in masks]
    wanted = [(pl.col(mask) if where is None else pl.when(where).then(pl.col(mask)).otherwise(0)) for mask in masks]
    frame = frame.with_columns(each.alias(mask) for each, mask in zip(wanted, looked_at, strict=True))
    ways = frame.select("ruleSet", *looked_at).unique(maintain_order=True)
    called: dict[str, Sequence[Sequence[str]]] = {}
    words = []
    for ruleset, *bits in ways.iter_rows():
        known = called.get(ruleset) or called.setdefault(ruleset, names(ruleset))
        words.append(" ".join(word for mask, each in zip(bits, known, strict=True) for word in _names(mask, each)))
    ways = ways.with_columns(pl.Series(name, [word or None for word in words], dtype=pl.String))
    joined = frame.join(ways, on=["ruleSet", *looked_at], how="left", nulls_equal=True, maintain_order="left")
    return joined.drop(looked_at)


_LOOKED_AT = "\u0000looked at "
"""Before the name of a mask, in columns that are 0 where no names are wanted."""


def _names(mask: int | None, names: Iterable[str]) -> list[str]:
    return [name for place, name in enumerate(names) if mask >> place & 1] if mask else []


def with_rows(screened: pl.DataFrame, applications: pl.DataFrame) -> pl.DataFrame:
    """What the engine says, with the number of each row."""
    return screened.with_columns(applications[ROW]).with_columns(row=pl.col(ROW))


def empty_answer(compare: bool) -> pl.DataFrame:
    """An answer without rows."""
    schema: dict[str, Any] = RESULT | (COMPARED if compare else {})
    return pl.DataFrame(schema=schema)
