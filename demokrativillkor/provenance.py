"""How a decision came about: what stands beside the canonical decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from demokrativillkor.canonical import canonical_text
from demokrativillkor.once import Once


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """How a decision came about; never part of its identity.

    Attributes:
        engine: the engine's name; ``libraries`` the versions of what it ran on.
        software: the version of this package.
        evaluated_at: the caller's clock, where the caller has one.
    """

    engine: str
    libraries: Mapping[str, str]
    software: str
    evaluated_at: datetime | None = None

    def document(self) -> dict[str, Any]:
        """The provenance as plain JSON values, times in UTC (RFC 3339)."""
        at = self.evaluated_at.astimezone(UTC).isoformat().replace("+00:00", "Z") if self.evaluated_at else None
        return {
            "engine": self.engine,
            "libraries": dict(self.libraries),
            "software": self.software,
            "evaluatedAt": at,
        }

    @Once
    def canonical(self) -> str:
        """The canonical form of :meth:`document`."""
        return canonical_text(self.document())
