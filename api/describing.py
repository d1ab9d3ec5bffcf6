"""How a route says what it answers with; schemas and examples that need the rules are put in by :mod:`api.openapi`."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel


def described(
    description: str, model: type[BaseModel] | None = None, status: int = 200
) -> dict[int | str, dict[str, Any]]:
    """The description of the good answer, with its shape where it has one of ours."""
    content: dict[str, Any] = {"description": description, "content": {"application/json": {}}}
    return {status: content if model is None else {**content, "model": model}}
