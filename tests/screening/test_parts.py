"""The parts by themselves: spellings, doubt, naming of columns, where chunks are screened, and the page."""

import re
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import polars as pl
import pytest
from distributed import LocalCluster
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.rounds import write_round
from demokrativillkor.errors import EngineError, InputRejected
from demokrativillkor.intake.identifiers import NotAnOrganisationNumber, holds_personal_number, organisation_number
from demokrativillkor.screening import csvtables, telling
from demokrativillkor.screening.columns import Schema
from demokrativillkor.screening.encodings import separator_of
from demokrativillkor.screening.inputs import known_columns
from demokrativillkor.screening.jsontables import split_lines
from demokrativillkor.screening.naming import ColumnsFile, named, read_columns
from demokrativillkor.screening.plan import Options
from demokrativillkor.screening.proving import doubtful_application, doubtful_id
from demokrativillkor.screening.spelling import answer_meant, day_meant, whole_number_meant
from demokrativillkor.screening.sums import Sums
from tests.support.screening import Listening, reviewed, rows, screened, write_csv, write_workbook

YES_NO = frozenset({"yes", "no", "unknown"})


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Ja", "yes"),
        (" NEJ ", "no"),
        ("oklart", "unknown"),
        ("okänt", "unknown"),
        ("  ", ""),
        ("YES", "yes"),
        ("kanske", None),
    ],
)
def test_an_answer_is_understood_or_not_at_all(text, meant):
    assert answer_meant(text, YES_NO, {}) == meant


def test_words_that_were_explained_go_first():
    assert answer_meant("styrelsen", frozenset({"board_member"}), {"styrelsen": "board_member"}) == "board_member"
    assert answer_meant("board member", frozenset({"board_member"}), {}) == "board_member"


@pytest.mark.parametrize(
    "text",
    [
        "2026-04-05",
        "20260405",
        "2026/4/5",
        "5/4 2026",
        "5.4.2026",
        "5/4-2026",
        "5 april 2026",
        "den 5 apr. 2026",
        "2026-04-05T00:00:00",
    ],
)
def test_a_day_is_understood(text):
    assert day_meant(text) == date(2026, 4, 5)


@pytest.mark.parametrize("text", ["5/4 26", "2026-13-01", "30 februari 2026", "2026-04-05 12:30", "202645", "april"])
def test_what_could_be_another_day_is_none(text):
    assert day_meant(text) is None


def test_whole_numbers_are_read_as_they_are_written_in_swedish():
    assert [whole_number_meant(text) for text in ("2026", "2 026", "2026,0", "2026,5", "tjugo")] == [
        2026,
        2026,
        2026,
        None,
        None,
    ]


@given(st.from_regex(r"\A[0-9A-Za-z]{0,3}[0-9]{2}(0[1-9]|1[0-2])[0-9]{2}[-+ ]?[0-9TRS][0-9]{3}[a-z]{0,2}\Z"))
def test_an_id_that_holds_a_persons_number_is_always_doubtful(text):
    frame = pl.DataFrame({"id": [text]})
    if holds_personal_number(text):
        assert frame.select(doubtful_id("id")).item()


@given(st.from_regex(r"\A[0-9]{6}-[0-9]{4}\Z"))
def test_an_organisation_number_that_is_not_doubtful_is_one(text):
    frame = pl.DataFrame([reviewed(1, organisationNumber=text) | {"decisionDate": date(2026, 4, 15)}])
    doubtful = frame.select(doubtful_application(frame.columns, [])).item()
    try:
        fine = organisation_number(text) == text
    except NotAnOrganisationNumber:
        fine = False
    assert doubtful or fine


@given(st.text(max_size=40))
def test_a_line_of_text_with_a_persons_number_is_always_doubtful(text):
    frame = pl.DataFrame([reviewed(1, diaryNumber=text) | {"decisionDate": date(2026, 4, 15)}])
    if holds_personal_number(text) or not text.strip() or "\n" in text:
        assert frame.select(doubtful_application(frame.columns, [])).item()


CELLS = ["", "x", '"q"', '"a, b"', '"a ""b"" c"', '" "', " ", "å", '"a\nb"', 'a"b', '""', "x ", "NULL", "\\", "#", "\t"]


@pytest.mark.parametrize("width", [1, 2, 3])
def test_a_table_that_is_read_at_once_is_what_is_read_row_by_row(width, tmp_path):
    random, at_once = Random(width), 0
    heading, table, staged = ["a", "b", "c"][:width], tmp_path / "t.csv", tmp_path / "t.parquet"
    for _ in range(300):
        widths = [width if random.random() < 0.9 else random.randint(1, 4) for _ in range(random.randint(0, 4))]
        lines = [heading, *([random.choice(CELLS) for _ in range(each)] for each in widths)]
        end = random.choice(["\n", "\r\n"])
        table.write_text(end.join(map(",".join, lines)) + random.choice(["", end]), encoding="utf-8", newline="")
        _, even = csvtables._looked_through(table, width, ",")
        if even and csvtables._staged_at_once(table, dict(zip(heading, heading, strict=True)), ",", staged):
            by_row = csvtables._rows(table, "applications", ",", heading, range(width))
            found = [[cell or "" for cell in row] for row in pl.read_parquet(staged).rows()]
            assert found == [list(row[2:]) for row in by_row], lines
            at_once += 1
    assert at_once > 30


def test_the_separator_is_the_one_that_stands_most_often_outside_quotes():
    assert [separator_of(head) for head in ("a,b", "a;b", 'a\t"b,c,d"', "a")] == [",", ";", "\t", ","]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("applications: {decisionDay: Dag}", "unknown_column"),
        ("answers: {noSuchFact: {a: b}}", "unknown_column"),
        ("answers: {hasStatutes: {finns: ja}}", "unknown_answer"),
        ("answers: {decisionDate: {snart: 2026-04-15}}", "unknown_answer"),
        ("constants: {grantYear: 2026}", "wrong_columns_file"),
        ("applications: [a]", "wrong_columns_file"),
        ("columns: {}", "wrong_columns_file"),
        ("ignore: &a [x]", "anchor"),
        ("a: [", "not_yaml"),
    ],
)
def test_a_wrong_columns_file_is_refused_with_its_line(text, code, book, tmp_path):
    path = tmp_path / "columns.yaml"
    path.write_text(text)
    with pytest.raises(InputRejected) as caught:
        read_columns(path, known_columns(Schema.of(book)))
    assert [(problem.code, problem.place) for problem in caught.value.problems] == [(code, "columns.yaml:1")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("answers: {hasStatutes: {finns: ja}}", "this is no answer to hasStatutes; answer yes, no, unknown"),
        ("constants: {grantYear: 2026}", "this must be text; write it in quotes"),
        ("ignored: all", "this key is not known here; see docs/screening"),
        ("applications: {decisionDay: Dag}", "there is no such column here; did you mean decisionDate?"),
    ],
)
def test_a_wrong_columns_file_is_told_what_to_write(text, said, book, tmp_path):
    path = tmp_path / "columns.yaml"
    path.write_text(text)
    with pytest.raises(InputRejected) as caught:
        read_columns(path, known_columns(Schema.of(book)))
    assert str(caught.value) == f"columns.yaml:1: {said}"


def test_columns_are_found_by_their_headings_constants_and_answers(book, tmp_path):
    path = tmp_path / "columns.yaml"
    path.write_text(
        "applications: {applicationId: Ärende}\nconstants: {decisionDate: 2026-04-15, grant: sou-2019-35}\n"
        "answers: {hasStatutes: {finns: yes}}\nignore: all\n"
    )
    columns = read_columns(path, known_columns(Schema.of(book)))
    source = write_csv(tmp_path / "a.csv", [{"Ärende": "A-1", "Annat": "x", "hasStatutes": "finns"}])
    report = screened(book, source, tmp_path / "out.csv", options=Options(columns=columns))
    assert rows(tmp_path / "out.csv")[0]["decisionDate"] == "2026-04-15"
    assert report["sums"]["spelled"] == [["applications", "hasStatutes", 1]]


def test_a_heading_that_the_columns_file_gives_must_be_there():
    columns = ColumnsFile(applications={"applicationId": "Ärende"})
    with pytest.raises(InputRejected, match="not there"):
        named(["Case"], "applications", ["applicationId"], ["applicationId"], columns)


@given(st.lists(st.sampled_from(["", "{}", "ab"]), min_size=1, max_size=12), st.booleans(), st.integers(1, 4))
def test_a_file_in_parts_has_every_line_in_one_of_them(lines, ended, most):
    content = "\n".join(lines) + ("\n" if ended else "")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "in.jsonl"
        path.write_text(content)
        parts = list(split_lines(path, most))
    assert "".join(content[part.start : part.end] for part in parts) == content
    assert sum(part.count for part in parts) == len(content.splitlines())
    assert [part.first for part in parts] == [1 + sum(part.count for part in parts[:n]) for n in range(len(parts))]
    assert all(part.count <= most for part in parts)


def test_a_sum_that_does_not_add_up_is_no_answer():
    sums = Sums()
    sums.rows.update({("read", "findings"): 2, ("used", "findings"): 1})
    with pytest.raises(EngineError, match="2 rows of findings were read and 1 accounted for"):
        sums.prove()


def test_sums_are_the_same_when_they_have_been_written_and_read():
    sums = Sums()
    sums.outcomes.update({("set", "eligible", "noObstacle"): 3})
    assert Sums.of(sums.document()) == sums


@pytest.mark.parametrize("form", ["csv", "csv row by row", "xlsx"])
def test_how_far_the_reading_of_a_table_has_come_is_told_on_the_way_and_at_the_end(form, book, tmp_path, monkeypatch):
    monkeypatch.setattr(telling, "_SOME", 10)
    table = [reviewed(number) for number in range(35)]
    if form == "xlsx":
        source, at_once = tmp_path / "a.xlsx", False
        write_workbook(source, {"applications": pl.DataFrame(table)})
    else:
        source, at_once = write_csv(tmp_path / "a.csv", table), form == "csv"
        source.write_text(source.read_text() + ("" if at_once else "\n"))
    listening, told = Listening(), []
    listening.advance = told.append
    screened(book, source, tmp_path / "out.csv", listening=listening)
    rows_of_text = 36 if form == "csv row by row" else 35
    assert f"read applications 0 of {rows_of_text}" in listening.said
    assert told == [*([rows_of_text] if at_once else [10, 10, 10, rows_of_text - 30]), 35]


def test_a_dask_cluster_of_processes_gives_the_same_bytes(book, tmp_path):
    applications, findings = write_round(tmp_path / "round", 300, 200)
    options = Options(most=60)
    screened(book, applications, tmp_path / "here.parquet", findings=findings, options=options)
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        screened(
            book,
            applications,
            tmp_path / "there.parquet",
            findings=findings,
            options=options,
            scheduler=cluster.scheduler_address,
        )
        ran = [each for each in cluster.scheduler.transition_log if each[2] == "memory"]
    assert len({each[0] for each in ran}) >= 5
    assert (tmp_path / "here.parquet").read_bytes() == (tmp_path / "there.parquet").read_bytes()


def test_the_report_is_one_well_formed_page_whose_charts_are_described(small, book, tmp_path):
    for language in ("sv", "en"):
        out = tmp_path / f"{language}.csv"
        options = Options(language=language, compare="sfs-2021-401")
        screened(book, small[0], out, findings=small[1], options=options)
        text = (tmp_path / f"{language}.report.html").read_text(encoding="utf-8")
        page = ElementTree.fromstring(re.sub(r"<meta[^>]*>|<!doctype html>", "", text))
        assert page.attrib["lang"] == language
        for chart in page.iter("svg"):
            assert chart.find("title").text
            assert chart.find("desc").text
        headings = [int(each.tag[1]) for each in page.iter() if re.fullmatch("h[1-6]", each.tag)]
        assert headings[0] == 1
        assert set(headings[1:]) == {2}
        ids = re.findall(r' id="([^"]+)"', text)
        assert len(ids) == len(set(ids))
        assert not re.search(r"(?:src|href)=|@import|url\(", text)
        assert book.rulesets["sou-2019-35"].digest in text
