"""Which rules govern each application of a table: asked once for everything that the rules do not tell apart.

Dates and years enter only by which side they lie of the dates that the rules name, so that applications with
the same grant, form, stage, kind of recipient and the same sides have one *key*. Each key is answered by
:func:`demokrativillkor.assess.governing` itself, on one application that stands for all that have it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from math import prod
from typing import Any

import polars as pl

from demokrativillkor.application import Application, Period, Stage
from demokrativillkor.assess.applying import Applied, applied_to
from demokrativillkor.assess.choosing import governing
from demokrativillkor.assess.refusing import refuse_inapplicable
from demokrativillkor.errors import ConfigurationError, NotCovered
from demokrativillkor.rulebook import Rulebook
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.screening.columns.schema import Schema, deciding_rules

_DAY = timedelta(days=1)
_LARGEST = 2**63 - 1
_NO_SUCH_GRANT = "no-such-grant"


@dataclass(frozen=True, slots=True, eq=False)
class Governed:
    """The rules that govern applications with a key, and what of them applies."""

    ruleset: RuleSet
    applied: Applied


@dataclass(frozen=True, slots=True)
class _Part:
    """One column's part of a key: a number below ``len(values)``, and a value that stands for each number."""

    column: str
    number: pl.Expr
    values: tuple[Any, ...]


class Keys:
    """The keys of applications under a rulebook, and what governs each; remembered between tables.

    Raises:
        ConfigurationError: there are more keys than a number can tell apart.
    """

    def __init__(self, rulebook: Rulebook, named: RuleSet | None, schema: Schema) -> None:
        self._rulebook = rulebook
        self._named = named
        rulesets = deciding_rules(rulebook) if named is None else [named]
        days = sorted(set(chain.from_iterable(map(_boundaries, rulesets))))
        years = sorted({ruleset.transition.boundary.year for ruleset in rulesets if ruleset.transition})
        forms, kinds = schema.applications["grantForm"], schema.applications["recipientKind"]
        self._parts = (
            _grants([ruleset.id for ruleset in rulesets] if named is None else []),
            _tokens("grantForm", forms),
            _tokens("stage", pl.Enum(Stage)),
            _tokens("recipientKind", kinds),
            *(_sides(name, days, _DAY) for name in ("decisionDate", "awardDate", "periodFirst", "periodLast")),
            _sides("grantYear", years, 1),
        )
        if prod(len(part.values) for part in self._parts) > _LARGEST:
            raise ConfigurationError(
                "the rules name more dates and forms than screening can tell apart; name one rule set"
            )
        self._governed: dict[int, Governed | None] = {}
        self._same: dict[tuple[RuleSet, Applied], Governed] = {}

    def key(self, columns: Collection[str]) -> pl.Expr:
        """The key of each application in a table with these columns."""
        key = pl.lit(0, pl.Int64)
        for part in self._parts:
            if part.column in columns:
                key = key * len(part.values) + part.number.cast(pl.Int64)
            else:
                key = key * len(part.values)
        return key

    def governed(self, key: int) -> Governed | None:
        """What governs applications with that key; ``None`` where no rules do."""
        if key not in self._governed:
            self._governed[key] = self._asked(key)
        return self._governed[key]

    def _asked(self, key: int) -> Governed | None:
        application = self._standing_for(key)
        try:
            ruleset = governing(application, self._rulebook, self._named)
            refuse_inapplicable(application, ruleset)
        except NotCovered:
            return None
        applied = applied_to(ruleset, application.grant_form, application.recipient_kind)
        return self._same.setdefault((ruleset, applied), Governed(ruleset, applied))

    def _standing_for(self, key: int) -> Application:
        values: dict[str, Any] = {}
        for part in reversed(self._parts):
            key, number = divmod(key, len(part.values))
            values[part.column] = part.values[number]
        first, last = values["periodFirst"], values["periodLast"]
        return Application(
            id="key",
            decision_date=values["decisionDate"],
            grant=values["grant"],
            grant_form=values["grantForm"],
            stage=Stage(values["stage"] or Stage.APPLICATION),
            award_date=values["awardDate"],
            period=Period(first=first, last=last) if first and last else None,
            grant_year=values["grantYear"],
            recipient_kind=values["recipientKind"],
        )


def _boundaries(ruleset: RuleSet) -> Iterable[date]:
    """The days from which something else holds under the rule set than the day before."""
    yield ruleset.applies_from.on
    if ruleset.applies_to:
        yield ruleset.applies_to + _DAY
    if ruleset.transition:
        yield ruleset.transition.boundary


def _grants(grants: list[str]) -> _Part:
    grant = pl.col("grant")
    listed = grant.cast(pl.String).cast(pl.Enum(grants), strict=False).to_physical().cast(pl.Int64) + 2
    number = pl.when(grant.is_null()).then(0).otherwise(listed.fill_null(1))
    return _Part("grant", number, (None, _NO_SUCH_GRANT, *grants))


def _tokens(column: str, tokens: pl.DataType) -> _Part:
    assert isinstance(tokens, pl.Enum)
    number = (pl.col(column).cast(tokens).to_physical().cast(pl.Int64) + 1).fill_null(0)
    return _Part(column, number, (None, *tokens.categories))


def _sides(column: str, boundaries: list[Any], step: Any) -> _Part:
    """Which of the boundaries each value has reached; the boundary stands for all from it to the next."""
    if not boundaries:
        boundaries = [2000 if step == 1 else date(2000, 1, 1)]
    value = pl.col(column)
    reached = pl.lit(pl.Series(boundaries)).search_sorted(value, side="right").cast(pl.Int64) + 1
    number = pl.when(value.is_null()).then(0).otherwise(reached)
    return _Part(column, number, (None, boundaries[0] - step, *boundaries))
