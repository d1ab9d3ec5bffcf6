"""What the two tables look like: one row an application, one row a finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from demokrativillkor.application import Examination, JudgeRole, Stage
from demokrativillkor.engine.columnar import answers_of
from demokrativillkor.engine.compile import application_program
from demokrativillkor.errors import ConfigurationError
from demokrativillkor.rule import Fact, Scope
from demokrativillkor.rulebook import Rulebook
from demokrativillkor.ruleset import Role, RuleSet

Columns = Mapping[str, pl.DataType]
"""The columns of a table, in order."""

EXAMINATION = "examinations."
"""Before the ground, in the name of the column that says how far it was examined."""

_MASK = 64
"""The bits of a mask."""


@dataclass(frozen=True)
class Schema:
    """The columns of applications and of findings.

    Every column but ``applicationId``, ``decisionDate`` and ``findingId`` can be left out, and null means absent.
    Evidence and closings are JSON text, as they stand in an application. What an exception's judgement covers
    stands with each finding.

    Attributes:
        answers: fact id → its answers by code, see :func:`~demokrativillkor.engine.columnar.answers_of`.
        finding_facts, application_facts, grounds: what the bits of a mask stand for, the lowest first.
    """

    applications: Columns
    findings: Columns
    facts: Mapping[str, Fact]
    answers: Mapping[str, tuple[str, ...]]
    finding_facts: tuple[str, ...]
    application_facts: tuple[str, ...]
    grounds: tuple[str, ...]

    @classmethod
    def of(cls, rulebook: Rulebook, also: Iterable[RuleSet] = ()) -> Schema:
        """The tables for everything that this rulebook and these rule sets can decide.

        Raises:
            ConfigurationError: the rules use more facts than a mask has bits.
        """
        vocabulary = rulebook.vocabulary
        deciding = [*deciding_rules(rulebook), *also]
        used = {fact for ruleset in deciding for fact in application_program(ruleset).facts}
        finding_facts = tuple(vocabulary.about(Scope.FINDING))
        application_facts = tuple(fact for fact in vocabulary.facts if fact in used)
        for facts in (finding_facts, application_facts, vocabulary.grounds):
            fits_a_mask(len(facts), "facts or grounds")
        answers = {fact.id: answers_of(fact) for fact in vocabulary.facts.values()}
        about = vocabulary.about(Scope.APPLICATION, Scope.PARTNERSHIP, Scope.AUTHORITY, Scope.EXCEPTION)
        return cls(
            applications=_APPLICATION
            | {
                "grantForm": pl.Enum(list(vocabulary.grant_forms)),
                "recipientKind": pl.Enum(list(vocabulary.recipient_kinds)),
            }
            | {EXAMINATION + ground: pl.Enum(Examination) for ground in vocabulary.grounds}
            | {fact: pl.Enum(answers[fact]) for fact in about},
            findings=_FINDING | {fact: pl.Enum(answers[fact]) for fact in finding_facts},
            facts=vocabulary.facts,
            answers=answers,
            finding_facts=finding_facts,
            application_facts=application_facts,
            grounds=tuple(vocabulary.grounds),
        )


def deciding_rules(rulebook: Rulebook) -> list[RuleSet]:
    """Every rule set of the rulebook that decides."""
    return [rulebook.rulesets[entry.id] for entry in rulebook.entries if entry.role is Role.DECIDING]


def fits_a_mask(count: int, what: str) -> None:
    """Refuse more than a mask has bits.

    Raises:
        ConfigurationError: there are more.
    """
    if count > _MASK:
        raise ConfigurationError(f"the rules have {count} {what}, screening at most {_MASK}; assess one by one instead")


_APPLICATION: dict[str, pl.DataType] = {
    "applicationId": pl.String(),
    "decisionDate": pl.Date(),
    "grant": pl.String(),
    "grantForm": pl.String(),
    "stage": pl.Enum(Stage),
    "awardDate": pl.Date(),
    "periodFirst": pl.Date(),
    "periodLast": pl.Date(),
    "grantYear": pl.Int32(),
    "recipientKind": pl.String(),
    "reliesOn": pl.List(pl.String),
    "exceptionOutcome": pl.Enum(["granted", "refused"]),
    "exceptionBy": pl.Enum(JudgeRole),
    "exceptionOn": pl.Date(),
    "exceptionReasons": pl.String(),
    "diaryNumber": pl.String(),
    "organisationNumber": pl.String(),
    "organisationName": pl.String(),
    "closings": pl.String(),
}

_FINDING: dict[str, pl.DataType] = {
    "applicationId": pl.String(),
    "findingId": pl.String(),
    "judgedBy": pl.Enum(JudgeRole),
    "judgedOn": pl.Date(),
    "otherLimbs": pl.Enum(["no"]),
    "covered": pl.Boolean(),
    "evidence": pl.String(),
}
