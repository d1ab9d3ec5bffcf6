"""Which engines there are to test, and how tests that need durable-rules say so."""

import pytest

from demokrativillkor.engine import EngineName, durable
from demokrativillkor.errors import ConfigurationError

ENGINES: tuple[EngineName, ...] = ("reference", "durable", "verified")

try:
    durable.load()
    _WHY = ""
except ConfigurationError as error:
    _WHY = str(error)

needs_durable = pytest.mark.skipif(bool(_WHY), reason=_WHY)
