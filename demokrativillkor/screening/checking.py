"""One chunk held against everything that an application must be: what is left can be screened as it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from demokrativillkor.application import Application
from demokrativillkor.rule import Scope
from demokrativillkor.rulebook import Vocabulary
from demokrativillkor.screening.asking import Asking
from demokrativillkor.screening.problems import APPLICATIONS, FINDINGS, Rejection
from demokrativillkor.screening.proving import doubtful_application, doubtful_finding
from demokrativillkor.screening.restoring import findings_of
from demokrativillkor.screening.tables import ROW
from demokrativillkor.screening.tidying import Tidy

_MOST_FINDINGS = 1000
_OF = "\u0000of"
"""The row of the application that a finding belongs to."""

_SAID = {
    "missing": ("is missing", "add it"),
    "duplicate_application": ("another row has this id", "give each application one row; none of them is screened"),
    "unknown_application": ("no application has this id", "write it as in the table of applications"),
    "duplicate_id": ("another finding of the application has this id", "give each finding its own id"),
    "too_many": ("the application has more findings than can be read", f"use at most {_MOST_FINDINGS}"),
    "finding_rejected": ("a finding of this application is rejected", "mend the finding: it could decide"),
}


@dataclass
class Checked:
    """What can be screened, and what is rejected.

    Attributes:
        links: every finding that was read, by its row, with the row of its application.
        masked: how many identity numbers were masked.
    """

    applications: pl.DataFrame
    findings: pl.DataFrame
    links: pl.DataFrame
    rejected: list[Rejection] = field(default_factory=list)
    masked: int = 0

    def set_aside(self) -> int:
        """How many findings are not rejected, and not used because their application is."""
        gone, bad = (_rows_of(self.rejected, table).implode() for table in (APPLICATIONS, FINDINGS))
        return len(self.links.filter(pl.col(_OF).is_in(gone) & ~pl.col(ROW).is_in(bad)))


def check_nested(applications: pl.DataFrame, findings: pl.DataFrame, duplicates: pl.Series) -> Checked:
    """Check applications that were read one by one: only an id that stands twice can be wrong with them."""
    rejected = [
        _rejection(APPLICATIONS, row, "/id", "duplicate_application") for row in _among(applications, duplicates)
    ]
    links = findings.select(pl.lit(0, pl.Int64).alias(ROW), pl.col(ROW).alias(_OF))
    return _without(Checked(applications, findings, links, rejected), findings[ROW])


def check(applications: Tidy, findings: Tidy, duplicates: pl.Series, vocabulary: Vocabulary) -> Checked:
    """Check applications and findings as they were read from columns."""
    rejected = [*applications.rejected, *findings.rejected]
    rows = _linked(findings.frame, applications.frame, twice=len(duplicates) > 0)
    rejected += _application_rows(applications.frame, duplicates, rejected)
    rejected += _finding_rows(rows, rejected)
    rejected += _through_findings(rows, rejected)
    covered = _with_covered(applications.frame, rows)
    links = rows.select(ROW, _OF)
    checked = _without(Checked(applications.frame, covered.drop(_OF), links, rejected), rows[_OF])
    return _asked(checked, vocabulary)


def _linked(findings: pl.DataFrame, applications: pl.DataFrame, *, twice: bool) -> pl.DataFrame:
    """The findings, each with the row of its application; an id may stand twice, or surely does not."""
    of = applications.lazy().select("applicationId", pl.col(ROW).alias(_OF))
    if twice:
        of = of.unique("applicationId", keep="first")
    return findings.lazy().join(of, on="applicationId", how="left", maintain_order="left").collect()


def _application_rows(
    applications: pl.DataFrame, duplicates: pl.Series, rejected: Sequence[Rejection]
) -> list[Rejection]:
    found = [
        _rejection(APPLICATIONS, row, "applicationId", "duplicate_application")
        for row in _among(applications, duplicates)
    ]
    for name in ("applicationId", "decisionDate"):
        found += _missing(applications, APPLICATIONS, name, rejected)
    return found


def _finding_rows(rows: pl.DataFrame, rejected: Sequence[Rejection]) -> list[Rejection]:
    found: list[Rejection] = []
    for name in ("applicationId", "findingId", "judgedBy", "judgedOn"):
        found += _missing(rows, FINDINGS, name, rejected)
    together = [pl.col("applicationId"), pl.col("findingId")]
    of_one = pl.col("findingId").count().over("applicationId")
    for column, code, wrong in (
        ("applicationId", "unknown_application", pl.col(_OF).is_null() & pl.col("applicationId").is_not_null()),
        ("findingId", "duplicate_id", pl.struct(together).is_duplicated() & pl.col("findingId").is_not_null()),
        ("applicationId", "too_many", of_one > _MOST_FINDINGS),
    ):
        found += [_rejection(FINDINGS, row, column, code) for row in rows.filter(wrong)[ROW]]
    return found


def _missing(rows: pl.DataFrame, table: str, name: str, rejected: Sequence[Rejection]) -> list[Rejection]:
    """A rejection for each row without a value there, unless what stood there was rejected before."""
    if name in rows.columns and not rows[name].has_nulls():
        return []
    empty = rows.filter(pl.col(name).is_null())[ROW] if name in rows.columns else rows[ROW]
    before = {each.row for each in rejected if each.table == table and each.column == name}
    return [_rejection(table, row, name, "missing") for row in empty if row not in before]


def _through_findings(rows: pl.DataFrame, rejected: Iterable[Rejection]) -> list[Rejection]:
    """An application is not screened without one of its findings."""
    bad = _rows_of(rejected, FINDINGS)
    through = rows.filter(pl.col(ROW).is_in(bad.implode()))[_OF].drop_nulls().unique().sort().to_list()
    return [_rejection(APPLICATIONS, row, "", "finding_rejected") for row in through]


def _with_covered(applications: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The findings, each with whether the exception's judgement covers it."""
    if "exceptionCovers" not in applications.columns:
        return rows
    covers = applications.select(pl.col(ROW).alias(_OF), pl.col("exceptionCovers").alias("findingId"))
    covers = covers.drop_nulls().explode("findingId").drop_nulls().unique().with_columns(covered=pl.lit(value=True))
    return rows.join(covers, on=[_OF, "findingId"], how="left", maintain_order="left")


def _without(checked: Checked, of: pl.Series) -> Checked:
    """What is left when every rejected application is gone, with its findings and those of nobody."""
    gone, lost = _rows_of(checked.rejected, APPLICATIONS), of.is_null()
    applications, findings = checked.applications, checked.findings
    if len(gone):
        applications = applications.filter(~pl.col(ROW).is_in(gone.implode()))
        lost = lost | of.is_in(gone.implode()).fill_null(value=False)
    if lost.any():
        findings = findings.filter(~lost)
    return replace(checked, applications=applications, findings=findings)


def _rows_of(rejected: Iterable[Rejection], table: str) -> pl.Series:
    return pl.Series(sorted({each.row for each in rejected if each.table == table}), dtype=pl.Int64)


def _asked(checked: Checked, vocabulary: Vocabulary) -> Checked:
    """Ask of each doubtful application whether ``assess`` would reject it."""
    applications, findings = checked.applications, checked.findings
    factors = vocabulary.about(Scope.EXCEPTION)
    doubtful = applications.filter(
        doubtful_application(applications.columns, factors) | _doubtful_covers(applications, findings)
    )
    by_finding = findings.filter(doubtful_finding(findings.columns))["applicationId"].unique()
    if len(by_finding):
        also = applications.filter(pl.col("applicationId").is_in(by_finding.implode()))
        doubtful = pl.concat([doubtful, also]).unique(ROW).sort(ROW)
    if doubtful.is_empty():
        return checked
    asking = Asking(vocabulary)
    of_each = findings_of(doubtful, findings)
    mended: list[Application] = []
    rows: list[int] = []
    for row in doubtful.iter_rows(named=True):
        asked = asking.read(row, of_each.get(row["applicationId"], ()))
        checked.rejected.extend(_with_application(asked.rejected, row[ROW]))
        checked.masked += asked.masked
        if asked.application:
            mended.append(asked.application)
            rows.append(row[ROW])
    of = _linked(findings.select("applicationId"), applications, twice=False)[_OF]
    return _without(replace(checked, applications=_mended(applications, mended, rows)), of)


def _doubtful_covers(applications: pl.DataFrame, findings: pl.DataFrame) -> pl.Expr:
    """Whether a judgement covers more than there is, or something twice."""
    if "exceptionCovers" not in applications.columns:
        return pl.lit(value=False)
    covered = (
        Counter(findings.filter(pl.col("covered"))["applicationId"].to_list()) if "covered" in findings.columns else {}
    )
    named = applications.select("applicationId", pl.col("exceptionCovers").list.len()).drop_nulls()
    doubtful = [each for each, count in named.iter_rows() if covered.get(each, 0) != count]
    return pl.col("applicationId").is_in(doubtful)


def _with_application(rejected: Sequence[Rejection], row: int) -> Sequence[Rejection]:
    """These, and one of the application where only its findings are rejected."""
    if rejected and all(each.table == FINDINGS for each in rejected):
        return (*rejected, _rejection(APPLICATIONS, row, "", "finding_rejected"))
    return rejected


def _mended(applications: pl.DataFrame, mended: Sequence[Application], rows: Sequence[int]) -> pl.DataFrame:
    """The applications with what reading them changed: numbers masked, and written as they are in the register."""
    values = {
        "exceptionReasons": [each.exception.reasons if each.exception else None for each in mended],
        "organisationNumber": [each.organisation.number if each.organisation else None for each in mended],
    }
    there = {name: pl.Series(each, dtype=pl.String) for name, each in values.items() if name in applications.columns}
    if not there or not rows:
        return applications
    return applications.update(pl.DataFrame({ROW: pl.Series(rows, dtype=pl.Int64), **there}), on=ROW, how="left")


def _among(applications: pl.DataFrame, duplicates: pl.Series) -> list[int]:
    return applications[ROW].filter(applications[ROW].is_in(duplicates.implode())).to_list() if len(duplicates) else []


def _rejection(table: str, row: int, column: str, code: str) -> Rejection:
    message, remedy = _SAID[code]
    return Rejection(table, row, column, code, message, remedy)
