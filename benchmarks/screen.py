"""How fast is a whole round, and against what?

In one run: the command end to end, Parquet to Parquet and CSV to CSV, with its checks and its verification, beside a
plain Polars copy of the same two files and a script around zen-engine (``benchmarks.zenround``); findings evaluated in
memory beside zen-engine's batch call, an expression node in loop mode over many findings at once, and ``assess`` in a
loop; one obstacle beside OpenFisca's vectorised computation, from text and from ready codes. Verdicts are held against
each other before anything is timed; of the script it is the applications it bars.

``python -m benchmarks.screen`` (needs the ``benchmark`` extra; OpenFisca is used where it is installed).
``--sizes 10000 100000 1000000 10000000`` measures the command and the copy alone, Parquet to Parquet, at each size;
``--plot FILE.svg`` draws that.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from statistics import median
from threading import Event, Thread
from time import perf_counter

import polars as pl
import zen

from benchmarks import openfisca, zenround
from benchmarks.assess import GROUNDS, zen_graph
from benchmarks.drawn import a_round, coded
from benchmarks.plotted import plot
from benchmarks.zenround import BATCH, RULES
from demokrativillkor.application import Application
from demokrativillkor.assess import assess
from demokrativillkor.condition import Condition, facts_of
from demokrativillkor.engine import Reference
from demokrativillkor.engine.columnar import Columnar, Layers, answers_of, expanded
from demokrativillkor.packaged import packaged_rulebook
from demokrativillkor.rule import ACTOR, ATTRIBUTED, Effect
from demokrativillkor.rulebook import Rulebook
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.screening.columns import Screen


@dataclass(frozen=True)
class Took:
    """Seconds a run took, and the most memory its processes held together."""

    seconds: float
    peak: int = 0


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--applications", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--sizes", type=int, nargs="*", help="measure the command alone, at each of these sizes")
    parser.add_argument("--plot", type=Path, help="draw what the sizes took, as SVG")
    options = parser.parse_args()
    book, _ = packaged_rulebook()
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("polars", "zen-engine"))
    print(f"CPython {platform.python_version()}, {versions}, {os.cpu_count()} cores, median of {options.rounds} rounds")
    with tempfile.TemporaryDirectory() as folder:
        if options.sizes:
            sizes(Path(folder), book, options.sizes, options.rounds, options.plot)
        else:
            rate = in_memory(book, options.applications, options.rounds)
            beside_openfisca(book, options.applications, options.rounds)
            for ending in (".parquet", ".csv"):
                plain, ours = end_to_end(Path(folder), book, options.applications, ending, options.rounds)
                print(f"\n{options.applications:,} applications, {ending} to {ending}")
                _print("plain Polars copy of both files", plain, options.applications)
                _print("demokrativillkor screen, every check on", ours, options.applications)
                applications = options.applications / ours.seconds
                print(f"  {ours.seconds / plain.seconds:.2f} × the plain copy, ", end="")
                print(f"{applications / rate:,.1f} × zen-engine's batch call")
                if ending == ".parquet":
                    through_zen(Path(folder), options.applications, ours, options.rounds)


def sizes(folder: Path, book: Rulebook, counts: Sequence[int], rounds: int, drawn: Path | None) -> None:
    """Print what the copy and the command take at each size, and draw it."""
    copies, runs = [], []
    for count in counts:
        plain, ours = end_to_end(folder, book, count, ".parquet", rounds)
        print(f"\n{count:,} applications, .parquet to .parquet")
        _print("plain Polars copy of both files", plain, count)
        _print("demokrativillkor screen, every check on", ours, count)
        copies.append((count, plain.seconds))
        runs.append((count, ours.seconds))
    if drawn:
        curves = {"demokrativillkor screen, every check on": runs, "plain Polars copy of both files": copies}
        drawn.write_text(plot("A round from Parquet to Parquet", "applications", "seconds", curves), encoding="utf-8")


def _print(name: str, took: Took, count: int) -> None:
    memory = f", {took.peak / 2**20:,.0f} MiB at most" if took.peak else ""
    print(f"  {name:60} {took.seconds:8.3f} s {count / took.seconds:12,.0f} /s{memory}")


def timed(work: Callable[[], object], rounds: int) -> Took:
    """The median of the rounds, after one that is not counted."""
    work()
    seconds = []
    for _ in range(rounds):
        start = perf_counter()
        work()
        seconds.append(perf_counter() - start)
    return Took(median(seconds))


def in_memory(book: Rulebook, count: int, rounds: int) -> float:
    """Print findings a second in memory; zen-engine's findings a second."""
    ruleset = book.ruleset(RULES)
    screen = Screen(book, ruleset=ruleset)
    applications, findings = a_round(count, screen.schema)
    coded_tables = coded(applications, screen.schema.applications), coded(findings, screen.schema.findings)
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"proposal": zen_graph()}}})
    some = findings.head(BATCH)
    context = zenround.context(zenround.filled(some, ruleset))
    check_zen(engine, context, screen, coded_tables[0], coded_tables[1].head(BATCH), ruleset)
    one_by_one = applications_of(applications.head(2000), findings)
    reference = Reference()

    def loop() -> None:
        for application in one_by_one:
            assess(application, ruleset, engine=reference)

    filled = filled_codes(findings, ruleset, book)
    print(f"\n{len(findings):,} findings of {count:,} applications in memory, answers as codes")
    batch, ours = (
        timed(lambda: engine.evaluate("proposal", context), rounds),
        timed(lambda: verdicts(filled, ruleset, book), rounds),
    )
    whole, each = timed(lambda: screen(*coded_tables).applications.collect(), rounds), timed(loop, rounds)
    rate = BATCH / batch.seconds
    _print("zen-engine, one call over many findings (findings)", batch, BATCH)
    _print("the same verdicts by columns, from codes filled in (findings)", ours, len(findings))
    _print("outcomes, reasons, decisive and missing facts (applications)", whole, count)
    _print("assess in a loop (applications)", each, len(one_by_one))
    print(f"  {len(findings) / ours.seconds / rate:,.0f} × zen-engine's batch call for evaluating findings")
    return rate


def filled_codes(findings: pl.DataFrame, ruleset: RuleSet, book: Rulebook) -> pl.DataFrame:
    """Findings as the columnar engine gets them: filled in beforehand, as zen-engine's are, every answer a code."""
    answers = {name: pl.Enum(answers_of(book.vocabulary.facts[name])) for name in ruleset.facts_by_id}
    filled = zenround.filled(findings, ruleset)
    return filled.select(pl.col(name).cast(kind).to_physical() for name, kind in answers.items())


def verdicts(codes: pl.DataFrame, ruleset: RuleSet, book: Rulebook) -> pl.DataFrame:
    """Both bits of every obstacle on every finding."""
    layers = Layers()
    columnar = Columnar(layers, book.vocabulary.facts, lambda name: layers.column(name, pl.col(name)))
    names = [name for condition in obstacles_of(ruleset) for name in columnar.bits(condition)]
    return layers.of(codes.lazy()).select(list(dict.fromkeys(names))).collect()


def obstacles_of(ruleset: RuleSet) -> list[Condition]:
    """The conditions of the obstacles, with the definitions they use written in."""
    obstacles = ruleset.with_effect(Effect.OBSTACLE)
    return [expanded(rule.condition, ruleset.conditions) for rule in obstacles if rule.condition]


def check_zen(
    engine: zen.ZenEngine,
    context: str,
    screen: Screen,
    applications: pl.DataFrame,
    findings: pl.DataFrame,
    ruleset: RuleSet,
) -> None:
    """Stop unless every verdict of zen-engine is ours, finding by finding."""
    kept = applications.with_columns(pl.lit(None, pl.List(pl.String)).alias("reliesOn"))
    ours = screen(kept, findings).findings.collect()
    theirs = engine.evaluate("proposal", context)["result"]["findings"]
    if len(ours) != len(theirs):
        raise SystemExit("an application was refused that should have been decided")
    numbers = {rule.id: number for number, rule in enumerate(ruleset.rules)}
    obstacles = [1 << numbers[rule] for rule in list(numbers)[: len(GROUNDS)]]
    for row, other in zip(ours.iter_rows(named=True), theirs, strict=True):
        for ground, bit in zip(GROUNDS, obstacles, strict=True):
            met, unknown = bool(row["rulesMet"] & bit), bool(row["rulesOpen"] & bit)
            if (met, unknown) != (other[f"{ground}Met"], other[f"{ground}Open"] and not other[f"{ground}Met"]):
                raise SystemExit(f"{row['findingId']} {ground}: zen-engine and the columns differ")


def applications_of(applications: pl.DataFrame, findings: pl.DataFrame) -> list[Application]:
    """The applications as objects."""
    of_each: dict[str, list[dict[str, object]]] = {}
    wanted = findings.filter(pl.col("applicationId").is_in(applications["applicationId"].implode()))
    for row in wanted.iter_rows(named=True):
        facts = {
            n: v
            for n, v in row.items()
            if v and n not in ("applicationId", "findingId", "judgedBy", "judgedOn", "otherLimbs")
        }
        finding = {
            "id": row["findingId"],
            "judgedBy": row["judgedBy"],
            "judgedOn": str(row["judgedOn"]),
            "facts": facts,
        }
        of_each.setdefault(row["applicationId"], []).append(
            finding | ({"otherLimbs": "no"} if row["otherLimbs"] else {})
        )
    made = []
    for row in applications.iter_rows(named=True):
        grounds = {
            name.partition(".")[2]: status
            for name, status in row.items()
            if name.startswith("examinations.") and status
        }
        document = {"id": row["applicationId"], "decisionDate": str(row["decisionDate"]), "examinations": grounds}
        document["findings"] = of_each.get(row["applicationId"], [])
        made.append(Application.from_document(json.dumps(document).encode()))
    return made


def beside_openfisca(book: Rulebook, count: int, rounds: int) -> None:
    """Print one obstacle over all findings, ours and OpenFisca's."""
    if not openfisca.installed():
        return
    ruleset = book.ruleset(RULES)
    condition = obstacles_of(ruleset)[0]
    schema = Screen(book, ruleset=ruleset).schema
    _, findings = a_round(count, schema)
    attributed = pl.when(pl.col(ACTOR).is_in(["member", "invited_guest"])).then(pl.lit("no")).otherwise(pl.lit("yes"))
    findings = findings.with_columns(attributed.alias(ATTRIBUTED))
    names = sorted(facts_of(condition, {}))
    computation = openfisca.Computation(condition, book.vocabulary.facts, names, findings)
    ways: Sequence[tuple[str, Callable[[], tuple[int, int]]]] = (
        ("OpenFisca from ready codes", computation.theirs_from_codes),
        ("ours from ready codes", computation.ours_from_codes),
        ("OpenFisca from text", computation.theirs_from_text),
        ("ours from text", computation.ours_from_text),
    )
    if len({way() for _, way in ways}) != 1:
        raise SystemExit("OpenFisca and the columns differ")
    print(f"\nOne obstacle over {len(findings):,} findings, met and possible")
    for name, way in ways:
        _print(name, timed(way, rounds), len(findings))


def end_to_end(folder: Path, book: Rulebook, count: int, ending: str, rounds: int) -> tuple[Took, Took]:
    """A plain copy of the two files, and the command over them; the median of the rounds, taken in turn."""
    inputs = [folder / f"{name}{ending}" for name in ("applications", "findings")]
    for path, table in zip(inputs, a_round(count, Screen(book).schema), strict=True):
        table.write_parquet(path) if ending == ".parquet" else table.write_csv(path)
    copies, ours = [], []
    for _ in range(rounds):
        copies.append(_watched([sys.executable, "-c", _COPY, *map(str, inputs)]))
        answer = ["--out", str(folder / f"answer{ending}"), "--overwrite", "--rules", RULES]
        command = ["-m", "demokrativillkor", "screen", str(inputs[0]), "--findings", str(inputs[1]), *answer]
        ours.append(_watched([sys.executable, *command]))
    return _middle(copies), _middle(ours)


def through_zen(folder: Path, count: int, ours: Took, rounds: int) -> None:
    """Print what a script around zen-engine takes for the same two files, once its outcomes are held against ours."""
    inputs = [str(folder / f"{name}.parquet") for name in ("applications", "findings")]
    for name, more in (("without reasons", []), ("with its trace", ["--trace"])):
        out = folder / "zen.parquet"
        command = [sys.executable, "-m", "benchmarks.zenround", *inputs, str(out), *more]
        theirs = _middle([_watched(command) for _ in range(rounds)])
        _refuse_difference(folder / "answer.parquet", out)
        _print(f"a script around zen-engine, {name}", theirs, count)
        print(f"  {theirs.seconds / ours.seconds:.1f} × as fast as that")


def _refuse_difference(ours: Path, theirs: Path) -> None:
    """Stop unless the same applications are ineligible: there is neither exception nor requirement in these rounds."""
    barred = pl.col("outcome").cast(pl.String) == "ineligible"
    ids = [pl.read_parquet(path).filter(barred)["applicationId"].sort() for path in (ours, theirs)]
    if not ids[0].equals(ids[1]) or ids[0].is_empty():
        raise SystemExit("zen-engine bars other applications")


_COPY = """
import sys, time
import polars as pl
for path in sys.argv[1:]:
    if path.endswith(".parquet"):
        pl.scan_parquet(path).sink_parquet(path + ".copy")
    else:
        pl.scan_csv(path).sink_csv(path + ".copy")
"""


def _middle(runs: Sequence[Took]) -> Took:
    return Took(median(run.seconds for run in runs), max(run.peak for run in runs))


def _watched(command: Sequence[str]) -> Took:
    """How long a command took, and the most memory that it and its children held together."""
    start = perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
    done, peak = Event(), [0]
    watcher = Thread(target=_watch, args=(process.pid, done, peak))
    watcher.start()
    _, said = process.communicate()
    seconds = perf_counter() - start
    done.set()
    watcher.join()
    if process.returncode:
        raise SystemExit(f"{' '.join(command[1:4])} ended with {process.returncode}:\n{said.decode()}")
    return Took(seconds, peak[0])


def _watch(session: int, done: Event, peak: list[int]) -> None:
    while not done.wait(0.05):
        peak[0] = max(peak[0], sum(_resident(path, session) for path in Path("/proc").glob("[0-9]*")))


def _resident(path: Path, session: int) -> int:
    """The memory of a process in that session; nothing of any other."""
    try:
        fields = (path / "stat").read_text().rpartition(")")[2].split()
        return int(fields[21]) * os.sysconf("SC_PAGE_SIZE") if int(fields[3]) == session else 0
    except OSError:
        return 0


if __name__ == "__main__":
    main()
