"""One chunk, from its rows to the files of its answer: the same bytes whoever does it and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
from polars.exceptions import PolarsError

from demokrativillkor.errors import EngineError, InputRejected
from demokrativillkor.screening.asking import rejections
from demokrativillkor.screening.checking import Checked, check, check_nested
from demokrativillkor.screening.columns import Screen
from demokrativillkor.screening.files import write_whole
from demokrativillkor.screening.plan import Plan, Rules, Which, rules_for
from demokrativillkor.screening.problems import APPLICATIONS, FINDINGS, Interrupted, Rejection
from demokrativillkor.screening.restoring import decided, findings_of, restored
from demokrativillkor.screening.results import add_up, answer, compared, with_rows
from demokrativillkor.screening.sums import Sums
from demokrativillkor.screening.survey import Chunk
from demokrativillkor.screening.tables import FAULT, ROW, reading
from demokrativillkor.screening.tidying import Tidy, tidy
from demokrativillkor.screening.verifying import Verifier
from demokrativillkor.screening.writing import csv_lines, part


@dataclass(frozen=True)
class Done:
    """A chunk that is finished: its files by what they hold, each with its digest, and what it adds up to."""

    chunk: int
    files: Mapping[str, str]
    sums: Sums

    def document(self) -> dict[str, Any]:
        """The finished chunk as plain JSON values."""
        return {"chunk": self.chunk, "files": dict(self.files), "sums": self.sums.document()}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Done:
        """The finished chunk with that :meth:`document`."""
        return cls(document["chunk"], document["files"], Sums.of(document["sums"]))


RESULTS, REJECTED, DECISIONS = "results", "rejected", "decisions"
"""What the files of a chunk hold."""


def part_path(plan: Plan, chunk: int, kind: str) -> Path:
    """Where a file of that chunk is."""
    return Path(plan.state) / "parts" / f"{chunk:06d}.{kind}"


def screen_chunk(plan: Plan, chunk: Chunk) -> Done:
    """Screen a chunk and write its files.

    Raises:
        Damaged: the input cannot be read as what it is.
        EngineError: the engine failed, or the reference says something else.
        Interrupted: the rows are not there any more.
        OSError: something could not be written.
    """
    rules, sums = rules_for(plan), Sums()
    checked = _checked(plan, chunk, rules, sums)
    results = with_rows(_screened(rules.screen, checked), checked.applications)
    checked, results = _without_refused(plan, checked, results, rules)
    answered = _answered(checked, results, rules)
    _verify(plan, checked, results, rules, sums)
    _count(chunk, checked, answered, sums)
    sums.prove()
    contents = {RESULTS: part(answered, plan.form), REJECTED: csv_lines(sorted(checked.rejected))}
    if plan.options.decisions is not Which.NONE:
        contents[DECISIONS] = _decisions(plan, checked, results, rules)
    files = {kind: write_whole(part_path(plan, chunk.number, kind), content) for kind, content in contents.items()}
    return Done(chunk.number, files, sums)


def _checked(plan: Plan, chunk: Chunk, rules: Rules, sums: Sums) -> Checked:
    applications, findings = _rows(plan, chunk)
    duplicates = _duplicates(plan)
    if plan.nested:
        return check_nested(applications, findings, duplicates)
    schema, answers = rules.screen.schema, plan.options.columns.answers
    constants = plan.options.columns.constants
    if plan.options.on:
        constants = {**constants, "decisionDate": plan.options.on}
    applications = applications.with_columns(pl.lit(value).alias(name) for name, value in constants.items())
    columns = {**schema.applications, "exceptionCovers": pl.List(pl.String)}
    tidied = (tidy(applications, APPLICATIONS, columns, answers), tidy(findings, FINDINGS, schema.findings, answers))
    for table, each in zip((APPLICATIONS, FINDINGS), tidied, strict=True):
        sums.spelled.update({(table, name): count for name, count in each.spelled.items()})
    faults = (_faults(applications, APPLICATIONS), _faults(findings, FINDINGS))
    whole = [
        Tidy(each.frame, (*found, *each.rejected), each.spelled) for found, each in zip(faults, tidied, strict=True)
    ]
    return check(whole[0], whole[1], duplicates, rules.rulebook.vocabulary)


def _screened(screen: Screen, checked: Checked) -> pl.DataFrame:
    return screen(checked.applications, checked.findings).applications.collect()


def _rows(plan: Plan, chunk: Chunk) -> tuple[pl.DataFrame, pl.DataFrame]:
    try:
        with reading():
            return _read(plan, chunk)
    except (OSError, PolarsError) as error:
        raise Interrupted(f"the input cannot be read any more ({type(error).__name__})") from None


def _read(plan: Plan, chunk: Chunk) -> tuple[pl.DataFrame, pl.DataFrame]:
    applications = plan.applications.scan().slice(chunk.start, chunk.count).collect()
    if plan.findings is None:
        return applications, _nobody()
    if chunk.file:
        return applications, pl.read_parquet(chunk.file)
    return applications, plan.findings.scan().slice(chunk.finding_start, chunk.finding_count).collect()


def _nobody() -> pl.DataFrame:
    return pl.DataFrame(schema={ROW: pl.Int64, "applicationId": pl.String, "findingId": pl.String})


def _duplicates(plan: Plan) -> pl.Series:
    return pl.read_parquet(plan.duplicates)[ROW] if plan.duplicates else pl.Series(dtype=pl.Int64)


def _faults(frame: pl.DataFrame, table: str) -> list[Rejection]:
    if FAULT not in frame.columns:
        return []
    found = frame.filter(pl.col(FAULT).is_not_null()).select(ROW, FAULT)
    return [Rejection(table, row, "", code, *_FAULTS[code]) for row, code in found.iter_rows()]


_FAULTS = {
    "too_few_fields": ("the row has fewer fields than the heading", "complete it"),
    "error_in_cell": ("a cell of the row shows an error instead of a value", "mend its formula, or empty the cell"),
    "too_many_fields": ("the row has more fields than the heading", "check the quotes and separators in it"),
}


def _without_refused(plan: Plan, checked: Checked, results: pl.DataFrame, rules: Rules) -> tuple[Checked, pl.DataFrame]:
    """What is left when the applications that the rules refuse are rejected, for the reasons that ``assess`` gives."""
    refused = results["refused"].is_not_null()
    if not refused.any():
        return checked, results
    rows = checked.applications.filter(refused)
    of_each = findings_of(rows, checked.findings)
    own = checked.findings.filter(pl.col("applicationId").is_in(rows["applicationId"].implode()))
    vocabulary, required = rules.rulebook.vocabulary, plan.options.examination
    for application, row in zip(restored(rows, own, vocabulary), rows.iter_rows(named=True), strict=True):
        try:
            decided(application, rules.rulebook, rules.named, required)
        except InputRejected as error:
            found = rejections(error.problems, row, of_each.get(row["applicationId"], ()))
            checked.rejected.extend(_of_application(each, row[ROW]) for each in found)
        else:
            raise EngineError(f"row {row[ROW]}: the columns refuse what the reference decides; no result was made")
    left = checked.findings.join(rows.select("applicationId"), on="applicationId", how="anti", maintain_order="left")
    return replace(checked, applications=checked.applications.filter(~refused), findings=left), results.filter(~refused)


def _of_application(rejection: Rejection, row: int) -> Rejection:
    """A refusal is of the application, whatever finding it is about: the finding itself is as it should be."""
    return rejection._replace(table=APPLICATIONS, row=row)


def _answered(checked: Checked, results: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    answered = answer(results, checked.applications, rules.screen)
    if rules.other is None:
        return answered
    other = _screened(rules.other, checked)
    return compared(answered, other, rules.other)


def _verify(plan: Plan, checked: Checked, results: pl.DataFrame, rules: Rules, sums: Sums) -> None:
    options = plan.options
    verifier = Verifier(rules.rulebook, rules.named, rules.screen, rules.meant)
    with rules.turn:
        verified = verifier.verify(checked.applications, checked.findings, results, options.verify, options.seed)
    sums.other.update({("verified",): verified.applications, ("situations",): verified.situations})


def _count(chunk: Chunk, checked: Checked, answered: pl.DataFrame, sums: Sums) -> None:
    for table, read in ((APPLICATIONS, chunk.count), (FINDINGS, chunk.finding_count)):
        sums.rows["read", table] = read
        sums.rows["rejected", table] = len({each.row for each in checked.rejected if each.table == table})
    sums.rows["results", APPLICATIONS] = len(answered)
    sums.rows["used", FINDINGS] = len(checked.findings)
    sums.rows["setAside", FINDINGS] = checked.set_aside()
    sums.rejected.update((each.table, each.column, each.code) for each in checked.rejected)
    sums.other["masked",] = checked.masked
    add_up(answered, sums)


def _decisions(plan: Plan, checked: Checked, results: pl.DataFrame, rules: Rules) -> bytes:
    applications, findings = checked.applications, checked.findings
    if plan.options.decisions is Which.ADVERSE:
        applications = applications.filter(results["outcome"] == "ineligible")
        findings = findings.filter(pl.col("applicationId").is_in(applications["applicationId"].implode()))
    each = restored(applications, findings, rules.rulebook.vocabulary)
    required = plan.options.examination
    lines = (decided(application, rules.rulebook, rules.named, required).canonical + b"\n" for application in each)
    return b"".join(lines)
