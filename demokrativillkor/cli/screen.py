"""``demokrativillkor screen``: every application of a round, or of many years, in one go."""

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer

from demokrativillkor.cli.exits import Exit, say
from demokrativillkor.cli.noting import note_run, try_noting
from demokrativillkor.cli.options import AddedOption, LanguageOption, Profile, Tongue, parse_date, rulebook, ruleset_of
from demokrativillkor.cli.progress import Told
from demokrativillkor.cli.stores import DataFolderOption
from demokrativillkor.errors import ConfigurationError, Unavailable
from demokrativillkor.rulebook import Rulebook
from demokrativillkor.screening.columns import Schema
from demokrativillkor.screening.finishing import Outputs
from demokrativillkor.screening.inputs import Given, known_columns
from demokrativillkor.screening.naming import ColumnsFile, read_columns
from demokrativillkor.screening.plan import CHUNK, Options, Which
from demokrativillkor.screening.problems import Interrupted
from demokrativillkor.screening.running import Ran, Wanted, run


def screen_file(
    input: Annotated[Path, typer.Argument(help="Applications: .jsonl, .csv, .xlsx or .parquet.")],
    out: Annotated[Path, typer.Option("--out", help="The answer: .parquet, .csv, .jsonl or .xlsx.")],
    findings: Annotated[
        Path | None, typer.Option("--findings", help="The table of findings, for CSV and Parquet.")
    ] = None,
    columns: Annotated[
        Path | None, typer.Option("--columns", help="YAML file that says what your columns and answers are called.")
    ] = None,
    rules: Annotated[
        str | None, typer.Option("--rules", help="Id of the rule set; by default that of each application's grant.")
    ] = None,
    compare: Annotated[
        str | None, typer.Option("--compare", help="Id of a rule set to compare with: who changes, and by which rule.")
    ] = None,
    added: AddedOption = None,
    on: Annotated[
        str | None, typer.Option("--on", help="Decision date (YYYY-MM-DD) instead of the applications' own.")
    ] = None,
    examination: Annotated[
        Profile, typer.Option("--examination", help="What the authority's own profile demands of each ground.")
    ] = Profile.DECLARED,
    decisions: Annotated[
        Which, typer.Option("--decisions", help="Whose full canonical decisions are written beside, as JSON Lines.")
    ] = Which.NONE,
    verify: Annotated[
        Which,
        typer.Option(
            "--verify", help="Whose outcome the reference evaluates once more; adverse is also 1 % of the rest."
        ),
    ] = Which.ADVERSE,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Draws the 1 % of --verify adverse.")] = 1,
    rejected: Annotated[
        Path | None, typer.Option("--rejected", help="Where the rejected rows go (CSV); beside the answer by default.")
    ] = None,
    max_rejected: Annotated[
        int | None, typer.Option("--max-rejected", min=0, help="Stop when more rows than so many are rejected.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a run that was interrupted.")] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace an answer, or an interrupted run, that is there.")
    ] = False,
    chunk: Annotated[
        int, typer.Option("--chunk", min=1, max=1_000_000, help="Applications screened at a time.")
    ] = CHUNK,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, max=256, help="Processes on this machine.", show_default=False)
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", help="Address of a Dask scheduler (tcp://…) whose workers see the same folders."),
    ] = None,
    data_folder: DataFolderOption = None,
    database: Annotated[
        str | None, typer.Option("--database", help="Address of the database whose log the run is entered in.")
    ] = None,
    lang: LanguageOption = Tongue.SV,
) -> None:
    """Screen every application of a file, each under its own act and dates, and report.

    Exit code 0 whatever the outcomes; 3 when rows were rejected (the rest is answered) or the input cannot be read;
    5 when the run was interrupted and can go on with --resume.
    """
    book = rulebook(added)
    options = Options(
        columns=_columns(columns, book),
        ruleset=ruleset_of(book, rules, "--rules").id if rules else None,
        compare=ruleset_of(book, compare, "--compare").id if compare else None,
        examination=examination.required(),
        on=parse_date(on, "--on").isoformat() if on is not None else None,
        decisions=decisions,
        verify=verify,
        seed=seed,
        most=chunk,
        language=lang.value,
    )
    wanted = Wanted(
        given=Given(input, findings),
        outputs=Outputs.beside(out, rejected),
        options=options,
        resume=resume,
        overwrite=overwrite,
        most_rejected=max_rejected,
        workers=workers,
        scheduler=scheduler,
    )
    if database or data_folder:
        wanted.refuse_unusable()
        _try_noting(data_folder, database)
    with _stoppable(), Told() as told:
        ran = _run(wanted, book, told)
    _tell(ran, wanted.outputs)
    if database or data_folder:
        _note(ran, book, data_folder, database)
    if ran.rejected:
        raise typer.Exit(Exit.INPUT_REJECTED)


def _run(wanted: Wanted, book: Rulebook, told: Told) -> Ran:
    try:
        return run(wanted, book, told)
    except Interrupted as stop:
        told.say(f"interrupted: {stop}; what is finished is kept, go on with the same command and --resume")
        raise typer.Exit(Exit.INTERRUPTED) from None


def _try_noting(data_folder: Path | None, database: str | None) -> None:
    try:
        try_noting(data_folder, database)
    except (ConfigurationError, Unavailable):
        say("nothing was screened: the run cannot be entered in the decision log")
        raise


def _note(ran: Ran, book: Rulebook, data_folder: Path | None, database: str | None) -> None:
    try:
        if note_run(ran.report, book, data_folder, database):
            say("the run is entered in the decision log")
    except (ConfigurationError, Unavailable):
        say("the answer is finished, but the run is not in the decision log; the same command with --resume enters it")
        raise


def _columns(path: Path | None, book: Rulebook) -> ColumnsFile:
    if path is None:
        return ColumnsFile()
    return read_columns(path, known_columns(Schema.of(book)))


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let a request to end stop the run as Ctrl-C does."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _tell(ran: Ran, outputs: Outputs) -> None:
    """The outcomes on standard output; where the files are on standard error."""
    sums: dict[str, Any] = ran.report["sums"]
    outcomes: Counter[str] = Counter()
    for _, outcome, _, count in sums["outcomes"]:
        outcomes[outcome] += count
    for outcome in ("ineligible", "undetermined", "eligible"):
        print(f"{outcome}\t{outcomes[outcome]}")
    print(f"rejected\t{ran.rejected}")
    say(f"report: {outputs.page}")
    if ran.rejected:
        say(f"rejected rows, with what to do about each: {outputs.rejected}")
