"""Lists a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from api.deps import PREFIX
from api.schemas import Link, Paging

Item = TypeVar("Item")


def page_of(every: Sequence[Item], asked: Paging) -> Sequence[Item]:
    """The items of the page asked for; none beyond the last."""
    first = (asked.page - 1) * asked.limit
    return every[first : first + asked.limit]


def listed(total: int, asked: Paging, path: str) -> dict[str, Any]:
    """What a page says of itself, with links to its neighbours that keep what was asked for."""
    given = asked.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    last = max(1, -(-total // asked.limit))
    pages = {"self": asked.page, "previous": asked.page - 1, "next": asked.page + 1}
    there = {name: page for name, page in pages.items() if name == "self" or 1 <= page <= last}
    links = {name: Link(href=_address(path, {**given, "page": page})) for name, page in there.items()}
    return {"page": asked.page, "limit": asked.limit, "total": total, "links": links}


def offsets(total: int, offset: int, limit: int, path: str) -> dict[str, Link]:
    """The links of a list that is asked for from a place on: to itself, and to what comes before and after."""
    places = {"self": offset, "previous": max(0, offset - limit), "next": offset + limit}
    there = {"self": True, "previous": offset > 0, "next": offset + limit < total}
    return {
        name: Link(href=_address(path, {"limit": limit, "offset": place}))
        for name, place in places.items()
        if there[name]
    }


def _address(path: str, query: dict[str, Any]) -> str:
    return f"{PREFIX}{path}?{urlencode(query)}"
