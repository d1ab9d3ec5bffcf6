"""Text that is read as it was meant or refused: encodings, separators, quotes, empty lines, rows of uneven length."""

import codecs
import csv

import pytest

from demokrativillkor.errors import InputRejected
from demokrativillkor.screening.naming import ColumnsFile
from demokrativillkor.screening.plan import Options
from tests.support.screening import (
    Listening,
    refused,
    rejected,
    reviewed,
    rows,
    screened,
    write_csv,
)


@pytest.mark.parametrize(
    ("encoding", "sagt", "said"),
    [
        ("utf-8-sig", "UTF-8 med byteordningsmärke", "UTF-8 with a byte order mark"),
        ("utf-16", "UTF-16", "UTF-16"),
        ("utf-16-le", "UTF-16", "UTF-16"),
        ("utf-16-be", "UTF-16", "UTF-16"),
        ("latin-1", "Latin-1 (Windows-1252)", "Latin-1 (Windows-1252)"),
    ],
)
def test_an_encoding_is_found_out_said_and_handled(encoding, sagt, said, book, tmp_path):
    source = write_csv(tmp_path / "a.csv", [reviewed(1, diaryNumber="Dnr åäö 1")], encoding=encoding)
    listening = Listening()
    report = screened(book, source, tmp_path / "out.csv", listening=listening)
    assert rows(tmp_path / "out.csv")[0]["diaryNumber"] == "Dnr åäö 1"
    assert f"applications: the file is written in {said}" in listening.said
    note = {"sv": f"ansökningar: filen är skriven i {sagt}", "en": f"applications: the file is written in {said}"}
    assert report["notes"] == [note]


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize("at", [2, 3], ids=["before the others", "after them"])
def test_csv_of_which_a_row_is_in_another_encoding_than_the_rest_is_refused_with_the_row(mark, at, book, tmp_path):
    table = [reviewed(number, diaryNumber="Dnr åäö") for number in range(1, 4)]
    lines = write_csv(tmp_path / "a.csv", table).read_text(encoding="utf-8").splitlines()
    encoded = [line.encode("latin-1" if number == at else "utf-8") for number, line in enumerate(lines, 1)]
    (tmp_path / "a.csv").write_bytes(mark + b"\n".join(encoded) + b"\n")
    with pytest.raises(InputRejected) as caught:
        screened(book, tmp_path / "a.csv", tmp_path / "out.csv")
    message = f"applications: line {at} is not UTF-8 as the rest of the file is"
    assert str(caught.value) == f"{message}; save the whole file in one encoding"
    assert {path.name for path in tmp_path.iterdir()} == {"a.csv"}


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_a_line_of_json_in_another_encoding_than_the_rest_is_rejected_alone(mark, book, tmp_path):
    lines = [f'{{"id": "A-{number}", "decisionDate": "2026-04-15", "diaryNumber": "åäö"}}\n' for number in range(3)]
    encoded = [line.encode("latin-1" if number == 1 else "utf-8") for number, line in enumerate(lines)]
    (tmp_path / "a.jsonl").write_bytes(mark + b"".join(encoded))
    screened(book, tmp_path / "a.jsonl", tmp_path / "out.csv")
    assert [each["diaryNumber"] for each in rows(tmp_path / "out.csv")] == ["åäö"] * 2
    assert rejected(tmp_path / "out.csv") == [("applications", 2, "", "not_utf8")]


@pytest.mark.parametrize(
    ("line", "separator", "sagt", "said"),
    [
        ("sep=;", ";", "semikolon", "semicolon"),
        ("SEP=,", ",", "komma", "comma"),
        ('"sep=|"', "|", "lodstreck", "bar"),
        ("sep=\t", "\t", "tabb", "tab"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_the_line_that_tells_excel_the_separator_is_taken_at_its_word_and_is_no_row(
    line, separator, sagt, said, encoding, end, book, tmp_path
):
    table = [reviewed(1, diaryNumber="Dnr å, 1; 2|3"), reviewed(2, decisionDate="i våras")]
    source = write_csv(tmp_path / "a.csv", table, separator=separator)
    source.write_bytes((line + end + source.read_bytes().decode("utf-8")).encode(encoding))
    report = screened(book, source, tmp_path / "out.csv")
    assert [(each["row"], each["diaryNumber"]) for each in rows(tmp_path / "out.csv")] == [("2", "Dnr å, 1; 2|3")]
    assert rejected(tmp_path / "out.csv") == [("applications", 3, "decisionDate", "not_a_date")]
    assert report["notes"][-1] == {
        "sv": f"ansökningar: kolumnerna skiljs åt av {sagt}",
        "en": f"applications: the columns are parted by {said}",
    }


def test_a_table_with_nothing_but_the_line_that_names_its_separator_is_empty(book, tmp_path):
    (tmp_path / "a.csv").write_text("sep=;\r\n")
    assert refused(book, tmp_path / "a.csv", tmp_path) == [("applications", "empty")]


def test_lines_of_json_in_another_encoding_are_read(book, tmp_path):
    source = tmp_path / "a.jsonl"
    source.write_bytes('{"id": "A-1", "decisionDate": "2026-04-15", "diaryNumber": "å"}\n\n'.encode("utf-16"))
    screened(book, source, tmp_path / "out.csv")
    assert [each["diaryNumber"] for each in rows(tmp_path / "out.csv")] == ["å"]


def test_line_breaks_inside_quotes_do_not_part_rows(book, tmp_path):
    source = write_csv(tmp_path / "a.csv", [reviewed(1, notes="ett\ntvå"), reviewed(2, notes="tre")])
    options = Options(columns=ColumnsFile(ignore=["notes"]))
    screened(book, source, tmp_path / "out.csv", options=options)
    assert [each["row"] for each in rows(tmp_path / "out.csv")] == ["2", "3"]


def test_rows_with_too_few_or_too_many_fields_are_rejected_and_the_others_screened(book, tmp_path):
    source = write_csv(tmp_path / "a.csv", [reviewed(number) for number in range(1, 5)])
    lines = source.read_text().splitlines()
    lines[2] += ",more"
    lines[4] = lines[4].rpartition(",")[0]
    source.write_text("\n".join(lines) + "\n")
    screened(book, source, tmp_path / "out.csv")
    assert [each["applicationId"] for each in rows(tmp_path / "out.csv")] == ["A-1", "A-3"]
    assert rejected(tmp_path / "out.csv") == [
        ("applications", 3, "", "too_many_fields"),
        ("applications", 5, "", "too_few_fields"),
    ]


@pytest.mark.parametrize(
    "row", ['A-1,2026-04-15,"a, b"', '"A-1","2026-04-15"', 'A-1,2026-04-15,"a ""b"""', 'A-1,"2026']
)
def test_a_row_with_quotes_and_too_few_fields_is_not_filled_up_with_unknown_answers(row, book, tmp_path):
    source = tmp_path / "a.csv"
    source.write_text(f'applicationId,decisionDate,diaryNumber,hasStatutes\nA-2,2026-04-15,"x, y",yes\n{row}\n')
    if row.count('"') % 2:
        assert refused(book, source, tmp_path) == [("applications", "not_csv")]
        return
    screened(book, source, tmp_path / "out.csv")
    assert [each["applicationId"] for each in rows(tmp_path / "out.csv")] == ["A-2"]
    assert rejected(tmp_path / "out.csv") == [("applications", 3, "", "too_few_fields")]


def test_an_empty_cell_is_no_answer_quoted_or_not(book, tmp_path):
    grounds = {name: value for name, value in reviewed(1).items() if name.startswith("examinations")}
    heading = ["applicationId", "decisionDate", "diaryNumber", "grantYear", "hasStatutes", "reliesOn", *grounds]
    lines = [["A-1", "2026-04-15", "", "", "", "", *grounds.values()], ["", "", "", "", "", "", *grounds.values()]]
    found = []
    for quoting in (csv.QUOTE_ALL, csv.QUOTE_MINIMAL):
        with (tmp_path / "a.csv").open("w", newline="") as opened:
            csv.writer(opened, quoting=quoting).writerows([heading, *lines])
        screened(book, tmp_path / "a.csv", tmp_path / "out.csv", overwrite=True)
        found.append([rows(tmp_path / "out.csv"), rejected(tmp_path / "out.csv")])
    missing = [("applications", 3, "applicationId", "missing"), ("applications", 3, "decisionDate", "missing")]
    assert found[0] == found[1]
    assert found[0][1] == missing
    assert found[0][0][0]["outcome"] == "eligible"


def test_empty_lines_are_no_rows_but_are_counted_as_lines(book, tmp_path):
    source = write_csv(tmp_path / "a.csv", [reviewed(number) for number in range(1, 4)])
    first, second, *others = source.read_text().splitlines()
    source.write_text("\n".join([first, second, "", "", *others, "", ""]) + "\n")
    report = screened(book, source, tmp_path / "out.csv")
    assert [each["row"] for each in rows(tmp_path / "out.csv")] == ["2", "5", "6"]
    assert ["read", "applications", 3] in report["sums"]["rows"]
    assert rejected(tmp_path / "out.csv") == []


@pytest.mark.parametrize("before", ["\n\n", ";;;\n;;;\n", '""\n\n'])
def test_the_heading_of_csv_need_not_stand_on_its_first_row(before, book, tmp_path):
    source = write_csv(tmp_path / "a.csv", [reviewed(1), reviewed(2, decisionDate="x")], separator=";")
    source.write_text(before + source.read_text())
    screened(book, source, tmp_path / "out.csv")
    assert [each["row"] for each in rows(tmp_path / "out.csv")] == ["4"]
    assert rejected(tmp_path / "out.csv") == [("applications", 5, "decisionDate", "not_a_date")]


def test_columns_and_rows_that_excel_left_empty_at_the_end_of_csv_are_none(book, tmp_path):
    source = write_csv(tmp_path / "a.csv", [reviewed(number) for number in range(1, 4)], separator=";")
    heading, first, *others = source.read_text().splitlines()
    empty = ";" * heading.count(";")
    source.write_text("\r\n".join(f"{line};;" for line in (heading, first, empty, *others, empty, empty)) + "\r\n")
    report = screened(book, source, tmp_path / "out.csv")
    assert [each["row"] for each in rows(tmp_path / "out.csv")] == ["2", "4", "5"]
    assert ["read", "applications", 3] in report["sums"]["rows"]
    assert rejected(tmp_path / "out.csv") == []


@pytest.mark.parametrize("ending", ["", ";" * 5, ";".join(['""'] * 6)])
def test_a_row_in_which_nothing_is_written_is_none_however_it_is_written(ending, book, tmp_path):
    source = write_csv(tmp_path / "a.csv", [reviewed(1)], separator=";")
    source.write_text(source.read_text() + ending + "\n")
    report = screened(book, source, tmp_path / "out.csv")
    assert ["read", "applications", 1] in report["sums"]["rows"]
