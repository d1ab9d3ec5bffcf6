"""What can go wrong between the service and its database."""

from __future__ import annotations

from demokrativillkor.errors import DemokrativillkorError, NotThere, Unavailable


class StoreUnavailable(Unavailable):
    """The database is gone, locked, full or cannot be written: nothing was stored, and asking again may help."""


class Unsettled(StoreUnavailable):
    """The database went away, or took too long, while it committed: it may have been stored. Asking again tells."""


class HandedOver(StoreUnavailable):
    """The log was handed over to another signing key than this process has: what it signs would be no checkpoint."""


class NotStored(NotThere):
    """What was asked for is not here."""


class Erased(NotThere):
    """The case content was erased by a recorded order; the log still shows that there was a decision."""


class StaleState(DemokrativillkorError):
    """Something was added to the decision since it was read."""


class KeyReused(DemokrativillkorError):
    """The idempotency key was used before, for another request."""


class Superseded(DemokrativillkorError):
    """The decision to be superseded already is, or takes nothing more."""
