"""Replay: evaluate again what was decided before, and compare to the byte.

Nothing but the stored application, the stored resolved rule set and what the authority's profile demanded goes
in; the rule files of today play no part.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson

from demokrativillkor.application import Application, Examination, RequiredExamination
from demokrativillkor.assess import assess
from demokrativillkor.canonical import canonical_bytes
from demokrativillkor.decision import Decision
from demokrativillkor.engine import Engine, Reference
from demokrativillkor.ruleset import Role, RuleSet


@dataclass(frozen=True, slots=True)
class Replayed:
    """One stored decision evaluated again."""

    application_id: str
    stored: bytes
    again: bytes

    @property
    def same(self) -> bool:
        """Whether not a byte differs."""
        return self.stored == self.again


def replay_corpus(lines: Iterable[str], engine: Engine) -> Iterator[Replayed]:
    """Every decision of a corpus evaluated again under the rule set stored before it.

    Args:
        lines: JSON objects, ``{"ruleSet": …}`` before the ``{"application": …, "decision": …}`` it decided.

    Raises:
        ValueError: a decision stands before any rule set, or a line is neither.
    """
    ruleset: RuleSet | None = None
    for line in lines:
        entry = json.loads(line)
        if "ruleSet" in entry:
            ruleset = RuleSet.from_document(canonical_bytes(entry["ruleSet"]))
        elif ruleset is None or entry.keys() != {"application", "decision"}:
            raise ValueError("a corpus line is a rule set, or an application and its decision after a rule set")
        else:
            yield _replay(entry["application"], entry["decision"], ruleset, engine)


def replay(application: bytes, decision: bytes, ruleset_of: Callable[[str], RuleSet], engine: Engine) -> Decision:
    """A stored decision made again from the stored application.

    Args:
        application, decision: canonical bytes; of the decision is read only what it rests on.
        ruleset_of: the stored rule set with a digest.

    Raises:
        KeyError, ValueError: the stored decision is not one.
    """
    deciding, advisory = [], []
    for role, named in _rests_on(decision):
        if role == Role.DECIDING:
            deciding.append(ruleset_of(named))
        elif role == Role.ADVICE:
            advisory.append(ruleset_of(named))
    (ruleset,) = deciding
    return assess(
        Application.from_document(application),
        ruleset,
        engine=engine,
        advisory=advisory,
        examination_required=Examination.REVIEWED if _DEMANDS_REVIEW in decision else Examination.DECLARED,
    )


_DEMANDS_REVIEW = b',"required":"reviewed"}'

_RULE_SETS, _AFTER_THEM = b',"ruleSets":', b',"schema":'


def _rests_on(decision: bytes) -> tuple[tuple[str, str], ...]:
    """The roles and digests of the rule sets that a canonical decision names.

    Only they are read. A quotation mark within a text is escaped, so what is looked for is found nowhere else; were it
    otherwise, the decision would come out otherwise.
    """
    start = decision.rindex(_RULE_SETS) + len(_RULE_SETS)
    return _read_rulesets(decision[start : decision.index(_AFTER_THEM, start)])


@lru_cache(maxsize=1024)
def _read_rulesets(named: bytes) -> tuple[tuple[str, str], ...]:
    return tuple((each["role"], each["digest"]) for each in orjson.loads(named))


def _replay(stored: Any, decision: Any, ruleset: RuleSet, engine: Engine) -> Replayed:
    again = replay(canonical_bytes(stored), canonical_bytes(decision), lambda _: ruleset, engine)
    return Replayed(again.application_id, canonical_bytes(decision), again.canonical)


_REQUIRED: dict[str, RequiredExamination] = {
    Examination.DECLARED: Examination.DECLARED,
    Examination.REVIEWED: Examination.REVIEWED,
}


def reassess(application: Application, deciding: RuleSet, advisory: Sequence[RuleSet], required: str) -> bytes:
    """The canonical decision made again, by the reference alone.

    Raises:
        KeyError: no examination of that name can be demanded.
    """
    again = assess(
        application, deciding, engine=Reference(), advisory=advisory, examination_required=_REQUIRED[required]
    )
    return again.canonical
