"""What a run adds up to: counted in each chunk, added over all, and held against what was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from demokrativillkor.errors import EngineError


@dataclass
class Sums:
    """Counters, each with keys of words.

    Attributes:
        rows: of ``read``, ``results``, ``rejected``, ``used``, ``setAside`` by table (findings are used, or set aside
            with a rejected application; applications have a result).
        outcomes: by rule set, outcome and reason.
        deciding: by rule set, outcome and rule: rules that decided what is not eligible.
        missing: by what is missing: a fact, or the examination of a ground.
        rejected: by table, column and code.
        spelled: by table and column, cells that were written in another way and understood.
        changes: under another rule set: by rule set, outcome before and after.
        changing: by outcome before and after, and the rule that decides the one that is less favourable.
        other: ``masked`` identity numbers, ``verified`` applications.
    """

    rows: Counter[tuple[str, ...]] = field(default_factory=Counter)
    outcomes: Counter[tuple[str, ...]] = field(default_factory=Counter)
    deciding: Counter[tuple[str, ...]] = field(default_factory=Counter)
    missing: Counter[tuple[str, ...]] = field(default_factory=Counter)
    rejected: Counter[tuple[str, ...]] = field(default_factory=Counter)
    spelled: Counter[tuple[str, ...]] = field(default_factory=Counter)
    changes: Counter[tuple[str, ...]] = field(default_factory=Counter)
    changing: Counter[tuple[str, ...]] = field(default_factory=Counter)
    other: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def add(self, more: Sums) -> None:
        """Add what another part came to."""
        for each in fields(self):
            getattr(self, each.name).update(getattr(more, each.name))

    def document(self) -> dict[str, Any]:
        """The counters as plain JSON values, sorted."""
        return {
            each.name: [[*key, count] for key, count in sorted(getattr(self, each.name).items())]
            for each in fields(self)
        }

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Sums:
        """The sums with that :meth:`document`."""
        return cls(**{name: Counter({tuple(key): count for *key, count in rows}) for name, rows in document.items()})

    @classmethod
    def total(cls, parts: Iterable[Sums]) -> Sums:
        """All of them together."""
        whole = cls()
        for part in parts:
            whole.add(part)
        return whole

    @property
    def rejected_rows(self) -> int:
        """How many rows of both tables are rejected themselves."""
        return sum(self.rows["rejected", table] for table in ("applications", "findings"))

    def prove(self) -> None:
        """Hold what was read against what became of it.

        Raises:
            EngineError: a row is missing from the sum, or counted twice.
        """
        for table, parts in (
            ("applications", ("results", "rejected")),
            ("findings", ("used", "rejected", "setAside")),
        ):
            read, accounted = self.rows["read", table], sum(self.rows[part, table] for part in parts)
            if read != accounted:
                raise EngineError(f"{read} rows of {table} were read and {accounted} accounted for; no result was made")
