"""The library as an HTTP service."""

from api.app import create_app, served

__all__ = ["create_app", "served"]
