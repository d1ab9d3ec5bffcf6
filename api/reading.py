"""A stored decision as a request reads it: the record that the address names, that it was read, and its letter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api.access import principal_of
from api.deps import store_of
from api.problems import ProblemRaised
from api.problemtypes import ABSENT, NOT_FOUND
from demokrativillkor.access import Principal, Role
from demokrativillkor.application import Application
from demokrativillkor.canonical import canonical_bytes
from demokrativillkor.decision import Decision
from demokrativillkor.record import Event, stored_decision, stored_event
from demokrativillkor.rendering import Letterhead
from demokrativillkor.settings import Settings
from demokrativillkor.store import Read, Store, StoredDecision, StoredEvent

READING = (Role.OFFICER, Role.SYSTEM, Role.ADMIN, Role.AUDITOR)
"""Roles that read decisions."""

_ID = re.compile("d-[0-9a-hjkmnp-tv-z]{26}")


async def read_stored(request: Request, decision_id: str, part: str) -> StoredDecision:
    """The decision that the address names. That a person read it is recorded first; else it is not read."""
    principal = await principal_of(request)
    store = store_of(request)
    stored = await run_in_threadpool(seen, store, decision_id, principal)
    if not principal.has(Role.SYSTEM):
        (role, *more) = principal.roles
        read = Read(subject=principal.subject, role="several" if more else role, decision_id=decision_id, part=part)
        await run_in_threadpool(store.note_read, read)
    return stored


def seen(store: Store, decision_id: str, principal: Principal) -> StoredDecision:
    """The decision, where there is one that this principal may see; another unit's is as if it were not there."""
    if not _ID.fullmatch(decision_id):
        raise ProblemRaised(NOT_FOUND, ABSENT)
    stored = store.decision(decision_id)
    if principal.of_own_unit and stored.unit != principal.unit:
        raise ProblemRaised(NOT_FOUND, ABSENT)
    return stored


def read_back(store: Store, stored: StoredDecision) -> tuple[Application, Decision]:
    """The application as it was given and the decision as it was made, under the rules stored with them."""
    application = stored.application_given
    rulesets = {each: store.ruleset(each) for each in stored.rulesets}
    return application, stored_decision(json.loads(stored.decision), application, rulesets)


def events_in(stored: Iterable[StoredEvent]) -> list[Event]:
    """What persons have done about a decision, in their order."""
    return [stored_event(canonical_bytes(each.document["content"])) for each in stored]


def letterhead(settings: Settings, stored: StoredDecision) -> Letterhead:
    """What the authority prints on its letter about that decision."""
    return Letterhead(
        authority=settings.authority,
        address=settings.authority_address,
        unit=stored.unit,
        appeal_address=settings.appeal_address,
        appeal_court=settings.appeal_court,
    )
