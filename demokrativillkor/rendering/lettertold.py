"""What every section of a letter needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from demokrativillkor.bilingual import Bilingual
from demokrativillkor.record.events import Event, Signed
from demokrativillkor.rendering.blocks import Block, Gap, Heading, Paragraph
from demokrativillkor.rendering.context import Context

Of = TypeVar("Of")


@dataclass(frozen=True, kw_only=True, slots=True)
class Letterhead:
    """What the authority prints on its letters and no application holds."""

    unit: str | None = None
    diary_number: str | None = None
    organisation_name: str | None = None
    appeal_address: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One letter to be told in one language. ``signed`` is ``None`` in a draft."""

    context: Context
    events: tuple[Event, ...]
    signed: Signed | None
    head: Letterhead

    def say(self, text: Bilingual) -> str:
        """The text in the reader's language."""
        return self.context.say(text)

    def heading(self, text: Bilingual, level: int = 2) -> Heading:
        """A heading."""
        return Heading(self.say(text), level)

    def or_gap(self, text: str | None, gap: Bilingual) -> Block:
        """What a person wrote, or the gap for it."""
        return Paragraph(text) if text else Gap(self.say(gap))

    def of(self, kind: type[Of]) -> list[Of]:
        """The events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]
