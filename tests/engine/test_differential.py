"""durable-rules against the reference, in child processes: it has crashed processes before."""

import subprocess
import sys

import pytest

from tests.support import installed
from tests.support.engines import needs_durable

pytestmark = needs_durable

CHILDREN = 4
PROGRAMS_EACH = 60
EVALUATIONS_EACH = 200
"""Together 240 rule sets and more than 100,000 verdicts (each has three conditions on average)."""

DIFFERENTIAL = """
from random import Random
from demokrativillkor.engine import durable
from tests.support.random_rules import fitting_program, random_codes

verdicts = differences = 0
for number in range({programs}):
    program, random = fitting_program({first} + 50 * number), Random(number)
    registered = durable.Registered(program)
    for _ in range({evaluations}):
        codes = random_codes(random, program)
        expected, found = program.explain(codes).verdicts, registered.ask(codes)
        verdicts += len(expected)
        differences += sum(one is not other for one, other in zip(expected, found, strict=True))
print(verdicts, differences)
"""

SOAK = """
import gc, json
from pathlib import Path
from demokrativillkor.application import Application
from demokrativillkor.assess import assess
from demokrativillkor.engine import Verified, durable
from demokrativillkor.intake import read_application
from demokrativillkor.packaged import packaged_rulebook
from demokrativillkor.resources import fixtures_folder

def resident():
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

durable.Registered.verdicts = durable.Registered.ask  # nothing is remembered
book, _ = packaged_rulebook()
ruleset, engine = book.ruleset("sou-2019-35"), Verified()
applications = []
for path in sorted((fixtures_folder() / "applications").glob("*.json")):
    if not path.name.startswith("refused"):
        applications.append(read_application(path.read_bytes(), book.vocabulary).application)
expected = [assess(application, ruleset, engine=engine).digest for application in applications]
wrong = decisions = 0
while decisions < 300_000:
    if decisions < 60_000:
        before = resident() if decisions % 20_000 < len(applications) else before
    for application, digest in zip(applications, expected):
        wrong += assess(application, ruleset, engine=engine).digest != digest
    decisions += len(applications)
print(decisions, wrong, resident() - before)
"""


def child(script):
    return subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        env=installed.environment(),
    )


@pytest.mark.parametrize("number", range(CHILDREN))
def test_random_verdicts_over_random_rule_sets_are_those_of_the_reference(number):
    script = DIFFERENTIAL.format(first=10_000 * (number + 1), programs=PROGRAMS_EACH, evaluations=EVALUATIONS_EACH)
    done = child(script)
    assert done.returncode == 0, done.stderr
    verdicts, differences = map(int, done.stdout.split())
    assert differences == 0
    assert verdicts >= 100_000 / CHILDREN


@pytest.mark.skipif(sys.platform != "linux", reason="reads the resident memory from /proc, which only Linux has")
def test_300_000_decisions_in_one_process_are_all_right_and_leave_memory_flat():
    done = child(SOAK)
    assert done.returncode == 0, done.stderr
    decisions, wrong, grown = map(int, done.stdout.split())
    assert decisions >= 300_000
    assert wrong == 0
    assert grown < 4_000_000
