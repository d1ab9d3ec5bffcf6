"""OpenID Connect access tokens (RFC 9068): verified against the issuer's keys, the person in them made unrecognisable.

The subject is an HMAC over issuer and ``sub`` with a key of this service; no other claim about a person is read.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

import jwt
from jwt import PyJWKClient
from jwt.exceptions import PyJWKClientConnectionError, PyJWKClientError, PyJWTError

from api.problems import ProblemRaised
from api.problemtypes import INVALID_CREDENTIALS, ISSUER_UNAVAILABLE, NOT_PERMITTED
from demokrativillkor.access import UNIT, Principal, Role
from demokrativillkor.settings import Settings

LEEWAY = 10
"""Seconds that the issuer's clock and ours may differ."""

_TYPES = frozenset({"at+jwt", "application/at+jwt", "jwt"})
_TIMEOUT, _KEYS_KEPT, _COOLDOWN = 3, 300, 10
_RETRY = {"Retry-After": str(_COOLDOWN)}


@dataclass(frozen=True)
class SubjectKey:
    """The key under which subjects are made unrecognisable."""

    secret: bytes

    @property
    def id(self) -> str:
        """Names the key, so that a change of it is seen."""
        return hashlib.sha256(b"demokrativillkor subject key" + self.secret).hexdigest()[:8]

    def subject(self, issuer: str, sub: str) -> str:
        """The id of the person, the same each time and of use to nobody else."""
        content = f"{len(issuer)}:{issuer}{sub}".encode()
        return f"hmac-{self.id}:{hmac.new(self.secret, content, hashlib.sha256).hexdigest()[:32]}"


class Tokens:
    """Verifies access tokens of one issuer."""

    def __init__(self, settings: Settings, subject_key: SubjectKey, cooldown: float = _COOLDOWN) -> None:
        self._settings = settings
        self._subjects = subject_key
        self._keys = PyJWKClient(
            settings.oidc_jwks_url or "", lifespan=_KEYS_KEPT, timeout=_TIMEOUT, cooldown_duration=cooldown
        )

    def principal(self, token: str) -> tuple[Principal, float]:
        """Whom the token is about, and when it ends. Blocks while the issuer's keys are fetched.

        Raises:
            ProblemRaised: the token is not valid, names no role of ours, or its issuer cannot be reached.
        """
        try:
            claims = self._verified(token)
        except PyJWKClientConnectionError:
            raise ProblemRaised(ISSUER_UNAVAILABLE, "Try again later.", headers=_RETRY) from None
        except (PyJWTError, PyJWKClientError, ValueError, TypeError, KeyError):
            raise invalid() from None
        role, unit = self._role(claims), self._unit(claims)
        if role is Role.OFFICER and not unit:
            raise ProblemRaised(NOT_PERMITTED, "The token of an officer names no unit.")
        subject = self._subjects.subject(str(claims["iss"]), claims["sub"])
        return Principal(subject, frozenset({role}), unit), float(claims["exp"])

    def _verified(self, token: str) -> dict[str, Any]:
        header = jwt.get_unverified_header(token)
        algorithms = self._settings.oidc_algorithms
        if header.get("alg") not in algorithms or str(header.get("typ", "JWT")).lower() not in _TYPES:
            raise ValueError
        key = self._keys.get_signing_key(header["kid"])
        claims: dict[str, Any] = jwt.decode(
            token,
            key.key,
            algorithms=[header["alg"]],
            issuer=self._settings.oidc_issuer,
            audience=self._settings.oidc_audience,
            leeway=LEEWAY,
            options={"require": ["exp", "iss", "aud", "sub"]},
        )
        return claims

    def _role(self, claims: dict[str, Any]) -> Role:
        named = _claim(claims, self._settings.oidc_role_claim)
        names = [named] if isinstance(named, str) else named if isinstance(named, list) else []
        roles = [role for role in Role if role in names]
        if len(roles) != 1:
            raise ProblemRaised(NOT_PERMITTED, "The token names none or several of the roles; it must name one.")
        return roles[0]

    def _unit(self, claims: dict[str, Any]) -> str:
        unit = _claim(claims, self._settings.oidc_unit_claim)
        return unit if isinstance(unit, str) and UNIT.fullmatch(unit) else ""


def invalid() -> ProblemRaised:
    """The answer to a credential that is not valid, whatever the reason."""
    headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
    return ProblemRaised(INVALID_CREDENTIALS, "Nothing was done.", headers=headers)


def _claim(claims: dict[str, Any], path: str) -> Any:
    """The claim of that name, or the one that a path with full stops leads to."""
    if path in claims:
        return claims[path]
    value: Any = claims
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value
