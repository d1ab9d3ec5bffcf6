"""The signed letter: frozen once, when nothing in it is left for a person to write, and never rendered again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from demokrativillkor.bilingual import LANGUAGES
from demokrativillkor.canonical import digest
from demokrativillkor.errors import Problem
from demokrativillkor.record.parts import FrozenLetter
from demokrativillkor.rendering.blocks import Notice, Paragraph, markdown
from demokrativillkor.rendering.letter import Letter
from demokrativillkor.rendering.letterphrases import DRAFT, NOT_RECORDED

_GAP = re.compile(r"\*\*\\?\[.*\]\*\*")
_UNFINISHED = frozenset(
    markdown([block(words.to(language))]).strip()
    for block, words in ((Notice, DRAFT), (Paragraph, NOT_RECORDED))
    for language in LANGUAGES
)


def freeze(letter: Letter) -> FrozenLetter:
    """The letter as text and as a page, with the digest of the text; :func:`left_to_write` says whether it may be."""
    text = letter.markdown
    return FrozenLetter(language=letter.language, text=text, digest=digest(text.encode()), page=letter.html)


def left_to_write(letter: Letter) -> Iterator[Problem]:
    """What keeps the letter from being signed, each with where to write it, in both languages."""
    for each in letter.missing:
        message = f"the letter lacks something: {each.words.en[:1].lower()}{each.words.en[1:].rstrip('.')}"
        yield Problem(
            code="letter_gap", place=each.where, message=message, suggestion=each.remedy, explanation=each.words
        )


def left_in(letter: FrozenLetter) -> Iterator[Problem]:
    """What a letter that somebody else wrote still has of a draft of ours."""
    for number, line in enumerate(letter.text.splitlines(), 1):
        if _GAP.fullmatch(line.strip()) or any(words in line for words in _UNFINISHED):
            message = f"line {number} of the letter is for a person to write, or says that it is a draft"
            yield Problem(
                code="letter_gap", place="/letter/text", message=message, suggestion="write it, or leave letter out"
            )
