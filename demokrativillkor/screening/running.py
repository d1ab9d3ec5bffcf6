"""A run from its input to its answer, in steps that are each finished or not begun."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path
from shutil import rmtree
from typing import Any

from polars.exceptions import PolarsError

from demokrativillkor import __version__
from demokrativillkor.bundle import write_bundle
from demokrativillkor.counting import counted
from demokrativillkor.decision import SEMANTICS_VERSION
from demokrativillkor.errors import ConfigurationError, InputRejected
from demokrativillkor.rulebook import Rulebook
from demokrativillkor.screening.chunk import Done, part_path, screen_chunk
from demokrativillkor.screening.executors import executor
from demokrativillkor.screening.finishing import Outputs, finish, finished_before, write_rejected
from demokrativillkor.screening.inputs import Given, form_of
from demokrativillkor.screening.journal import SUFFIX, Journal, run_id
from demokrativillkor.screening.plan import Form, Options, Plan, Rules, Which, keep_ready
from demokrativillkor.screening.problems import Damaged, Interrupted, refuse
from demokrativillkor.screening.staging import Staged, stage
from demokrativillkor.screening.sums import Sums
from demokrativillkor.screening.survey import Survey, survey
from demokrativillkor.screening.telling import Progress
from demokrativillkor.screening.writing import fits

_FULL = {ENOSPC: "the disk is full", EDQUOT: "the disk quota is used up", EFBIG: "the file may not grow any more"}


_LARGE = 50_000_000
"""Bytes from which the time to start other processes is soon won back."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to screen and where to put the answer.

    Attributes:
        resume: go on with a run that was interrupted.
        overwrite: replace an answer, or a run, that is there.
        most_rejected: stop when more rows than so many are rejected; ``None`` never.
        workers: processes on this machine; ``None`` is as many as help.
    """

    given: Given
    outputs: Outputs
    options: Options = field(default_factory=Options)
    resume: bool = False
    overwrite: bool = False
    most_rejected: int | None = None
    workers: int | None = None
    scheduler: str | None = None

    def refuse_unusable(self) -> None:
        """Refuse files that cannot be read or written as they are named, before anything is done.

        Raises:
            InputRejected: a name says no form, or another than the content has; a file cannot be read.
            ConfigurationError: something would be written over the input, a folder or each other.
        """
        form_of(self.outputs.results, "--out")
        _ = self.given.form
        self.outputs.refuse_clashes(self.given.files())


@dataclass(frozen=True)
class Ran:
    """What a run came to: its report, and how many rows were rejected."""

    report: Mapping[str, Any]
    rejected: int


def run(wanted: Wanted, rulebook: Rulebook, progress: Progress) -> Ran:
    """Screen the input.

    Raises:
        InputRejected: the input as a whole cannot be screened, or too many of its rows are rejected.
        ConfigurationError: a run or an answer is there already, or what was asked for is not installed here.
        EngineError: the reference says something else of an application.
        Interrupted: the run stopped and can go on with ``resume``.
    """
    wanted.refuse_unusable()
    form, kind = form_of(wanted.outputs.results, "--out"), wanted.given.form
    journal = Journal(wanted.outputs.results.with_name(wanted.outputs.results.name + SUFFIX))
    unchanged = _watch(wanted.given)
    manifest = _manifest(wanted, rulebook)
    with _interruptible(journal):
        if (before := finished_before(wanted.outputs, run_id(manifest))) and wanted.resume and not journal.exists:
            return Ran(before, Sums.of(before["sums"]).rejected_rows)
        _begin(wanted, journal, manifest)
        rules = _rules(journal, rulebook, wanted.options)
        with executor(_workers(wanted, kind), wanted.scheduler) as (pool, many):
            staged = stage(wanted.given, wanted.options, journal, rules, progress, _Tasks(pool, many))
            fits(staged.applications.rows, form)
            surveyed = _surveyed(staged, wanted.options, journal, progress)
            plan = Plan(
                state=str(journal.folder.absolute()),
                options=wanted.options,
                form=form,
                rules=str(journal.folder.absolute() / "rules"),
                nested=staged.nested,
                applications=staged.applications,
                findings=staged.findings,
                duplicates=surveyed.duplicates,
            )
            keep_ready(plan, rules)
            done = _screened(plan, surveyed, staged, journal, wanted, progress, _Tasks(pool, many))
        if not unchanged():
            journal.remove()
            refuse("input_changed", "", "the input was changed while it was screened", "begin again")
        report = finish(plan, staged, done, journal, wanted.outputs, rules)
        journal.remove()
    return Ran(report, Sums.of(report["sums"]).rejected_rows)


@contextmanager
def _interruptible(journal: Journal) -> Iterator[None]:
    """What stops a run that was begun, and leaves it so that it can go on."""
    try:
        yield
    except Damaged:
        journal.remove()
        refuse("damaged", "", "a part of the input cannot be read: its file is damaged", "copy it once more")
    except InputRejected:
        if journal.exists and not any(journal.noted("survey")):  # there is nothing to go on with
            journal.remove()
        raise
    except (KeyboardInterrupt, Interrupted) as stop:
        why = str(stop) or "stopped"
        if not journal.exists:
            raise
        raise Interrupted(why) from None
    except OSError as error:
        if not journal.exists:
            raise
        why = _FULL.get(error.errno or 0) or f"something cannot be read or written ({error.strerror})"
        raise Interrupted(why) from None
    except PolarsError as error:
        full = [said for number, said in _FULL.items() if f"os error {number}" in str(error)]
        if not full:
            raise
        raise Interrupted(full[0]) from None


def _watch(given: Given) -> Callable[[], bool]:
    """Whether the files are still as they were."""

    def looks() -> list[tuple[int, int]]:
        return [(seen.st_size, seen.st_mtime_ns) for seen in map(Path.stat, given.files())]

    try:
        before = looks()
    except OSError:  # whoever asks what the input is says so
        before = []
    return lambda: looks() == before


def _manifest(wanted: Wanted, rulebook: Rulebook) -> dict[str, Any]:
    """What makes the run what it is."""
    options = wanted.options
    deciding = sorted(entry.id for entry in rulebook.entries)
    return {
        "schema": "demokrativillkor/screening/1",
        "software": __version__,
        "semanticsVersion": SEMANTICS_VERSION,
        "startedAt": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "input": wanted.given.identity(),
        "form": form_of(wanted.outputs.results, "--out").value,
        "rules": {each: rulebook.rulesets[each].digest for each in deciding},
        "options": {
            "columns": options.columns.digest,
            "rules": options.ruleset,
            "compare": options.compare,
            "examination": options.examination.value,
            "on": options.on,
            "decisions": options.decisions.value,
            "verify": options.verify.value,
            "seed": options.seed,
            "chunk": options.most,
        },
    }


def _begin(wanted: Wanted, journal: Journal, manifest: Mapping[str, Any]) -> None:
    """Begin the run, or take up the one that is there."""
    there = journal.manifest() if journal.exists else {}
    if there and wanted.resume:
        differing = [name for name in manifest if name != "startedAt" and there.get(name) != manifest[name]]
        if differing:
            raise ConfigurationError(
                f"the run cannot go on: {', '.join(differing)} not the same as when it was begun; "
                "put back what was, or begin afresh with --overwrite"
            )
        return
    if there and not wanted.overwrite:
        raise ConfigurationError(
            "a run that was interrupted is here; go on with --resume, or begin afresh with --overwrite"
        )
    if not wanted.overwrite and not there:
        wanted.outputs.refuse_replacing()
    journal.begin(manifest)


def _rules(journal: Journal, rulebook: Rulebook, options: Options) -> Rules:
    folder = journal.folder / "rules"
    if not folder.exists():
        unfinished = folder.with_name("rules.partial")
        rmtree(unfinished, ignore_errors=True)
        write_bundle(rulebook, unfinished)
        unfinished.rename(folder)
    return Rules.of(rulebook, options)


def _workers(wanted: Wanted, form: Form) -> int:
    """One process where columns are read, since Polars uses every core; else as many as there are cores."""
    by_row = form is Form.JSONL or wanted.options.decisions is Which.ALL
    return wanted.workers or (os.cpu_count() or 1 if by_row and _is_large(wanted.given) else 1)


def _is_large(given: Given) -> bool:
    return sum(path.stat().st_size for path in given.files()) > _LARGE


def _surveyed(staged: Staged, options: Options, journal: Journal, progress: Progress) -> Survey:
    for noted in journal.noted("survey"):
        return Survey.of(noted["survey"])
    applications, findings = staged.applications.rows, staged.findings.rows if staged.findings else 0
    progress.say(f"{counted(applications, 'application')}, {counted(findings, 'finding')}")
    surveyed = survey(staged.applications, staged.findings, options.most, journal.folder / "staged")
    journal.note("survey", {"survey": surveyed.document()})
    return surveyed


def _screened(
    plan: Plan, surveyed: Survey, staged: Staged, journal: Journal, wanted: Wanted, progress: Progress, tasks: _Tasks
) -> list[Done]:
    """Every chunk, screened now or before."""
    done = {each.chunk: each for each in map(Done.of, journal.noted("chunk")) if _is_there(plan, each, journal)}
    _stop_at_too_many(plan, staged, done, wanted)
    rows = sum(chunk.count for chunk in surveyed.chunks)
    progress.begin("screened", rows, sum(surveyed.chunks[number].count for number in done))
    left = [(plan, chunk) for chunk in surveyed.chunks if chunk.number not in done]
    for finished in tasks.each(screen_chunk, left):
        journal.note("chunk", finished.document())
        done[finished.chunk] = finished
        progress.advance(surveyed.chunks[finished.chunk].count)
        _stop_at_too_many(plan, staged, done, wanted)
    return [done[chunk.number] for chunk in surveyed.chunks]


def _is_there(plan: Plan, done: Done, journal: Journal) -> bool:
    return journal.holds({part_path(plan, done.chunk, kind): digest for kind, digest in done.files.items()})


def _stop_at_too_many(plan: Plan, staged: Staged, done: Mapping[int, Done], wanted: Wanted) -> None:
    """Refuse an input of which more is rejected than was allowed; what is rejected so far is there to be looked at."""
    most = wanted.most_rejected
    if most is None or staged.rejected + sum(each.sums.rejected_rows for each in done.values()) <= most:
        return
    write_rejected(plan, staged, [done[number] for number in sorted(done)], wanted.outputs.rejected)
    remedy = f"look at those in {wanted.outputs.rejected.name}, or raise --max-rejected and go on with --resume"
    refuse("too_many_rejected", "", f"more than {counted(most, 'row')} rejected", remedy)


@dataclass(frozen=True)
class _Tasks:
    """Tasks done by an executor, so many at a time."""

    pool: Executor
    many: int

    def each(self, do: Callable[..., Any], tasks: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
        """Do each, and give what it came to, the first that is finished first."""
        waiting: set[Future[Any]] = set()
        left = iter(tasks)
        try:
            for task in left:
                waiting.add(self.pool.submit(do, *task))
                if len(waiting) >= self.many + (self.many > 1):
                    finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in finished)
            while waiting:
                finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in finished)
        finally:
            for future in waiting:
                future.cancel()
