"""The letter: the reasoned decision, as a draft for a person and as what is signed.

Source of what it holds: förvaltningslagen (2017:900) 31–33 §§, and each act's own clauses. It is a pure function of
the application, the decision, the rule set and the events. What nobody has recorded is a gap for a person, never
made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from demokrativillkor.application import Application
from demokrativillkor.bilingual import Language
from demokrativillkor.decision import Decision
from demokrativillkor.record.events import Event, Signed
from demokrativillkor.record.history import signature_in
from demokrativillkor.rendering import lettercase, letterdecided, letterheard
from demokrativillkor.rendering.blocks import Block, Gap, Missing, Terms, html, markdown
from demokrativillkor.rendering.context import Context
from demokrativillkor.rendering.lettertold import Letterhead, Told

_SECTIONS = (
    lettercase.head,
    lettercase.matter,
    letterdecided.what_is_decided,
    letterdecided.reasons,
    lettercase.provisions,
    lettercase.circumstances,
    lettercase.grounds,
    letterheard.exception,
    letterheard.what_was_said,
    letterheard.proportionality,
    letterdecided.conditions,
    lettercase.left_to_person,
    letterdecided.takes_effect,
    letterdecided.who,
    letterdecided.appeal,
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in one language.

    Attributes:
        draft: whether nobody has signed it.
    """

    language: Language
    draft: bool
    blocks: tuple[Block, ...]

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What a person must still record."""
        heads = (each for block in self.blocks if isinstance(block, Terms) for each in block.missing)
        return (*heads, *(block.missing for block in self.blocks if isinstance(block, Gap)))

    @property
    def gaps(self) -> tuple[str, ...]:
        """The same in the words of the letter."""
        return tuple(each.words.to(self.language) for each in self.missing)

    @property
    def markdown(self) -> str:
        """The letter as Markdown."""
        return markdown(self.blocks)

    @property
    def html(self) -> str:
        """The letter as a page of HTML that needs nothing from elsewhere."""
        return html(self.blocks, self.language)


def write_letter(
    application: Application,
    decision: Decision,
    events: Sequence[Event],
    language: Language,
    *,
    head: Letterhead | None = None,
    signing: Signed | None = None,
) -> Letter:
    """The letter about a decision.

    Args:
        head: what the authority prints on its letters: unit, diary number, address.
        signing: the signature that is about to be added; without one, and none among the events, it is a draft.
    """
    signed = signing or signature_in(events)
    copy_of = signed.language if signed and signed.language != language else None
    told = Told(Context(decision, application, language), tuple(events), signed, head or Letterhead(), copy_of)
    blocks = tuple(block for section in _SECTIONS for block in section(told))
    return Letter(language, signed is None, blocks)
