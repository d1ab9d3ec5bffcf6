"""Who asks: API keys, access tokens and the one-time address, one after the other."""

from api.access.guard import Access, allowed, principal_of

__all__ = ["Access", "allowed", "principal_of"]
