"""Ids and instants as the store makes them."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from typing import Literal

from demokrativillkor.audit.entries import instant

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [high + low for high in _CROCKFORD for low in _CROCKFORD]


def new_id(kind: Literal["d", "e"]) -> str:
    """An id in the order of time: ``d-`` or ``e-`` and a UUIDv7 (RFC 9562 § 5.7) in Crockford's base 32, lower case."""
    milliseconds = time.time_ns() // 1_000_000
    noise = int.from_bytes(os.urandom(10), "big")
    number = (milliseconds << 80) | (0x7 << 76) | ((noise >> 68) << 64) | (0b10 << 62) | (noise & ((1 << 62) - 1))
    return f"{kind}-" + "".join([_PAIRS[(number >> shift) & 1023] for shift in range(120, -1, -10)])


def now() -> str:
    """The present instant."""
    return instant(datetime.now(UTC))
