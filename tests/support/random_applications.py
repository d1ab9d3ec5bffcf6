"""Random applications that a rule set governs, by seed: every shape of finding, judgement and examination."""

from datetime import date
from functools import lru_cache
from random import Random
from typing import Any

from demokrativillkor.rule import Scope
from demokrativillkor.rulebook import Vocabulary
from demokrativillkor.ruleset import RuleSet
from tests.acts.situations import fulfilled
from tests.support.builders import document

GROUNDS = tuple(f"ground_{number}" for number in range(1, 5))


def random_document(random: Random, ruleset: RuleSet, vocabulary: Vocabulary, advisory: RuleSet | None = None) -> dict:
    """An application under the rule set; now and then one that is refused for contradicting itself."""
    findings = [
        _finding(random, f"F{number}", ruleset)
        for number in random.sample(range(20), random.choice((0, 1, 1, 2, 3, 6)))
    ]
    made = document(*findings, decisionDate=str(max(ruleset.applies_from.on, date(2026, 4, 15))))
    made |= _grant(random, ruleset, vocabulary)
    scopes = (Scope.APPLICATION, Scope.AUTHORITY, Scope.PARTNERSHIP)
    asked = [fact for each in (ruleset, advisory) if each for fact in each.facts if fact.scope in scopes]
    made["facts"] = _answers(random, asked, likely=0.8)
    if random.random() < 0.6:
        made["facts"] |= _fulfilled(ruleset)
    if random.random() < 0.2:
        made["facts"] |= _answers(random, vocabulary.about(Scope.APPLICATION).values(), likely=0.1)
    made["examinations"] = {
        ground: random.choice(("declared", "declared", "reviewed", "not_examined"))
        for ground in GROUNDS
        if random.random() < 0.9
    }
    if random.random() < 0.4:
        made["exception"] = _judgement(random, [each["id"] for each in findings], ruleset)
    return made


@lru_cache
def _fulfilled(ruleset: RuleSet) -> dict[str, str]:
    return fulfilled(ruleset)


def _grant(random: Random, ruleset: RuleSet, vocabulary: Vocabulary) -> dict[str, Any]:
    form = random.choice([each for each in ruleset.grant_forms if each != "status"] or [None])
    kinds = ruleset.recipient_kinds or (
        tuple(vocabulary.recipient_kinds) if ruleset.depends_on_recipient_kind else (None,)
    )
    boundary = ruleset.transition.boundary if ruleset.transition else ruleset.applies_from.on
    given = {
        "grant": ruleset.id,
        "grantForm": form,
        "recipientKind": random.choice(kinds),
        "awardDate": str(boundary),
        "period": {"first": str(boundary), "last": str(boundary.replace(year=boundary.year + 1))},
        "grantYear": boundary.year,
        "diaryNumber": random.choice((None, "Dnr 2026/17 å")),
    }
    return {key: value for key, value in given.items() if value is not None}


def _finding(random: Random, finding_id: str, ruleset: RuleSet) -> dict[str, Any]:
    facts = _answers(
        random, [fact for fact in ruleset.facts if fact.scope is Scope.FINDING], likely=random.choice((0.2, 0.5, 0.95))
    )
    if random.random() < 0.7:
        facts["established"] = "shown"
    if random.random() < 0.4:
        facts["actor"], facts["context"] = "board_member", "event"
    if random.random() < 0.6:
        facts.pop("attributed", None)
    if random.random() < 0.7:
        facts.pop("opinionOnly", None)
    made: dict[str, Any] = {"id": finding_id, "judgedBy": "case_officer", "judgedOn": "2026-03-01", "facts": facts}
    if random.random() < 0.6:
        made["otherLimbs"] = "no"
    if random.random() < 0.5:
        made["evidence"] = [{"kind": "minutes", "reference": "protokoll § 4"}]
    return made


def _answers(random: Random, facts, likely: float) -> dict[str, str]:
    return {
        fact.id: random.choice((*fact.tokens, *fact.tokens, "unknown", *(each.token for each in fact.unknown_tokens)))
        for fact in facts
        if random.random() < likely
    }


def _judgement(random: Random, findings: list[str], ruleset: RuleSet) -> dict[str, Any]:
    factors = [fact for fact in ruleset.facts if fact.scope is Scope.EXCEPTION]
    return {
        "by": "decision_maker",
        "on": "2026-03-30",
        "outcome": random.choice(("granted", "granted", "refused")),
        "covers": random.sample(findings, random.randint(len(findings) // 2, len(findings))),
        "reasons": "Skäl som någon har skrivit ned.",
        "factors": _answers(random, factors, likely=0.5),
    }
