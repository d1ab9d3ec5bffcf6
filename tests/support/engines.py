"""Which engines there are to test, and where durable-rules cannot be had."""

import sys

import pytest

from demokrativillkor.engine import EngineName

ENGINES: tuple[EngineName, ...] = ("reference", "durable", "verified")

needs_durable = pytest.mark.skipif(
    sys.version_info >= (3, 13), reason="durable-rules cannot be installed from Python 3.13 on"
)
"""What is skipped for no other reason: a durable-rules that cannot be loaded below 3.13 fails the tests."""

EACH_ENGINE = [pytest.param(name, marks=[] if name == "reference" else [needs_durable], id=name) for name in ENGINES]
"""The engines as parameters of a test."""
