"""The end of a run: its files put together, held against what was read, and reported."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demokrativillkor.audit.tree import leaf_hash, root
from demokrativillkor.canonical import canonical_bytes
from demokrativillkor.errors import ConfigurationError, EngineError
from demokrativillkor.screening.chunk import DECISIONS, REJECTED, RESULTS, Done, part_path
from demokrativillkor.screening.files import digest_of, whole
from demokrativillkor.screening.journal import Journal, run_id
from demokrativillkor.screening.plan import Options, Plan, Rules, Which
from demokrativillkor.screening.problems import REJECTED_COLUMNS
from demokrativillkor.screening.report.labels import labels
from demokrativillkor.screening.report.page import page
from demokrativillkor.screening.results import COMPARED, RESULT
from demokrativillkor.screening.staging import Staged
from demokrativillkor.screening.sums import Sums
from demokrativillkor.screening.writing import assemble, concatenate


@dataclass(frozen=True)
class Outputs:
    """Where the answer and what stands beside it are written."""

    results: Path
    rejected: Path
    decisions: Path
    report: Path
    page: Path

    @classmethod
    def beside(cls, results: Path, rejected: Path | None = None) -> Outputs:
        """Everything beside the answer, named after it."""
        stem = results.with_suffix("")
        return cls(
            results,
            rejected or stem.with_name(f"{stem.name}.rejected.csv"),
            stem.with_name(f"{stem.name}.decisions.jsonl"),
            stem.with_name(f"{stem.name}.report.json"),
            stem.with_name(f"{stem.name}.report.html"),
        )

    def refuse_clashes(self, given: Iterable[Path]) -> None:
        """Refuse to write where a folder is, over the input, or two files over each other.

        Raises:
            ConfigurationError: one of these would be done.
        """
        taken = {path.resolve() for path in given}
        for what, path in self._each():
            if path.is_dir():
                raise ConfigurationError(f"{what} cannot be written: there is a folder of that name; give another name")
            if path.resolve() in taken:
                why = "would be written over the input or over another file of the answer"
                raise ConfigurationError(f"{what} {why}; give another name")
            taken.add(path.resolve())

    def refuse_replacing(self) -> None:
        """Refuse to write where a file is.

        Raises:
            ConfigurationError: it would be done.
        """
        for what, path in self._each():
            if path.exists():
                raise ConfigurationError(
                    f"a file is where {what} is to be; replace it with --overwrite, or give another name"
                )

    def _each(self) -> Iterator[tuple[str, Path]]:
        """Every file that can be written, and what it is called."""
        yield "the answer (--out)", self.results
        yield "the file of rejected rows (--rejected)", self.rejected
        yield "the file of decisions, named after --out,", self.decisions
        yield "the report, named after --out,", self.report
        yield "the page of the report, named after --out,", self.page


def finished_before(outputs: Outputs, run: str) -> dict[str, Any] | None:
    """The report of that run, where it is finished and its answer is what the report says."""
    try:
        report: dict[str, Any] = json.loads(outputs.report.read_bytes())
        same = report["run"]["id"] == run and report["files"]["results"] == digest_of(outputs.results)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return report if same else None


def finish(
    plan: Plan, staged: Staged, done: Sequence[Done], journal: Journal, outputs: Outputs, rules: Rules
) -> dict[str, Any]:
    """Put the files together and report. The report in JSON is written last: where it is, all is.

    Raises:
        EngineError: a row is missing from the sum.
        OSError: something cannot be written.
    """
    sums = Sums.total([staged.sums, *(each.sums for each in done)])
    sums.prove()
    _prove_read(staged, sums)
    for told in (outputs.report, outputs.page, outputs.decisions):  # of an answer that is replaced
        told.unlink(missing_ok=True)
    files = _files(plan, staged, done, outputs)
    report = _report(plan.options, journal.manifest(), staged, done, sums, files, rules)
    _write(outputs.page, page(report, plan.options.language).encode())
    _write(outputs.report, json.dumps(report, ensure_ascii=False, indent=1).encode() + b"\n")
    return report


def _prove_read(staged: Staged, sums: Sums) -> None:
    """What the chunks read is what the tables hold."""
    held = {"applications": staged.applications.rows, "findings": staged.findings.rows if staged.findings else 0}
    for table, rows in held.items():
        read = sums.rows["read", table] - staged.sums.rows["read", table]
        if read != rows:
            raise EngineError(f"the table of {table} has {rows} rows and {read} were read; no result was made")


def _files(plan: Plan, staged: Staged, done: Sequence[Done], outputs: Outputs) -> dict[str, str]:
    columns = [*RESULT, *(COMPARED if plan.options.compare else ())]
    assemble(_parts(plan, done, RESULTS), columns, plan.form, outputs.results)
    write_rejected(plan, staged, done, outputs.rejected)
    written = {RESULTS: outputs.results, REJECTED: outputs.rejected}
    if plan.options.decisions is not Which.NONE:
        with whole(outputs.decisions) as temporary:
            concatenate(_parts(plan, done, DECISIONS), temporary)
        written[DECISIONS] = outputs.decisions
    return {kind: digest_of(path) for kind, path in written.items()}


def write_rejected(plan: Plan, staged: Staged, done: Sequence[Done], path: Path) -> None:
    """Write what is rejected of the chunks that are done, and of the lines that came into none."""
    heading = ",".join(REJECTED_COLUMNS).encode() + b"\n"
    with whole(path) as temporary:
        concatenate([*map(Path, staged.rejections), *_parts(plan, done, REJECTED)], temporary, heading)


def _parts(plan: Plan, done: Sequence[Done], kind: str) -> list[Path]:
    return [part_path(plan, each.chunk, kind) for each in done]


def _report(
    options: Options,
    manifest: Mapping[str, Any],
    staged: Staged,
    done: Sequence[Done],
    sums: Sums,
    files: Mapping[str, str],
    rules: Rules,
) -> dict[str, Any]:
    used = sorted({key[0] for key in sums.outcomes})
    chunks = [{"chunk": each.chunk, "files": dict(each.files)} for each in done]
    leaves = [*chunks, {"files": dict(files)}]
    return {
        "schema": "demokrativillkor/screening-report/1",
        "run": {
            "id": run_id(manifest),
            "root": "sha256:" + root(leaf_hash(canonical_bytes(leaf)) for leaf in leaves).hex(),
            "startedAt": manifest["startedAt"],
        },
        "software": {"version": manifest["software"], "semanticsVersion": manifest["semanticsVersion"]},
        "input": manifest["input"],
        "options": manifest["options"],
        "ruleSets": [_ruleset(rules, each) for each in used],
        "comparedWith": _ruleset(rules, manifest["options"]["compare"]) if manifest["options"]["compare"] else None,
        "labels": labels(sums, rules.rulebook.vocabulary, options.examination),
        "notes": [{"sv": note.sv, "en": note.en} for note in staged.notes],
        "sums": sums.document(),
        "files": dict(files),
        "chunks": chunks,
    }


def _ruleset(rules: Rules, ruleset_id: str) -> dict[str, Any]:
    ruleset = rules.rulebook.rulesets[ruleset_id]
    return {
        "id": ruleset.id,
        "digest": ruleset.digest,
        "status": ruleset.status.value,
        "title": {"sv": ruleset.title.sv, "en": ruleset.title.en},
        "rules": {rule.id: {"sv": rule.title.sv, "en": rule.title.en} for rule in ruleset.rules},
    }


def _write(path: Path, content: bytes) -> None:
    with whole(path) as temporary:
        temporary.write_bytes(content)
