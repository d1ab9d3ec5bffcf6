"""Bars drawn as SVG, each chart with a title and a description for those who do not see it.

Bars are as wide as the page allows and text keeps its size: nothing is scaled, so that a narrow page can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

_ROW, _BAR = 46, 18
"""Pixels from one bar to the next, and of a bar; its label stands above it."""

_ROOM = 80
"""Per cent of the width for the longest bar; its number stands after it."""


def bars(name: str, title: str, rows: Sequence[tuple[str, int, str]], number: Callable[[int], str] = str) -> str:
    """Horizontal bars.

    Args:
        name: an id that no other chart on the page has.
        rows: label, count and the class that gives the colour.
        number: how a count is written.
    """
    most = max((count for _, count, _ in rows), default=0) or 1
    described = "; ".join(f"{label}: {number(count)}" for label, count, _ in rows)
    parts = [
        f'<svg class="chart" width="100%" height="{_ROW * len(rows)}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc">',
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(described)}</desc>',
    ]
    for place, (label, count, kind) in enumerate(rows):
        top = place * _ROW
        width = f"{_ROOM * count / most:.1f}%"
        parts.append(
            f'<text x="0" y="{top + 14}">{escape(_short(label))}</text>'
            f'<rect class="{kind}" x="0" y="{top + 20}" width="{width}" height="{_BAR}"/>'
            f'<text x="{width}" dx="8" y="{top + 34}">{number(count)}</text>'
        )
    return "".join([*parts, "</svg>"])


def _short(label: str) -> str:
    return label if len(label) <= 44 else label[:43] + "…"
