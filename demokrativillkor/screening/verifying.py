"""Outcomes evaluated once more by the reference: a difference stops the run.

Applications that the reference cannot tell apart are one *situation* (:mod:`demokrativillkor.screening.situations`). It
evaluates one whole application of each, every application in it must have come out as it says, and every distinct set
of dates is asked once more which rules govern it.
"""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

import polars as pl

from demokrativillkor.application import Application
from demokrativillkor.assess import governing
from demokrativillkor.decision import Decision, Outcome, RuleEvaluation
from demokrativillkor.errors import EngineError, InputRejected
from demokrativillkor.rulebook import Rulebook
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.screening.columns import Schema, Screen
from demokrativillkor.screening.plan import Which
from demokrativillkor.screening.restoring import decided, restored
from demokrativillkor.screening.situations import situations
from demokrativillkor.screening.tables import ROW

_ONE_IN = 100
_CHOOSING = (
    "grant", "grantForm", "stage", "recipientKind", "decisionDate", "awardDate", "periodFirst", "periodLast",
    "grantYear",
)  # fmt: skip
_SAID = ("ruleSet", "outcome", "outcomeReason", "exception", "rulesDecisive", "factsMissing", "applicationFactsMissing")
"""What the reference and the columns must agree on."""


class Verified(NamedTuple):
    """How many applications were held against the reference, and in how many situations they were."""

    applications: int
    situations: int


class Verifier:
    """Holds results against the reference, under a rulebook.

    Args:
        meant: what the reference has said of situations; more is added to it.
    """

    def __init__(
        self, rulebook: Rulebook, named: RuleSet | None, screen: Screen, meant: dict[int, tuple[object, ...]]
    ) -> None:
        self._rulebook = rulebook
        self._named = named
        self._screen = screen
        self._meant = meant

    def verify(
        self, applications: pl.DataFrame, findings: pl.DataFrame, results: pl.DataFrame, which: Which, seed: int
    ) -> Verified:
        """Verify those results; all three tables are of the same applications, in the same order.

        Raises:
            EngineError: the reference says something else of one; its row is named.
        """
        chosen = results.select(_chosen(which, seed)).to_series()
        if not chosen.any():
            return Verified(0, 0)
        applications, results = applications.filter(chosen), results.filter(chosen)
        there = applications["applicationId"].implode()
        findings = findings.filter(pl.col("applicationId").is_in(there))
        self._verify_rules(applications, results)
        situation = situations(applications, findings, results, self._screen)
        said = results.with_columns(situation)
        alike = said.group_by("situation", maintain_order=True).agg(pl.struct(_SAID).n_unique(), pl.col(ROW).first())
        for row in alike.filter(pl.col(_SAID[0]) > 1)[ROW]:
            raise _difference(row, "two applications in the same situation came out differently")
        first = situation.is_first_distinct()
        known = pl.Series(list(self._meant), dtype=pl.UInt64)
        new = first & ~situation.is_in(known.implode())
        evaluated = self._evaluated(applications.filter(new), findings, situation.filter(new))
        for number, row in zip(situation.filter(first), results.filter(first).iter_rows(named=True), strict=True):
            self._compare(evaluated.get(number) or self._meant[number], row)
        self._meant.update(islice(evaluated.items(), max(0, _REMEMBERED - len(self._meant))))
        return Verified(len(applications), len(alike))

    def _verify_rules(self, applications: pl.DataFrame, results: pl.DataFrame) -> None:
        by = [name for name in _CHOOSING if name in applications.columns]
        distinct = applications.with_columns(results["ruleSet"]).unique(
            [*by, "ruleSet"], keep="first", maintain_order=True
        )
        bare = distinct.select(ROW, "applicationId", *by)
        for application, row, said in zip(
            restored(bare, _NO_FINDINGS, self._rulebook.vocabulary), bare[ROW], distinct["ruleSet"], strict=True
        ):
            try:
                meant = governing(application, self._rulebook, self._named).id
            except InputRejected:
                meant = "none"
            if meant != said:
                raise _difference(row, f"the columns say that {said} governs, the reference {meant}")

    def _evaluated(
        self, applications: pl.DataFrame, findings: pl.DataFrame, situation: pl.Series
    ) -> dict[int, tuple[object, ...]]:
        """What the reference says of each of these applications, by the number of its situation."""
        own = findings.join(applications, on="applicationId", how="semi", maintain_order="left")
        each = restored(applications, own, self._rulebook.vocabulary)
        return {number: self._evaluate(application) for number, application in zip(situation, each, strict=True)}

    def _evaluate(self, application: Application) -> tuple[object, ...]:
        vars(application)["digest"] = ""  # it names the application in a decision, which is not kept here
        decision = decided(application, self._rulebook, self._named, self._screen.examination_required)
        return _said(decision, self._screen.schema)

    @staticmethod
    def _compare(meant: tuple[object, ...], said: dict[str, object]) -> None:
        for name, value in zip(_SAID, meant, strict=True):
            if said[name] != value:
                raise _difference(said[ROW], f"the columns and the reference differ on {name}")


_REMEMBERED = 1 << 16
"""Situations of which it is remembered what the reference said: some ten megabytes."""

_NO_FINDINGS = pl.DataFrame(schema={"applicationId": pl.String, "findingId": pl.String})


def _chosen(which: Which, seed: int) -> pl.Expr:
    if which is not Which.ADVERSE:
        return pl.col(ROW).is_not_null() & (which is Which.ALL)
    sampled = pl.col("applicationId").hash(seed) % _ONE_IN == 0
    return (pl.col("outcome") == Outcome.INELIGIBLE.value) | sampled


def _said(decision: Decision, schema: Schema) -> tuple[object, ...]:
    """What the reference says, in the order of :data:`_SAID`."""
    decisive = [each for each in _evaluations(decision) if each.decisive]
    open_ = decision.outcome is Outcome.UNDETERMINED
    of_findings = {
        fact for each in decision.findings for one in each.evaluations if one.decisive for fact in one.open_facts
    }
    of_application: set[str] = set()
    for requirement in decision.requirements:
        if requirement.evaluation.decisive:
            of_application.update(requirement.evaluation.open_facts, requirement.dispensation.open_facts)
    rules = [rule.id for rule in decision.ruleset.rules]
    return (
        decision.ruleset.id,
        decision.outcome.value,
        decision.outcome_reason.value,
        decision.exception.token,
        _mask({each.rule for each in decisive}, rules),
        _mask(of_findings if open_ else set(), schema.finding_facts),
        _mask(of_application if open_ else set(), schema.application_facts),
    )


def _evaluations(decision: Decision) -> list[RuleEvaluation]:
    of_findings = [one for each in decision.findings for one in each.evaluations]
    return [*of_findings, *(each.evaluation for each in decision.requirements), *decision.advice]


def _mask(names: set[str], all_names: tuple[str, ...] | list[str]) -> int:
    return sum(1 << place for place, name in enumerate(all_names) if name in names)


def _difference(row: object, what: str) -> EngineError:
    return EngineError(f"row {row}: {what}; the run was stopped and no result was made")
