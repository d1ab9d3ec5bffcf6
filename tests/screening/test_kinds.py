"""Cells and columns that hold something else than text: what they show is meant, or nothing at all."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import polars as pl
import pytest
import xlsxwriter

from demokrativillkor.errors import InputRejected
from demokrativillkor.screening.naming import ColumnsFile
from demokrativillkor.screening.plan import Options, Which
from tests.support.screening import finding_row, rejected, reviewed, rows, screened, write_csv

DAY = date(2026, 4, 15)
BASE = {"applicationId": ["A-1", "A-2"], "decisionDate": [DAY, DAY]}


def found(book, tmp_path, column, values, shown):
    """What became of a column of Parquet with these values: shown in the decision, the code of its rejection, or None."""
    table = pl.DataFrame(BASE).with_columns(pl.Series(column, values))
    table.write_parquet(tmp_path / "a.parquet")
    screened(book, tmp_path / "a.parquet", tmp_path / "out.csv", options=Options(decisions=Which.ALL))
    bad = {row: code for _, row, name, code in rejected(tmp_path / "out.csv") if name == column}
    good = {int(each["row"]): each.get(shown) or None for each in rows(tmp_path / "out.csv")}
    return [bad.get(row, good.get(row)) for row in (1, 2)]


@pytest.mark.parametrize(
    ("values", "meant"),
    [
        ([DAY, None], ["2026-04-15", "missing"]),
        ([datetime(2026, 4, 15), datetime(2026, 4, 15, 12)], ["2026-04-15", "not_a_date"]),
        ([20260415, 2026], ["2026-04-15", "not_a_date"]),
        ([True, False], ["not_a_date", "not_a_date"]),
        (pl.Series(["2026-04-15", "15/4 2026"], dtype=pl.Categorical), ["2026-04-15", "2026-04-15"]),
    ],
)
def test_days_of_parquet(values, meant, book, tmp_path):
    assert found(book, tmp_path, "decisionDate", values, "decisionDate") == meant


@pytest.mark.parametrize(
    ("values", "meant"),
    [
        ([12, None], ["12", None]),
        ([12.0, 12.5], ["12", "wrong_type"]),
        ([float("nan"), float("inf")], ["wrong_type", "wrong_type"]),
        (["", "12"], [None, "12"]),
        (pl.Series(["12", "13"], dtype=pl.Enum(["12", "13"])), ["12", "13"]),
    ],
)
def test_text_of_parquet(values, meant, book, tmp_path):
    assert found(book, tmp_path, "diaryNumber", values, "diaryNumber") == meant


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ([True, False], [None, None]),
        (["ja", "kanske"], [None, "unknown_answer"]),
        ([1, None], ["unknown_answer", None]),
        (pl.Series(["yes", "no"], dtype=pl.Categorical), [None, None]),
    ],
)
def test_answers_of_parquet(values, codes, book, tmp_path):
    assert found(book, tmp_path, "hasStatutes", values, "nothing") == codes


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ([2026.0, 2026.5], [None, "wrong_type"]),
        ([Decimal("2026"), None], [None, None]),
        (pl.Series(["2026", "2 026"], dtype=pl.Categorical), [None, None]),
        ([date(1975, 3, 17), None], ["wrong_type", None]),
        (["  ", "i fjol"], [None, "wrong_type"]),
    ],
)
def test_whole_numbers_of_parquet(values, codes, book, tmp_path):
    assert found(book, tmp_path, "grantYear", values, "nothing") == codes


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ([["opinion"], []], ["stopped_reason", None]),
        (["opinion; opinion", " "], ["stopped_reason", None]),
        ([["opinion", None], None], ["null", None]),
        ([1.5, None], ["wrong_type", None]),
    ],
)
def test_lists_of_parquet(values, codes, book, tmp_path):
    assert found(book, tmp_path, "reliesOn", values, "nothing") == codes


@pytest.mark.parametrize("column", ["decisionDate", "diaryNumber", "grantYear", "hasStatutes", "reliesOn"])
@pytest.mark.parametrize(
    "values",
    [
        [b"yes", b"\xff"],
        [timedelta(1), None],
        [time(1), None],
        [{"a": 1}, None],
        [[{"a": 1}], None],
        [[["yes"]], None],
        pl.Series([["a", "b"], None], dtype=pl.Array(pl.String, 2)),
    ],
    ids=["bytes", "duration", "time", "struct", "list of structs", "list of lists", "array"],
)
def test_a_column_of_parquet_that_holds_no_single_value_is_refused(column, values, book, tmp_path):
    pl.DataFrame(BASE).with_columns(pl.Series(column, values)).write_parquet(tmp_path / "a.parquet")
    with pytest.raises(InputRejected) as caught:
        screened(book, tmp_path / "a.parquet", tmp_path / "out.csv")
    message = f"applications: the column {column} holds something that is neither text, number, date nor yes or no"
    assert str(caught.value) == f"{message}; store it as text"


def test_cells_of_a_workbook_mean_what_they_show(book, tmp_path):
    headings = ("applicationId", "decisionDate", "diaryNumber", "hasStatutes", "grantYear", "", "")
    cells = [
        ("A-1", datetime(2026, 4, 15), 12, True, 2026),
        ("A-2", datetime(2026, 4, 15, 12, 30), 12.5, False, 2026.5),
        (),
        ("A-3", "15 april 2026", "", "vet ej", ""),
        (4, datetime(2026, 4, 15), datetime(2026, 4, 15), "nej", "2 026"),
    ]
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as written:
        sheet = written.add_worksheet("Blad1")
        looks = written.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for row, each in enumerate((headings, *cells), 3):  # a heading need not stand on the first row
            for column, value in enumerate(each):
                sheet.write(row, column, value, looks if isinstance(value, datetime) else None)
    report = screened(book, tmp_path / "a.xlsx", tmp_path / "out.csv")
    shown = [(each["row"], each["applicationId"], each["diaryNumber"]) for each in rows(tmp_path / "out.csv")]
    assert shown == [("5", "A-1", "12"), ("8", "A-3", ""), ("9", "4", "2026-04-15")]
    assert rejected(tmp_path / "out.csv") == [
        ("applications", 6, "decisionDate", "not_a_date"),
        ("applications", 6, "grantYear", "wrong_type"),
    ]
    assert report["notes"] == [{"sv": "ansökningar: blad 1", "en": "applications: sheet 1"}]


def test_a_cell_that_shows_an_error_is_not_an_empty_one(book, tmp_path):
    headings = ("applicationId", "decisionDate", "hasStatutes", *(f"note {number}" for number in range(30)))
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as written:
        written.add_worksheet("Ansökningar å & ä").hide()
        sheet = written.add_worksheet("Ansökningar")
        sheet.write_row(1, 0, headings)
        for number in range(1, 5):
            sheet.write_row(1 + number, 0, (f"A-{number}", "2026-04-15", "yes"))
        sheet.write_formula(2, 2, "=NA()", None, "#N/A")
        sheet.write_formula(3, 29, "=1/0", None, "#DIV/0!")
        sheet.write_formula(4, 0, "=X1", None, "#REF!")
        sheet.write_formula(5, 2, '="ja"', None, "ja")
        for column in range(3):
            sheet.write_formula(6, column, "=X1", None, "#REF!")
    screened(book, tmp_path / "a.xlsx", tmp_path / "out.csv", options=Options(columns=ColumnsFile(ignore="all")))
    assert [each["applicationId"] for each in rows(tmp_path / "out.csv")] == ["A-2", "A-4"]
    found = [each for each in rejected(tmp_path / "out.csv") if each[3] == "error_in_cell"]
    assert found == [
        ("applications", 3, "", "error_in_cell"),
        ("applications", 5, "", "error_in_cell"),
        ("applications", 7, "", "error_in_cell"),
    ]


@pytest.mark.parametrize(
    ("sheets", "code"),
    [([], "empty"), (["applications", "findings"], "empty"), (["Blad1", "Blad2"], "no_sheet")],
)
def test_a_workbook_without_applications_is_refused(sheets, code, book, tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as written:
        for name in sheets:
            written.add_worksheet(name)
    with pytest.raises(InputRejected) as caught:
        screened(book, tmp_path / "a.xlsx", tmp_path / "out.csv")
    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize(
    ("more", "of_finding", "at"),
    [
        ({"closings": "[{"}, {}, ("applications", "closings", "not_json")),
        ({"closings": "[" * 5000}, {}, ("applications", "closings", "not_json")),
        ({"closings": "{}"}, {}, ("applications", "closings", "wrong_type")),
        ({"closings": '[{"by": "nobody"}]'}, {}, ("applications", "closings", "unknown_value")),
        ({"organisationName": "x" * 301}, {}, ("applications", "organisationName", "too_long")),
        (
            {"periodFirst": "2026-02-01", "periodLast": "2026-01-01"},
            {},
            ("applications", "periodLast", "contradiction"),
        ),
        ({"awardDate": "2027-01-01"}, {}, ("applications", "awardDate", "contradiction")),
        ({"grantYear": "1500"}, {}, ("applications", "grantYear", "wrong_value")),
        ({"exceptionOutcome": "granted"}, {}, ("applications", "exceptionOutcome", "missing")),
        ({"exceptionBy": "decision_maker"}, {}, ("applications", "exceptionOutcome", "missing")),
        ({}, {"evidence": "nej"}, ("findings", "evidence", "not_json")),
        ({}, {"evidence": '[{"kind": "rumour"}]'}, ("findings", "evidence", "unknown_value")),
        ({}, {"findingId": "F 1"}, ("findings", "findingId", "wrong_form")),
    ],
)
def test_what_only_a_reading_as_an_application_finds_names_row_and_column(more, of_finding, at, book, tmp_path):
    screened(
        book,
        write_csv(tmp_path / "a.csv", [reviewed(1), reviewed(2, **more)]),
        tmp_path / "out.csv",
        findings=write_csv(tmp_path / "f.csv", [finding_row(1, 2), finding_row(2, 2) | of_finding]),
    )
    assert [each["applicationId"] for each in rows(tmp_path / "out.csv")] == ["A-1"]
    assert (at[0], 3, *at[1:]) in rejected(tmp_path / "out.csv")


def test_evidence_and_closings_as_json_text_are_those_of_the_application(book, tmp_path):
    evidence = '[{"kind": "minutes", "reference": "Dnr 1"}]'
    screened(
        book,
        write_csv(tmp_path / "a.csv", [reviewed(1)]),
        tmp_path / "out.csv",
        findings=write_csv(tmp_path / "f.csv", [finding_row(1, 1, evidence=evidence)]),
        options=Options(decisions=Which.ALL),
    )
    assert rejected(tmp_path / "out.csv") == []
    assert len((tmp_path / "out.decisions.jsonl").read_bytes().splitlines()) == 1
