"""What is wrong with an input is said with place, cause and remedy, and what is right in it is screened."""

from errno import ENOSPC
from zipfile import ZipFile

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from benchmarks.rounds import applications, findings
from demokrativillkor.errors import ConfigurationError, InputRejected
from demokrativillkor.screening import finishing, writing
from demokrativillkor.screening.finishing import Outputs
from demokrativillkor.screening.inputs import Given
from demokrativillkor.screening.plan import Options
from demokrativillkor.screening.problems import Interrupted
from demokrativillkor.screening.running import Wanted, run
from tests.support.screening import (
    Listening,
    finding_row,
    refused,
    rejected,
    reviewed,
    rows,
    screened,
    write_csv,
    write_lines,
    write_workbook,
)

PERSON = "900118-9811"
"""A number that Skatteverket keeps for tests."""


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"\n\n", "empty"),
        ("a.csv", b"  \n;;\n", "empty"),
        ("a.csv", b"  \napplicationId,decisionDate\n", "missing_column"),
        ("a.jsonl", b"", "empty"),
        ("a.parquet", b"", "not_parquet"),
        ("a.parquet", b"PAR1 and nothing more", "not_parquet"),
        ("a.xlsx", b"", "not_excel"),
        ("a.xlsx", b"PK\x03\x04 cut", "not_excel"),
        ("a.doc", b"x", "unknown_form"),
        ("a.csv", b'applicationId,decisionDate\nA-1,"2026-04-15\nA-2,2026-04-15\n', "not_csv"),
        ("a.csv", b"applicationId,applicationId,decisionDate\n1,2,3\n", "duplicate_column"),
        ("a.csv", b"applicationId\nA-1\n", "missing_column"),
        ("a.csv", b"applicationId,decisionDate,hasStatute\nA-1,2026-04-15,yes\n", "unknown_column"),
        ("a.csv", b"applicationId,decisionDate,900118-9811\nA-1,2026-04-15,yes\n", "personal_number"),
    ],
)
def test_a_file_that_is_no_such_file_is_refused_whole(name, content, code, book, tmp_path):
    source = tmp_path / name
    source.write_bytes(content)
    found = refused(book, source, tmp_path)
    assert code in {each for _, each in found}


@pytest.mark.parametrize(
    ("content", "ending", "message", "remedy"),
    [
        ("xlsx", "csv", "the file is an Excel workbook, its name says a text table", ".xlsx"),
        ("xlsx", "jsonl", "the file is an Excel workbook, its name says JSON Lines", ".xlsx"),
        ("xlsx", "parquet", "the file is an Excel workbook, its name says a Parquet file", ".xlsx"),
        ("parquet", "csv", "the file is a Parquet file, its name says a text table", ".parquet"),
        ("parquet", "jsonl", "the file is a Parquet file, its name says JSON Lines", ".parquet"),
        ("parquet", "xlsx", "the file is a Parquet file, its name says an Excel workbook", ".parquet"),
        ("csv", "xlsx", "the file is a text table, its name says an Excel workbook", ".csv"),
        ("csv", "parquet", "the file is a text table, its name says a Parquet file", ".csv"),
        ("csv", "jsonl", "the file is a text table, its name says JSON Lines", ".csv"),
        ("jsonl", "xlsx", "the file is JSON Lines, its name says an Excel workbook", ".jsonl"),
        ("jsonl", "csv", "the file is JSON Lines, its name says a text table", ".jsonl"),
    ],
)
def test_a_file_whose_name_says_another_form_than_it_has_is_told_what_it_is(
    content, ending, message, remedy, whole, tmp_path
):
    text = {"csv": "applicationId,decisionDate\nÅ-1,2026-04-15\n".encode("latin-1"), "jsonl": b'{"id":"A-1"}\n'}
    source = tmp_path / f"a.{ending}"
    source.write_bytes(text[content] if content in text else (whole / f"a.{content}").read_bytes())
    with pytest.raises(InputRejected) as caught:
        _ = Given(source, None).form
    (problem,) = caught.value.problems
    assert (problem.place, problem.code, problem.message) == ("INPUT", "other_form", message)
    assert problem.suggestion == f"end its name with {remedy}"


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (b'id":"A-0","decisionDate"}\n{"id":"A-1"}\n', "jsonl"),
        (b'cut off, here\n{"id":"A-1"}\n', "jsonl"),
        (b"not a heading\n", "jsonl"),
        (b"[\n", "jsonl"),
        (b"{applicationId};decisionDate\n", "csv"),
        ("\ufeffapplicationId;decisionDate\n".encode("utf-16-le"), "csv"),
        (b"", "csv"),
    ],
)
def test_a_text_that_may_be_what_its_name_says_is_read_as_that(content, ending, tmp_path):
    source = tmp_path / f"a.{ending}"
    source.write_bytes(content)
    assert Given(source, None).form.value == ending


def test_a_byte_order_mark_hides_no_form(tmp_path):
    source = tmp_path / "a.csv"
    source.write_bytes(b'\xef\xbb\xbf{"id":"A-1"}\n')
    with pytest.raises(InputRejected, match="the file is JSON Lines"):
        _ = Given(source, None).form


def test_a_file_that_is_not_there_is_refused(book, tmp_path):
    assert refused(book, tmp_path / "a.csv", tmp_path) == [("", "unreadable")]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A round in Parquet with many row groups, and in a workbook."""
    folder = tmp_path_factory.mktemp("whole")
    applications(3_000).write_parquet(folder / "a.parquet", row_group_size=500)
    write_workbook(folder / "a.xlsx", {"applications": applications(50), "findings": findings(50, 30)})
    return folder


@pytest.mark.parametrize("left", [4, 0.01, 0.5, 0.99, -100, -8, -1])
@pytest.mark.parametrize("form", ["parquet", "xlsx"])
def test_a_file_that_was_cut_off_is_refused_wherever_it_was_cut(form, left, whole, book, tmp_path):
    content = (whole / f"a.{form}").read_bytes()
    source = tmp_path / f"cut.{form}"
    source.write_bytes(content[: int(len(content) * left) if isinstance(left, float) else left])
    place, code = {"parquet": ("applications", "not_parquet"), "xlsx": ("", "not_excel")}[form]
    assert refused(book, source, tmp_path) == [(place, code)]


@pytest.mark.parametrize("at", [0.1, 0.33, 0.5])
def test_parquet_with_rubbish_in_its_middle_is_refused_and_leaves_nothing(at, whole, book, tmp_path):
    content = bytearray((whole / "a.parquet").read_bytes())
    start = int(len(content) * at)
    content[start : start + 200] = bytes(200)
    source = tmp_path / "rubbish.parquet"
    source.write_bytes(content)
    assert refused(book, source, tmp_path, options=Options(most=1_000)) == [("", "damaged")]
    assert {path.name for path in tmp_path.iterdir()} == {"rubbish.parquet"}


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml"])
def test_a_workbook_with_half_a_sheet_in_it_is_refused(part, whole, book, tmp_path):
    source = tmp_path / "half.xlsx"
    with ZipFile(whole / "a.xlsx") as given, ZipFile(source, "w") as written:
        for name in given.namelist():
            content = given.read(name)
            written.writestr(name, content[: len(content) // 2] if name == part else content)
    assert refused(book, source, tmp_path) == [("", "not_excel")]


def test_a_workbook_is_not_asked_for_more_rows_than_a_sheet_holds(book, tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "MOST_ROWS_OF_A_SHEET", 2)
    source = write_csv(tmp_path / "a.csv", [reviewed(number) for number in range(3)])
    with pytest.raises(InputRejected, match="--out: there are 3 applications, and a sheet holds 2; write .parquet or"):
        screened(book, source, tmp_path / "out.xlsx")
    assert {path.name for path in tmp_path.iterdir()} == {"a.csv"}


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_a_heading_without_rows_is_a_round_without_applications(form, book, tmp_path):
    nobody = pl.DataFrame(schema=dict.fromkeys(reviewed(1), pl.String))
    if form == "xlsx":
        write_workbook(tmp_path / "a.xlsx", {"applications": nobody})
    else:
        getattr(nobody, f"write_{form}")(tmp_path / f"a.{form}")
    for answered in ("csv", "parquet", "jsonl", "xlsx"):
        report = screened(book, tmp_path / f"a.{form}", tmp_path / f"out.{answered}", overwrite=True)
        assert report["sums"]["outcomes"] == []
    assert rows(tmp_path / "out.csv") == []
    assert pl.read_parquet(tmp_path / "out.parquet").columns == pl.read_csv(tmp_path / "out.csv").columns


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("place", [2, 6])
def test_what_stands_in_a_column_without_a_heading_is_not_passed_over(place, form, book, tmp_path):
    table = pl.DataFrame([reviewed(number) for number in range(1, 4)])
    table = table.insert_column(place, pl.Series("", [None, "no", None], dtype=pl.String))
    if form == "xlsx":
        write_workbook(tmp_path / "a.xlsx", {"applications": table})
    else:
        getattr(table, f"write_{form}")(tmp_path / f"a.{form}")
    with pytest.raises(InputRejected) as caught:
        screened(book, tmp_path / f"a.{form}", tmp_path / "out.csv")
    message = f"applications: column {place + 1} has no heading, and something stands in it"
    assert str(caught.value) == f"{message}; give it a heading, or empty it"


def test_columns_that_are_none_of_ours_are_told_together_and_those_meant_otherwise_one_by_one(book, tmp_path):
    source = write_csv(tmp_path / "a.csv", [reviewed(1, hasStatute="yes", shoe="1", hat="2")])
    with pytest.raises(InputRejected) as caught:
        screened(book, source, tmp_path / "out.csv")
    assert [str(problem) for problem in caught.value.problems] == [
        "applications: column 7 is none of ours; did you mean hasStatutes?",
        "applications: columns 8, 9 are none of ours; name them in the columns file (--columns), "
        "or set them aside there (ignore)",
    ]


@pytest.mark.parametrize("name", ["many.csv", "many.xlsx", "many.parquet"])
def test_ten_thousand_columns_are_refused_in_every_form(name, book, tmp_path):
    table = pl.DataFrame({f"c{number}": ["x"] for number in range(10_000)})
    if name == "many.xlsx":
        write_workbook(tmp_path / name, {"applications": table})
    else:
        getattr(table, f"write_{name.partition('.')[2]}")(tmp_path / name)
    assert refused(book, tmp_path / name, tmp_path) == [("applications", "too_many_columns")]


def test_the_answer_is_written_neither_over_the_input_nor_over_itself(small, book, tmp_path):
    given = (tmp_path / "mine.rejected.csv", tmp_path / "findings.csv")
    small[0].rename(given[0])
    before = [path.read_bytes() for path in given]
    out = tmp_path / "out.csv"
    for said, results, aside in (
        ("--out.* over the input", given[0], None),
        ("--out.* over the input", given[1], None),
        ("--rejected.* over the input", tmp_path / "mine.csv", None),
        ("--rejected.* or over another file", out, out),
        ("--rejected.* there is a folder", out, tmp_path),
    ):
        wanted = Wanted(given=Given(*given), outputs=Outputs.beside(results, aside), overwrite=True)
        with pytest.raises(ConfigurationError, match=f"^the .*{said}.*; give another name$"):
            run(wanted, book, Listening())
    assert [path.read_bytes() for path in given] == before
    assert set(tmp_path.iterdir()) == set(given)


@pytest.mark.parametrize("beside", ["csv", "rejected.csv", "decisions.jsonl", "report.json", "report.html"])
def test_no_file_that_is_there_is_replaced_unless_that_is_asked_for(beside, small, book, tmp_path):
    mine = tmp_path / f"out.{beside}"
    mine.write_text("mine")
    with pytest.raises(
        ConfigurationError, match="^a file is where .* is to be.*; replace it with --overwrite, or give an"
    ):
        screened(book, small[0], tmp_path / "out.csv", findings=small[1])
    assert mine.read_text() == "mine"
    assert set(tmp_path.iterdir()) == {*small, mine}
    screened(book, small[0], tmp_path / "out.csv", findings=small[1], overwrite=True)
    assert not mine.exists() or mine.read_text() != "mine"


def test_the_report_of_an_earlier_answer_does_not_stand_beside_half_of_a_new_one(small, book, tmp_path, monkeypatch):
    out = tmp_path / "out.csv"
    screened(book, small[0], out, findings=small[1])

    def full(*_):
        raise OSError(ENOSPC, "no room")

    monkeypatch.setattr(finishing, "page", full)
    with pytest.raises(Interrupted):
        screened(book, small[0], out, findings=small[1], options=Options(on="2026-05-01"), overwrite=True)
    assert not Outputs.beside(out).report.exists()


def test_an_id_that_stands_twice_is_screened_in_neither_row_also_across_chunks(book, tmp_path):
    table = [*(reviewed(number) for number in range(6)), reviewed(0)]
    source = write_csv(tmp_path / "a.csv", table)
    screened(book, source, tmp_path / "out.csv", options=Options(most=3))
    assert [each["applicationId"] for each in rows(tmp_path / "out.csv")] == [f"A-{number}" for number in range(1, 6)]
    assert rejected(tmp_path / "out.csv") == [
        ("applications", 2, "applicationId", "duplicate_application"),
        ("applications", 8, "applicationId", "duplicate_application"),
    ]


def test_an_id_twice_in_lines_of_json_is_screened_in_neither(book, tmp_path):
    documents = [{"id": each, "decisionDate": "2026-04-15"} for each in ("A-1", "A-2", "A-1")]
    screened(book, write_lines(tmp_path / "a.jsonl", documents), tmp_path / "out.csv")
    assert {row for _, row, _, code in rejected(tmp_path / "out.csv")} == {1, 3}


def test_rejected_rows_name_row_column_and_code_and_every_row_is_accounted_for(book, tmp_path):
    applications = [
        reviewed(1),
        reviewed(2),
        reviewed(3, decisionDate="i våras"),
        {**reviewed(4), "applicationId": ""},
        {**reviewed(5), "applicationId": PERSON.replace("-", "")},
        reviewed(6, grant="sfs-1900-1"),
        reviewed(7, hasStatutes="kanske"),
        reviewed(8, periodFirst="2026-01-01"),
        reviewed(9, organisationNumber="802002-1111"),
        reviewed(10, awardDate="2027-01-01"),
        reviewed(11, reliesOn="opinion"),
    ]
    findings = [
        finding_row(1, 1),
        finding_row(1, 1),
        finding_row(2, 99),
        finding_row(3, 2, actor="en kamrat"),
        finding_row(4, 3),
        {**finding_row(5, 3), "judgedBy": ""},
    ]
    report = screened(
        book,
        write_csv(tmp_path / "a.csv", applications),
        tmp_path / "out.csv",
        findings=write_csv(tmp_path / "f.csv", findings),
    )
    assert rows(tmp_path / "out.csv") == []
    assert rejected(tmp_path / "out.csv") == [
        ("applications", 2, "", "finding_rejected"),
        ("applications", 3, "", "finding_rejected"),
        ("applications", 4, "", "finding_rejected"),
        ("applications", 4, "decisionDate", "not_a_date"),
        ("applications", 5, "applicationId", "missing"),
        ("applications", 6, "applicationId", "personal_number"),
        ("applications", 7, "grant", "not_covered"),
        ("applications", 8, "hasStatutes", "unknown_answer"),
        ("applications", 9, "periodFirst", "missing"),
        ("applications", 10, "organisationNumber", "wrong_check_digit"),
        ("applications", 11, "awardDate", "contradiction"),
        ("applications", 12, "reliesOn", "stopped_reason"),
        ("findings", 2, "findingId", "duplicate_id"),
        ("findings", 3, "findingId", "duplicate_id"),
        ("findings", 4, "applicationId", "unknown_application"),
        ("findings", 5, "actor", "unknown_answer"),
        ("findings", 7, "judgedBy", "missing"),
    ]
    counted = {(what, table): count for what, table, count in report["sums"]["rows"]}
    assert counted["read", "applications"] == 11 == counted["rejected", "applications"]
    assert counted["read", "findings"] == 6 == counted["rejected", "findings"] + counted["setAside", "findings"]


def test_no_value_of_the_input_stands_in_what_is_said_of_it(book, tmp_path):
    secret = "hemligt-ord"
    source = write_csv(tmp_path / "a.csv", [reviewed(1, hasStatutes=secret, grantForm=secret, decisionDate=secret)])
    screened(book, source, tmp_path / "out.csv")
    for path in tmp_path.glob("out.*"):
        assert secret not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"])
def test_text_that_a_spreadsheet_would_run_is_made_harmless(sign, book, tmp_path):
    text = f"{sign}cmd|' /C calc'!A0"
    source = write_csv(tmp_path / "a.csv", [reviewed(1, diaryNumber=text)])
    for form in ("csv", "xlsx"):
        screened(book, source, tmp_path / f"out.{form}", overwrite=True)
    assert rows(tmp_path / "out.csv")[0]["diaryNumber"] == "'" + text
    sheet = CalamineWorkbook.from_path(tmp_path / "out.xlsx").get_sheet_by_index(0)
    assert "'" + text in sheet.to_python()[1]


def test_the_run_stops_when_more_rows_are_rejected_than_allowed(book, tmp_path):
    source = write_csv(tmp_path / "a.csv", [reviewed(number, decisionDate="x") for number in range(5)])
    assert refused(book, source, tmp_path, most_rejected=4) == [("", "too_many_rejected")]
    screened(book, source, tmp_path / "out.csv", most_rejected=5, resume=True)
    assert len(rejected(tmp_path / "out.csv")) == 5


def test_findings_that_stand_in_the_file_itself_are_not_given_apart(small, book, tmp_path):
    source = write_lines(tmp_path / "a.jsonl", [{"id": "A-1", "decisionDate": "2026-04-15"}])
    assert refused(book, source, tmp_path, findings=small[1]) == [("--findings", "findings_apart")]


def test_both_tables_are_given_in_one_form(small, book, tmp_path):
    pl.read_csv(small[1]).write_parquet(tmp_path / "f.parquet")
    assert refused(book, small[0], tmp_path, findings=tmp_path / "f.parquet") == [("--findings", "findings_apart")]


def test_nothing_but_the_files_of_the_answer_is_left(small, book, tmp_path):
    screened(book, small[0], tmp_path / "out.csv", findings=small[1])
    made = {path.name for path in tmp_path.iterdir()} - {small[0].name, small[1].name}
    assert made == {"out.csv", "out.rejected.csv", "out.report.json", "out.report.html"}
