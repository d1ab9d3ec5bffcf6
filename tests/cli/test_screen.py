"""The command: exit codes, what is said where, and the worked example of the guide."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import make_url

from benchmarks.rounds import write_round
from demokrativillkor.cli import screen
from demokrativillkor.cli.exits import Exit
from demokrativillkor.cli.stores import opened
from tests.support import installed
from tests.support.commands import command, process
from tests.support.screening import rejected, rows, write_lines

GUIDES = Path(__file__).parents[2] / "docs"


@pytest.fixture
def source(tmp_path):
    return write_lines(tmp_path / "in.jsonl", [{"id": f"A-{n}", "decisionDate": "2026-04-15"} for n in range(3)])


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_worked_example_of_the_guide_gives_what_it_says(language, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    text = (GUIDES / f"screening.{language}.md").read_text(encoding="utf-8")
    tables = re.findall(r"```csv\n(.*?)```", text, re.DOTALL)
    for name, content in zip(("applications.csv", "findings.csv"), tables, strict=True):
        Path(name).write_text(content, encoding="utf-8")
    Path("columns.yaml").write_text(re.search(r"```yaml\n(.*?)```", text, re.DOTALL)[1], encoding="utf-8")
    commands = re.findall(r"```sh\ndemokrativillkor (.*?)\n```", text)
    assert len(commands) == 2
    for each in commands:
        done = command(monkeypatch, capsys, *shlex.split(each))
        assert done.code == Exit.INPUT_REJECTED, done.err
    assert [row["applicationId"] for row in rows("answer.csv")] == ["A-2026-1", "A-2026-2"]
    assert rejected(Path("answer.csv")) == [("applications", 4, "decisionDate", "not_a_date")]
    assert f'<html lang="{language}">' in Path("answer.report.html").read_text(encoding="utf-8")
    assert Path("compared.xlsx").exists()


def test_outcomes_go_to_standard_output_and_everything_else_to_standard_error(source, monkeypatch, capsys, tmp_path):
    done = command(monkeypatch, capsys, "screen", str(source), "--out", str(tmp_path / "out.csv"))
    assert done.code == Exit.OK
    assert done.out.splitlines() == ["ineligible\t0", "undetermined\t3", "eligible\t0", "rejected\t0"]
    assert "screened 3 of 3" in done.err


@pytest.fixture
def round_(tmp_path):
    return write_round(tmp_path / "round", 2_000, 1_400)


def test_a_terminal_is_shown_a_bar_with_rate_and_time_left(round_, tmp_path):
    """The last frame that was drawn says all of it."""
    arguments = ["screen", str(round_[0]), "--findings", str(round_[1]), "--out", str(tmp_path / "out.csv")]
    told, shown = on_terminal([*arguments, "--chunk", "500"])
    assert sum(map(int, told.split()[1::2])) == 2000
    last = re.findall(r"screened .*", shown)[-1]
    assert re.search(r"━ +2000/2000 +[0-9,]+/s +[0-9]:[0-9]{2}:[0-9]{2}", plain(last)), shown
    assert "about" not in shown
    assert "2000 applications, 1400 findings" in shown


def test_elsewhere_plain_lines_say_rate_and_time_left(round_, tmp_path):
    done = process("screen", str(round_[0]), "--findings", str(round_[1]), "--out", str(tmp_path / "out.csv"))
    assert b"\x1b" not in done.stderr
    line = re.compile(r"screened 2000 of 2000 \([0-9]+/s, about 0 s left\)")
    assert [text for text in done.stderr.decode().splitlines() if line.fullmatch(text)]


def on_terminal(arguments):
    """Standard output, and what a terminal was sent on standard error."""
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "demokrativillkor", *arguments]
    looks = installed.environment(TERM="xterm", COLUMNS="100")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=looks, text=True) as running:
        os.close(theirs)
        shown = b""
        try:
            while block := os.read(ours, 4096):
                shown += block
        except OSError:  # Linux says so when the other end is closed
            pass
        told, _ = running.communicate(timeout=60)
    os.close(ours)
    return told, shown.decode()


def plain(text):
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


def test_a_round_without_applications_is_screened(monkeypatch, capsys, tmp_path):
    source = tmp_path / "none.csv"
    source.write_text("applicationId,decisionDate\n")
    done = command(monkeypatch, capsys, "screen", str(source), "--out", str(tmp_path / "out.csv"))
    assert (done.code, done.out.split()[1::2]) == (Exit.OK, ["0", "0", "0", "0"])


def test_one_of_something_is_counted_as_one(monkeypatch, capsys, tmp_path):
    (tmp_path / "one.csv").write_text("applicationId,decisionDate\nA-1,2026-04-15\n")
    (tmp_path / "f.csv").write_text("applicationId,findingId,judgedBy,judgedOn\nA-1,F1,case_officer,2026-03-16\n")
    arguments = ["screen", str(tmp_path / "one.csv"), "--out", str(tmp_path / "out.csv")]
    done = command(monkeypatch, capsys, *arguments, "--findings", str(tmp_path / "f.csv"))
    assert "1 application, 1 finding\n" in done.err
    assert "1 application, 0 findings\n" in command(monkeypatch, capsys, *arguments, "--overwrite").err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--rules", "no-such"], Exit.USAGE),
        (["--on", "yesterday"], Exit.USAGE),
        (["--columns", "not-there.yaml"], Exit.INPUT_REJECTED),
        (["--scheduler", "tcp://127.0.0.1:9"], Exit.NOT_READY),
    ],
)
def test_what_cannot_be_done_has_its_code(arguments, code, source, monkeypatch, capsys, tmp_path):
    done = command(monkeypatch, capsys, "screen", str(source), "--out", str(tmp_path / "out.csv"), *arguments)
    assert done.code == code, done.err


def test_an_answer_that_is_there_is_not_replaced(source, monkeypatch, capsys, tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("mine")
    done = command(monkeypatch, capsys, "screen", str(source), "--out", str(out))
    assert (done.code, out.read_text()) == (Exit.NOT_READY, "mine")
    assert "--overwrite" in done.err


def test_another_date_is_screened_with(source, monkeypatch, capsys, tmp_path):
    out = tmp_path / "out.csv"
    assert command(monkeypatch, capsys, "screen", str(source), "--out", str(out), "--on", "2026-05-01").code == Exit.OK
    assert {row["decisionDate"] for row in rows(out)} == {"2026-05-01"}
    applications, findings = write_round(tmp_path / "round", 5, 3)
    arguments = [str(applications), "--findings", str(findings), "--out", str(out), "--overwrite", "--on", "2026-05-01"]
    assert command(monkeypatch, capsys, "screen", *arguments).code == Exit.OK
    assert {row["decisionDate"] for row in rows(out)} == {"2026-05-01"}


def test_asked_to_end_it_stops_with_code_five_and_goes_on_when_asked(tmp_path):
    applications, findings = write_round(tmp_path / "round", 20_000, 14_000)
    out = tmp_path / "out.csv"
    arguments = ["screen", str(applications), "--findings", str(findings), "--out", str(out), "--chunk", "500"]
    arguments += ["--verify", "none"]
    command = [sys.executable, "-m", "demokrativillkor", *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=installed.environment()) as running:
        journal = tmp_path / "out.csv.screening" / "journal.jsonl"
        while running.poll() is None and not (journal.exists() and b'"chunk"' in journal.read_bytes()):
            time.sleep(0.01)
        running.send_signal(signal.SIGTERM)
        _, error = running.communicate(timeout=60)
    assert running.returncode == Exit.INTERRUPTED, error
    assert b"--resume" in error
    resumed = process(*arguments, "--resume")
    assert resumed.returncode == Exit.OK, resumed.stderr
    assert len(rows(out)) == 20_000
    assert json.loads((tmp_path / "out.report.json").read_bytes())["sums"]["rows"]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_run_is_entered_in_the_log_once_when_a_database_is_given(
    kind, source, request, monkeypatch, capsys, tmp_path
):
    if kind == "sqlite":
        database = f"sqlite:///{tmp_path / 'log.sqlite'}"
    else:
        database = request.getfixturevalue("server").new_database()
        assert command(monkeypatch, capsys, "audit", "new-key", str(tmp_path / "key")).code == Exit.OK
        monkeypatch.setenv("DEMOKRATIVILLKOR_SIGNING_KEY_FILE", str(tmp_path / "key"))
    arguments = ["screen", str(source), "--out", str(tmp_path / "out.csv"), "--data-folder", str(tmp_path / "data")]
    arguments += ["--database", database]
    first = command(monkeypatch, capsys, *arguments)
    assert (first.code, "entered in the decision log" in first.err) == (Exit.OK, True), first.err
    done = command(monkeypatch, capsys, *arguments, "--resume")
    assert (done.code, "entered in the decision log" in done.err) == (Exit.OK, False)
    report = json.loads((tmp_path / "out.report.json").read_bytes())
    with opened(tmp_path / "data", database) as store:
        entries = [json.loads(entry) for entry in store.log.entries(0, store.log.size)]
    (entry,) = [each for each in entries if each["kind"] == "screening"]
    assert (entry["root"], entry["rows"], entry["rejected"]) == (report["run"]["root"], 3, 0)
    assert entry["ruleSets"] == [each["digest"] for each in report["ruleSets"]]
    assert report["run"]["id"] == f"sha256:{entry['run']}"
    verified = command(
        monkeypatch, capsys, "audit", "verify", "--data-folder", str(tmp_path / "data"), "--database", database
    )
    assert verified.code == Exit.OK, verified.err


def test_a_log_that_cannot_be_used_is_told_before_anything_is_screened(source, monkeypatch, capsys, tmp_path):
    arguments = ["screen", str(source), "--out", str(tmp_path / "out.csv"), "--data-folder", str(tmp_path / "data")]
    (tmp_path / "rubbish").write_text("Hemligt\n" * 100, encoding="utf-8")
    with opened(tmp_path / "data", f"sqlite:///{tmp_path / 'another.sqlite'}"):
        pass
    with opened(tmp_path / "elsewhere", f"sqlite:///{tmp_path / 'foreign.sqlite'}"):
        pass
    for address, remedy in (
        ("postgresql://nobody@127.0.0.1:9/none", "see that it runs and that its address is right"),
        (f"sqlite:///{tmp_path / 'rubbish'}", "see that it runs and that its address is right"),
        (f"sqlite:///{tmp_path / 'foreign.sqlite'}", "give that key"),
        ("hemligt", "write sqlite:///PATH"),
    ):
        done = command(monkeypatch, capsys, *arguments, "--database", address)
        assert (done.code, remedy in done.err) == (Exit.NOT_READY, True), done.err
        assert "nothing was screened: the run cannot be entered in the decision log" in done.err
        assert "emligt" not in done.err
        assert not list(tmp_path.glob("out.*"))


@pytest.mark.parametrize(
    ("given", "out", "code", "words"),
    [
        ("there_is_none.csv", "out.csv", Exit.INPUT_REJECTED, "the input cannot be read"),
        ("lines.csv", "out.csv", Exit.INPUT_REJECTED, "the file is JSON Lines, its name says a text table"),
        ("lines.jsonl", "out.doc", Exit.INPUT_REJECTED, "its name says no form that is known"),
        ("lines.jsonl", "lines.jsonl", Exit.NOT_READY, "would be written over the input"),
    ],
)
def test_no_database_is_made_for_files_that_cannot_be_used(given, out, code, words, monkeypatch, capsys, tmp_path):
    for name in ("lines.csv", "lines.jsonl"):
        (tmp_path / name).write_text('{"id": "A-1"}\n', encoding="utf-8")
    arguments = ["screen", str(tmp_path / given), "--out", str(tmp_path / out), "--data-folder", str(tmp_path / "data")]
    done = command(monkeypatch, capsys, *arguments)
    assert (done.code, words in done.err) == (code, True), done.err
    assert not (tmp_path / "data").exists()


def test_on_postgresql_a_role_that_may_not_write_the_log_is_told_before_anything_is_screened(
    source, server, monkeypatch, capsys, tmp_path
):
    owner = server.new_database()
    database = make_url(owner).database
    assert command(monkeypatch, capsys, "audit", "new-key", str(tmp_path / "key")).code == Exit.OK
    monkeypatch.setenv("DEMOKRATIVILLKOR_SIGNING_KEY_FILE", str(tmp_path / "key"))
    with opened(tmp_path / "data", owner) as store, store.engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE ROLE reader_{database} LOGIN")
        connection.exec_driver_sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader_{database}")
    arguments = ["screen", str(source), "--out", str(tmp_path / "out.csv"), "--data-folder", str(tmp_path / "data")]
    done = command(monkeypatch, capsys, *arguments, "--database", server.address(database, f"reader_{database}"))
    assert (done.code, "the database role of this address may not do that" in done.err) == (Exit.NOT_READY, True), (
        done.err
    )
    assert not list(tmp_path.glob("out.*"))


def test_a_log_that_went_away_while_it_was_screened_leaves_the_answer_and_says_how_the_run_is_entered(
    source, monkeypatch, capsys, tmp_path
):
    log, away = tmp_path / "log.sqlite", tmp_path / "away"
    arguments = ["screen", str(source), "--out", str(tmp_path / "out.csv"), "--data-folder", str(tmp_path / "data")]
    arguments += ["--database", f"sqlite:///{log}"]
    screened = screen.run

    def run_and_lose_the_log(*given):
        ran = screened(*given)
        log.rename(away)
        log.write_text("rubbish\n" * 100, encoding="utf-8")
        return ran

    with monkeypatch.context() as losing:
        losing.setattr(screen, "run", run_and_lose_the_log)
        lost = command(losing, capsys, *arguments)
    assert lost.code == Exit.NOT_READY
    assert "the answer is finished, but the run is not in the decision log" in lost.err
    assert len(rows(tmp_path / "out.csv")) == 3
    away.replace(log)
    done = command(monkeypatch, capsys, *arguments, "--resume")
    assert (done.code, "entered in the decision log" in done.err) == (Exit.OK, True)


def test_more_rejected_rows_than_allowed_end_with_code_three_and_can_be_allowed_afterwards(
    monkeypatch, capsys, tmp_path
):
    source = write_lines(tmp_path / "in.jsonl", [{"id": f"A-{n}", "decisionDate": "snart"} for n in range(3)])
    arguments = ["screen", str(source), "--out", str(tmp_path / "out.csv"), "--max-rejected"]
    done = command(monkeypatch, capsys, *arguments, "2")
    assert (done.code, (tmp_path / "out.csv").exists()) == (Exit.INPUT_REJECTED, False)
    said = (
        "more than 2 rows rejected; look at those in out.rejected.csv, or raise --max-rejected and go on with --resume"
    )
    assert said in done.err
    assert [row for _, row, _, _ in rejected(tmp_path / "out.csv")] == [1, 2, 3]
    assert command(monkeypatch, capsys, *arguments, "3", "--resume").out.splitlines()[-1] == "rejected\t3"
