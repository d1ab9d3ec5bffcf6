"""A screening run entered in the decision log: what was screened, under which rules, and the root over its files.

Whether it can be is known before the screening, which may take an hour.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from demokrativillkor.canonical import canonical_bytes, digest
from demokrativillkor.cli.stores import opened
from demokrativillkor.rulebook import Rulebook


def try_noting(data_folder: Path | None, database: str | None) -> None:
    """Open the log and write to it as :func:`note_run` will: it answers, has our version and key, and lets us write.

    Raises:
        ConfigurationError: the database cannot be used.
        StoreUnavailable: it does not answer, or this role may not write.
    """
    with opened(data_folder, database) as store:
        store.try_writing().result()


def note_run(report: Mapping[str, Any], book: Rulebook, data_folder: Path | None, database: str | None) -> bool:
    """Enter the run, once; whether it was entered now.

    Raises:
        ConfigurationError: the database cannot be used.
        StoreUnavailable: it does not answer.
    """
    from demokrativillkor.audit.entries import ScreeningEntry
    from demokrativillkor.store.ids import now

    run = report["run"]["id"].removeprefix("sha256:")
    rows = {(what, table): count for what, table, count in report["sums"]["rows"]}
    compared = report["comparedWith"]
    rulesets = [book.ruleset(each["id"]) for each in (*report["ruleSets"], *([compared] if compared else []))]
    entry = ScreeningEntry(
        at=now(),
        run=run,
        root=report["run"]["root"],
        rule_sets=tuple(dict.fromkeys(ruleset.digest for ruleset in rulesets)),
        software=report["software"]["version"],
        input=digest(canonical_bytes(report["input"])),
        rows=rows.get(("read", "applications"), 0),
        rejected=rows.get(("rejected", "applications"), 0),
    )
    with opened(data_folder, database) as store:
        store.keep_rulesets(rulesets).result()
        return store.note_screening(entry).result() is not None
