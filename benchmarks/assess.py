"""How fast is one decision, and against what?

Decisions a second for applications with three findings, in one run, beside zen-engine with its trace on an
equivalent rule set, called its best way: an engine with a static loader, one call an application, an
expression node in loop mode over the findings, the context as JSON text. Every verdict of zen-engine is held
against ours before anything is timed. Each measurement is bracketed by two of zen-engine's; the ratio is the
median over the rounds. The same applications come again in every round, so what was said of them is remembered; the
last row has new ones in every round.

``python -m benchmarks.assess`` (needs the ``benchmark`` extra).
"""

from __future__ import annotations

import argparse
import json
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

import zen

from benchmarks.applications import FINDINGS, random_application
from demokrativillkor.application import Application
from demokrativillkor.assess import assess
from demokrativillkor.assess.filling import fill
from demokrativillkor.engine import Engine, Reference, open_engine
from demokrativillkor.engine.compile import Codes, Explained, finding_program
from demokrativillkor.engine.durable import register
from demokrativillkor.intake import read_application
from demokrativillkor.resources import rules_folder
from demokrativillkor.rulebook import Rulebook
from demokrativillkor.rulefiles.folder import read_folder
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.verdict import Verdict

GROUNDS = ("g1", "g2", "g3", "g4")


def zen_graph() -> dict[str, Any]:
    """The proposal as zen-engine expressions: each definition and ground twice, as *met* and as *open*."""
    expressions: list[dict[str, str]] = []

    def express(key: str, value: str) -> None:
        expressions.append({"id": str(len(expressions)), "key": key, "value": value})

    for form in ("Met", "Open"):
        one_of = partial(_one_of, form)
        express(f"shown{form}", one_of("established", "shown"))
        within = one_of("context", "official_channel", "event", "duty")
        express(f"attributable{form}", f"{one_of('attributed', 'yes')} and {within}")
        gate = f"$.shown{form} and $.attributable{form} and "
        violation = f"{one_of('rightsViolation', 'yes')} and {one_of('improper', 'yes')}"
        express(
            f"g1{form}",
            gate + _any(one_of(f, "yes") for f in ("violence", "coercion", "threat")) + f" or ({violation}))",
        )
        express(f"unjustified{form}", _any(one_of(f, "no") for f in ("legitimateAim", "suitable", "necessary")) + ")")
        unjustified = f"({one_of('discrimination', 'yes')} and $.unjustified{form})"
        express(f"g2{form}", gate + f"({one_of('unequalWorth', 'yes')} or {unjustified})")
        supports = _any(one_of(f, "yes") for f in ("defends", "promotes", "incites")) + ")"
        express(f"g3{form}", gate + f"{supports} and {one_of('refersToGround', 'ground_1', 'ground_2')}")
        express(f"g4{form}", gate + one_of("againstFormOfGovernment", "yes"))
    content = {
        "inputField": "findings",
        "outputPath": "findings",
        "executionMode": "loop",
        "passThrough": False,
        "expressions": expressions,
    }
    nodes = [("in", "inputNode", None), ("rules", "expressionNode", content), ("out", "outputNode", None)]
    return {
        "nodes": [
            {"id": name, "type": kind, "name": name, "position": {"x": 0, "y": 0}} | ({"content": body} if body else {})
            for name, kind, body in nodes
        ],
        "edges": [
            {"id": f"{one}-{other}", "sourceId": one, "targetId": other, "type": "edge"}
            for one, other in (("in", "rules"), ("rules", "out"))
        ],
    }


def _one_of(form: str, fact: str, *tokens: str) -> str:
    allowed = [*tokens, *(["unknown"] if form == "Open" else [])]
    return f"{fact} == '{allowed[0]}'" if len(allowed) == 1 else f"{fact} in {allowed}"


def _any(tests: Any) -> str:
    return "(" + " or ".join(tests)


@dataclass(frozen=True)
class Subject:
    """Something to be timed: what it does with one application after another."""

    name: str
    work: Callable[[], Sequence[Callable[[], object]]]

    def seconds(self) -> float:
        """Seconds for one application, on average over all of them."""
        work = self.work()
        start = perf_counter()
        for one in work:
            one()
        return (perf_counter() - start) / len(work)


def subjects(contents: Sequence[bytes], book: Rulebook, ruleset: RuleSet) -> list[Subject]:
    """zen-engine first, then ours."""
    program, verified = finding_program(ruleset), open_engine("verified")
    applications = [read_application(content, book.vocabulary).application for content in contents]
    codes = [
        [program.encode(fill(each.facts, each.other_limbs, ruleset).facts) for each in application.findings]
        for application in applications
    ]
    for application in applications:
        _ = application.digest  # made when an application is read

    def verdicts(engine: Engine) -> list[Callable[[], object]]:
        def of(findings: Sequence[Codes]) -> list[Explained]:
            return [engine.evaluate(program, each) for each in findings]

        return [partial(of, each) for each in codes]

    def from_text(content: bytes) -> str:
        return assess(read_application(content, book.vocabulary).application, ruleset, engine=verified).digest

    random = Random(1)

    def new_ones() -> list[Callable[[], object]]:
        return [partial(from_text, random_application(random, number, ruleset)) for number in range(len(contents))]

    zen_engine = zen.ZenEngine({"loader": {"type": "static", "content": {"proposal": zen_graph()}}})
    contexts = [zen_context(application, ruleset) for application in applications]
    check_equivalence(zen_engine, contexts, applications, ruleset)
    registered, traced = register(program), {"trace": True}

    def asked(findings: Sequence[Codes]) -> list[tuple[Verdict, ...]]:
        return [registered.ask(each) for each in findings]

    rows: list[tuple[str, list[Callable[[], object]]]] = [
        ("zen-engine, with trace", [partial(zen_engine.evaluate, "proposal", c, traced) for c in contexts]),
        ("zen-engine, without trace", [partial(zen_engine.evaluate, "proposal", c) for c in contexts]),
        ("durable-rules asked anew: verdicts of three findings", [partial(asked, each) for each in codes]),
        ("reference, remembered: verdicts and reasons of them", verdicts(Reference())),
        ("verified default: a Decision", [partial(assess, a, ruleset, engine=verified) for a in applications]),
        (
            "verified default: canonical bytes and digest",
            [partial(lambda a: assess(a, ruleset, engine=verified).digest, a) for a in applications],
        ),
        ("the same from JSON text: read, checked, masked, assessed", [partial(from_text, c) for c in contents]),
    ]
    last = Subject("the same, applications that were not seen before", new_ones)
    return [*(Subject(name, partial(list, work)) for name, work in rows), last]


def zen_context(application: Application, ruleset: RuleSet) -> str:
    """The findings as zen-engine gets them: filled in beforehand, every open answer written *unknown*."""
    program = finding_program(ruleset)
    findings = []
    for finding in application.findings:
        values = program.values(program.encode(fill(finding.facts, finding.other_limbs, ruleset).facts))
        findings.append({"id": finding.id} | {fact: values.get(fact, "unknown") for fact in program.facts})
    return json.dumps({"findings": findings})


def check_equivalence(
    engine: zen.ZenEngine, contexts: Sequence[str], applications: Sequence[Application], ruleset: RuleSet
) -> None:
    """Stop unless every verdict of zen-engine is ours."""
    for context, application in zip(contexts, applications, strict=True):
        theirs = engine.evaluate("proposal", context)["result"]["findings"]
        ours = assess(application, ruleset, engine=Reference()).findings
        for one, other in zip(theirs, ours, strict=True):
            for ground, evaluation in zip(GROUNDS, other.evaluations, strict=True):
                token = "met" if one[f"{ground}Met"] else "unknown" if one[f"{ground}Open"] else "not_met"
                if token != evaluation.verdict.token:
                    raise SystemExit(
                        f"{application.id} {other.finding} {ground}: {token} is not {evaluation.verdict.token}"
                    )


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--applications", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    book = read_folder(rules_folder()).rulebook()
    ruleset, random = book.ruleset("sou-2019-35"), Random(2019_35)
    contents = [random_application(random, number, ruleset) for number in range(options.applications)]
    zen_with_trace, *others = subjects(contents, book, ruleset)
    for subject in (zen_with_trace, *others):
        subject.seconds()
    zen_seconds: list[float] = []
    print(f"CPython {platform.python_version()}, zen-engine {metadata.version('zen-engine')}, ", end="")
    print(f"{options.applications} applications with {FINDINGS} findings, median of {options.rounds} rounds\n")
    rows = []
    for subject in others:
        seconds, ratios = [], []
        for _ in range(options.rounds):
            before, ours, after = zen_with_trace.seconds(), subject.seconds(), zen_with_trace.seconds()
            zen_seconds += [before, after]
            seconds.append(ours)
            ratios.append((before + after) / 2 / ours)
        rows.append((subject.name, median(seconds), median(ratios)))
    for name, one, ratio in [(zen_with_trace.name, median(zen_seconds), 1.0), *rows]:
        print(f"{name:58} {one * 1e6:7.1f} µs {1 / one:9,.0f} /s {ratio:6.2f} × zen with trace")


if __name__ == "__main__":
    main()
