"""What tests need besides Python: where it is missing they are skipped with the reason, unless it is required."""

import os
from typing import NoReturn

import pytest


def left_out(reason: str, required: str) -> NoReturn:
    """Skip the test and say why; fail it where the environment has the variable ``required``, as in CI."""
    if os.environ.get(required):
        pytest.fail(reason)
    pytest.skip(reason)
