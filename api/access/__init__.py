"""Who asks: API keys, access tokens and the one-time address, one after the other."""

from api.access.guard import Access, Allowed, principal_of

__all__ = ["Access", "Allowed", "principal_of"]
