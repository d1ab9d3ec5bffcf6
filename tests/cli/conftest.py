from functools import partial

import pytest

from tests.support.commands import command


@pytest.fixture
def run(monkeypatch, capsys, rulebook):
    """The command in this process, over the packaged rules read once."""
    monkeypatch.setattr("demokrativillkor.cli.options.packaged_rulebook", lambda: (rulebook, ()))
    return partial(command, monkeypatch, capsys)
