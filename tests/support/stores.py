"""Stores with decisions in them."""

from functools import lru_cache
from typing import Any

from demokrativillkor.application import Application
from demokrativillkor.assess import assess, governing
from demokrativillkor.audit.notes import Signer
from demokrativillkor.decision import Decision
from demokrativillkor.errors import InputRejected
from demokrativillkor.intake import read_application
from demokrativillkor.packaged import packaged_rulebook
from demokrativillkor.resources import fixtures_folder
from demokrativillkor.rulebook import Rulebook
from demokrativillkor.store import NewDecision, Store

NAME = "example.org/log"


def signer(seed: int = 1) -> Signer:
    return Signer(NAME, bytes([seed]) * 32)


@lru_cache(maxsize=1)
def book() -> Rulebook:
    return packaged_rulebook()[0]


@lru_cache(maxsize=1)
def assessed() -> tuple[tuple[Application, Decision], ...]:
    """Every fixture that can be assessed, with its decision."""
    made = []
    for path in sorted((fixtures_folder() / "applications").glob("*.json")):
        try:
            application = read_application(path.read_bytes(), book().vocabulary).application
            made.append((application, assess(application, governing(application, book()))))
        except InputRejected:
            continue
    return tuple(made)


def new(number: int = 0, **options: Any) -> NewDecision:
    """A decision to be recorded: one of the fixtures'."""
    application, decision = assessed()[number % len(assessed())]
    given: dict[str, Any] = {"unit": "unit-1", "subject": "key:one"} | options
    return NewDecision(application=application, decision=decision, **given)


def fill(store: Store, decisions: int) -> list[str]:
    """Record so many decisions; their ids."""
    futures = [store.record(new(number)) for number in range(decisions)]
    return [future.result(30).decision_id for future in futures]
