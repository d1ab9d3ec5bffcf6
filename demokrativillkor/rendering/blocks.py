"""The parts a letter is made of, and the same parts as Markdown and as a page of HTML.

All text is text: nothing that anybody wrote can become markup in either form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from demokrativillkor.bilingual import Bilingual, Language

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_AT_START = re.compile(r"[-+=]|[0-9]+[.)]")


@dataclass(frozen=True, slots=True)
class Missing:
    """Something a person must still record.

    Attributes:
        words: what it is.
        where: JSON pointer into the signature where it can be written; ``""`` where that is elsewhere.
        remedy: what to do, one line in English.
    """

    words: Bilingual
    where: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; the title has level 1."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; an empty line in it begins a new paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """What is called what: the head of a letter."""

    pairs: tuple[tuple[str, str], ...]
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Something nobody has recorded, which a person must write."""

    text: str
    missing: Missing


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that must be seen before anything else."""

    text: str


Block = Heading | Paragraph | Items | Terms | Gap | Notice


def markdown(blocks: Iterable[Block]) -> str:
    """The blocks as Markdown (CommonMark)."""
    return "\n\n".join(map(_markdown, blocks)) + "\n"


def html(blocks: Sequence[Block], language: Language) -> str:
    """The blocks as a page that needs nothing from elsewhere."""
    title = next((block.text for block in blocks if isinstance(block, Heading)), "")
    body = "\n".join(map(_html, blocks))
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n"
        "</body>\n</html>\n"
    )


def _markdown(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * level} {_plain(text)}"
        case Paragraph(text):
            return "\n\n".join(map(_plain, _paragraphs(text)))
        case Items(texts):
            return "\n".join(f"- {_plain(text)}" for text in texts)
        case Terms(pairs=pairs):
            return "\n".join(f"- **{_plain(name)}:** {_plain(value)}" for name, value in pairs)
        case Gap(text=text):
            return f"**\\[{_plain(text)}\\]**"
        case Notice(text):
            return f"> **{_plain(text)}**"


def _html(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level}>{_safe(text)}</h{level}>"
        case Paragraph(text):
            return "\n".join(f"<p>{_safe(each)}</p>" for each in _paragraphs(text))
        case Items(texts):
            return "<ul>\n" + "\n".join(f"<li>{_safe(text)}</li>" for text in texts) + "\n</ul>"
        case Terms(pairs=pairs):
            rows = "\n".join(f"<dt>{_safe(name)}</dt><dd>{_safe(value)}</dd>" for name, value in pairs)
            return f"<dl>\n{rows}\n</dl>"
        case Gap(text=text):
            return f'<p class="gap">[{_safe(text)}]</p>'
        case Notice(text):
            return f'<p class="notice"><strong>{_safe(text)}</strong></p>'


def _paragraphs(text: str) -> list[str]:
    return [part for part in re.split(r"\n\s*\n", text) if part.strip()]


def _line(text: str) -> str:
    return " ".join(text.split())


def _plain(text: str) -> str:
    """The text on one line, with nothing left that Markdown would read."""
    marked = _MARKS.sub(r"\\\1", _line(text))
    start = _AT_START.match(marked)
    if start is None:
        return marked
    end = start.end() - 1
    return f"{marked[:end]}\\{marked[end:]}"


def _safe(text: str) -> str:
    return escape(_line(text))


_STYLE = (
    "body{font:1rem/1.5 Georgia,serif;color:#111;background:#fff;margin:0}"
    "main{max-width:44rem;margin:0 auto;padding:2rem 1.25rem}"
    "h1{font-size:1.7rem;line-height:1.2}h2{font-size:1.2rem;margin:1.8rem 0 .4rem}"
    "h3{font-size:1rem;margin:1.2rem 0 .3rem}"
    "h1,h2,h3{font-family:Helvetica,Arial,sans-serif}"
    "p,ul,dl{margin:.5rem 0}"
    "li{margin:.3rem 0}"
    "dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.2rem 1.2rem}"
    "dt{font-weight:bold}dd{margin:0}"
    "p,li,dd{overflow-wrap:anywhere}"
    ".gap{border-left:.3rem solid #8a4b00;background:#fff4e0;padding:.4rem .8rem}"
    ".notice{border:.15rem solid #8a0000;padding:.6rem .9rem}"
    "@media(max-width:30rem){dl{grid-template-columns:1fr}dd{margin-bottom:.5rem}}"
    "@media print{main{max-width:none;padding:0}h2,h3{break-after:avoid}li,.gap,.notice{break-inside:avoid}}"
)
