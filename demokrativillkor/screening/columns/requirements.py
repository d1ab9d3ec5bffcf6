"""What the requirements and the advice of the rules say of each application."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from demokrativillkor.engine.columnar import ABSENT, Bits, Columnar, Layers
from demokrativillkor.screening.columns.profiles import Profile, Profiles, Requirement
from demokrativillkor.screening.columns.schema import Schema
from demokrativillkor.screening.columns.tallies import FactTally, RuleTally

_RULES = ("~requirementsMet", "~requirementsOpen", "~failedMet", "~failedOpen")
_FACTS = ("~makesFailedMet", "~makesFailedOpen", "~makesFailedNot", "~lacking")

REQUIREMENT_MASKS = (*_RULES, *_FACTS)
"""The rules that are met and open; those of the requirements that have failed, and of which it is open; the facts that
are decisive for a requirement, and for the dispensation from it, where it has failed, where that is open, where it has
not; and the facts that are missing where it is open."""


def requirements(
    applications: pl.LazyFrame, profiles: Profiles, schema: Schema, there: Collection[str]
) -> pl.LazyFrame:
    """The applications with :data:`REQUIREMENT_MASKS`."""
    return _Requirements(profiles, schema, there).of(applications)


class _Requirements:
    def __init__(self, profiles: Profiles, schema: Schema, there: Collection[str]) -> None:
        self._profiles = profiles
        self._schema = schema
        self._there = there
        self._layers = Layers()
        self._facts = FactTally(self._layers, schema.application_facts)
        self._rules = RuleTally()
        self._columnar = Columnar(self._layers, schema.facts, self._code)

    def of(self, applications: pl.LazyFrame) -> pl.LazyFrame:
        for requirement, rules in self._profiles.conditions(_requirements).items():
            self._add_verdict(requirement, rules)
            self._add_failing(requirement, rules)
        for advice, rules in self._profiles.conditions(_advice).items():
            self._add_verdict(advice, rules)
        masks = self._rules.masks(_RULES) | self._facts.masks(_FACTS)
        kept = applications.collect_schema().names()
        return self._layers.of(applications).with_columns(**masks).select(*kept, *masks)

    def _add_verdict(self, requirement: Requirement, rules: pl.Expr) -> None:
        self._rules.add("~requirementsMet", self._columnar.bits(requirement.condition).met, rules)
        self._rules.add("~requirementsOpen", self._columnar.open(requirement.condition), rules)

    def _add_failing(self, requirement: Requirement, rules: pl.Expr) -> None:
        layers, columnar = self._layers, self._columnar
        counts = self._in_force(requirement, rules)
        failed = self._failed(requirement)
        fails = layers.both(counts, failed.met)
        unknown = layers.both(counts, failed.possible, layers.opposite(failed.met))
        self._rules.add("~failedMet", fails, rules)
        self._rules.add("~failedOpen", unknown, rules)
        for condition in requirement.conditions:
            makes = columnar.decisive(condition)
            self._facts.add("~makesFailedMet", fails, makes)
            self._facts.add("~makesFailedOpen", unknown, makes)
            self._facts.add("~makesFailedNot", layers.both(counts, layers.opposite(failed.possible)), makes)
            self._facts.add("~lacking", unknown, columnar.missing(condition))

    def _failed(self, requirement: Requirement) -> Bits:
        """Not fulfilled, and no dispensation: see :func:`demokrativillkor.assess.outcome.requirement_failed`."""
        layers, fulfilled = self._layers, self._columnar.bits(requirement.condition)
        met, possible = layers.opposite(fulfilled.possible), layers.opposite(fulfilled.met)
        if requirement.dispensation is None:
            return Bits(met, possible)
        dispensed = self._columnar.bits(requirement.dispensation)
        return Bits(
            layers.both(met, layers.opposite(dispensed.possible)),
            layers.both(possible, layers.opposite(dispensed.met)),
        )

    def _in_force(self, requirement: Requirement, rules: pl.Expr) -> str:
        if all(requirement in profile.requirements for profile in self._profiles.each):
            return self._layers.always
        return self._layers.column(("in force", requirement), rules != 0)

    def _code(self, fact: str) -> str:
        if fact not in self._there:
            return self._layers.column(fact, pl.lit(ABSENT, pl.UInt8))
        code = pl.col(fact).cast(self._schema.applications[fact]).to_physical().cast(pl.UInt8)
        return self._layers.column(fact, code.fill_null(ABSENT))


def _requirements(profile: Profile) -> Mapping[Requirement, int]:
    return profile.requirements


def _advice(profile: Profile) -> Mapping[Requirement, int]:
    return profile.advice
