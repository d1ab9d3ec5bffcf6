"""JSON Lines: applications as ``assess`` takes them, each read as ``assess`` reads it, turned to the two tables."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from demokrativillkor.errors import InputRejected, Problem
from demokrativillkor.intake import read_application
from demokrativillkor.intake.reading import LARGEST_INPUT
from demokrativillkor.rulebook import Vocabulary
from demokrativillkor.screening.columns import Schema
from demokrativillkor.screening.columns.schema import Columns
from demokrativillkor.screening.flattening import application_row, finding_rows
from demokrativillkor.screening.problems import APPLICATIONS, Rejection
from demokrativillkor.screening.tables import ROW

_BLOCK = 1 << 22


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines of a file: from which byte to which, the number of the first, and how many there are."""

    start: int
    end: int
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class Read:
    """What lines came to: the tables as Parquet, what was rejected, and how many identity numbers were masked."""

    applications: bytes
    findings: bytes
    rows: tuple[int, int]
    rejected: tuple[Rejection, ...]
    lines: int
    masked: int


def split_lines(path: Path, most: int) -> Iterator[Lines]:
    """The file in parts of at most so many lines; every line is in one of them."""
    start, offset, first, line, unfinished = 0, 0, 1, 1, False
    with path.open("rb") as opened:
        while block := opened.read(_BLOCK):
            at = block.find(b"\n")
            while at >= 0:
                line += 1
                if line - first == most:
                    yield Lines(start, offset + at + 1, first, most)
                    start, first = offset + at + 1, line
                at = block.find(b"\n", at + 1)
            offset += len(block)
            unfinished = not block.endswith(b"\n")
    if offset > start:
        yield Lines(start, offset, first, line - first + unfinished)


def read_lines(path: Path, lines: Lines, vocabulary: Vocabulary, schema: Schema, defaults: dict[str, str]) -> Read:
    """Read these lines; one that ``assess`` would reject is rejected with the same problems."""
    applications: list[dict[str, object]] = []
    findings: list[dict[str, object]] = []
    rejected: list[Rejection] = []
    count = masked = 0
    for number, content in _contents(path, lines):
        count += 1
        try:
            intake = read_application(content, vocabulary, defaults=defaults)
        except InputRejected as error:
            rejected.extend(rejection(problem, number) for problem in error.problems)
            continue
        masked += sum(text.count for text in intake.masked)
        applications.append({ROW: number, **application_row(intake.application)})
        findings.extend({ROW: number, **row} for row in finding_rows(intake.application))
    tables = (_parquet(applications, schema.applications), _parquet(findings, schema.findings))
    return Read(*tables, (len(applications), len(findings)), tuple(rejected), count, masked)


def rejection(problem: Problem, row: int) -> Rejection:
    """A problem with an application, as the rejection of its line; the pointer stands for the column."""
    return Rejection(APPLICATIONS, row, problem.place, problem.code, problem.message, problem.suggestion)


def _contents(path: Path, lines: Lines) -> Iterator[tuple[int, bytes]]:
    """The lines in which something is written; one that is too long is cut, and refused for that later."""
    with path.open("rb") as opened:
        opened.seek(lines.start)
        number = lines.first - 1
        while opened.tell() < lines.end:
            number += 1
            content = opened.readline(LARGEST_INPUT + 2)
            cut = content
            while not cut.endswith(b"\n") and (cut := opened.readline(_BLOCK)):
                pass
            if content.strip():
                yield number, content.rstrip(b"\r\n")


def _parquet(rows: list[dict[str, object]], columns: Columns) -> bytes:
    written = io.BytesIO()
    pl.DataFrame(rows, schema={ROW: pl.Int64(), **columns}).write_parquet(written)
    return written.getvalue()
