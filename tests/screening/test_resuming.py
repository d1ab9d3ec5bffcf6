"""A run that is stopped, in whatever way, loses nothing and writes nothing by halves."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from benchmarks.rounds import write_round
from demokrativillkor.errors import ConfigurationError, InputRejected
from demokrativillkor.rulebook import Rulebook
from demokrativillkor.screening import chunk as chunks
from demokrativillkor.screening import running, staging
from demokrativillkor.screening.finishing import Outputs
from demokrativillkor.screening.plan import Options, Which
from demokrativillkor.screening.problems import Interrupted
from tests.support import installed
from tests.support.screening import Listening, reviewed, rows, screened, write_csv, write_lines


def child(bundle, round_, out, chunk="100", workers=(), **options):
    arguments = [str(bundle), *map(str, round_), str(out), chunk, *workers]
    arguments = [sys.executable, "-m", "tests.screening.child", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(arguments, stdout=pipe, stderr=pipe, env=installed.environment(), **options)


def answer(out):
    """Every file of an answer; of the report what does not tell the time."""
    outputs = Outputs.beside(out)
    report = json.loads(outputs.report.read_bytes())
    del report["run"]["startedAt"]
    return out.read_bytes(), outputs.rejected.read_bytes(), outputs.decisions.read_bytes(), report


@pytest.mark.parametrize(
    ("form", "workers", "kills"), [("parquet", (), 20), ("csv", ("2",), 5)], ids=["twenty times", "two processes"]
)
def test_killed_at_random_moments_and_resumed_the_answer_is_that_of_an_undisturbed_run(
    form, workers, kills, bundle, tmp_path
):
    round_ = write_round(tmp_path / "round", 1_000, 700, form=form)
    undisturbed = tmp_path / "undisturbed.parquet"
    begun = time.monotonic()
    with child(bundle, round_, undisturbed, workers=workers) as whole:
        whole.stdout.readline()
        until_first = time.monotonic() - begun
        assert whole.wait(120) == 0, whole.stderr.read()
        lasted = time.monotonic() - begun
    random, killed, out = Random(7), 0, tmp_path / "out.parquet"
    while killed < kills:
        with child(bundle, round_, out, workers=workers) as process:
            try:
                process.wait(random.uniform(until_first * 0.8, lasted))
            except subprocess.TimeoutExpired:
                process.kill()
                killed += 1
            process.wait()
        if Outputs.beside(out).report.exists():
            assert answer(out) == answer(undisturbed)
            for path in tmp_path.glob("out.*"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    with child(bundle, round_, out, workers=workers) as process:
        assert process.wait(120) == 0, process.stderr.read()
    assert answer(out) == answer(undisturbed)
    assert not list(tmp_path.glob("out.*partial")) + list(tmp_path.glob("out.parquet.screening"))


@pytest.fixture
def round_(tmp_path):
    return write_round(tmp_path / "round", 500, 300)


def stop_after(number, error):
    def between(done):
        if done == number:
            raise error

    return Listening(between=between)


OPTIONS = Options(most=100, decisions=Which.ADVERSE)


def interrupt(book, round_, out):
    with pytest.raises(Interrupted) as caught:
        screened(
            book, round_[0], out, findings=round_[1], options=OPTIONS, listening=stop_after(2, KeyboardInterrupt())
        )
    return str(caught.value)


def test_chunks_that_were_finished_are_not_screened_again(book, round_, tmp_path, monkeypatch):
    out = tmp_path / "out.csv"
    interrupt(book, round_, out)
    assert not out.exists()
    numbers = []
    monkeypatch.setattr(
        running, "screen_chunk", lambda plan, chunk: numbers.append(chunk.number) or chunks.screen_chunk(plan, chunk)
    )
    listening = Listening()
    screened(book, round_[0], out, findings=round_[1], options=OPTIONS, resume=True, listening=listening)
    assert numbers == [2, 3, 4]
    assert "screened 200 of 500" in listening.said
    screened(book, round_[0], tmp_path / "other.csv", findings=round_[1], options=OPTIONS)
    assert answer(out) == answer(tmp_path / "other.csv")


def test_a_finished_run_is_not_done_again(book, round_, tmp_path):
    out = tmp_path / "out.csv"
    screened(book, round_[0], out, findings=round_[1], options=OPTIONS)
    listening = Listening()
    screened(book, round_[0], out, findings=round_[1], options=OPTIONS, resume=True, listening=listening)
    assert listening.said == []


@pytest.mark.parametrize("harm", [lambda part: part.write_bytes(part.read_bytes()[:-1]), Path.unlink])
def test_a_chunk_whose_file_was_changed_or_taken_away_is_screened_again(harm, book, round_, tmp_path):
    out = tmp_path / "out.csv"
    interrupt(book, round_, out)
    harm(next((tmp_path / "out.csv.screening" / "parts").glob("000001.results")))
    listening = Listening()
    screened(book, round_[0], out, findings=round_[1], options=OPTIONS, resume=True, listening=listening)
    assert "screened 100 of 500" in listening.said
    assert len(rows(out)) == 500


def test_a_run_of_which_nobody_can_read_what_it_was_is_begun_afresh(book, round_, tmp_path):
    out = tmp_path / "out.csv"
    interrupt(book, round_, out)
    (tmp_path / "out.csv.screening" / "run.json").write_bytes(b"{")
    listening = Listening()
    screened(book, round_[0], out, findings=round_[1], options=OPTIONS, resume=True, listening=listening)
    assert "screened 0 of 500" in listening.said


def test_a_line_of_the_journal_that_was_cut_off_is_no_line(book, round_, tmp_path):
    out = tmp_path / "out.csv"
    interrupt(book, round_, out)
    journal = tmp_path / "out.csv.screening" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-20])
    screened(book, round_[0], out, findings=round_[1], options=OPTIONS, resume=True)
    assert len(rows(out)) == 500


@pytest.mark.parametrize(
    ("changed", "name"), [({"most": 50}, "options"), ({"ruleset": "sou-2019-35"}, "options"), ({}, "input")]
)
def test_a_run_goes_on_only_with_the_same_input_rules_and_wishes(changed, name, book, round_, tmp_path):
    out = tmp_path / "out.csv"
    interrupt(book, round_, out)
    if not changed:
        write_round(tmp_path / "round", 500, 300, seed=2)
    options = Options(**{"most": 100, "decisions": Which.ADVERSE} | changed)
    with pytest.raises(ConfigurationError, match=f"{name} not the same"):
        screened(book, round_[0], out, findings=round_[1], options=options, resume=True)


def test_a_run_goes_on_only_under_the_same_rules_and_in_the_same_release(book, round_, tmp_path, monkeypatch):
    out = tmp_path / "out.csv"
    interrupt(book, round_, out)
    fewer = {name: book.rulesets[name] for name in ("sou-2019-35", "sfs-2021-401")}
    with pytest.raises(ConfigurationError, match="the run cannot go on: rules not the same as when it was begun"):
        screened(Rulebook(book.vocabulary, fewer), round_[0], out, findings=round_[1], options=OPTIONS, resume=True)
    monkeypatch.setattr(running, "__version__", "0.0.1")
    with pytest.raises(ConfigurationError, match="the run cannot go on: software not the same as when it was begun"):
        screened(book, round_[0], out, findings=round_[1], options=OPTIONS, resume=True)


def test_a_run_that_is_there_and_an_answer_that_is_there_are_never_replaced_unasked(book, round_, tmp_path):
    out = tmp_path / "out.csv"
    interrupt(book, round_, out)
    with pytest.raises(ConfigurationError, match="--resume"):
        screened(book, round_[0], out, findings=round_[1], options=OPTIONS)
    screened(book, round_[0], out, findings=round_[1], options=OPTIONS, overwrite=True)
    with pytest.raises(ConfigurationError, match="--overwrite"):
        screened(book, round_[0], out, findings=round_[1], options=OPTIONS)


@pytest.mark.parametrize(("form", "told"), [("parquet", 2), ("csv", 4)])
def test_an_input_that_is_taken_away_midway_leaves_a_run_that_can_go_on(form, told, book, tmp_path):
    round_ = write_round(tmp_path / "round", 500, 300, form=form)
    out, away = tmp_path / "out.csv", tmp_path / "away"

    def between(done):
        if done == told:
            round_[0].rename(away)

    with pytest.raises(Interrupted, match=r"cannot be read (any more|or written \(No such file or directory\))"):
        screened(book, *round_[:1], out, findings=round_[1], options=OPTIONS, listening=Listening(between=between))
    with pytest.raises(InputRejected, match="the input cannot be read: No such file or directory; check the name"):
        screened(book, round_[0], out, findings=round_[1], options=OPTIONS, resume=True)
    away.rename(round_[0])
    screened(book, round_[0], out, findings=round_[1], options=OPTIONS, resume=True)
    assert len(rows(out)) == 500


def test_an_input_that_is_changed_after_it_was_identified_is_no_input(book, round_, tmp_path, monkeypatch):
    manifest = running._manifest

    def identified(*of):
        made = manifest(*of)
        os.utime(round_[1], (1, 1))
        return made

    monkeypatch.setattr(running, "_manifest", identified)
    with pytest.raises(InputRejected, match="was changed"):
        screened(book, round_[0], tmp_path / "out.csv", findings=round_[1], options=OPTIONS)


def test_an_input_that_is_changed_midway_is_no_input(book, round_, tmp_path):
    def between(done):
        if done == 2:
            os.utime(round_[0], (1, 1))

    with pytest.raises(InputRejected, match="was changed"):
        screened(
            book,
            round_[0],
            tmp_path / "out.csv",
            findings=round_[1],
            options=OPTIONS,
            listening=Listening(between=between),
        )
    assert {path.name for path in tmp_path.iterdir()} == {"round"}


def test_a_full_disk_leaves_a_run_that_can_go_on(bundle, book, round_, tmp_path):
    out = tmp_path / "out.parquet"

    def little():
        resource.setrlimit(resource.RLIMIT_FSIZE, (6_000, resource.RLIM_INFINITY))

    screened(book, round_[0], tmp_path / "other.parquet", findings=round_[1], options=OPTIONS)
    interrupt(book, round_, out)
    with child(bundle, round_, out, preexec_fn=little) as process:
        _, error = process.communicate(timeout=120)
    assert process.returncode == 1
    assert b"Interrupted: the file may not grow any more" in error
    assert not out.exists()
    screened(book, round_[0], out, findings=round_[1], options=OPTIONS, resume=True)
    assert answer(out) == answer(tmp_path / "other.parquet")


def test_a_killed_parent_leaves_no_process_behind(tmp_path):
    script = (
        "from demokrativillkor.screening.executors import executor\n"
        "import os, time\n"
        "if __name__ == '__main__':\n"
        "    with executor(2, None) as (pool, many):\n"
        "        print(pool.submit(os.getpid).result(), flush=True)\n"
        "        time.sleep(60)\n"
    )
    source = tmp_path / "parent.py"
    source.write_text(script)
    with subprocess.Popen([sys.executable, str(source)], stdout=subprocess.PIPE) as parent:
        worker = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    for _ in range(100):
        if not is_running(worker):
            break
        time.sleep(0.1)
    assert not is_running(worker)


def is_running(process):
    try:
        with Path(f"/proc/{process}/stat").open(encoding="ascii") as opened:
            return opened.read().split()[2] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def fifty(tmp_path, monkeypatch):
    """Fifty lines of JSON, read ten at a time."""
    monkeypatch.setattr(staging, "_LINES", 10)
    return write_lines(tmp_path / "in.jsonl", [{"id": f"A-{n}", "decisionDate": "2026-04-15"} for n in range(50)])


def test_lines_of_json_that_were_read_are_not_read_again(fifty, book, tmp_path, monkeypatch):
    with pytest.raises(Interrupted):
        screened(book, fifty, tmp_path / "out.csv", listening=stop_after(2, KeyboardInterrupt()))
    fifty.rename(tmp_path / "away")
    with pytest.raises(InputRejected):
        screened(book, fifty, tmp_path / "out.csv", resume=True)
    (tmp_path / "away").rename(fifty)
    read, listening = [], Listening()
    stage_lines = staging.stage_lines
    monkeypatch.setattr(staging, "stage_lines", lambda *of: read.append(of[2]) or stage_lines(*of))
    screened(book, fifty, tmp_path / "out.csv", resume=True, listening=listening)
    assert len(set(read)) == len(read) == 3  # which two were read first is up to the threads
    assert "read 20 of 50" in listening.said
    assert len(rows(tmp_path / "out.csv")) == 50


def test_tables_that_were_made_of_lines_are_not_made_again(fifty, book, tmp_path, monkeypatch):
    with pytest.raises(Interrupted):
        screened(book, fifty, tmp_path / "out.csv", listening=stop_after(6, KeyboardInterrupt()))
    monkeypatch.setattr(staging, "stage_lines", None)
    screened(book, fifty, tmp_path / "out.csv", resume=True)
    assert len(rows(tmp_path / "out.csv")) == 50


def test_rules_that_were_half_written_are_written_anew_for_every_process(book, round_, tmp_path, monkeypatch):
    out = tmp_path / "out.csv"

    def half(_, folder):
        folder.mkdir()
        (folder / "sou-2019-35.json").write_bytes(b"{")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(running, "write_bundle", half)
        with pytest.raises(Interrupted):
            screened(book, round_[0], out, findings=round_[1], options=OPTIONS)
    screened(book, round_[0], out, findings=round_[1], options=OPTIONS, resume=True, workers=2)
    assert len(rows(out)) == 500


def test_a_stop_before_anything_was_begun_is_only_a_stop(book, tmp_path, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "_manifest", stop)
    source = write_csv(tmp_path / "a.csv", [reviewed(1)])
    with pytest.raises(KeyboardInterrupt):
        screened(book, source, tmp_path / "out.csv")
