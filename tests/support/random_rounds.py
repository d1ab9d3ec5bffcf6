"""Random applications under every rule set that decides, by seed: most can be decided, some are refused."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from demokrativillkor.application import (
    Application,
    Examination,
    ExceptionJudgement,
    Finding,
    JudgeRole,
    Period,
    Stage,
    StoppedReason,
)
from demokrativillkor.condition import leaves_of
from demokrativillkor.engine.columnar import answers_of
from demokrativillkor.engine.compile import application_program
from demokrativillkor.rule import OPINION_ONLY, Fact, Scope
from demokrativillkor.rulebook import Rulebook, Vocabulary
from demokrativillkor.ruleset import Role, RuleSet

REACHING = {"established": "shown", "actor": "board_member", "context": "event"}
"""Answers with which the limbs of a finding come to matter."""


def deciding(book: Rulebook) -> list[RuleSet]:
    """The rule sets that decide."""
    return [book.rulesets[entry.id] for entry in book.entries if entry.role is Role.DECIDING]


def drawn(seed: int, count: int, book: Rulebook, rulesets: list[RuleSet] | None = None) -> list[Application]:
    """That many random applications, under these rule sets or every one that decides."""
    random, among = Random(seed), rulesets or deciding(book)
    return [random_application(random, f"A{number}", book, among) for number in range(count)]


def random_application(random: Random, application_id: str, book: Rulebook, rulesets: list[RuleSet]) -> Application:
    """An application with up to six findings, under one of the rule sets or nearly so."""
    ruleset, vocabulary = random.choice(rulesets), book.vocabulary
    findings = tuple(random_finding(random, f"F{n}", vocabulary) for n in range(random.choice((0, 0, 1, 1, 2, 3, 6))))
    return Application(
        id=application_id,
        grant=random.choice((ruleset.id,) * 8 + (None, "no-such-grant")),
        **random_dates(random, ruleset),
        grant_form=_one_of(random, ruleset.grant_forms, vocabulary.grant_forms),
        recipient_kind=_one_of(random, ruleset.recipient_kinds, vocabulary.recipient_kinds),
        facts=_fulfilling(random, ruleset)
        | _answers(random, application_program(ruleset).facts, vocabulary.facts, 0.05),
        findings=findings,
        examinations=_examinations(random, vocabulary),
        exception=_exception(random, [finding.id for finding in findings]),
        relies_on=(random.choice(list(StoppedReason)),) if random.random() < 0.03 else (),
    )


def random_finding(random: Random, finding_id: str, vocabulary: Vocabulary) -> Finding:
    """A finding: anything, or one that mostly counts, with a few limbs answered."""
    facts = vocabulary.about(Scope.FINDING)
    if random.random() < 0.4:
        answers = _answers(random, facts, facts, share=random.random())
    else:
        answers = REACHING | _answers(random, facts, facts, share=0.1)
    if random.random() < 0.8:
        answers.pop(OPINION_ONLY, None)
    return Finding(
        id=finding_id,
        judged_by=random.choice(list(JudgeRole)),
        judged_on=date(2026, 1, random.randint(1, 28)),
        facts=answers,
        other_limbs=random.choice((None, "no")),
    )


def _fulfilling(random: Random, ruleset: RuleSet) -> dict[str, str]:
    """Answers with which most requirements are fulfilled, one now and then left out."""
    program = application_program(ruleset)
    leaves = [leaf for condition in program.conditions for leaf in leaves_of(condition, program.definitions)]
    return {leaf.fact: leaf.values[0] for leaf in leaves if random.random() < 0.97}


def random_dates(random: Random, ruleset: RuleSet) -> dict[str, Any]:
    """Dates on both sides of what the rule set names, mostly the later one."""
    days = [ruleset.applies_from.on, ruleset.applies_to, ruleset.transition and ruleset.transition.boundary]
    boundaries = [day for day in days if day]

    def day() -> date:
        if random.random() < 0.9:
            return max(boundaries) + timedelta(days=random.choice((0, 1, 500)))
        return random.choice(boundaries) + timedelta(days=random.choice((-400, -1, 0, 1, 30)))

    first = day()
    return {
        "decision_date": day(),
        "award_date": random.choice((day(), day(), None)),
        "period": random.choice((Period(first=first, last=first + timedelta(days=random.choice((0, 364)))), None)),
        "grant_year": random.choice((day().year + 1, day().year + 1, day().year, None)),
        "stage": random.choice((Stage.APPLICATION,) * 10 + tuple(Stage)),
    }


def _one_of(random: Random, known: Iterable[str], every: Iterable[str]) -> str | None:
    if random.random() < 0.05:
        return random.choice((None, *every))
    return random.choice((*known,) or (None, *every))


def _answers(random: Random, names: Iterable[str], facts: Mapping[str, Fact], share: float) -> dict[str, str]:
    return {
        name: random.choice(answers_of(facts[name]) if random.random() < 0.4 else facts[name].tokens[:1])
        for name in names
        if random.random() < share
    }


def _examinations(random: Random, vocabulary: Vocabulary) -> dict[str, Examination]:
    if random.random() < 0.8:
        return dict.fromkeys(vocabulary.grounds, random.choice((Examination.DECLARED, Examination.REVIEWED)))
    return {ground: random.choice(list(Examination)) for ground in vocabulary.grounds if random.random() < 0.9}


def _exception(random: Random, findings: list[str]) -> ExceptionJudgement | None:
    if random.random() < 0.5:
        return None
    return ExceptionJudgement(
        by=JudgeRole.DECISION_MAKER,
        on=date(2026, 2, 1),
        outcome=random.choice(("granted", "refused")),
        covers=tuple(findings if random.random() < 0.6 else random.sample(findings, random.randint(0, len(findings)))),
        reasons="Skäl.",
    )
