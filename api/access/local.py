"""The one-time address of a service on the loopback: a token in the first visit's address becomes a session cookie.

The token opens no second session from an address (a history or a log may keep addresses), also not in another worker:
the first exchange leaves a mark in the data folder. As Bearer it works until the service stops.
"""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

from demokrativillkor.access import Principal, Role, digest_of

COOKIE = "demokrativillkor-session"

_OPENED = ".opened"

ROLES = frozenset(Role) - {Role.SYSTEM}
"""Who sits alone at the machine is officer, auditor, rule steward and administrator in one."""


class LocalSession:
    """Who sits at this machine, known by a token that only this machine has seen."""

    def __init__(self, token: str, unit: str, folder: Path) -> None:
        self._digest = digest_of(token)
        self.cookie = hmac.new(token.encode(), b"demokrativillkor session cookie", hashlib.sha256).hexdigest()
        self._cookie_digest = digest_of(self.cookie)
        self._folder = folder
        self.principal = Principal("local", ROLES, unit)

    def is_token(self, text: str) -> bool:
        """Whether this is the token, compared in constant time."""
        return hmac.compare_digest(self._digest, digest_of(text))

    def is_cookie(self, text: str) -> bool:
        """Whether this is the cookie of the session, compared in constant time."""
        return hmac.compare_digest(self._cookie_digest, digest_of(text))

    def opens(self, token: str) -> bool:
        """Whether the token is still to be exchanged."""
        return self.is_token(token) and not self._opened.exists()

    def exchange(self, token: str) -> str | None:
        """The session's cookie for the token, once."""
        if not self.is_token(token):
            return None
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._opened.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            return None
        return self.cookie

    @property
    def _opened(self) -> Path:
        return self._folder / f"{self._digest[:32]}{_OPENED}"
