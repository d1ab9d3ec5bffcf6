"""Running a screening in a test, and what it gave."""

import csv
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from demokrativillkor.errors import InputRejected
from demokrativillkor.screening.finishing import Outputs
from demokrativillkor.screening.inputs import Given
from demokrativillkor.screening.plan import Options
from demokrativillkor.screening.running import Wanted, run


@dataclass
class Listening:
    """Remembers what was said, and can do something between two chunks."""

    said: list[str] = field(default_factory=list)
    between: Any = None
    chunks: int = 0

    def say(self, text):
        self.said.append(text)

    def begin(self, step, total, done):
        self.said.append(f"{step} {done} of {total}")

    def advance(self, _rows):
        self.chunks += 1
        if self.between:
            self.between(self.chunks)


def screened(book, source, out, *, findings=None, listening=None, options=None, **wanted):
    """The report of a run."""
    request = Wanted(
        given=Given(Path(source), Path(findings) if findings else None),
        outputs=Outputs.beside(Path(out)),
        options=options or Options(),
        **wanted,
    )
    return run(request, book, listening or Listening()).report


def refused(book, source, tmp_path, **more):
    """Place and code of each mistake for which an input is refused, and nothing written."""
    with pytest.raises(InputRejected) as caught:
        screened(book, source, tmp_path / "out.csv", **more)
    assert not (tmp_path / "out.csv").exists()
    return [(problem.place, problem.code) for problem in caught.value.problems]


def rows(path):
    with Path(path).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def rejected(out):
    """(table, row, column, code) of each rejected row."""
    path = Outputs.beside(Path(out)).rejected
    return [(each["table"], int(each["row"]), each["column"], each["code"]) for each in rows(path)]


def write_lines(path, documents):
    Path(path).write_text("".join(json.dumps(each) + "\n" for each in documents), encoding="utf-8")
    return Path(path)


def reviewed(number, **more):
    """A row of the table of applications."""
    grounds = {f"examinations.ground_{ground}": "reviewed" for ground in range(1, 5)}
    return {"applicationId": f"A-{number}", "decisionDate": "2026-04-15", **grounds, **more}


def finding_row(number, of, **more):
    return {
        "applicationId": f"A-{of}",
        "findingId": f"F{number}",
        "judgedBy": "case_officer",
        "judgedOn": "2026-03-01",
        "otherLimbs": "no",
        "established": "shown",
        "actor": "board_member",
        "context": "event",
        **more,
    }


def write_csv(path, table, separator=",", encoding="utf-8"):
    names = list(dict.fromkeys(name for row in table for name in row))
    with Path(path).open("w", encoding=encoding, newline="") as opened:
        writer = csv.DictWriter(opened, names, delimiter=separator)
        writer.writeheader()
        writer.writerows(table)
    return Path(path)


def write_workbook(path, sheets):
    with xlsxwriter.Workbook(str(path)) as written:
        for name, frame in sheets.items():
            sheet = written.add_worksheet(name)
            for column, heading in enumerate(frame.columns):
                sheet.write_string(0, column, heading)
            for number, row in enumerate(frame.iter_rows(), 1):
                for column, value in enumerate(row):
                    if value is not None:
                        sheet.write_string(number, column, str(value))
