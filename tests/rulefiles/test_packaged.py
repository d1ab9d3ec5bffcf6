"""What was read from rule files stands for as long as they do, byte for byte, and no longer."""

from pathlib import Path

import pytest

from demokrativillkor import packaged
from demokrativillkor.errors import RulesInvalid
from demokrativillkor.packaged import packaged_rulebook, rulebook_with
from demokrativillkor.rulefiles import folder
from tests.support.rule_folders import ACT, RULESET, change


@pytest.fixture
def reads(root, monkeypatch):
    """The folders that were read one after the other; the packaged rules are the small folder ``root``."""
    found = []
    read_folder = folder.read_folder

    def reading(path, *arguments, **options):
        found.append(path)
        return read_folder(path, *arguments, **options)

    monkeypatch.setattr(folder, "read_folder", reading)
    monkeypatch.setattr(packaged, "rules_folder", lambda: root)
    monkeypatch.setattr(packaged, "bundle_folder", lambda: root / "nowhere")
    monkeypatch.setattr(packaged, "_REMEMBERED", {})
    return found


@pytest.fixture
def added(tmp_path):
    """A folder of one's own, with no rule sets yet."""
    (tmp_path / "own").mkdir()
    return tmp_path / "own"


def test_rules_in_which_nothing_has_changed_are_not_read_again(reads, root):
    assert packaged_rulebook()[0].rulesets is packaged_rulebook()[0].rulesets
    assert reads == [root]


def test_rules_outside_the_package_in_which_nothing_has_changed_are_not_read_again(reads, root, added):
    assert rulebook_with(added)[0].rulesets is rulebook_with(added)[0].rulesets
    packaged_rulebook()
    assert reads == [root, added]


def test_a_change_outside_the_package_has_nothing_in_it_read_again(reads, root, added):
    rulebook_with(added)
    (added / "notes.txt").write_bytes(b"not read")
    rulebook_with(added)
    assert reads == [root, added, added]


CHANGES = {
    "a byte": lambda root: change(root / ACT / RULESET, "version:", "version: "),
    "a file more": lambda root: (root / ACT / "extra.yaml").write_bytes(b""),
    "a file less": lambda root: (root / ACT / "notes.txt").unlink(),
    "a file of another name": lambda root: (root / ACT / "notes.txt").rename(root / ACT / "other.txt"),
    "a folder more": lambda root: (root / "empty").mkdir(),
}


@pytest.mark.parametrize("what", CHANGES)
def test_rules_in_which_something_has_changed_are_read_again(reads, root, what):
    (root / ACT / "notes.txt").write_bytes(b"not read")
    packaged_rulebook()
    CHANGES[what](root)
    packaged_rulebook()
    assert reads == [root, root]


def test_a_mistake_made_meanwhile_is_told_and_its_mending_too(reads, root):
    assert packaged_rulebook()[1] == ()
    change(root / ACT / RULESET, "version:", "versions:")
    assert {problem.code for problem in packaged_rulebook()[1]} == {"missing_key", "unknown_key"}
    change(root / ACT / RULESET, "versions:", "version:")
    assert packaged_rulebook()[1] == ()


def test_a_change_in_the_packaged_rules_counts_for_those_read_beside_them_too(reads, root, added):
    before = rulebook_with(added)[0].ruleset(ACT).version
    assert before != "99"
    change(root / ACT / RULESET, f'version: "{before}"', 'version: "99"')
    assert rulebook_with(added)[0].ruleset(ACT).version == "99"


def test_what_was_read_while_somebody_wrote_is_not_remembered(reads, root, monkeypatch):
    writing = iter([True])
    read_folder = folder.read_folder

    def half_written(path, **options):
        read = read_folder(path, **options)
        if next(writing, False):
            (root / ACT / "extra.yaml").write_bytes(b"")
        return read

    monkeypatch.setattr(folder, "read_folder", half_written)
    assert packaged_rulebook()[1] == ()
    assert packaged_rulebook()[1] != ()
    packaged_rulebook()
    assert reads == [root, root]


def test_rules_that_cannot_be_read_are_tried_again_each_time(reads, root, monkeypatch):
    read_bytes = Path.read_bytes

    def failing(path):
        if path.name == "facts.yaml":
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", failing)
    for _ in range(2):
        with pytest.raises(RulesInvalid, match=r"facts\.yaml:1: cannot be read: Permission denied"):
            packaged_rulebook()
    assert reads == [root, root]
