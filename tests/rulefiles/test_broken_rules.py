"""One mistake a file: each is found, told with file, line, cause and remedy, and nothing else is."""

import shutil
from pathlib import Path

import pytest

from demokrativillkor.lint.checks import findings
from demokrativillkor.rulefiles.folder import read_folder
from demokrativillkor.rulefiles.yamlfile import read_yaml

BROKEN = Path(__file__).parent.parent / "broken_rules"
MISTAKES = sorted(BROKEN.glob("*.yaml"))
SOUND = BROKEN / "rules"
"""A copy of the rules as they once were: what is broken here does not move when the rules do."""


def make(mistake, folder):
    """The sound rules with that one mistake."""
    shutil.copytree(SOUND, folder)
    path = folder / mistake["file"]
    if mistake.get("remove"):
        path.unlink()
    elif "write" in mistake:
        path.write_text(mistake["write"], encoding="utf-8")
    else:
        text = path.read_text(encoding="utf-8")
        assert mistake["find"] in text
        path.write_text(text.replace(mistake["find"], mistake["replace"], 1), encoding="utf-8")


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: path.stem)
def test_a_mistake_is_told_in_these_words_and_no_others(path, tmp_path):
    mistake = read_yaml(path, path.name).value
    make(mistake, tmp_path / "rules")
    folder = read_folder(tmp_path / "rules")
    assert [str(problem) for problem in (*folder.problems, *findings(folder))] == mistake["says"]


def test_the_sound_rules_have_no_mistake():
    folder = read_folder(SOUND)
    assert [*folder.problems, *findings(folder)] == []


def test_there_are_many_kinds_of_mistakes():
    assert len(MISTAKES) >= 60


def test_mistakes_in_several_files_are_all_told_at_once_in_the_order_of_files_and_lines(tmp_path):
    root = tmp_path / "rules"
    shutil.copytree(SOUND, root)
    for name in ("4.yaml", "1.yaml"):
        path = root / "sou-2019-35" / name
        path.write_text(
            path.read_text(encoding="utf-8").replace("basis: text", "basis: rumour\nsurprise: 1"), encoding="utf-8"
        )
    (root / "facts.yaml").write_text(
        (root / "facts.yaml").read_text(encoding="utf-8").replace("closesTo: neither", "closesTo: none"),
        encoding="utf-8",
    )
    places = [problem.place.partition("/")[2] for problem in read_folder(root).problems]
    assert places == [
        "facts.yaml:300",
        "sou-2019-35/1.yaml:7",
        "sou-2019-35/1.yaml:8",
        "sou-2019-35/4.yaml:7",
        "sou-2019-35/4.yaml:8",
    ]


def test_a_broken_rule_set_leaves_the_others_readable(tmp_path):
    root = tmp_path / "rules"
    shutil.copytree(SOUND, root)
    shutil.copytree(root / "sou-2019-35", root / "broken")
    folder = read_folder(root)
    assert set(folder.rulesets) == {"sou-2019-35"}
    assert {problem.place.split("/")[1] for problem in folder.problems} == {"broken"}
