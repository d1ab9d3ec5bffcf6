"""Screening says of each application what assess says of it, whatever form it came in."""

import json
from random import Random

import polars as pl
import pytest

from benchmarks.rounds import applications as many_applications
from benchmarks.rounds import findings as many_findings
from demokrativillkor.assess import assess, governing
from demokrativillkor.decision import Outcome
from demokrativillkor.engine import Reference
from demokrativillkor.errors import EngineError, InputRejected
from demokrativillkor.intake import read_application
from demokrativillkor.screening import verifying
from demokrativillkor.screening.plan import Options, Which
from tests.support.random_applications import random_document
from tests.support.screening import (
    finding_row,
    rejected,
    reviewed,
    rows,
    screened,
    write_csv,
    write_lines,
    write_workbook,
)


def outcome_of(content, book):
    """The outcome that assess gives, or the code it refuses with."""
    try:
        application = read_application(content, book.vocabulary).application
        decision = assess(application, governing(application, book), engine=Reference())
    except InputRejected as error:
        return error.problems[0].code, None
    return decision.outcome.value, decision.canonical


@pytest.fixture(scope="module")
def documents(book):
    random = Random(5)
    rulesets = [book.rulesets[each] for each in ("sou-2019-35", "sfs-2021-401", "sfs-2024-941", "sfs-2000-7")]
    made = [random_document(random, random.choice(rulesets), book.vocabulary) for _ in range(150)]
    return [each | {"id": f"A-{number}"} for number, each in enumerate(made)]


def test_each_line_of_json_has_the_outcome_and_the_decision_that_assess_gives(documents, book, tmp_path):
    source = write_lines(tmp_path / "in.jsonl", documents)
    screened(book, source, tmp_path / "out.csv", options=Options(decisions=Which.ALL, verify=Which.ALL, most=40))
    expected = {each["id"]: outcome_of(json.dumps(each).encode(), book) for each in documents}
    decided = {each: outcome for each, (outcome, canonical) in expected.items() if canonical}
    assert {each["applicationId"]: each["outcome"] for each in rows(tmp_path / "out.csv")} == decided
    lines = (tmp_path / "out.decisions.jsonl").read_bytes().splitlines()
    assert lines == [canonical for _, canonical in expected.values() if canonical]
    refused = {row: code for _, row, _, code in rejected(tmp_path / "out.csv")}
    assert {f"A-{row - 1}" for row in refused} == expected.keys() - decided.keys()
    assert len(decided) > 60


def test_every_form_of_the_same_tables_gives_the_same_outcomes(book, tmp_path):
    applications, findings = many_applications(300), many_findings(300, 200)
    outcomes = []
    for form in ("csv", "parquet"):
        for name, frame in (("a", applications), ("f", findings)):
            getattr(frame, f"write_{form}")(tmp_path / f"{name}.{form}")
        screened(book, tmp_path / f"a.{form}", tmp_path / f"{form}.csv", findings=tmp_path / f"f.{form}")
        outcomes.append([(each["applicationId"], each["outcome"]) for each in rows(tmp_path / f"{form}.csv")])
    write_workbook(tmp_path / "a.xlsx", {"Ansökningar": applications, "Omständigheter": findings})
    screened(book, tmp_path / "a.xlsx", tmp_path / "xlsx.csv")
    outcomes.append([(each["applicationId"], each["outcome"]) for each in rows(tmp_path / "xlsx.csv")])
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert {outcome for _, outcome in outcomes[0]} == {each.value for each in Outcome}


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl", "xlsx"])
def test_the_answer_is_written_in_every_form(form, small, book, tmp_path):
    out = tmp_path / f"out.{form}"
    screened(book, small[0], out, findings=small[1], options=Options(decisions=Which.ADVERSE))
    read = {
        "parquet": pl.read_parquet,
        "csv": pl.read_csv,
        "jsonl": pl.read_ndjson,
        "xlsx": lambda path: pl.DataFrame(workbook_rows(path)[1:], schema=workbook_rows(path)[0], orient="row"),
    }[form](out)
    assert read["outcome"].to_list() == ["ineligible", *["eligible"] * 5]
    assert read["decidingRules"][0] == "sou-2019-35:3"
    assert len((tmp_path / "out.decisions.jsonl").read_bytes().splitlines()) == 1


def workbook_rows(path):
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def test_chunks_in_any_number_of_processes_and_in_any_order_give_the_same_bytes(book, tmp_path):
    many_applications(400).write_parquet(tmp_path / "a.parquet")
    shuffled = many_findings(400, 300).sample(fraction=1, shuffle=True, seed=3)
    shuffled.write_parquet(tmp_path / "f.parquet")
    answers = set()
    for name, more in (("one", {}), ("two", {"workers": 2})):
        out = tmp_path / f"{name}.parquet"
        options = Options(most=90, decisions=Which.ALL)
        report = screened(book, tmp_path / "a.parquet", out, findings=tmp_path / "f.parquet", options=options, **more)
        answers.add((out.read_bytes(), (tmp_path / f"{name}.decisions.jsonl").read_bytes(), report["run"]["root"]))
    assert len(answers) == 1


def test_the_order_of_findings_means_nothing(book, tmp_path):
    many_applications(200).write_parquet(tmp_path / "a.parquet")
    findings = many_findings(200, 150)
    findings.write_parquet(tmp_path / "f.parquet")
    findings.sample(fraction=1, shuffle=True, seed=3).write_parquet(tmp_path / "g.parquet")
    for name in ("f", "g"):
        out = tmp_path / f"{name}.csv"
        screened(book, tmp_path / "a.parquet", out, findings=tmp_path / f"{name}.parquet", options=Options(most=60))
    assert (tmp_path / "f.csv").read_bytes() == (tmp_path / "g.csv").read_bytes()


def test_a_difference_from_the_reference_stops_the_run_without_an_answer(small, book, tmp_path, monkeypatch):
    said = verifying._said

    def wrong(decision, schema):
        ruleset, _, *rest = said(decision, schema)
        return (ruleset, "eligible", *rest)

    monkeypatch.setattr(verifying, "_said", wrong)
    with pytest.raises(EngineError, match="row 2: the columns and the reference differ on outcome"):
        screened(book, small[0], tmp_path / "out.csv", findings=small[1])
    assert not (tmp_path / "out.csv").exists()


def test_swedish_spellings_are_understood_and_counted(book, tmp_path):
    table = [
        reviewed(1, grant="sfs-2021-401", grantForm="activity", recipientKind="association", hasStatutes="Ja"),
        reviewed(2, decisionDate="15/4 2026", hasStatutes="nej", grantYear="2 026"),
        reviewed(3, decisionDate="15 april 2026", hasStatutes="okänt", grantYear="2026,0"),
        reviewed(4, decisionDate="20260415", hasStatutes=""),
    ]
    source = write_csv(tmp_path / "a.csv", table, separator=";")
    report = screened(book, source, tmp_path / "out.csv")
    spelled = {column: count for _, column, count in report["sums"]["spelled"]}
    assert spelled == {"decisionDate": 3, "hasStatutes": 3, "grantYear": 2}
    assert [each["decisionDate"] for each in rows(tmp_path / "out.csv")] == ["2026-04-15"] * 4
    assert [note["sv"] for note in report["notes"]] == ["ansökningar: kolumnerna skiljs åt av semikolon"]


def test_an_exception_judged_in_columns_is_that_of_the_application(book, tmp_path):
    judged = {
        "grant": "sfs-2021-401",
        "grantForm": "activity",
        "recipientKind": "association",
        "exceptionOutcome": "granted",
        "exceptionBy": "decision_maker",
        "exceptionOn": "2026-04-01",
        "exceptionReasons": "Skäl.",
    }
    table = [
        reviewed(1, **judged, exceptionCovers="F1 F2"),
        reviewed(2, **judged, exceptionCovers="F3"),
        reviewed(3, **judged, exceptionCovers="F9"),
        reviewed(4, **{**judged, "exceptionReasons": "Om 900118-9811."}, exceptionCovers="F4"),
        reviewed(5, exceptionCovers="F5"),
    ]
    limb = {"incites": "yes", "refersToGround": "ground_2"}
    findings = [finding_row(number, of, **limb) for number, of in ((1, 1), (2, 1), (3, 2), (4, 4), (5, 5))]
    findings.append(finding_row(6, 2, **limb))
    report = screened(
        book,
        write_csv(tmp_path / "a.csv", table),
        tmp_path / "out.csv",
        findings=write_csv(tmp_path / "f.csv", findings),
        options=Options(decisions=Which.ALL, verify=Which.ALL),
    )
    found = {each["applicationId"]: each["exception"] for each in rows(tmp_path / "out.csv")}
    assert found == {"A-1": "met", "A-2": "unknown", "A-4": "met"}
    assert rejected(tmp_path / "out.csv")[0][:3] == ("applications", 4, "exceptionCovers")
    assert ["masked", 1] in report["sums"]["other"]


def test_comparing_tells_who_changes_in_which_direction_and_by_which_rule(small, book, tmp_path):
    report = screened(
        book, small[0], tmp_path / "out.csv", findings=small[1], options=Options(compare="municipal-template")
    )
    changes = {each["applicationId"]: each["change"] for each in rows(tmp_path / "out.csv")}
    assert set(changes.values()) <= {"same", "more_favourable", "less_favourable", "notCovered"}
    assert sum(count for *_, count in report["sums"]["changes"]) == 6
    assert report["comparedWith"]["id"] == "municipal-template"


def test_stricter_rules_are_named_where_they_change_an_outcome(book, tmp_path):
    table = [reviewed(1, grant="sou-2019-35", isNonProfit="no", grantForm="activity", recipientKind="association")]
    source = write_csv(tmp_path / "a.csv", table)
    report = screened(book, source, tmp_path / "out.csv", options=Options(compare="sfs-2021-401"))
    (row,) = rows(tmp_path / "out.csv")
    assert (row["outcome"], row["otherOutcome"], row["change"]) == ("eligible", "ineligible", "less_favourable")
    assert ["eligible", "ineligible", "sfs-2021-401:non-profit", 1] in report["sums"]["changing"]


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_a_chunk_of_which_every_row_is_rejected_adds_no_row_to_the_answer(form, book, tmp_path):
    table = [reviewed(number, **({"decisionDate": "2026-02-30"} if number < 3 else {})) for number in range(1, 5)]
    out = tmp_path / f"out.{form}"
    screened(book, write_csv(tmp_path / "a.csv", table), out, options=Options(most=2))
    read = {"parquet": pl.read_parquet, "csv": pl.read_csv}[form](out)
    assert read["applicationId"].to_list() == ["A-3", "A-4"]
    assert [row for _, row, _, _ in rejected(out)] == [2, 3]
