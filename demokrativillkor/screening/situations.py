"""Which applications the reference cannot tell apart, so that one of them stands for all.

Of a finding an outcome takes in what the reference says of each obstacle, under which limb the conduct falls, whether
nothing but an opinion is recorded, and whether the exception covers it. The reference says so of each distinct set of
the answers that an obstacle mentions. Applications that hold the same findings in that sense, and agree in everything
else that the rules look at, are one *situation*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache, reduce
from typing import Any
from zlib import crc32

import polars as pl

from demokrativillkor.application import Examination
from demokrativillkor.assess.applying import applied_to
from demokrativillkor.assess.filling import fill
from demokrativillkor.decision import Outcome
from demokrativillkor.engine.compile import Program, application_program, rule_program
from demokrativillkor.rule import ACTOR, ATTRIBUTED, OPINION_ONLY, UNKNOWN, Effect
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.screening.columns import Screen
from demokrativillkor.screening.columns.schema import EXAMINATION
from demokrativillkor.screening.restoring import REFERENCE
from demokrativillkor.screening.tables import ROW
from demokrativillkor.verdict import Verdict

_NOT_LOOKED_AT = frozenset(
    {ROW, "applicationId", "diaryNumber", "organisationNumber", "organisationName", "closings", "exceptionBy",
     "exceptionOn", "exceptionReasons", "exceptionCovers", "decisionDate", "awardDate", "periodFirst", "periodLast",
     "grantYear"}
)  # fmt: skip
"""Columns that do not enter an outcome, once it is known which rules govern."""

_FILLING = ("otherLimbs", ACTOR, ATTRIBUTED)
"""What decides what is filled in: looked at as it was given."""


def situations(applications: pl.DataFrame, findings: pl.DataFrame, results: pl.DataFrame, screen: Screen) -> pl.Series:
    """The situation of each application, as a number that stands for the same under the same rules in every chunk.

    Args:
        findings: those of these applications.
        results: what the columns say of each application, in the same order. What is missing is held apart only where
            they say that the outcome is undetermined: of any other the reference says that nothing is.
    """
    whole = results.select("applicationId", "ruleSet", undetermined=pl.col("outcome") == Outcome.UNDETERMINED.value)
    together = _of_each(findings, whole, screen)
    looked_at_of_own = _looked_at(applications, results, screen)
    joined = whole.hstack([_own(applications, results, looked_at_of_own, screen)]).join(
        together, on="applicationId", how="left", maintain_order="left"
    )
    missing = pl.when("undetermined").then("missing")
    looked_at = ("ruleSet", "own", "sum", "other", "count")
    columns = crc32(repr((looked_at_of_own, findings.columns)).encode())
    return joined.select(situation=pl.struct(*looked_at, missing=missing).hash(columns)).to_series()


def _looked_at(applications: pl.DataFrame, results: pl.DataFrame, screen: Screen) -> list[str]:
    """The columns of applications that the rule sets of these results look at."""
    rulesets = map(screen.ruleset, results["ruleSet"].unique())
    used = {fact for ruleset in rulesets for fact in application_program(ruleset).facts}
    unused = (screen.schema.facts.keys() - used) | _NOT_LOOKED_AT
    return [name for name in applications.columns if name not in unused and not name.startswith(EXAMINATION)]


def _own(applications: pl.DataFrame, results: pl.DataFrame, looked_at: Sequence[str], screen: Screen) -> pl.Series:
    """A number for all that stands of each application itself, and whether every ground was examined that must be."""
    examined = _examined(applications.with_columns(results["ruleSet"]), screen)
    return applications.with_columns(examined).select(own=pl.struct("examined", *looked_at).hash()).to_series()


def _examined(applications: pl.DataFrame, screen: Screen) -> pl.Series:
    order = list(Examination)
    enough = [str(each) for each in order[order.index(screen.examination_required) :]]
    statuses = [name for name in applications.columns if name.startswith(EXAMINATION)]
    choosing = [name for name in ("ruleSet", "grantForm", "recipientKind") if name in applications.columns]
    rows = applications.select(*choosing, pl.col(statuses).is_in(enough).fill_null(value=False))
    distinct = rows.unique(maintain_order=True)

    def suffices(row: Mapping[str, Any]) -> bool:
        applied = applied_to(screen.ruleset(row["ruleSet"]), row.get("grantForm"), row.get("recipientKind"))
        return all(row.get(EXAMINATION + ground, False) for ground in applied.grounds)

    each = distinct.with_columns(pl.Series("examined", [suffices(row) for row in distinct.iter_rows(named=True)]))
    return rows.join(each, on=rows.columns, how="left", nulls_equal=True, maintain_order="left")["examined"]


def _of_each(findings: pl.DataFrame, whole: pl.DataFrame, screen: Screen) -> pl.DataFrame:
    """For each application with findings, numbers for the set of what they are, and the facts that are missing."""
    governed = findings.join(whole.select("applicationId", "ruleSet"), on="applicationId", maintain_order="left")
    kinds = [_kinds(of_one, screen) for of_one in governed.partition_by("ruleSet")]
    if not kinds:
        return _NO_KINDS
    distinct = pl.concat(kinds).group_by("applicationId", "kind").agg(pl.col("missing").bitwise_or())
    return distinct.group_by("applicationId").agg(
        pl.col("kind").sum().alias("sum"),
        (pl.col("kind") // 3).sum().alias("other"),
        pl.len().alias("count"),
        pl.col("missing").bitwise_or(),
    )


_NO_KINDS = pl.DataFrame(
    schema={"applicationId": pl.String, "sum": pl.UInt64, "other": pl.UInt64, "count": pl.UInt32, "missing": pl.UInt64}
)


def _kinds(findings: pl.DataFrame, screen: Screen) -> pl.DataFrame:
    """What each finding under one rule set is to an outcome, as a number, and the facts that are missing of it."""
    ruleset, schema = screen.ruleset(findings["ruleSet"][0]), screen.schema
    absent = [name for name in _FILLING if name not in findings.columns and name in schema.findings]
    given = findings.with_columns(pl.lit(None, schema.findings[name]).alias(name) for name in absent)
    obstacles = [rule.id for rule in ruleset.with_effect(Effect.OBSTACLE) if rule.condition]
    said = [_said(given, ruleset, rule_program(ruleset, obstacle), screen) for obstacle in obstacles]
    plain = [name for name in (OPINION_ONLY, "covered") if name in findings.columns]
    kinds = [pl.Series(f"~{number}", each["said"]) for number, each in enumerate(said)]
    missing = reduce(lambda one, other: one | other, [each["missing"] for each in said], pl.lit(0, pl.UInt64))
    whole = findings.select("applicationId", *plain).with_columns(kinds)
    return whole.select(
        "applicationId", kind=pl.struct(pl.exclude("applicationId")).hash() if whole.width > 1 else pl.lit(0, pl.UInt64)
    ).with_columns(missing=missing)


def _said(findings: pl.DataFrame, ruleset: RuleSet, program: Program, screen: Screen) -> pl.DataFrame:
    """What the reference says of one obstacle on each finding: of each distinct set of answers it is asked once."""
    filling = [name for name in _FILLING if name in findings.columns]
    merged = [name for name in program.facts if name in findings.columns and name not in filling]
    rows = findings.select(*filling, *(_merged(name, program, screen) for name in merged))
    distinct = rows.unique(maintain_order=True)
    bits = {fact: 1 << number for number, fact in enumerate(screen.schema.finding_facts)}
    said = []
    for other_limbs, *answers in distinct.iter_rows():
        kind, missing = _asked(ruleset, program, (*filling[1:], *merged), other_limbs, tuple(answers))
        said.append((kind, sum(bits[fact] for fact in missing)))
    each = distinct.hstack(pl.DataFrame(said, schema={"said": pl.UInt32, "missing": pl.UInt64}, orient="row"))
    return rows.join(each, on=rows.columns, how="left", nulls_equal=True, maintain_order="left")


@lru_cache(maxsize=1 << 16)
def _asked(
    ruleset: RuleSet,
    program: Program,
    names: tuple[str, ...],
    other_limbs: str | None,
    answers: tuple[str | int | None, ...],
) -> tuple[int, tuple[str, ...]]:
    """What the reference says of the obstacle and under which limb, as a number, and the facts that are missing.

    Args:
        answers: to the facts in ``names``; a number is a code of the program.
    """
    known = dict(zip(program.facts, program.representatives, strict=True))
    given = {name: answer for name, answer in zip(names, answers, strict=True) if answer is not None}
    facts = {
        name: known[name][answer] or UNKNOWN if isinstance(answer, int) else answer for name, answer in given.items()
    }
    filled = fill(facts, other_limbs, ruleset)
    (explanation,) = REFERENCE.evaluate(program, program.encode(filled.facts)).explanations
    limbs = sorted({*ruleset.limb_of_actor.values(), filled.limb})
    return limbs.index(filled.limb) * len(Verdict) + explanation.verdict, explanation.open


def _merged(name: str, program: Program, screen: Screen) -> pl.Expr:
    """The answers as the program's codes: those that the condition does not tell apart are one."""
    place = program.facts.index(name)
    codes = [program.encode({name: answer})[place] for answer in screen.schema.answers[name]]
    position = pl.col(name).cast(screen.schema.findings[name]).to_physical()
    return pl.lit(pl.Series(codes, dtype=pl.UInt8)).gather(position).alias(name)
