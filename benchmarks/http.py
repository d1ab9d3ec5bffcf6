"""How fast is the service, and against what?

Requests a second and waiting times at eight connections, two workers each, in one run: ``/assessments`` and
``/decisions`` with key, headers, log and metrics switched on; a bare FastAPI endpoint that validates the same body; one
that also inserts a row as large as a decision is in our store, as durably; both once more as the least that can be done
(``benchmarks.bare``); OpenFisca's ``/trace`` on its country template. The rounds are interleaved; each ratio is of
neighbours in a round, and the median over the rounds is shown. Below the table stand the goals, and whether they were
met.

The bodies are sent in turn, so what was said of their findings is remembered; ``--different`` says how many there are.

``python -m benchmarks.http`` needs wrk (``apt-get install wrk``), and for OpenFisca a package index; ``--openfisca
FOLDER`` keeps what was installed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median

from benchmarks import servers
from benchmarks.applications import full_application
from demokrativillkor.packaged import packaged_rulebook

TRACE = "OpenFisca /trace"
SIZES = (1, 3, 6)
BARE = ("validating", "least_validating", "inserting", "least_inserting")
"""The endpoints of ``benchmarks.bare``."""

API = "/demokrativillkor/v1"
SCRIPT = Path(__file__).with_name("wrk.lua")

SITUATION = {
    "persons": {
        "A": {"birth": {"ETERNITY": "1980-01-01"}, "salary": {"2017-01": 4000}},
        "B": {"birth": {"ETERNITY": "1984-01-01"}, "salary": {"2017-01": 2500}},
    },
    "households": {
        "_": {
            "adults": ["A", "B"],
            "disposable_income": {"2017-01": None},
            "total_benefits": {"2017-01": None},
            "total_taxes": {"2017-01": None},
        }
    },
}
"""OpenFisca's own example of a couple."""


@dataclass(frozen=True)
class Load:
    """What wrk saw: requests a second, and milliseconds that half of them and all but one in a hundred waited."""

    per_second: float
    p50: float
    p99: float


@dataclass
class Subject:
    """One endpoint with bodies of one size, and what was measured of it, round by round."""

    name: str
    url: str
    bodies: Path
    beside: tuple[str, ...] = ()
    authorization: str | None = None
    loads: list[Load] = field(default_factory=list)

    def measure(self, seconds: int, connections: int) -> None:
        """Let wrk post for so long.

        Raises:
            SystemExit: an answer was no success; nothing is to be said of such a run.
        """
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(SCRIPT), self.url]
        arguments = [str(self.bodies), *([self.authorization] if self.authorization else [])]
        done = subprocess.run([*command, "--", *arguments], capture_output=True, text=True, check=True)
        requests, microseconds, p50, p99, errors = map(float, done.stderr.split())
        if errors or not requests:
            raise SystemExit(f"{self.name}: {errors:g} of {requests:g} requests failed")
        self.loads.append(Load(requests / microseconds * 1e6, p50 / 1000, p99 / 1000))


def bodies(folder: Path, different: int) -> dict[int, Path]:
    """Per number of findings a file of so many applications, one a line."""
    ruleset, random = packaged_rulebook()[0].ruleset("sou-2019-35"), Random(2019_35)
    written = {}
    for findings in SIZES:
        lines = [full_application(random, number, ruleset, findings) for number in range(different)]
        written[findings] = folder / f"{findings}.jsonl"
        written[findings].write_bytes(b"\n".join(lines) + b"\n")
    return written


def row_of(data: Path, service: str, key: str, sent: Path, options: argparse.Namespace) -> int:
    """Bytes that a decision takes in the store, by letting it grow."""
    bytes_before, decisions_before = _stored(data)
    Subject("a first run", f"{service}/decisions", sent, authorization=key).measure(
        options.seconds, options.connections
    )
    grown, decisions = _stored(data)
    return round((grown - bytes_before) / (decisions - decisions_before))


def _stored(data: Path) -> tuple[int, int]:
    """Bytes of the database in use, and the decisions in it."""
    with closing(sqlite3.connect(data / "demokrativillkor.db", timeout=30)) as database:
        (used,) = database.execute(
            "SELECT (page_count - freelist_count) * page_size "
            "FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
        ).fetchone()
        (decisions,) = database.execute("SELECT count(*) FROM case_decision").fetchone()
    return used, decisions


def table(subjects: list[Subject]) -> None:
    """Print what was measured, with the ratios."""
    by_name = {subject.name: subject for subject in subjects}
    print(f"{'':34}{'requests/s':>11}{'p50 ms':>9}{'p99 ms':>9}{'× bare':>9}{'× least':>9}{'× OpenFisca':>13}")
    for subject in subjects:
        loads = subject.loads
        print(f"{subject.name:34}{median(each.per_second for each in loads):11,.0f}", end="")
        print(f"{median(each.p50 for each in loads):9.2f}{median(each.p99 for each in loads):9.2f}", end="")
        for name, width in zip((*subject.beside, TRACE), (9, 9, 13), strict=False):
            if subject.beside and name in by_name:
                print(f"{ratio(subject, by_name[name]):{width}.2f}", end="")
        print()


def goals(subjects: list[Subject]) -> None:
    """Print the goals, with three findings and everything switched on, and whether they were met."""
    by_name = {subject.name: subject for subject in subjects}
    assessing, deciding = by_name["/assessments, 3 findings"], by_name["/decisions, 3 findings"]
    validating, inserting = by_name[assessing.beside[0]], by_name[deciding.beside[0]]
    waited = median(each.p99 for each in deciding.loads)
    told = [
        ("/assessments at least 0.5 × bare", ratio(assessing, validating), ratio(assessing, validating) >= 0.5),
        ("/decisions at least 1 × bare that inserts", ratio(deciding, inserting), ratio(deciding, inserting) >= 1),
        ("/decisions, p99 at most 50 ms", waited, waited <= 50),
    ]
    if TRACE in by_name:
        beside = ratio(assessing, by_name[TRACE])
        told.insert(1, (f"/assessments at least 3 × {TRACE}", beside, beside >= 3))
    print("\nWith 3 findings:")
    for goal, measured, met in told:
        print(f"{goal:46}{measured:9.2f}  {'met' if met else 'not met'}")


def ratio(one: Subject, other: Subject) -> float:
    """How many times as many requests a second: the median over the rounds."""
    pairs = zip(one.loads, other.loads, strict=True)
    return median(ours.per_second / theirs.per_second for ours, theirs in pairs)


def main() -> None:
    """Start the servers, measure in rounds, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--different", type=int, default=500, help="applications that differ, per number of findings")
    parser.add_argument("--openfisca", type=Path, help="folder of an environment for OpenFisca that is kept")
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is not installed; install it, for example `apt install wrk`")
    with tempfile.TemporaryDirectory() as made, ExitStack() as stack:
        folder = Path(made)
        subjects = started(stack, folder, options)
        for _ in range(options.rounds):
            for subject in subjects:
                subject.measure(options.seconds, options.connections)
    print(f"{os.cpu_count()} cores, {platform.machine()}, CPython {platform.python_version()}, ", end="")
    print(f"{servers.WORKERS} workers, {options.connections} connections, {options.rounds} rounds of ", end="")
    print(f"{options.seconds} s\n")
    table(subjects)
    goals(subjects)


def started(stack: ExitStack, folder: Path, options: argparse.Namespace) -> list[Subject]:
    """Every server started, and what is to be measured of each, neighbours beside each other."""
    sent, data = bodies(folder, options.different), folder / "data"
    ports = [servers.free_port() for _ in range(6)]
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    stack.enter_context(servers.running(servers.service(ports[0], data), ports[0], folder, {}))
    service, key = urls[0] + API, servers.new_key(data)
    row = row_of(data, service, key, sent[3], options)
    print(f"a decision takes {row:,} bytes on disk", flush=True)
    for app, port in zip(BARE, ports[1:], strict=False):
        bare = {"BARE_ROW": str(row), "BARE_DATABASE": str(folder / f"{port}.db")}
        bare["PYTHONPATH"] = str(Path(__file__).parent.parent)
        stack.enter_context(servers.running(servers.bare(app, port), port, folder, bare))
    subjects = [each for findings in SIZES for each in neighbours(findings, sent[findings], service, key, urls[1:])]
    command = servers.openfisca((options.openfisca or folder / "openfisca").resolve(), ports[-1])
    if command is None:
        print("OpenFisca could not be installed; it is left out")
        return subjects
    stack.enter_context(servers.running(command, ports[-1], folder, {}))
    situation = folder / "situation.jsonl"
    situation.write_text(json.dumps(SITUATION) + "\n", encoding="utf-8")
    return [*subjects, Subject(TRACE, f"{urls[-1]}/trace", situation)]


def neighbours(findings: int, sent: Path, service: str, key: str, bare: Sequence[str]) -> list[Subject]:
    """What is measured with bodies of one size, each of the service's beside the bare ones that do as much."""
    names = [f"bare, {app.replace('_', ' ')}, {findings} findings" for app in BARE]
    bare_ones = [Subject(name, f"{url}/", sent) for name, url in zip(names, bare, strict=False)]
    ours = [
        Subject(f"/{route}, {findings} findings", f"{service}/{route}", sent, tuple(beside), key)
        for route, beside in (("assessments", names[:2]), ("decisions", names[2:]))
    ]
    return [*bare_ones[:2], ours[0], *bare_ones[2:], ours[1]]


if __name__ == "__main__":
    main()
