"""Rows read as ``assess`` reads an application: the slow way, for rows of which something may be wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from demokrativillkor.application import Application
from demokrativillkor.errors import InputRejected, Problem
from demokrativillkor.intake import read_application
from demokrativillkor.rule import Scope
from demokrativillkor.rulebook import Vocabulary
from demokrativillkor.screening.problems import APPLICATIONS, FINDINGS, Rejection
from demokrativillkor.screening.tables import ROW

Row = Mapping[str, Any]

_EXAMINATION = "examinations."
_FIELDS = {
    "id": "applicationId",
    "decisionDate": "decisionDate",
    "diaryNumber": "diaryNumber",
    "grant": "grant",
    "grantForm": "grantForm",
    "stage": "stage",
    "awardDate": "awardDate",
    "grantYear": "grantYear",
    "recipientKind": "recipientKind",
    "reliesOn": "reliesOn",
}
_PARTS = {
    "organisation": {"number": "organisationNumber", "name": "organisationName"},
    "period": {"first": "periodFirst", "last": "periodLast"},
    "exception": {
        "outcome": "exceptionOutcome",
        "by": "exceptionBy",
        "on": "exceptionOn",
        "reasons": "exceptionReasons",
        "covers": "exceptionCovers",
    },
}
_OF_FINDING = {"id": "findingId", "judgedBy": "judgedBy", "judgedOn": "judgedOn", "otherLimbs": "otherLimbs"}
_COLUMNS = {
    **{f"/{field}": column for field, column in _FIELDS.items()},
    **{f"/{part}/{field}": column for part, fields in _PARTS.items() for field, column in fields.items()},
    "/period": "periodFirst",
    "/exception": "exceptionOutcome",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What reading a row came to: why it is rejected, or the application, and how many numbers were masked."""

    rejected: tuple[Rejection, ...]
    application: Application | None
    masked: int = 0


class Asking:
    """Reads rows as applications, under a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._facts = vocabulary.about(Scope.APPLICATION, Scope.PARTNERSHIP, Scope.AUTHORITY)
        self._factors = vocabulary.about(Scope.EXCEPTION)
        self._of_finding = vocabulary.about(Scope.FINDING)

    def read(self, application: Row, findings: Sequence[Row]) -> Asked:
        """The application of these rows."""
        try:
            document = self.document(application, findings)
        except _NotJson as error:
            return Asked((error.rejection,), None)
        try:
            intake = read_application(json.dumps(document, default=str).encode(), self._vocabulary)
        except InputRejected as rejected:
            return Asked(rejections(rejected.problems, application, findings), None)
        return Asked((), intake.application, sum(text.count for text in intake.masked))

    def document(self, row: Row, findings: Sequence[Row]) -> dict[str, Any]:
        """The application of these rows as plain values, as it would be given in JSON."""
        document: dict[str, Any] = _given(row, _FIELDS)
        for part, fields in _PARTS.items():
            if given := _given(row, fields):
                document[part] = given
        factors = _answers(row, self._factors)
        if "exception" in document or factors:
            covered = [each["findingId"] for each in findings if each.get("covered")]
            document["exception"] = {"covers": covered, **document.get("exception", {}), "factors": factors}
        document["facts"] = _answers(row, self._facts)
        document["examinations"] = {
            name.removeprefix(_EXAMINATION): value
            for name, value in row.items()
            if name.startswith(_EXAMINATION) and value is not None
        }
        document |= _json(row, "closings", APPLICATIONS)
        document["findings"] = [self._finding(each) for each in findings]
        return document

    def _finding(self, row: Row) -> dict[str, Any]:
        given = _given(row, _OF_FINDING) | {"facts": _answers(row, self._of_finding)}
        return given | _json(row, "evidence", FINDINGS)


def rejections(problems: Iterable[Problem], application: Row, findings: Sequence[Row]) -> tuple[Rejection, ...]:
    """The problems of an application, with the row and the column that each is about."""
    return tuple(_rejection(problem, application, findings) for problem in problems)


def _rejection(problem: Problem, application: Row, findings: Sequence[Row]) -> Rejection:
    said = (problem.code, problem.message, problem.suggestion)
    found = re.match("/findings/([0-9]+)(?:/(.+))?", problem.place)
    if found and int(found[1]) < len(findings):
        column = _column_of_finding(found[2] or "")
        return Rejection(FINDINGS, findings[int(found[1])][ROW], column, *said)
    return Rejection(APPLICATIONS, application[ROW], _column(problem.place), *said)


def _column(place: str) -> str:
    parts = place.split("/")
    for length in (len(parts), 3, 2):
        if (known := "/".join(parts[:length])) in _COLUMNS:
            return _COLUMNS[known]
    return "closings" if parts[1:2] == ["closings"] else ""


def _column_of_finding(place: str) -> str:
    first, _, rest = place.partition("/")
    return _OF_FINDING.get(first, rest if first == "facts" else first)


def _given(row: Row, fields: Mapping[str, str]) -> dict[str, Any]:
    return {field: value for field, column in fields.items() if (value := row.get(column)) is not None}


def _answers(row: Row, facts: Container[str]) -> dict[str, Any]:
    return {column: value for column, value in row.items() if value is not None and column in facts}


class _NotJson(Exception):
    def __init__(self, rejection: Rejection) -> None:
        self.rejection = rejection


def _json(row: Row, column: str, table: str) -> dict[str, Any]:
    text = row.get(column)
    if text is None:
        return {}
    try:
        return {column: json.loads(text)}
    except (ValueError, RecursionError):
        remedy = "write the list as it stands in an application, or leave it out"
        raise _NotJson(Rejection(table, row[ROW], column, "not_json", "this is not JSON", remedy)) from None
