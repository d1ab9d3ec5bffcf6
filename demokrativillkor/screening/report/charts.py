"""Bars drawn as SVG, each chart with a title and a description for those who do not see it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

_ROW, _LEFT, _WIDTH, _RIGHT = 30, 300, 760, 90


def bars(name: str, title: str, rows: Sequence[tuple[str, int, str]]) -> str:
    """Horizontal bars.

    Args:
        name: an id that no other chart on the page has.
        rows: label, number and the class that gives the colour.
    """
    most = max((count for _, count, _ in rows), default=0) or 1
    room = _WIDTH - _LEFT - _RIGHT
    described = "; ".join(f"{label}: {count}" for label, count, _ in rows)
    parts = [
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {_ROW * len(rows) + 8}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc">',
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(described)}</desc>',
    ]
    for place, (label, count, kind) in enumerate(rows):
        top = place * _ROW + 4
        width = max(2, round(room * count / most)) if count else 0
        parts.append(
            f'<text x="{_LEFT - 10}" y="{top + 16}" text-anchor="end">{escape(_short(label))}</text>'
            f'<rect class="{kind}" x="{_LEFT}" y="{top}" width="{width}" height="22" rx="2"/>'
            f'<text x="{_LEFT + width + 8}" y="{top + 16}">{count}</text>'
        )
    return "".join([*parts, "</svg>"])


def _short(label: str) -> str:
    return label if len(label) <= 42 else label[:41] + "…"
