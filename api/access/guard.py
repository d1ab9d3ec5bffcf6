"""Who asks, and whether the role permits it: one dependency a route."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api.access.local import COOKIE, LocalSession
from api.access.remembering import Remembered
from api.access.tokens import Tokens, invalid
from api.problems import ProblemRaised
from api.problemtypes import NOT_AUTHENTICATED, NOT_PERMITTED
from demokrativillkor.access import KeyStore, Principal, Role, digest_of, id_in

_LOG = logging.getLogger(__name__)

LONGEST = 8192
"""Characters of a credential; tokens with many claims are below."""

_PRINCIPAL = "demokrativillkor.principal"
"""Where a request's scope has who asks, once that is made sure of."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Access:
    """The ways to sign in that are configured here."""

    def __init__(
        self,
        keys: KeyStore | None = None,
        tokens: Tokens | None = None,
        local: LocalSession | None = None,
        seconds: float = 5,
    ) -> None:
        self._keys = keys
        self._tokens = tokens
        self.local = local
        self._remembered = Remembered(seconds)

    async def principal(self, request: Request) -> Principal:
        """Who asks.

        Raises:
            ProblemRaised: nobody is signed in, or the credential is not valid.
        """
        scheme, _, credential = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return await self._bearer(credential.strip())
        session = request.cookies.get(COOKIE)
        if self.local and session is not None and self.local.is_cookie(session) and _from_here(request):
            return self.local.principal
        raise ProblemRaised(
            NOT_AUTHENTICATED,
            "Nothing was done. Send a key or token as Authorization: Bearer.",
            headers={"WWW-Authenticate": "Bearer"},
        )

    async def _bearer(self, credential: str) -> Principal:
        if not credential or len(credential) > LONGEST:
            raise invalid()
        digest = digest_of(credential)
        known = self._remembered.get(digest)
        if known:
            return known
        if self.local and self.local.is_token(credential):
            return self.local.principal
        key_id = id_in(credential)
        if key_id and self._keys:
            return self._remembered.keep(digest, *await run_in_threadpool(_by_key, self._keys, key_id, credential))
        if self._tokens and credential.count(".") == 2:
            return self._remembered.keep(digest, *await run_in_threadpool(self._tokens.principal, credential))
        raise invalid()


def _by_key(keys: KeyStore, key_id: str, text: str) -> tuple[Principal, float]:
    key = keys.key(key_id)
    if key is None or not key.opens_with(text) or not key.valid_at(datetime.now(UTC)):
        raise invalid()
    return key.principal, key.expires_at.timestamp()


def _from_here(request: Request) -> bool:
    """Whether a request with the cookie comes from our own pages, where it changes something.

    SameSite=Strict says so already; a browser says it once more in the header.
    """
    return request.method in SAFE or request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


async def principal_of(request: Request) -> Principal:
    """Who asks; it is made sure of once a request.

    Raises:
        ProblemRaised: nobody is signed in.
    """
    known: Principal | None = request.scope.get(_PRINCIPAL)
    if known is None:
        access: Access = request.app.state.access
        known = request.scope[_PRINCIPAL] = await access.principal(request)
    return known


class Allowed:
    """The dependency of a route that these roles may use; the description of the API reads them."""

    def __init__(self, *roles: Role) -> None:
        self.roles = roles

    async def __call__(self, request: Request) -> Principal:
        """Who asks.

        Raises:
            ProblemRaised: nobody is signed in, or with another role.
        """
        principal = await principal_of(request)
        if not principal.has(*self.roles):
            raise ProblemRaised(NOT_PERMITTED, f"This is for: {', '.join(self.roles)}.")
        return principal
