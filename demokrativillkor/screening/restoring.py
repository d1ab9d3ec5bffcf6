"""Applications made again from the rows of the two tables: for the reference, for refusals and for whole decisions."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
import polars as pl

from demokrativillkor.application import Application, RequiredExamination
from demokrativillkor.assess import assess, governing
from demokrativillkor.decision import Decision
from demokrativillkor.engine import Reference
from demokrativillkor.rulebook import Rulebook, Vocabulary
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.screening.asking import Asking

REFERENCE = Reference()


def restored(applications: pl.DataFrame, findings: pl.DataFrame, vocabulary: Vocabulary) -> Iterator[Application]:
    """The applications of these rows, which were checked before, in the rows' order."""
    asking = Asking(vocabulary)
    of_each = findings_of(applications, findings)
    for row in _given(applications).iter_rows(named=True):
        document = asking.document(row, of_each.get(row["applicationId"], ()))
        yield Application.from_document(orjson.dumps(document))


def findings_of(applications: pl.DataFrame, findings: pl.DataFrame) -> dict[str, list[dict[str, object]]]:
    """Application id → the rows of its findings, for these applications."""
    wanted = findings.filter(pl.col("applicationId").is_in(applications["applicationId"].implode()))
    found: dict[str, list[dict[str, object]]] = {}
    for row in _given(wanted).iter_rows(named=True):
        found.setdefault(row["applicationId"], []).append(row)
    return found


def _given(table: pl.DataFrame) -> pl.DataFrame:
    """The table without the columns in which nothing was given."""
    return table.select(column for column in table if column.null_count() < len(column))


def decided(
    application: Application, rulebook: Rulebook, named: RuleSet | None, required: RequiredExamination
) -> Decision:
    """What ``assess`` says of an application.

    Raises:
        InputRejected: it is refused.
    """
    ruleset = governing(application, rulebook, named)
    return assess(application, ruleset, engine=REFERENCE, examination_required=required)
