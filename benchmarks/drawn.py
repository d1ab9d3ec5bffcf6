"""Applications as officers record them, drawn as columns by the number of the row: a million in a second."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from demokrativillkor.application import JudgeRole
from demokrativillkor.rule import Scope
from demokrativillkor.screening.columns import Schema

FINDINGS_EACH = 0.7
"""Findings an application, on average."""

OFTEN = {
    "established": ("shown", "shown", "shown", "not_shown", "not_investigated"),
    "actor": ("organisation", "board_member", "employee", "member", "invited_guest"),
    "context": ("official_channel", "event", "duty", "private", "unclear"),
    "refersToGround": ("ground_1", "ground_2", "neither", None),
}
THREE_VALUED = ("yes", "no", "no", "unknown")
LIMB = (None,) * 36 + THREE_VALUED
QUESTION = (None,) * 8 + THREE_VALUED


def a_round(applications: int, schema: Schema) -> tuple[pl.DataFrame, pl.DataFrame]:
    """That many applications and their findings: most limbs answered no at once, some open, now and then one met."""
    rows = pl.int_range(applications)
    examined = [name for name in schema.applications if name.startswith("examinations.")]
    table = pl.select(
        pl.format("A-{}", rows).alias("applicationId"),
        pl.lit("2026-04-15").str.to_date().alias("decisionDate"),
        *(_drawn(rows, name, ("declared", "reviewed", "declared", None)) for name in examined),
    )
    count = int(applications * FINDINGS_EACH)
    numbers = pl.int_range(count)
    limbs = {fact.id for fact in schema.facts.values() if fact.scope is Scope.FINDING and fact.limb}
    judged = [name for name in schema.finding_facts if name not in OFTEN and name not in ("attributed", "opinionOnly")]
    findings = pl.select(
        pl.format("A-{}", numbers.hash(1) % applications).alias("applicationId"),
        pl.format("F{}", numbers).alias("findingId"),
        _drawn(numbers, "judgedBy", [str(role) for role in JudgeRole]),
        pl.lit("2026-03-16").str.to_date().alias("judgedOn"),
        _drawn(numbers, "otherLimbs", ("no", "no", "no", "no", None)),
        *(_drawn(numbers, name, answers) for name, answers in OFTEN.items()),
        *(_drawn(numbers, name, LIMB if name in limbs else QUESTION) for name in judged),
    )
    order = findings["applicationId"].str.slice(2).cast(pl.Int64).arg_sort()
    return table, findings[order]


def _drawn(rows: pl.Expr, name: str, among: tuple[str | None, ...] | list[str]) -> pl.Expr:
    """One of these for each row, by the row's number and the column's name."""
    seed = sum(ord(letter) * 31**place for place, letter in enumerate(name)) % 2**32
    return pl.lit(pl.Series(list(among), dtype=pl.String)).gather(rows.hash(seed) % len(among)).alias(name)


def coded(table: pl.DataFrame, columns: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """The table with every answer as a code, as the reader hands it to the engine."""
    return table.with_columns(pl.col(name).cast(dtype) for name, dtype in columns.items() if name in table.columns)
