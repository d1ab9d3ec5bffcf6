"""API keys to sign in with."""

from datetime import UTC, datetime, timedelta

from demokrativillkor.access import MemoryKeys, Role, new_key


def key_of(keys: MemoryKeys, role: Role, unit: str = "unit-1") -> str:
    """The text of a new key for the role."""
    key, text = new_key(role, unit, datetime.now(UTC) + timedelta(days=1))
    keys.add(key)
    return text
