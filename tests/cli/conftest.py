from functools import partial

import pytest

from tests.support.commands import command


@pytest.fixture
def run(monkeypatch, capsys):
    return partial(command, monkeypatch, capsys)
