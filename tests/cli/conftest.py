from functools import partial

import pytest

from demokrativillkor.rulefiles.folder import read_folder
from tests.support.commands import command


@pytest.fixture
def run(monkeypatch, capsys, rules, rulebook):
    """The command in this process, over the packaged rules read once."""
    monkeypatch.setattr("demokrativillkor.cli.options.packaged_rulebook", lambda: (rulebook, ()))
    for reading in ("rules", "bench"):
        monkeypatch.setattr(
            f"demokrativillkor.cli.{reading}.folder", lambda path=None: read_folder(path) if path else rules
        )
    return partial(command, monkeypatch, capsys)
