"""The database: decisions with their log, in one transaction each."""

from demokrativillkor.store.errors import (
    Erased,
    KeyReused,
    NotStored,
    StaleState,
    StoreUnavailable,
    Superseded,
    Unsettled,
)
from demokrativillkor.store.keys import Read
from demokrativillkor.store.reader import Reader
from demokrativillkor.store.reading import Filters, Page
from demokrativillkor.store.records import (
    NewDecision,
    NewEvent,
    Recorded,
    Repeatable,
    StoredDecision,
    StoredEvent,
    Summary,
)
from demokrativillkor.store.store import Store

__all__ = [
    "Erased",
    "Filters",
    "KeyReused",
    "NewDecision",
    "NewEvent",
    "NotStored",
    "Page",
    "Read",
    "Reader",
    "Recorded",
    "Repeatable",
    "StaleState",
    "Store",
    "StoreUnavailable",
    "StoredDecision",
    "StoredEvent",
    "Summary",
    "Superseded",
    "Unsettled",
]
