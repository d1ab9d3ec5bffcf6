"""Whole tables of applications and findings to outcomes, with the meaning of ``assess``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from demokrativillkor.application import Examination, RequiredExamination
from demokrativillkor.rulebook import Rulebook
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.screening.columns import outcomes
from demokrativillkor.screening.columns.conduct import CONTRADICTED, MASKS, ROW, conduct, together
from demokrativillkor.screening.columns.keys import Governed, Keys
from demokrativillkor.screening.columns.profiles import PROFILE, Profile, Profiles
from demokrativillkor.screening.columns.requirements import requirements
from demokrativillkor.screening.columns.schema import Schema, fits_a_mask
from demokrativillkor.screening.columns.tallies import where

REFUSED = pl.Enum(["not_covered", "stopped_reason", "opinion_beside_obstacle"])
"""Why an application is refused and not decided, with the codes that ``assess`` refuses with."""

Table = pl.LazyFrame | pl.DataFrame

_KEY = "~key"


@dataclass(frozen=True)
class Screened:
    """What the rules say of the applications of two tables.

    Attributes:
        applications: a row for each application, in their order.
        findings: a row for each finding of an application that was decided.
    """

    applications: pl.LazyFrame
    findings: pl.LazyFrame


class Screen:
    """Screens tables under a rulebook, or under one rule set of it.

    Args:
        ruleset: rules to apply to every application; without them each application's grant chooses.
        examination_required: what the authority's own profile demands of the examination of a ground.

    Raises:
        ConfigurationError: the rules have more facts than a mask has bits.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        *,
        ruleset: RuleSet | None = None,
        examination_required: RequiredExamination = Examination.DECLARED,
    ) -> None:
        self.schema = Schema.of(rulebook, [ruleset] if ruleset else [])
        self.examination_required = examination_required
        self._rulebook = rulebook
        self._named = ruleset
        self._keys = Keys(rulebook, ruleset, self.schema)
        self._profiles: dict[Governed, Profile] = {}

    def ruleset(self, ruleset_id: str) -> RuleSet:
        """The rule set of that id, as it stands in a result.

        Raises:
            NotCovered: there is none.
        """
        if self._named is not None and self._named.id == ruleset_id:
            return self._named
        return self._rulebook.ruleset(ruleset_id)

    def rules(self, ruleset_id: str) -> tuple[str, ...]:
        """The rules that the bits of a mask stand for, the lowest first."""
        return tuple(rule.id for rule in self.ruleset(ruleset_id).rules)

    def __call__(self, applications: Table, findings: Table) -> Screened:
        """What the rules say; columns as in :class:`Schema`.

        The keys of the applications are read at once, everything else when the result is collected.

        Raises:
            polars.exceptions.PolarsError: a column has another type, or an answer that is none.
        """
        table, there = applications.lazy(), applications.lazy().collect_schema().names()
        numbered = table.with_row_index(ROW).with_columns(self._keys.key(there).alias(_KEY))
        keys = numbered.select(pl.col(_KEY).unique()).collect().to_series().to_list()
        profiled, profiles = self._profiled(numbered, keys)
        rows = profiled.filter(pl.col(PROFILE).is_not_null()).select("applicationId", ROW, PROFILE)
        conducts = conduct(findings.lazy(), rows, profiles, self.schema)
        decided = self._decided(profiled, conducts, profiles, there)
        return Screened(_result(decided, profiles), _finding_result(conducts, decided))

    def _profiled(self, numbered: pl.LazyFrame, keys: list[int]) -> tuple[pl.LazyFrame, Profiles]:
        """The table with the number of each row's profile, null where no rules govern."""
        governed = {key: self._keys.governed(key) for key in keys}
        each = list(dict.fromkeys(found for found in governed.values() if found))
        numbers = {found: number for number, found in enumerate(each)}
        pairs = {key: numbers[found] if found else None for key, found in governed.items()}
        known = pl.LazyFrame(
            {_KEY: list(pairs), PROFILE: list(pairs.values())}, schema={_KEY: pl.Int64, PROFILE: pl.UInt32}
        )
        profiled = numbered.join(known, on=_KEY, how="left", maintain_order="left")
        return profiled, Profiles([self._profile(found) for found in each])

    def _profile(self, governed: Governed) -> Profile:
        if governed not in self._profiles:
            fits_a_mask(len(governed.ruleset.rules), "rules in one set")
            self._profiles[governed] = Profile(governed, self.schema)
        return self._profiles[governed]

    def _decided(
        self, profiled: pl.LazyFrame, conducts: pl.LazyFrame, profiles: Profiles, there: list[str]
    ) -> pl.LazyFrame:
        """The applications with everything that follows, also where they are to be refused."""
        known, required = set(there), self.examination_required
        joined = profiled.join(together(conducts), on=ROW, how="left", maintain_order="left")
        counted = joined.with_columns(pl.col("findings", *MASKS).fill_null(0), _refused(known))
        explained = requirements(counted, profiles, self.schema, known)
        number = outcomes.combined(profiles, self.schema, known, required)
        lacking = outcomes.not_examined(profiles, self.schema, known, required)
        return explained.with_columns(number.alias("~combination"), lacking.alias("~notExamined"))


def _refused(there: set[str]) -> pl.Expr:
    relies = pl.col("reliesOn").list.len() > 0 if "reliesOn" in there else pl.lit(value=False)
    contradicted = pl.col("~conduct").fill_null(0) & CONTRADICTED != 0
    return (
        pl.when(pl.col(PROFILE).is_null())
        .then(pl.lit("not_covered", REFUSED))
        .when(relies)
        .then(pl.lit("stopped_reason", REFUSED))
        .when(contradicted)
        .then(pl.lit("opinion_beside_obstacle", REFUSED))
        .alias("refused")
    )


def _result(decided: pl.LazyFrame, profiles: Profiles) -> pl.LazyFrame:
    kept = pl.col("refused").is_null()
    masks: Mapping[str, pl.Expr] = {
        "rulesMet": pl.col("rulesMet") | pl.col("~requirementsMet"),
        "rulesOpen": pl.col("rulesOpen") | pl.col("~requirementsOpen"),
        "rulesDecisive": outcomes.rules_decisive(profiles),
        "factsDecisive": outcomes.facts_decisive(),
        "factsMissing": outcomes.facts_missing(),
        "applicationFactsDecisive": outcomes.application_facts_decisive(),
        "applicationFactsMissing": outcomes.application_facts_missing(),
        "groundsMissing": outcomes.grounds_missing(),
    }
    ruleset = profiles.look(lambda profile: profile.ruleset.id, pl.String())
    return decided.select(
        "applicationId",
        pl.when(pl.col(PROFILE).is_not_null()).then(ruleset).alias("ruleSet"),
        "refused",
        *(pl.when(kept).then(each).alias(name) for name, each in outcomes.outcome().items()),
        "findings",
        *(where(kept, each).alias(name) for name, each in masks.items()),
    )


def _finding_result(conducts: pl.LazyFrame, decided: pl.LazyFrame) -> pl.LazyFrame:
    about = decided.filter(pl.col("refused").is_null()).select(ROW, "~combination")
    decisive = outcomes.facts_decisive(), outcomes.facts_missing(), outcomes.finding_decisive()
    return conducts.join(about, on=ROW, how="inner", maintain_order="left").select(
        pl.col("applicationId", "findingId", "rulesMet", "rulesOpen"),
        *(each.alias(name) for name, each in zip(("factsDecisive", "factsMissing", "decisive"), decisive, strict=True)),
    )
