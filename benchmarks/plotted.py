"""What a command takes at several sizes, drawn as SVG. Both axes are logarithmic: linear time is a straight line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10

_WIDTH, _HEIGHT, _MARGIN = 640, 400, 70
_COLOURS = ("#1b5e9c", "#8a4b00")

Curve = Sequence[tuple[float, float]]


def plot(title: str, across: str, up: str, curves: Mapping[str, Curve]) -> str:
    """The plot as SVG.

    Args:
        across, up: what the axes count.
        curves: name → points, each above zero.
    """
    points = [point for curve in curves.values() for point in curve]
    bounds = [(floor(log10(min(each))), ceil(log10(max(each)))) for each in zip(*points, strict=True)]
    (left, right), (low, high) = bounds

    def place(x: float, y: float) -> tuple[float, float]:
        return (
            _MARGIN + (log10(x) - left) / (right - left) * (_WIDTH - 2 * _MARGIN),
            _HEIGHT - _MARGIN - (log10(y) - low) / (high - low) * (_HEIGHT - 2 * _MARGIN),
        )

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="13"><title>{escape(title)}</title>',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        _text(_WIDTH / 2, 28, title, "middle"),
        _text(_WIDTH / 2, _HEIGHT - 18, across, "middle"),
        _text(12, _MARGIN - 18, up),
    ]
    for power in range(left, right + 1):
        x, _ = place(10**power, 10**low)
        parts += [_line(x, _MARGIN, x, _HEIGHT - _MARGIN), _text(x, _HEIGHT - _MARGIN + 20, f"{10**power:,}", "middle")]
    for power in range(low, high + 1):
        _, y = place(10**left, 10**power)
        parts += [_line(_MARGIN, y, _WIDTH - _MARGIN, y), _text(_MARGIN - 8, y + 4, f"{10.0**power:g}", "end")]
    for number, ((name, curve), colour) in enumerate(zip(curves.items(), _COLOURS, strict=False)):
        places = [place(*point) for point in curve]
        parts.append(
            f'<polyline fill="none" stroke="{colour}" stroke-width="2" '
            f'points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}"/>'
        )
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in places]
        parts.append(_text(_MARGIN + 12, _MARGIN + 18 + 20 * number, f"● {name}", colour=colour))
    return "\n".join([*parts, "</svg>", ""])


def _text(x: float, y: float, text: str, anchor: str = "start", colour: str = "#1a1a1a") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#d0d0d0"/>'
