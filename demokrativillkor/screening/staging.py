"""What was given, turned to two tables in Parquet; what is staged once is not staged again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from demokrativillkor.bilingual import Bilingual
from demokrativillkor.screening.encodings import as_utf8, encoding_of
from demokrativillkor.screening.files import write_whole
from demokrativillkor.screening.inputs import Given, namings, read_tables
from demokrativillkor.screening.journal import Journal
from demokrativillkor.screening.jsontables import Lines, read_lines, split_lines
from demokrativillkor.screening.notes import Note, written_in
from demokrativillkor.screening.plan import Form, Options, Rules, rules_at
from demokrativillkor.screening.problems import APPLICATIONS, FINDINGS, refuse
from demokrativillkor.screening.sums import Sums
from demokrativillkor.screening.tables import ROW, Table
from demokrativillkor.screening.telling import Progress
from demokrativillkor.screening.writing import csv_lines

_POSITION = re.compile("(?<=/)[0-9]+|(?<=<key )[0-9]+")
"""What tells one place of an application from another of the same kind."""

_LINES = 20_000
"""Lines of JSON that are read at a time."""


@dataclass(frozen=True)
class Staged:
    """The two tables, what is said of them, and lines that were rejected before they could be in a table.

    Attributes:
        rejections: files of rejected lines, as CSV without a heading.
    """

    applications: Table
    findings: Table | None
    nested: bool
    notes: tuple[Bilingual, ...]
    rejections: tuple[str, ...]
    sums: Sums

    @property
    def rejected(self) -> int:
        """How many lines were rejected."""
        return self.sums.rejected_rows

    def document(self) -> dict[str, Any]:
        """What was staged, as plain JSON values."""
        return {
            "applications": self.applications.document(),
            "findings": self.findings.document() if self.findings else None,
            "nested": self.nested,
            "notes": [{"sv": note.sv, "en": note.en} for note in self.notes],
            "rejections": list(self.rejections),
            "sums": self.sums.document(),
        }

    @classmethod
    def of(cls, document: dict[str, Any]) -> Staged:
        """The staged tables with that :meth:`document`."""
        findings = document["findings"]
        return cls(
            Table.of(document["applications"]),
            Table.of(findings) if findings else None,
            document["nested"],
            tuple(Bilingual(**note) for note in document["notes"]),
            tuple(document["rejections"]),
            Sums.of(document["sums"]),
        )


class Tasks(Protocol):
    """Whoever does tasks."""

    def each(self, do: Callable[..., Any], tasks: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
        """Do each, and give what it came to."""
        ...


def stage(given: Given, options: Options, journal: Journal, rules: Rules, progress: Progress, tasks: Tasks) -> Staged:
    """Turn what was given to tables.

    Raises:
        InputRejected: it cannot be.
    """
    for noted in journal.noted("staged"):
        return Staged.of(noted["staged"])
    notes: list[Bilingual] = []

    def told(text: Bilingual) -> None:
        notes.append(text)
        progress.say(text.en)

    folder = journal.folder / "staged"
    if given.form is Form.JSONL:
        staged = _lines(given.applications, folder, options, journal, told, progress, tasks)
    else:
        constants = [*options.columns.constants, *(["decisionDate"] if options.on else [])]
        naming = namings(rules.screen.schema, options.columns, constants)
        applications, findings = read_tables(given, folder, naming, told, progress)
        staged = Staged(applications, findings, False, (), (), Sums())
    staged = replace(staged, notes=tuple(notes))
    journal.note("staged", {"staged": staged.document()})
    return staged


def _lines(
    path: Path, folder: Path, options: Options, journal: Journal, note: Note, progress: Progress, tasks: Tasks
) -> Staged:
    encoding = encoding_of(path)
    if encoding.codec != "utf-8":
        note(written_in(encoding.name))
    if not encoding.is_plain:
        path, given = folder / "input.utf8.jsonl", path
        as_utf8(given, encoding, path)
    parts = list(split_lines(path, _LINES))
    if not parts:
        refuse("empty", "", "the file is empty", "check that the right file was given")
    done = {noted["part"]: noted for noted in journal.noted("lines")}
    left = [(journal.folder.absolute(), path.absolute(), number, lines, options.on)
            for number, lines in enumerate(parts) if number not in done]  # fmt: skip
    progress.begin("read", sum(lines.count for lines in parts), sum(parts[number].count for number in done))
    for noted in tasks.each(stage_lines, left):
        journal.note("lines", noted)
        done[noted["part"]] = noted
        progress.advance(parts[noted["part"]].count)
    each = [done[number] for number in range(len(parts))]
    tables = [
        Table(tuple(noted["files"][place] for noted in each), {ROW: ROW, **{name: name for name in columns}}, rows, 1)
        for place, (columns, rows) in enumerate(
            (each[0]["columns"][place], sum(noted["rows"][place] for noted in each)) for place in (0, 1)
        )
    ]
    sums = Sums.total(Sums.of(noted["sums"]) for noted in each)
    return Staged(tables[0], tables[1], True, (), tuple(noted["files"][2] for noted in each), sums)


def stage_lines(state: Path, path: Path, number: int, lines: Lines, on: str | None) -> dict[str, Any]:
    """Read some lines of JSON and write the tables they come to."""
    rules = rules_at(state / "rules")
    defaults = {"decisionDate": on} if on else {}
    schema = rules.screen.schema
    read = read_lines(path, lines, rules.rulebook.vocabulary, schema, defaults)
    names = [state / "staged" / f"{number:06d}.{kind}" for kind in (APPLICATIONS, FINDINGS, "rejected")]
    for name, content in zip(names, (read.applications, read.findings, csv_lines(read.rejected)), strict=True):
        write_whole(name, content)
    sums = Sums()
    rejected = len({each.row for each in read.rejected})
    sums.rows.update({("read", APPLICATIONS): rejected, ("rejected", APPLICATIONS): rejected})
    sums.rejected.update((each.table, _POSITION.sub("*", each.column), each.code) for each in read.rejected)
    sums.other["masked",] = read.masked
    return {
        "part": number,
        "files": [str(name) for name in names],
        "columns": [list(schema.applications), list(schema.findings)],
        "rows": list(read.rows),
        "sums": sums.document(),
    }
