"""Tables of the report: what each thing is called, its code beside, numbers to the right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple


class Cell(NamedTuple):
    """One cell.

    Attributes:
        label: what the thing is called.
        code: its code in the files.
        kind: how it looks: ``number``, ``digest`` or as other text.
    """

    label: str
    code: str = ""
    kind: str = ""

    def element(self, name: str, more: str = "") -> str:
        """The cell as an element of that name."""
        looks = f' class="{self.kind}"' if self.kind else ""
        code = f"<code>{escape(self.code)}</code>" if self.code else ""
        return f"<{name}{more}{looks}>{' '.join(filter(None, (escape(self.label), code)))}</{name}>"


def tabled(caption: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table that scrolls by itself where the page is narrow; a heading stands as the cells below it do."""
    lines = list(rows)
    kinds = [cell.kind for cell in lines[0]] if lines else [""] * len(headings)
    head = "".join(
        Cell(heading, kind="number" if kind == "number" else "").element("th", ' scope="col"')
        for heading, kind in zip(headings, kinds, strict=True)
    )
    body = "".join(f"<tr>{_line(line)}</tr>\n" for line in lines)
    called = escape(caption)
    return (
        f'<div class="wide" role="group" aria-label="{called}" tabindex="0"><table><caption>{called}</caption>'
        f"<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>\n"
    )


def _line(cells: Sequence[Cell]) -> str:
    first, *others = cells
    return first.element("th", ' scope="row"') + "".join(cell.element("td") for cell in others)
