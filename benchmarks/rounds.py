"""Synthetic rounds of applications, made from a seed: ``python -m benchmarks.rounds FOLDER --applications 1000000``.

Nobody's data: every value is drawn from the number of its row.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import polars as pl

_ANSWERS = ("yes", "no", "unknown")
_LIMBS = ("violence", "threat", "discrimination", "unequalWorth", "promotes", "incites", "againstFormOfGovernment")
_REQUIREMENTS = ("isNonProfit", "hasStatutes", "taxDebtsAtEnforcement", "inLiquidationOrBankruptcy")


def applications(count: int, seed: int = 1) -> pl.DataFrame:
    """So many applications."""
    frame = pl.DataFrame({"n": pl.int_range(count, eager=True)})
    days = pl.date(2026, 3, 1) + pl.duration(days=_drawn(seed, 60))
    return frame.select(
        applicationId=pl.format("A-2026-{}", pl.col("n").cast(pl.String).str.zfill(8)),
        decisionDate=days,
        diaryNumber=pl.format("Dnr 2026/{}", pl.col("n")),
        grant=pl.lit("sfs-2021-401"),
        grantForm=pl.lit("activity"),
        recipientKind=_one_of(seed + 2, ("association", "foundation")),
        **{f"examinations.ground_{ground}": pl.lit("reviewed") for ground in (1, 2, 3)},
        **{"examinations.ground_4": _one_of(seed + 3, ("reviewed", "reviewed", "declared", "not_examined"))},
        **{
            fact: _one_of(seed + 10 + place, ("yes", "yes", "yes", "yes", "yes", "yes", "yes", "no", "unknown"))
            for place, fact in enumerate(_REQUIREMENTS[:2])
        },
        **{
            fact: _one_of(seed + 20 + place, ("no", "no", "no", "no", "no", "no", "no", "yes", "unknown"))
            for place, fact in enumerate(_REQUIREMENTS[2:])
        },
    )


def findings(applications: int, count: int, seed: int = 1) -> pl.DataFrame:
    """So many findings of so many applications, in the applications' order."""
    frame = pl.DataFrame({"n": pl.int_range(count, eager=True)})
    of = (pl.col("n") * applications // max(count, 1)).cast(pl.String).str.zfill(8)
    return frame.select(
        applicationId=pl.format("A-2026-{}", of),
        findingId=pl.format("F{}", pl.col("n")),
        judgedBy=pl.lit("case_officer"),
        judgedOn=pl.date(2026, 2, 1),
        otherLimbs=pl.lit("no"),
        established=_one_of(seed + 50, ("shown", "shown", "not_shown", "not_shown", "not_investigated")),
        actor=_one_of(seed + 51, ("board_member", "organisation", "member", "partner_organisation")),
        context=_one_of(seed + 52, ("event", "official_channel", "private", "unclear")),
        refersToGround=_one_of(seed + 53, ("ground_1", "ground_2", "neither")),
        **{limb: _one_of(seed + 60 + place, (*_ANSWERS, "no", "no")) for place, limb in enumerate(_LIMBS)},
    )


def write_round(folder: Path, count: int, of_findings: int, form: str = "parquet", seed: int = 1) -> tuple[Path, Path]:
    """Write a round, and return the two files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / f"applications.{form}", folder / f"findings.{form}"
    for path, frame in zip(paths, (applications(count, seed), findings(count, of_findings, seed)), strict=True):
        if form == "parquet":
            frame.write_parquet(path)
        else:
            frame.write_csv(path)
    return paths


def _drawn(seed: int, below: int) -> pl.Expr:
    return pl.col("n").hash(seed) % below


def _one_of(seed: int, values: tuple[str, ...]) -> pl.Expr:
    return pl.lit(pl.Series(values)).gather(_drawn(seed, len(values)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--applications", type=int, default=1_000_000)
    parser.add_argument("--findings", type=int, default=700_000)
    parser.add_argument("--form", choices=("parquet", "csv"), default="parquet")
    given = parser.parse_args()
    for path in write_round(given.folder, given.applications, given.findings, given.form):
        print(path)


if __name__ == "__main__":
    main()
