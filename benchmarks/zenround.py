"""A round through zen-engine, from two files to one: ``python -m benchmarks.zenround APPLICATIONS FINDINGS OUT``.

What somebody writes who screens with it: Polars reads, fills in and joins; its batch call evaluates the four grounds of
the proposal on every finding; an application is refused by one ground that is met, and open by one that may be. It does
less than ``screen``: it checks nothing, knows no requirement, examination or exception, and verifies nothing. With
``--trace`` it is asked to tell how it came to each verdict, without which it has no reasons; they are not kept.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import polars as pl
import zen

from benchmarks.assess import GROUNDS, zen_graph
from demokrativillkor.packaged import packaged_rulebook
from demokrativillkor.rule import ACTOR, ATTRIBUTED, UNKNOWN
from demokrativillkor.ruleset import RuleSet

RULES = "sou-2019-35"
BATCH = 10_000
"""Findings in one call: a call with many more is slower for each."""


def screen(applications: Path, findings: Path, out: Path, *, trace: bool = False) -> None:
    """Write id and outcome of every application."""
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"proposal": zen_graph()}}})
    given = pl.read_parquet(findings)
    answers = filled(given, packaged_rulebook()[0].ruleset(RULES))
    said = []
    for start in range(0, len(given), BATCH):
        answer = engine.evaluate("proposal", context(answers.slice(start, BATCH)), {"trace": trace})
        said.append(pl.DataFrame(answer["result"]["findings"]))
    verdicts = pl.concat(said).select(
        pl.any_horizontal(f"{ground}{form}" for ground in GROUNDS).alias(form) for form in ("Met", "Open")
    )
    each = given.select("applicationId").hstack(verdicts).group_by("applicationId").agg(pl.col("Met", "Open").any())
    outcome = pl.when("Met").then(pl.lit("ineligible")).when("Open").then(pl.lit("undetermined"))
    table = pl.read_parquet(applications).select("applicationId").join(each, on="applicationId", how="left")
    table.select("applicationId", outcome.otherwise(pl.lit("eligible")).alias("outcome")).write_parquet(out)


def context(answers: pl.DataFrame) -> str:
    """Findings as zen-engine gets them, as JSON text."""
    rows = answers.write_ndjson().splitlines()
    return f'{{"findings":[{",".join(rows)}]}}'


def filled(findings: pl.DataFrame, ruleset: RuleSet) -> pl.DataFrame:
    """Every fact of every finding, filled in as the rules say, every open answer written *unknown*."""
    limbs = frozenset(ruleset.limb_facts)
    columns = []
    for name, fact in ruleset.facts_by_id.items():
        answer = pl.col(name) if name in findings.columns else pl.lit(None, pl.String)
        if name in limbs:
            answer = pl.when(answer.is_null() & (pl.col("otherLimbs") == "no")).then(pl.lit("no")).otherwise(answer)
        if name == ATTRIBUTED:
            actors = {token: ruleset.attribution.default_for(token) for token in ruleset.facts_by_id[ACTOR].tokens}
            answer = pl.col(ACTOR).replace_strict(actors, default=None, return_dtype=pl.String)
        columns.append(pl.when(answer.is_in(fact.tokens)).then(answer).otherwise(pl.lit(UNKNOWN)).alias(name))
    return findings.select(columns)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("applications", "findings", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--trace", action="store_true")
    given = parser.parse_args()
    screen(given.applications, given.findings, given.out, trace=given.trace)


if __name__ == "__main__":
    main()
