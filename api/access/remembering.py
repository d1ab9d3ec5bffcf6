"""Credentials verified a moment ago, so that the next request costs a lookup. Only digests are kept."""

from __future__ import annotations

import time
from collections.abc import Callable

from demokrativillkor.access import Principal

MOST = 4096
"""Credentials remembered; when there are more, all are verified afresh."""


class Remembered:
    """Digest of a credential → who it belongs to, for so many seconds."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.time) -> None:
        self._seconds = seconds
        self._clock = clock
        self._known: dict[str, tuple[Principal, float]] = {}

    def get(self, digest: str) -> Principal | None:
        """Whom the credential belonged to when it was last verified, unless that is too long ago."""
        known = self._known.get(digest)
        return known[0] if known and self._clock() < known[1] else None

    def keep(self, digest: str, principal: Principal, expires: float) -> Principal:
        """Remember a credential that was verified just now, never past its own end."""
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[digest] = (principal, min(expires, self._clock() + self._seconds))
        return principal
