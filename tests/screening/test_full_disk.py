"""A disk that fills up stops a run at whatever it was writing; when there is room again it goes on, to the same bytes."""

import pytest

from benchmarks.rounds import write_round
from demokrativillkor.screening.finishing import Outputs
from demokrativillkor.screening.plan import Options, Which
from demokrativillkor.screening.problems import Interrupted
from tests.screening.test_resuming import answer
from tests.support.disks import small_disk
from tests.support.screening import Listening, screened, write_lines

OPTIONS = Options(most=100, decisions=Which.ADVERSE)


@pytest.fixture
def disk(tmp_path):
    with small_disk(tmp_path / "disk") as made:
        yield made


def stopped_and_resumed(book, given, out, disk, listening):
    """Run onto the disk that fills up, see that nothing is there by halves, make room and go on."""
    with pytest.raises(Interrupted, match="^the disk is full$"):
        screened(book, given[0], out, findings=given[1], options=OPTIONS, listening=listening)
    outputs = Outputs.beside(out)
    assert not outputs.report.exists()
    disk.free()
    screened(book, given[0], out, findings=given[1], options=OPTIONS, resume=True)
    assert not [path.name for path in disk.folder.iterdir() if not path.name.startswith("out.")]
    assert not list(disk.folder.glob("*.partial"))
    assert not list(disk.folder.glob("*.screening"))


# xlsxwriter forgets the files of a workbook that it could not make, and Python says so
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl", "xlsx"])
@pytest.mark.parametrize("chunks", [2, 5], ids=["in a part", "in the answer"])
def test_it_fills_up_while_answers_are_written(chunks, form, book, disk, tmp_path):
    round_ = write_round(tmp_path / "round", 500, 300)
    listening = Listening(between=lambda done: disk.fill() if done == chunks else None)
    stopped_and_resumed(book, round_, disk.folder / f"out.{form}", disk, listening)
    screened(book, round_[0], tmp_path / f"other.{form}", findings=round_[1], options=OPTIONS)
    assert answer(disk.folder / f"out.{form}") == answer(tmp_path / f"other.{form}")


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_it_fills_up_while_the_input_is_turned_to_tables(form, book, disk, tmp_path):
    if form == "csv":
        given = write_round(tmp_path / "round", 500, 300, form="csv")
        for path in given:
            path.write_text(path.read_text().replace(",", ";"))
    else:
        source = write_lines(tmp_path / "in.jsonl", [{"id": f"A-{n}", "decisionDate": "2026-04-15"} for n in range(50)])
        source.write_bytes(source.read_bytes().decode().encode("utf-16"))
        given = (source, None)
    filling = Listening()
    filling.say = lambda _: disk.fill()
    stopped_and_resumed(book, given, disk.folder / "out.parquet", disk, filling)
    screened(book, given[0], tmp_path / "other.parquet", findings=given[1], options=OPTIONS)
    assert answer(disk.folder / "out.parquet") == answer(tmp_path / "other.parquet")
